#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "archive/archive.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/query_tools.h"
#include "cli/screen.h"
#include "cli/verdict_read.h"
#include "cli/asked.h"
#include "metrics/period.h"

struct archive_opts { const char *period, *campaign, *brand, *set; int64_t count; bool stats; };

static const struct opt opts[] = {
    { "period", OPT_TEXT, offsetof(struct archive_opts, period), "PERIOD", "when it was said: 24h (default), 7d, 2020-10, A..B: as of `pulso sov`" },
    { "campaign", OPT_TEXT, offsetof(struct archive_opts, campaign), "NAME", "the period of this campaign, and what its query finds (`campaigns:` of the configuration)" },
    { "brand", OPT_TEXT, offsetof(struct archive_opts, brand), "ID", "only mentions of this brand" },
    { "set", OPT_TEXT, offsetof(struct archive_opts, set), "NAME", "only the folders of this set of brands" },
    { "count", OPT_INT, offsetof(struct archive_opts, count), "N", "end after N mentions" },
    { "stats", OPT_FLAG, offsetof(struct archive_opts, stats), NULL, "say at the end how many files and mentions were looked at" },
    { 0 }
};

struct look {
    struct cli *cli;
    const struct archive_opts *o;
    const char *dir;
    struct zone *zone;
    struct period period;
    char first[PERIOD_TEXT], last[PERIOD_TEXT];   /* local days */
    struct verdict_reader *reader;
    struct query_set *queries;                    /* NULL: all */
    struct query_match *match;
    struct tokenizer *tokenizer;
    struct arena arena;
    struct buf line, out;
    int64_t *next;                                /* by partition: what counts; -2: not looked up yet */
    int next_count;
    int64_t files, mentions, shown;
};

/* Beyond what the state says lies what a crash may have left, or what is being written right now. */
static bool counts(struct look *l, const struct shelf_file *f, bool *yes, struct err *e)
{
    if (f->partition >= l->next_count) {
        int n = f->partition + 64;
        l->next = realloc(l->next, (size_t)n * sizeof *l->next);
        if (!l->next)
            abort();
        while (l->next_count < n)
            l->next[l->next_count++] = -2;
    }
    if (l->next[f->partition] == -2) {
        struct shelf_state *s = calloc(1, sizeof *s);
        if (!s)
            abort();
        bool ok = shelf_load(l->dir, f->partition, s, e);
        l->next[f->partition] = s->next;
        shelf_state_fini(s);
        free(s);
        if (!ok)
            return false;
    }
    *yes = f->to <= l->next[f->partition];
    return true;
}

static bool is_of(const struct verdict_seen *v, const char *brand)
{
    for (size_t i = 0; i < v->brand_count; i++)
        if (strcmp(v->brands[i].id, brand) == 0)
            return true;
    return false;
}

static bool matches(struct look *l, struct verdict_seen *v)
{
    struct tokens text, title;
    const uint32_t *ids;
    if (v->mention.created_ms < l->period.from_ms || v->mention.created_ms >= l->period.to_ms || (l->o->brand && !is_of(v, l->o->brand)))
        return false;
    if (!l->match)
        return true;
    arena_reset(&l->arena);
    tokens_scan(l->tokenizer, &l->arena, v->mention.text, &text);
    tokens_scan(l->tokenizer, &l->arena, v->mention.title, &title);
    struct mention said = v->mention;
    if (!said.lang.n)
        said.lang = slice_of(v->lang);
    return query_match_run(l->match, &said, &text, &title, &ids) > 0;
}

static void print(struct look *l, const struct verdict_seen *v)
{
    char time[PERIOD_TEXT];
    const struct mention *m = &v->mention;
    l->shown++;
    if (l->cli->json) {
        fwrite(l->line.p, 1, l->line.n, stdout);
        return;
    }
    buf_reset(&l->out);
    buf_printf(&l->out, "%s  " SLICE_FMT "  %-8s  ", period_time(l->zone, m->created_ms, time), SLICE_ARG(m->platform), v->label);
    screen_add(&l->out, m->author_handle.n ? m->author_handle : m->author_id, 24);
    buf_addz(&l->out, "  ");
    screen_add(&l->out, m->text.n ? m->text : m->title, SIZE_MAX);
    buf_char(&l->out, '\n');
    fwrite(l->out.p, 1, l->out.n, stdout);
}

static bool enough(const struct look *l) { return l->o->count && l->shown >= l->o->count; }

static bool look_in(void *self, const struct shelf_file *f, struct err *e)
{
    struct look *l = self;
    struct verdict_seen v;
    bool yes;
    if (enough(l) || strcmp(f->day, l->first) < 0 || strcmp(f->day, l->last) > 0 || (l->o->set && strcmp(l->o->set, f->set) != 0))
        return true;
    if (!counts(l, f, &yes, e) || !yes)
        return !e->kind;
    gzFile gz = gzopen(f->path, "rbe");
    if (!gz)
        return access(f->path, F_OK) != 0 || err_set(e, ERR_CONFIG, "%s cannot be read", f->path);   /* retention may be at it */
    l->files++;
    while (!enough(l) && shelf_line(gz, &l->line, f->path, e)) {
        l->mentions++;
        if (!verdict_read(l->reader, slice_trim(buf_slice(&l->line)), &v, e)) {
            err_at(e, "%s", f->path);
            break;
        }
        if (matches(l, &v))
            print(l, &v);
    }
    gzclose_r(gz);
    return !e->kind;
}

/* The query that was given, the campaign's, or what both find. */
static bool query_text(struct look *l, struct slice *text, struct err *e)
{
    struct campaign g = { 0 };
    const char *given = l->cli->arg_count > 1 ? l->cli->args[1] : NULL;
    *text = slice_of(given);
    if (!l->o->campaign)
        return true;
    if (!campaign_find(l->cli->conf, l->o->campaign, &g, e))
        return false;
    if (g.query)
        *text = given ? arena_printf(&l->arena, "(%s) AND (%s)", given, g.query) : slice_of(g.query);
    return true;
}

static bool compile(struct look *l, struct err *e)
{
    struct query_error qe;
    struct slice text;
    if (!query_text(l, &text, e))
        return false;
    l->tokenizer = tokenizer_new();
    if (!text.n)
        return true;
    l->queries = query_set_new();
    if (!query_set_add(l->queries, 0, text, &qe)) {
        query_say_alone(text, &qe);
        return err_set(e, ERR_CONFIG, "the query cannot be read: see above");
    }
    if (!query_set_compile(l->queries, e))
        return false;
    l->match = query_match_new(l->queries);
    return true;
}

static bool open_look(struct look *l, struct err *e)
{
    struct archive_options o = { 0 };
    if (!cli_conf(l->cli, e) || !archive_options(l->cli->conf, &o, &l->dir, e))
        return false;
    if (!l->dir)
        return err_set(e, ERR_CONFIG, "%s names no archive.dir: nothing is archived", cli_config_path(l->cli));
    if (access(l->dir, R_OK | X_OK) != 0)
        return err_set(e, ERR_CONFIG, "%s cannot be read: is pulso-archive running, and may you read its folder?", l->dir);
    l->zone = zone_open(l->cli->common.zone, e);
    if (!l->zone || !period_parse(slice_of(l->o->period ? l->o->period : "24h"), l->zone, clock_now_ms(), &l->period, e))
        return false;
    period_date(l->zone, l->period.from_ms, l->first);
    period_date(l->zone, l->period.to_ms - 1, l->last);
    l->reader = verdict_reader_new();
    return compile(l, e);
}

static bool run(struct cli *cli, const void *own, struct err *e)
{
    struct archive_opts o = *(const struct archive_opts *)own;
    struct look l = { .cli = cli, .o = &o };
    char text[CAMPAIGN_PERIOD];
    if (!cli_action(cli, e) || !asked_campaign(cli, o.campaign, &o.period, NULL, text, e))
        return false;
    bool ok = open_look(&l, e) && shelf_walk(l.dir, look_in, &l, e);
    if (ok && l.o->stats)
        fprintf(stderr, "%" PRId64 " of %" PRId64 " mentions in %" PRId64 " files\n", l.shown, l.mentions, l.files);
    if (l.match)
        query_match_free(l.match);
    query_set_free(l.queries);
    if (l.tokenizer)
        tokenizer_free(l.tokenizer);
    if (l.reader)
        verdict_reader_free(l.reader);
    zone_close(l.zone);
    arena_fini(&l.arena);
    buf_fini(&l.line);
    buf_fini(&l.out);
    free(l.next);
    return ok;
}

const struct cmd cmd_archive = {
    .name = "archive",
    .about = "search the mentions that pulso-archive has written to files",
    .args = "[QUERY]",
    .actions = "query",
    .text =
        "Prints the archived mentions that match QUERY (docs/queries.md; without it all) and were said in the period, day by day. --json prints "
        "them as they were classified, a line each. Personal data is masked in the archive already.\n"
        "\n"
        "It reads the files themselves and needs no server. docs/archive.md says how they are laid out, and how to ask DuckDB.",
    .examples =
        "  pulso archive query 'cobertura AND mal*' --brand movistar --period 2026-10\n"
        "  pulso archive query --period 7d --json | jq -r .text\n",
    .opts = opts,
    .size = sizeof(struct archive_opts),
    .run = run,
};
