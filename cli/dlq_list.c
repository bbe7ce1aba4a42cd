#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/when.h"
#include "cli/dlq.h"
#include "cli/table.h"
#include "model/topics.h"
#include "pii/pii.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX 100000

/* Only the newest `limit` are kept while reading; the texts of those dropped go with the next arena. */
struct found {
    const struct dlq_opts *o;
    size_t limit, n;
    struct dead *v;            /* room for 2 * limit */
    struct arena *a, arena[2];
};

static int by_time(const void *x, const void *y)
{
    const struct dead *a = x, *b = y;
    if (a->time_ms != b->time_ms)
        return a->time_ms < b->time_ms ? -1 : 1;
    if (a->partition != b->partition)
        return a->partition - b->partition;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* A reason may quote what was wrong. */
static struct slice masked(struct arena *a, struct slice text)
{
    struct buf b = { 0 };
    pii_mask(text, &b);
    struct slice s = arena_dup(a, buf_slice(&b));
    buf_fini(&b);
    return s;
}

static void keep_texts(struct arena *a, struct dead *d)
{
    d->stage = arena_dup(a, d->stage);
    d->reason = masked(a, d->reason);
    d->origin = arena_dup(a, d->origin);
    d->key = (struct slice){ 0 };
    d->sha256 = (struct slice){ 0 };
    d->value = arena_dup(a, (struct slice){ d->value.p, d->value.n < 200 ? d->value.n : 200 });
}

static void trim(struct found *f)
{
    size_t from = f->n > f->limit ? f->n - f->limit : 0;
    struct arena *other = f->a == &f->arena[0] ? &f->arena[1] : &f->arena[0];
    qsort(f->v, f->n, sizeof *f->v, by_time);
    memmove(f->v, f->v + from, (f->n - from) * sizeof *f->v);
    f->n -= from;
    for (size_t i = 0; i < f->n; i++)
        keep_texts(other, &f->v[i]);
    arena_reset(f->a);
    f->a = other;
}

static bool take(void *self, const rd_kafka_message_t *m)
{
    struct found *f = self;
    struct dead d;
    dead_of(m, &d);
    if (!dead_matches(&(struct dead_filter){ f->o->reason, f->o->stage }, &d))
        return true;
    keep_texts(f->a, &d);
    f->v[f->n++] = d;
    if (f->n == 2 * f->limit)
        trim(f);
    return true;
}

static void print_table(const struct cli *cli, const struct found *f)
{
    struct table t = { 0 };
    char text[WHEN_TEXT], size[SCREEN_NUMBER];
    table_column(&t, "place", ALIGN_RIGHT);
    table_column(&t, "time", ALIGN_LEFT);
    table_column(&t, "stage", ALIGN_LEFT);
    table_column(&t, "size", ALIGN_RIGHT);
    table_column(&t, "reason", ALIGN_FLEX);
    table_column(&t, "from", ALIGN_FLEX);
    for (size_t i = 0; i < f->n; i++) {
        const struct dead *d = &f->v[i];
        table_printf(&t, STYLE_PLAIN, "%d:%" PRId64, d->partition, d->offset);
        table_printf(&t, STYLE_DIM, "%.*s", (int)when_print(d->time_ms, text), text);
        table_add(&t, STYLE_PLAIN, d->stage);
        table_add(&t, STYLE_PLAIN, slice_of(screen_bytes(d->length, size)));
        table_add(&t, STYLE_RED, d->reason);
        table_add(&t, STYLE_DIM, d->origin);
    }
    table_print(&t, stdout, cli->color, screen_columns());
    table_fini(&t);
}

static void print_json(const struct found *f)
{
    struct buf out = { 0 };
    char text[WHEN_TEXT];
    for (size_t i = 0; i < f->n; i++) {
        const struct dead *d = &f->v[i];
        buf_reset(&out);
        buf_printf(&out, "{\"partition\":%d,\"offset\":%" PRId64 ",\"time\":\"%.*s\",\"length\":%" PRId64 ",\"stage\":", d->partition,
                   d->offset, (int)when_print(d->time_ms, text), text, d->length);
        buf_json(&out, d->stage);
        buf_addz(&out, ",\"reason\":");
        buf_json(&out, d->reason);
        buf_addz(&out, ",\"origin\":");
        buf_json(&out, d->origin);
        printf("%s}\n", buf_z(&out));
    }
    buf_fini(&out);
}

bool dlq_list(struct cli *cli, const struct dlq_opts *o, struct err *e)
{
    struct found f = { .o = o, .limit = o->limit ? (size_t)o->limit : LIMIT_DEFAULT };
    struct dead_range r;
    const char *topic = bus_topic(&cli->common, TOPIC_DLQ);
    if (o->limit > LIMIT_MAX)
        return err_set(e, ERR_CONFIG, "--limit: at most %d are shown at a time", LIMIT_MAX);
    bool filtered = o->reason || o->stage;
    f.a = &f.arena[0];
    f.v = calloc(2 * f.limit, sizeof *f.v);
    if (!f.v)
        abort();
    bool ok = dead_range(cli, topic, filtered ? 0 : (int64_t)f.limit, &r, e)
           && kafka_read(cli, topic, r.spans, r.partitions, take, &f, e);
    trim(&f);
    if (ok && cli->json)
        print_json(&f);
    else if (ok && f.n == 0)
        printf("%s\n", r.records && filtered ? "nothing in the dead letters fits" : "no dead letters");
    else if (ok)
        print_table(cli, &f);
    if (ok && !cli->json && (int64_t)f.n < r.records && f.n)
        printf("\n%zu of %" PRId64 "; --limit N, --reason TEXT and --stage NAME show others\n", f.n, r.records);
    free(r.spans);
    free(f.v);
    arena_fini(&f.arena[0]);
    arena_fini(&f.arena[1]);
    return ok;
}
