/* pulso crisis backtest: history through the detector: when it would have paged, how late, and how often a month. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "cli/crisis.h"
#include "cli/crisis_picture.h"
#include "cli/lines_in.h"
#include "cli/own_classifier.h"
#include "cli/series_file.h"
#include "model/keys.h"

enum { ROW_MAX_S = 900 };
#define MONTH_MS (30.4 * 86400000)

struct history {
    struct arena arena;          /* names, and the mentions that count against a brand */
    struct replay_said *v;
    size_t n, cap, refused;
    struct replay_history h;     /* of v, once all is read */
};

static void add(struct history *h, const struct replay_said *s)
{
    if (h->n == h->cap) {
        h->cap = h->cap ? 2 * h->cap : 4096;
        if (!(h->v = realloc(h->v, h->cap * sizeof *h->v)))
            abort();
    }
    h->v[h->n++] = *s;
}

static int by_time(const void *a, const void *b)
{
    const struct replay_said *x = a, *y = b;
    return x->ms != y->ms ? (x->ms > y->ms) - (x->ms < y->ms) : (x->brand > y->brand) - (x->brand < y->brand);
}

/* ---- a series of counts: one brand, its negatives ---- */

static bool read_series(struct history *h, const char *path, struct err *e)
{
    static const char *name = "series";
    struct series_file s = { 0 };
    bool ok = series_file_read(&s, path, e);
    if (ok && s.row_s > ROW_MAX_S)
        ok = err_set(e, ERR_CONFIG, "%s: its rows are %d s long: a backtest wants a quarter of an hour at most", path, s.row_s);
    for (size_t i = 0; ok && i < s.n; i++)
        if (s.v[i].heard)
            add(h, &(struct replay_said){ .ms = s.v[i].ms, .count = s.v[i].count, .bad = true, .group = -1, .platform = "" });
    h->h.names = &name;
    h->h.brands = 1;
    series_file_fini(&s);
    return ok;
}

/* ---- mentions, judged by the classifier of the configuration ---- */

struct reader {
    struct history *h;
    struct classifier_worker *worker;
    struct mention_parser *parser;
    const struct brands *brands;
    uint32_t sensitive;          /* topics of which every mention counts */
    struct arena arena;          /* one mention */
};

static const char *platform_of(struct history *h, struct slice platform)
{
    for (size_t i = h->n; i-- > 0 && i + 64 > h->n;)       /* there are few */
        if (slice_is(platform, h->v[i].platform))
            return h->v[i].platform;
    char *copy = arena_alloc(&h->arena, platform.n + 1);
    memcpy(copy, platform.p, platform.n);
    copy[platform.n] = 0;
    return copy;
}

/* What voices look at, and no more: a history may be long. */
static const struct mention *keep(struct history *h, const struct mention *m)
{
    struct arena *a = &h->arena;
    struct mention *k = arena_zalloc(a, sizeof *k);
    *k = (struct mention){
        .platform = arena_dup(a, m->platform), .id = arena_dup(a, m->id), .conversation = arena_dup(a, m->conversation), .in_reply_to = arena_dup(a, m->in_reply_to),
        .in_reply_to_author = arena_dup(a, m->in_reply_to_author), .kind = m->kind, .created_ms = m->created_ms, .updated_ms = m->updated_ms,
        .author_id = arena_dup(a, m->author_id), .author_handle = arena_dup(a, m->author_handle), .followers = m->followers,
        .text = arena_dup(a, m->text.n ? m->text : m->title),
    };
    return k;
}

static bool read_mention(struct reader *r, struct slice line, struct err *e)
{
    struct mention m;
    struct verdict v;
    arena_reset(&r->arena);
    if (!mention_parse(r->parser, &r->arena, line, &m, e))
        return false;
    if (m.deleted || m.refresh)
        return true;
    classifier_run(r->worker, &r->arena, &m, &v);
    struct slice author = m.author_id.n ? m.author_id : m.author_handle;
    const struct mention *kept = NULL;
    for (size_t b = 0; b < v.brand_count; b++) {
        bool bad = v.brands[b].label == LABEL_NEGATIVE, counts = !v.brands[b].own && (bad || (v.topics & r->sensitive));
        if (counts && !kept)
            kept = keep(r->h, &m);
        add(r->h, &(struct replay_said){ .ms = m.created_ms, .brand = v.brands[b].brand, .topics = v.topics, .count = 1, .bad = bad, .said = counts ? kept : NULL,
                                         .group = keys_author_group(m.platform, author), .platform = platform_of(r->h, m.platform) });
    }
    return true;
}

static bool read_lines(struct reader *r, const char *path, struct err *e)
{
    struct slice line;
    struct lines_in *in = lines_in_open(path, e);
    if (!in)
        return false;
    while (lines_in_next(in, &line, e)) {
        struct err bad = { 0 };
        if (read_mention(r, line, &bad))
            continue;
        r->h->refused++;
        fprintf(stderr, "%s: line %" PRId64 ": %s\n", path, lines_in_number(in), bad.msg);
    }
    lines_in_close(in);
    return e->kind == ERR_NONE;
}

static bool read_mentions(struct history *h, struct classifier *cl, const struct crisis_types *types, const char *path, struct err *e)
{
    struct reader r = { .h = h, .worker = classifier_worker_new(cl), .parser = mention_parser_new(), .brands = classifier_brands(cl) };
    const char **names = arena_alloc(&h->arena, (r.brands->n + 1) * sizeof *names);
    for (size_t i = 0; i < r.brands->n; i++)
        names[i] = r.brands->v[i].id;
    h->h = (struct replay_history){ .names = names, .brands = r.brands->n, .topics = (const char *const *)classifier_topics(cl)->names,
                                    .topic_count = classifier_topics(cl)->n, .known = r.brands };
    for (size_t t = 0; t < h->h.topic_count; t++)
        r.sensitive |= crisis_type_sensitive(types, h->h.topics[t]) ? UINT32_C(1) << t : 0;
    bool ok = h->h.brands > 0 || err_set(e, ERR_CONFIG, "no brand is configured: name the installation by --config FILE");
    ok = ok && read_lines(&r, path, e);
    qsort(h->v, h->n, sizeof *h->v, by_time);
    classifier_worker_free(r.worker);
    mention_parser_free(r.parser);
    arena_fini(&r.arena);
    return ok;
}

/* ---- what came of it ---- */

static void print_table(const struct history *h, const struct replayed *v, size_t n)
{
    char opened[WHEN_TEXT];
    for (size_t i = 0; i < n; i++) {
        when_print(v[i].paged_ms ? v[i].paged_ms : v[i].opened_ms, opened);
        printf("%-6s  %.19sZ  %-16s %-13s %-9s %5.0f where %.1f are usual, once in %.0f h", alarm_level_names[v[i].level], opened, h->h.names[v[i].brand],
               crisis_type_names[v[i].type], v[i].topic[0] ? v[i].topic : "-", v[i].x, v[i].usual, v[i].hours);
        if (v[i].paged_ms)
            printf("; %.0f min and %" PRId64 " mentions after all was usual", (double)(v[i].paged_ms - v[i].since_ms) / 60000, v[i].nth);
        printf("\n");
    }
}

static void print_time(const char *name, int64_t ms)
{
    char text[WHEN_TEXT];
    if (!ms)
        return;
    when_print(ms, text);
    printf(",\"%s\":\"%s\"", name, text);
}

static void print_list(const char *name, const struct buf *parts) { printf(",\"%s\":[" SLICE_FMT "]", name, SLICE_ARG(buf_slice(parts))); }

static void print_json(const struct history *h, const struct replayed *v, size_t n, size_t pages, double months)
{
    struct buf name = { 0 };
    printf("{\"mentions\":%zu,\"refused\":%zu,\"months\":%.3f,\"pages\":%zu,\"pages_a_month\":%.3f,\"incidents\":[", h->n, h->refused, months, pages, (double)pages / months);
    for (size_t i = 0; i < n; i++) {
        buf_reset(&name);
        buf_json(&name, slice_of(h->h.names[v[i].brand]));
        printf("%s{\"brand\":%s,\"level\":\"%s\",\"type\":\"%s\",\"topic\":\"%s\"", i ? "," : "", buf_z(&name), alarm_level_names[v[i].level], crisis_type_names[v[i].type], v[i].topic);
        print_time("opened", v[i].opened_ms);
        print_time("paged", v[i].paged_ms);
        print_time("closed", v[i].closed_ms);
        printf(",\"x\":%.0f,\"mu\":%.2f,\"hours\":%.1f,\"unheard\":%.2f,\"delay_s\":%.0f,\"nth\":%" PRId64, v[i].x, v[i].usual, v[i].hours, v[i].unheard,
               v[i].paged_ms ? (double)(v[i].paged_ms - v[i].since_ms) / 1000 : 0, v[i].nth);
        print_list("raised", &v[i].raised);
        print_list("causes", &v[i].causes);
        print_list("samples", &v[i].samples);
        printf("}");
    }
    printf("]}\n");
    buf_fini(&name);
}

static bool report(struct cli *cli, const struct crisis_opts *o, struct history *h, const struct crisis_options *c, struct err *e)
{
    size_t n, pages = 0;
    h->h.events = h->v;
    h->h.n = h->n;
    struct replay *r = replay_new(c, &h->h, o->fixed);
    replay_run(r);
    const struct replayed *v = replay_found(r, &n);
    for (size_t i = 0; i < n; i++)
        pages += v[i].paged_ms != 0;
    double months = h->n ? fmax((double)(h->v[h->n - 1].ms - h->v[0].ms) / MONTH_MS, 1 / 30.4) : 1;
    if (cli->json) {
        print_json(h, v, n, pages, months);
    } else {
        print_table(h, v, n);
        printf("%zu incidents, %zu of them pages: %.1f a month and brand over %.1f months; the budget is %.1f false ones\n", n, pages,
               (double)pages / months / (double)(h->h.brands ? h->h.brands : 1), months, c->alarm.budget);
    }
    bool ok = !o->picture || crisis_picture(o->picture, h->h.names, h->h.brands, h->v, h->n, v, n, e);
    replay_free(r);
    return ok;
}

bool crisis_backtest(struct cli *cli, const struct crisis_opts *o, struct err *e)
{
    struct history h = { 0 };
    struct crisis_options c;
    struct classifier *cl = NULL;
    const struct conf_node *route = NULL;
    bool ok = o->series || (cl = own_classifier(cli, e)) != NULL;
    if (ok && cli->conf)
        route = conf_get(conf_root(cli->conf), "route");
    ok = ok && crisis_options_read(route ? conf_get(route, "crisis") : NULL, &c, e)
            && (o->series ? read_series(&h, o->series, e) : read_mentions(&h, cl, &c.types, o->mentions, e));
    if (ok && o->budget)
        c.alarm.budget = (double)o->budget;
    ok = ok && report(cli, o, &h, &c, e);
    cli->found = h.refused > 0;
    classifier_close(cl);
    free(h.v);
    arena_fini(&h.arena);
    return ok;
}
