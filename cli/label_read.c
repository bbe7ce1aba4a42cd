/* Reading back what people said of mentions: the actions first, then the texts of just these from what Kafka holds. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "cli/label.h"
#include "cli/progress.h"
#include "cli/verdict_read.h"
#include "model/topics.h"

bool label_spans(struct cli *cli, const char *topic, struct kafka_span **v, int *partitions, struct err *e)
{
    rd_kafka_t *rk = kafka_open(cli, RD_KAFKA_PRODUCER, e);
    *v = NULL;
    bool ok = rk && kafka_partitions(rk, topic, partitions, e);
    if (ok && !(*v = calloc((size_t)*partitions, sizeof **v)))
        abort();
    for (int p = 0; ok && p < *partitions; p++)
        ok = kafka_range(rk, topic, p, &(*v)[p].from, &(*v)[p].to, e);
    if (rk)
        rd_kafka_destroy(rk);
    return ok;
}

struct slice labelled_brand(const struct labelled *x)
{
    return x->brand.n ? x->brand : x->of;
}

/* ---- a table: hash of a text -> a number of ours */

struct table { struct { uint64_t hash; size_t value; } *v; size_t n, cap; };

static size_t place(const struct table *t, uint64_t hash)
{
    size_t at = hash & (t->cap - 1);
    while (t->v[at].hash && t->v[at].hash != hash)
        at = (at + 1) & (t->cap - 1);
    return at;
}

static void grow(struct table *t)
{
    struct table old = *t;
    t->cap = old.cap ? 2 * old.cap : 1024;
    t->v = calloc(t->cap, sizeof *t->v);
    if (!t->v)
        abort();
    for (size_t i = 0; i < old.cap; i++)
        if (old.v[i].hash)
            t->v[place(t, old.v[i].hash)] = old.v[i];
    free(old.v);
}

/* 0 where the text is new. */
static size_t *table_at(struct table *t, struct slice text)
{
    uint64_t hash = hash64(text) | 1;
    if (2 * (t->n + 1) > t->cap)
        grow(t);
    size_t at = place(t, hash);
    t->n += t->v[at].hash == 0;
    t->v[at].hash = hash;
    return &t->v[at].value;
}

static size_t table_find(const struct table *t, struct slice text)
{
    return t->cap ? t->v[place(t, hash64(text) | 1)].value : 0;
}

/* ---- the actions */

struct reading {
    struct labels *l;
    struct json *json;
    struct table ids, mentions, talks;   /* actions that were read: the first of an id counts; the latest place in l->v, + 1; conversations */
    struct verdict_reader *reader;
    struct progress progress;
    int64_t all, done;
};

static void add(struct reading *r, const struct action *x, const struct wrong *w)
{
    struct labels *l = r->l;
    size_t *latest = table_at(&r->mentions, x->mention);
    if (l->n == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 256;
        l->v = realloc(l->v, l->cap * sizeof *l->v);
        if (!l->v)
            abort();
    }
    l->v[l->n] = (struct labelled){ .mention = x->mention, .brand = x->brand, .by = x->by, .at_ms = x->at_ms, .wrong = *w, .before = *latest };
    *latest = ++l->n;
    *table_at(&r->talks, x->conversation) = 1;
}

static bool take_action(void *self, const rd_kafka_message_t *m)
{
    struct reading *r = self;
    struct err why = { 0 };
    struct action x;
    struct wrong w;
    if (!m->payload)
        return true;
    if (!action_parse(r->json, &r->l->a, (struct slice){ m->payload, m->len }, &x, &why)) {
        r->l->bad++;
        return true;
    }
    if (x.kind != ACTION_WRONG || (*table_at(&r->ids, x.id))++)
        return true;
    if (!wrong_parse(r->json, &r->l->a, x.data.n ? x.data : SLICE("{}"), &w, &why)) {
        r->l->bad++;
        return true;
    }
    add(r, &x, &w);
    return true;
}

/* ---- the texts */

static void keep(struct labels *l, struct labelled *x, const struct verdict_seen *v)
{
    x->there = true;
    x->deleted = v->mention.deleted;
    x->text = v->mention.deleted ? (struct slice){ 0 } : arena_dup(&l->a, v->mention.text.n ? v->mention.text : v->mention.title);
    x->lang = arena_dup(&l->a, slice_of(v->lang));
    x->said = arena_dup(&l->a, slice_of(v->label));
    x->brands = v->brand_count;
    x->of = v->brand_count == 1 ? arena_dup(&l->a, slice_of(v->brands[0].id)) : (struct slice){ 0 };
    for (size_t b = 0; b < v->brand_count; b++)
        if (slice_is(x->brand, v->brands[b].id))
            x->said = arena_dup(&l->a, slice_of(v->brands[b].label));
}

/* Nearly every record is told by its key: nobody said anything in its conversation. */
static bool take_text(void *self, const rd_kafka_message_t *m)
{
    struct reading *r = self;
    struct err why = { 0 };
    struct verdict_seen v;
    r->done++;
    progress_show(&r->progress, r->done, r->all, r->done);
    if (!m->payload || !table_find(&r->talks, (struct slice){ m->key, m->key_len })
        || !verdict_read(r->reader, (struct slice){ m->payload, m->len }, &v, &why))
        return true;
    for (size_t at = table_find(&r->mentions, mention_key(&r->l->a, &v.mention)); at; at = r->l->v[at - 1].before)
        keep(r->l, &r->l->v[at - 1], &v);
    return true;
}

static bool read_all(struct reading *r, const char *topic, bool (*each)(void *, const rd_kafka_message_t *), struct err *e)
{
    struct kafka_span *spans;
    int partitions = 0;
    bool ok = label_spans(r->l->cli, topic, &spans, &partitions, e);
    r->all = r->done = 0;
    for (int p = 0; ok && p < partitions; p++)
        r->all += spans[p].to - spans[p].from;
    ok = ok && (r->all == 0 || kafka_read(r->l->cli, topic, spans, partitions, each, r, e));
    free(spans);
    return ok;
}

/* What was said of the same mention and brand becomes one. Only the texts tell the brand where an action names none. */
static void fold(struct labels *l)
{
    size_t kept = 0;
    for (size_t i = 0; i < l->n; i++) {
        struct labelled *x = &l->v[i];
        size_t at = x->before;
        while (at && !slice_eq(labelled_brand(&l->v[at - 1]), labelled_brand(x)))
            at = l->v[at - 1].before;
        if (!at)
            continue;
        struct labelled *under = &l->v[at - 1];
        struct wrong both = under->wrong;
        wrong_put_on(&both, &x->wrong);
        x->wrong = both;
        under->folded = true;
    }
    for (size_t i = 0; i < l->n; i++)
        if (!l->v[i].folded)
            l->v[kept++] = l->v[i];
    l->n = kept;
}

bool labels_read(struct labels *l, struct cli *cli, struct err *e)
{
    struct reading r = { .l = l };
    *l = (struct labels){ .cli = cli };
    r.json = json_new(ACTION_MAX_BYTES);
    r.reader = verdict_reader_new();
    if (!r.json)
        abort();
    bool ok = read_all(&r, bus_topic(&cli->common, TOPIC_ACTIONS), take_action, e);
    if (ok && l->n) {
        progress_begin(&r.progress);
        ok = read_all(&r, bus_topic(&cli->common, TOPIC_CLASSIFIED), take_text, e);
        progress_end(&r.progress);
        fold(l);
    }
    free(r.ids.v);
    free(r.mentions.v);
    free(r.talks.v);
    json_free(r.json);
    verdict_reader_free(r.reader);
    return ok;
}

void labels_fini(struct labels *l)
{
    free(l->v);
    arena_fini(&l->a);
    *l = (struct labels){ 0 };
}
