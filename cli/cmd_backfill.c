#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/when.h"
#include "base/zone.h"
#include "cli/backfill_files.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "ingest/ingest.h"
#include "metrics/period.h"

/* Who looks for crises looks back three hours (route/crisis/detector.h). What is older changes what is usual, and opens nothing. */
#define YOUNGEST_MS (4 * 3600 * INT64_C(1000))
#define NAME "backfill-%016" PRIx64   /* of a file's source, and so of its cursor: from its path */
enum { RATE = 2000, AGAIN_US = 1000000, CREDIT_US = 200000 };

struct backfill_opts {
    int64_t rate;
    const char *mapping, *state;
    bool dry_run;
};

static const struct opt opts[] = {
    { "rate", OPT_INT, offsetof(struct backfill_opts, rate), "N", "at most so many mentions a second (default: 2000), so that what comes live is not kept waiting" },
    { "mapping", OPT_TEXT, offsetof(struct backfill_opts, mapping), "FILE", "of foreign member or column names, as of ingest's sources; *.csv needs one" },
    { "state", OPT_TEXT, offsetof(struct backfill_opts, state), "FOLDER", "where it is kept how far each file was read (default: ingest.state)" },
    { "dry-run", OPT_FLAG, offsetof(struct backfill_opts, dry_run), NULL, "only say what would be fed" },
    { 0 }
};

struct backfill {
    struct cli *cli;
    const struct backfill_opts *o;
    struct arena a;
    struct backfill_files files;
    struct app app;
    struct ingest in;
    struct progress progress;
    int64_t due_us, done_bytes;            /* due_us: when the next batch may go */
    int64_t from_ms, to_ms;                /* of a dry run: what lies between */
};

/* ---- one file ---- */

/* Its name is its cursor's: the same file is read on where it was left. */
static struct source *open_file(struct backfill *b, const char *path, struct conf **c, struct err *e)
{
    struct slice file = slice_of(path);
    struct buf yaml = { 0 };
    bool csv = strstr(path, ".csv") != NULL;
    buf_printf(&yaml, "name: " NAME "\ntype: %s\npath: ", hash64(file), csv ? "csv" : "file");
    buf_json(&yaml, file);
    if (b->o->mapping) {
        char *mapping = realpath(b->o->mapping, NULL);
        buf_addz(&yaml, "\nmapping: ");
        buf_json(&yaml, slice_of(mapping ? mapping : b->o->mapping));
        free(mapping);
    }
    buf_char(&yaml, '\n');
    *c = conf_parse(path, buf_slice(&yaml), e);
    struct source *s = *c ? source_new(conf_root(*c), *c, e) : NULL;
    buf_fini(&yaml);
    return s;
}

/* After a standstill little is made up for: what comes live would wait. */
static void pace(struct backfill *b)
{
    int64_t rate = b->o->rate ? b->o->rate : RATE, now = clock_mono_us();
    int64_t since = now - CREDIT_US;
    b->due_us = (b->due_us > since ? b->due_us : since) + (int64_t)b->in.batch.n * 1000000 / rate;
    for (; now < b->due_us; now = clock_mono_us())
        usleep((useconds_t)(b->due_us - now < 500000 ? b->due_us - now : 500000));
}

static int64_t seen(const struct backfill *b) { return b->in.history.mentions + b->in.history.young + b->in.history.letters; }

/* All of it, batch after batch; each is acknowledged by Kafka before the cursor moves. */
static bool feed(struct backfill *b, const struct source *s, const char *path, struct err *e)
{
    int64_t bytes = 0;
    while (!ingest_over(s)) {
        if (!ingest_advance(&b->in, e)) {
            if (e->kind != ERR_RETRY)
                return false;
            progress_hide(&b->progress);
            fprintf(stderr, "pulso backfill: %s; trying again\n", e->msg);
            err_clear(e);
            usleep(AGAIN_US);
            continue;
        }
        bytes += (int64_t)b->in.batch.bytes;
        progress_show(&b->progress, b->done_bytes + bytes, b->files.bytes, b->in.history.mentions);
        pace(b);
    }
    return !s->failed || err_set(e, ERR_CONFIG, "%s could not be read to its end, see above; what came before is fed", path);
}

/* The same records, and nothing but counted. */
static bool count(struct backfill *b, struct source *s, struct err *e)
{
    struct ingest *in = &b->in;
    s->state = in->options.state;
    if (!source_open(s, e))
        return false;
    while (!ingest_over(s)) {
        batch_reset(&in->batch);
        if (!s->ops->poll(s, &in->batch, e))
            return false;
        for (size_t i = 0; i < in->batch.n; i++) {
            struct item *it = &in->batch.v[i];
            struct err why = { 0 };
            if (it->reason || !normal_read(in->normal, &in->batch.arena, it->json, clock_now_ms(), &it->m, &why)) {
                if (in->history.letters++ < 5)
                    fprintf(stderr, "pulso backfill: %s: %s\n", conf_scalar(conf_get(s->node, "path")), it->reason ? it->reason : why.msg);
            } else if (it->m.created_ms == MENTION_NONE) {
                in->history.mentions++;
            } else if (it->m.created_ms >= in->history.before_ms) {
                in->history.young++;
            } else {
                in->history.mentions++;
                b->from_ms = it->m.created_ms < b->from_ms ? it->m.created_ms : b->from_ms;
                b->to_ms = it->m.created_ms > b->to_ms ? it->m.created_ms : b->to_ms;
            }
        }
        progress_show(&b->progress, b->done_bytes, b->files.bytes, in->history.mentions);
    }
    return true;
}

/* What was left is wanted later: the file will be read from its beginning, and what was fed is known by its id. */
static void forget(struct backfill *b, const char *path)
{
    unlink(arena_strz(&b->a, arena_printf(&b->a, "%s/" NAME ".cursor", b->in.options.state, hash64(slice_of(path)))));
}

static bool one_file(struct backfill *b, const struct backfill_file *f, struct err *e)
{
    struct conf *c = NULL;
    struct source *s = open_file(b, f->path, &c, e);
    bool ok = s != NULL;
    if (ok && b->o->dry_run) {
        ok = count(b, s, e);
        source_free(s);
    } else if (ok) {
        int64_t young = b->in.history.young;
        ok = ingest_add(&b->in, s, e) && feed(b, s, f->path, e);
        ingest_remove(&b->in);
        if (b->in.history.young > young)
            forget(b, f->path);
    }
    conf_free(c);
    b->done_bytes += f->bytes;
    return ok;
}

/* ---- all of them ---- */

static bool prepare(struct backfill *b, struct err *e)
{
    struct cli *cli = b->cli;
    struct ingest *in = &b->in;
    if (cli->arg_count == 0)
        return err_set(e, ERR_CONFIG, "which files? pulso backfill FILE...: JSON Lines, also gzip, a folder of them (an archive), or CSV with --mapping");
    if (b->o->rate < 0)
        return err_set(e, ERR_CONFIG, "--rate %" PRId64 ": mentions a second", b->o->rate);
    if (!backfill_files(&b->a, cli->args, (size_t)cli->arg_count, &b->files, e) || !cli_conf(cli, e) || !conf_section(cli->conf, "ingest", ingest_keys, &in->options, e))
        return false;
    b->app = (struct app){ .name = "backfill", .conf = cli->conf, .common = cli->common, .instance = "pulso-backfill" };
    in->history = (struct ingest_history){ .on = true, .before_ms = clock_now_ms() - YOUNGEST_MS };
    if (b->o->state) {
        char here[4096];
        in->options.state = b->o->state[0] == '/' ? b->o->state : arena_strz(&b->a, arena_printf(&b->a, "%s/%s", getcwd(here, sizeof here) ? here : ".", b->o->state));
    }
    if (!b->o->dry_run)
        return ingest_open(in, &b->app, e);
    in->options.state = conf_resolve(cli->conf, in->options.state);
    in->normal = normal_new();
    normal_history(in->normal);
    return true;
}

static void say(const struct backfill *b, const struct zone *z)
{
    const struct ingest_history *h = &b->in.history;
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    if (b->cli->json) {
        printf("{\"files\":%zu,\"dry_run\":%s,\"mentions\":%" PRId64 ",\"young\":%" PRId64 ",\"unreadable\":%" PRId64 "}\n", b->files.n, b->o->dry_run ? "true" : "false",
               h->mentions, h->young, h->letters);
        return;
    }
    printf("%" PRId64 " mentions of %zu files %s\n", h->mentions, b->files.n, b->o->dry_run ? "would be fed" : "fed");
    if (b->o->dry_run && b->to_ms >= b->from_ms)
        printf("they were said from %s to %s, %s\n", period_time(z, b->from_ms, from), period_time(z, b->to_ms, to), zone_name(z));
    if (h->young)
        printf("%" PRId64 " were left: they are younger than four hours, and no history yet; the same command feeds them later\n", h->young);
    if (h->letters)
        printf("%" PRId64 " cannot be read%s\n", h->letters, b->o->dry_run ? "" : ": pulso dlq list");
    if (!b->o->dry_run && seen(b) == 0)
        printf("all of it was fed before: how far each file was read is kept in %s\n", b->in.options.state);
}

static bool run(struct cli *cli, const void *own, struct err *e)
{
    struct backfill b = { .cli = cli, .o = own, .from_ms = INT64_MAX, .to_ms = INT64_MIN };
    struct zone *z = NULL;
    bool ok = prepare(&b, e) && (z = zone_open(cli->common.zone, e)) != NULL;
    progress_begin(&b.progress);
    for (size_t i = 0; ok && i < b.files.n; i++)
        ok = one_file(&b, &b.files.v[i], e);
    progress_end(&b.progress);
    if (ok)
        say(&b, z);
    cli->found = b.in.history.letters > 0;
    ingest_close(&b.in);
    zone_close(z);
    arena_fini(&b.a);
    return ok;
}

const struct cmd cmd_backfill = {
    .name = "backfill",
    .about = "feed history from files or an archive through the same daemons",
    .args = "FILE...",
    .text =
        "Brings what was said before Pulso listened, or while a source was down, into the same counters: files of mentions (JSON Lines, plain or gzip), a folder of "
        "them, an archive of pulso-archive, or exports of other tools with --mapping. Mentions land in the minutes, hours and days when they were said, as if they had come live: the "
        "same figures come out, to the last one, as far as what is kept reaches back (minutes 72 hours, hours 400 days).\n"
        "\n"
        "History calls nobody: each record says \"backfill\":true, and goes into no queue, is answered by nothing and opens no incident. What is younger than four hours is "
        "left, for who looks for crises still looks at it; feed it later.\n"
        "\n"
        "An id that came within the dedup window (seven days) is not counted again. What was counted longer ago is: feed no period twice, and no period that "
        "was listened to. --dry-run says from when to when a file reaches.\n"
        "\n"
        "How far each file was read is kept: after a crash or Ctrl-C the same command goes on. Kafka and Redis may go away meanwhile. Records that "
        "cannot be read go to pulso.dlq, and the exit code is then 1.",
    .examples =
        "  pulso backfill --dry-run 2025/*.jsonl.gz\n      what there is\n"
        "  pulso backfill /var/lib/pulso/archive --rate 5000\n      all of an archive, as day after day\n"
        "  pulso backfill export.csv --mapping export.yaml\n      another tool's export\n",
    .opts = opts,
    .size = sizeof(struct backfill_opts),
    .run = run,
};
