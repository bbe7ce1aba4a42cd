#include "dashboard/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "dashboard/ring.h"
#include "io/origin.h"
#include "metrics/known.h"
#include "model/topics.h"
#include "query/explain.h"

#define CHUNK 4000               /* records of all partitions, read from Kafka at a time */
#define READ_MS 2000

struct search {
    struct api *api;
    const char *topic;
    char client[96];
    rd_kafka_t *rk;
    struct post_reader *reader;
    struct render render;
};

struct search *search_open(struct api *api, const char *client_id)
{
    struct search *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->api = api;
    s->topic = bus_topic(&api->app->common, TOPIC_CLASSIFIED);
    snprintf(s->client, sizeof s->client, "%s", client_id);
    s->reader = post_reader_new();
    render_init(&s->render);
    return s;
}

void search_close(struct search *s)
{
    if (!s)
        return;
    if (s->rk)
        bus_destroy(s->rk);
    post_reader_free(s->reader);
    render_fini(&s->render);
    free(s);
}

struct render *search_render(struct search *s)
{
    return &s->render;
}

/* ---- one page ---- */

struct walk {
    struct search *s;
    struct question *q;
    const struct sought *x;
    struct page *page;
    struct buf *out;
    int64_t bound[SEARCH_PARTITIONS];    /* only offsets below are still to be looked at */
    bool over[SEARCH_PARTITIONS];        /* nothing older there can be in the period, or is held */
    size_t partitions;
    struct post **found;                 /* a chunk from Kafka */
    int64_t came_ms[SEARCH_PARTITIONS];  /* in it, up to here: times of a partition never go back, whatever clocks did */
    size_t found_n;
};

/* Cursor: offsets of the partitions, with dots between, in base 36; x: that one is over. */
static bool read_cursor(struct walk *w, struct slice cursor)
{
    struct slice one;
    size_t p = 0;
    while (slice_next(&cursor, '.', &one)) {
        char text[24], *end;
        snprintf(text, sizeof text, SLICE_FMT, SLICE_ARG(one));
        if (p == w->partitions || one.n == 0 || one.n > 13)
            return false;
        w->over[p] = slice_is(one, "x");
        w->bound[p] = w->over[p] ? 0 : (int64_t)strtoll(text, &end, 36);
        if (!w->over[p] && (*end || w->bound[p] < 0))
            return false;
        p++;
    }
    return p == w->partitions;
}

static void print_36(uint64_t v, struct buf *out)
{
    char text[16];
    size_t at = sizeof text;
    do {
        text[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[v % 36];
    } while (v /= 36);
    buf_add(out, (struct slice){ text + at, sizeof text - at });
}

static void print_cursor(const struct walk *w, struct buf *out)
{
    for (size_t p = 0; p < w->partitions; p++) {
        if (p)
            buf_char(out, '.');
        if (w->over[p])
            buf_char(out, 'x');
        else
            print_36((uint64_t)w->bound[p], out);
    }
}

static bool in_period(const struct walk *w, int64_t ms)
{
    return ms >= w->q->now.period.from_ms && ms < w->q->now.period.to_ms;
}

/* A mention is not said after it came: what came before the period holds nothing of it, nor does what came earlier. */
static bool before_period(const struct walk *w, const struct post *p)
{
    return p->came_ms < w->q->now.period.from_ms;
}

/* What is read back from Kafka may have been deleted or brought up to date since, in a record that lies further on. */
static bool out_of_date(struct walk *w, const struct post *p, struct err *e)
{
    struct known k;
    if (p->origin < 0)
        return false;                /* from the ring, which sees for itself */
    if (!known_read(&w->q->hand->ledger, &w->q->r->a, p->origin, p->key, &k, e))
        return true;
    return k.found && (k.deleted || (k.updated_ms != MENTION_NONE && (p->updated_ms == MENTION_NONE || p->updated_ms < k.updated_ms)));
}

static void look_at(struct walk *w, const struct post *p, struct err *e)
{
    struct page *page = w->page;
    w->bound[p->partition] = p->offset;
    page->until_ms = p->came_ms;
    page->scanned++;
    if (before_period(w, p)) {
        w->over[p->partition] = true;
        return;
    }
    if (atomic_load(&p->gone) || p->deleted || p->refresh || !in_period(w, p->created_ms))
        return;
    if (!post_read(w->s->render.reader, p, &w->s->render.view) || !sought_is(w->x, w->q, &w->s->render) || !render_visible(&w->s->render.view, w->q->r->person))
        return;
    if (out_of_date(w, p, e) || !render_read(&w->s->render, p, w->q->setup))
        return;
    if (w->x->query && explain_run(w->x->query, &w->s->render.view.m))
        marker_match(w->x->query, &w->s->render.spans);
    if (page->items++)
        buf_char(w->out, ',');
    render_mention(&w->s->render, w->q->r->person, w->out);
}

static void through_ring(struct walk *w, struct err *e)
{
    struct ring_look look = ring_look(w->s->api->ring);
    for (size_t i = 0; i < look.n && w->page->items < w->page->limit; i++) {
        const struct post *p = look.v[i];
        if ((size_t)p->partition < w->partitions && !w->over[p->partition] && p->offset < w->bound[p->partition])
            look_at(w, p, e);
    }
    ring_done(&look);
}

/* ---- further back ---- */

static bool take(void *self, const rd_kafka_message_t *m)
{
    struct walk *w = self;
    rd_kafka_timestamp_type_t type;
    int64_t ms = rd_kafka_message_timestamp(m, &type);
    struct post *p = m->payload ? post_new(w->s->reader, (struct slice){ m->payload, m->len }, m->partition, m->offset, ms > 0 ? ms : 0, post_version(m)) : NULL;
    struct origin from;
    if (p && (size_t)p->partition < SEARCH_PARTITIONS) {
        if (origin_of(m, &from))
            p->origin = from.partition;
        int64_t *came = &w->came_ms[p->partition];
        *came = p->came_ms > *came ? p->came_ms : *came;
        p->came_ms = *came;
        w->found[w->found_n++] = p;
    }
    return w->found_n < CHUNK + SEARCH_PARTITIONS;
}

static int newest_first(const void *x, const void *y)
{
    const struct post *a = *(struct post *const *)x, *b = *(struct post *const *)y;
    if (a->came_ms != b->came_ms)
        return a->came_ms < b->came_ms ? 1 : -1;
    if (a->partition != b->partition)
        return a->partition < b->partition ? -1 : 1;
    return a->offset < b->offset ? 1 : -1;
}

/* The spans to read next: of each partition that is not over the last CHUNK / n records below its bound. */
static size_t spans(struct walk *w, struct span_of *v, struct err *e)
{
    size_t open = 0;
    for (size_t p = 0; p < w->partitions; p++)
        open += !w->over[p];
    for (size_t p = 0; p < w->partitions; p++) {
        int64_t low, high;
        v[p] = (struct span_of){ 0 };
        if (w->over[p])
            continue;
        if (!bus_range(w->s->rk, w->s->topic, (int)p, READ_MS, &low, &high, e))
            return 0;
        v[p].to = w->bound[p] < high ? w->bound[p] : high;
        v[p].from = v[p].to - (int64_t)(CHUNK / open) > low ? v[p].to - (int64_t)(CHUNK / open) : low;
        if (v[p].from >= v[p].to) {
            w->over[p] = true;
            open = open > 1 ? open - 1 : 1;
        }
    }
    open = 0;
    for (size_t p = 0; p < w->partitions; p++)
        open += !w->over[p];
    return open;
}

/* An update or a deletion lies behind what it is about, in the same partition: of a key the newest record is seen first. */
static bool newer_seen(struct walk *w, size_t i)
{
    const struct post *p = w->found[i];
    for (size_t k = 0; k < i; k++)
        if (w->found[k]->key == p->key && !w->found[k]->refresh)
            return true;
    return ring_forgot(w->s->api->ring, p->key);
}

static bool one_chunk(struct walk *w, bool *left, struct err *e)
{
    struct span_of v[SEARCH_PARTITIONS];
    w->found_n = 0;
    memset(w->came_ms, 0, sizeof w->came_ms);
    *left = spans(w, v, e) > 0;
    if (!*left)
        return e->kind == ERR_NONE;
    bool ok = reader_spans(w->s->rk, w->s->topic, v, w->partitions, READ_MS, take, w, e);
    qsort(w->found, w->found_n, sizeof *w->found, newest_first);
    for (size_t i = 0; ok && i < w->found_n; i++) {
        struct post *p = w->found[i];
        if (w->page->items == w->page->limit || w->over[p->partition])
            continue;
        if (newer_seen(w, i))
            atomic_store(&p->gone, true);
        look_at(w, p, e);
        ok = e->kind == ERR_NONE;
    }
    /* What was read whole and held no record that is one is behind us, too. */
    for (size_t p = 0; ok && p < w->partitions; p++)
        if (w->page->items < w->page->limit && !w->over[p] && v[p].from < w->bound[p])
            w->bound[p] = v[p].from;
    for (size_t i = 0; i < w->found_n; i++)
        post_drop(w->found[i]);
    return ok;
}

static bool through_kafka(struct walk *w, int64_t until_us, struct err *e)
{
    bool left = true;
    size_t before = w->page->scanned;
    if (!w->s->rk && !(w->s->rk = reader_open(&w->s->api->app->common, w->s->client, AHEAD_KBYTES, e)))
        return false;
    while (left && w->page->items < w->page->limit) {
        if (w->page->scanned - before >= SEARCH_RECORDS || clock_mono_us() > until_us) {
            w->page->complete = false;
            return true;
        }
        if (!one_chunk(w, &left, e))
            return false;
    }
    return true;
}

static bool all_over(const struct walk *w)
{
    for (size_t p = 0; p < w->partitions; p++)
        if (!w->over[p])
            return false;
    return true;
}

bool search_page(struct search *s, struct question *q, const struct sought *x, struct slice cursor, struct page *p, struct buf *out)
{
    struct err e = { 0 };
    struct walk w = { .s = s, .q = q, .x = x, .page = p, .out = out };
    int64_t until_us = clock_mono_us() + SEARCH_MS * INT64_C(1000);
    w.partitions = ring_positions(s->api->ring, w.bound, SEARCH_PARTITIONS);
    p->complete = true;
    if (w.partitions == 0)
        return request_refuse(q->r, REFUSE_UNAVAILABLE, "Kafka has not answered yet; the log of pulso-dashboard says more");
    if (cursor.n && !read_cursor(&w, cursor))
        return request_refuse_param(q->r, "cursor", "not a cursor of ours: take `next` of the page before");
    through_ring(&w, &e);
    bool ok = true;
    if (p->items < p->limit && !all_over(&w)) {
        w.found = calloc(CHUNK + SEARCH_PARTITIONS, sizeof *w.found);
        if (!w.found)
            abort();
        ok = through_kafka(&w, until_us, &e);
        free(w.found);
    }
    if (!ok)
        return request_refuse_err(q->r, NULL, &e);
    if (!all_over(&w))
        print_cursor(&w, &p->next);
    return true;
}

/* ---- counting what the ring holds ---- */

void search_histogram(struct search *s, struct question *q, const struct sought *x, const int64_t *from_ms, const int64_t *to_ms, size_t rows, struct sov_count *out)
{
    static const char *const labels[] = { "negative", "neutral", "positive" };
    struct ring_look look = ring_look(s->api->ring);
    q->covers = true;
    q->covers_n = look.n;
    q->covers_from_ms = look.n ? look.v[look.n - 1]->came_ms : 0;
    for (size_t i = 0; i < look.n; i++) {
        const struct post *p = look.v[i];
        size_t row = 0;
        if (atomic_load(&p->gone) || p->deleted || !rows || p->created_ms < from_ms[0] || p->created_ms >= to_ms[rows - 1])
            continue;
        if (!post_read(s->render.reader, p, &s->render.view) || !sought_is(x, q, &s->render) || !render_visible(&s->render.view, q->r->person))
            continue;
        while (row + 1 < rows && p->created_ms >= to_ms[row])
            row++;
        for (int k = 0; k < 3; k++)
            out[row].slot[SOV_NEGATIVE + k] += slice_is(s->render.view.label, labels[k]);
    }
    ring_done(&look);
}

/* ---- one alone ---- */

static bool take_one(void *self, const rd_kafka_message_t *m)
{
    struct walk *w = self;
    return take(w, m) && false;
}

struct post *search_one(struct search *s, struct ledger *l, struct request *r, struct slice id)
{
    int32_t partition;
    int64_t offset;
    struct err e = { 0 };
    if (!post_id_parse(id, &partition, &offset)) {
        request_refuse(r, REFUSE_NOT_FOUND, "a mention's id is PARTITION-OFFSET, as in 3-1200");
        return NULL;
    }
    struct post *p = ring_find(s->api->ring, partition, offset), *one[1] = { 0 };
    int64_t low, high, positions[SEARCH_PARTITIONS];
    size_t n = ring_positions(s->api->ring, positions, SEARCH_PARTITIONS);
    if (p)
        return p;
    if (!s->rk && !(s->rk = reader_open(&s->api->app->common, s->client, AHEAD_KBYTES, &e))) {
        request_refuse_err(r, NULL, &e);
        return NULL;
    }
    if ((size_t)partition < n && bus_range(s->rk, s->topic, partition, READ_MS, &low, &high, &e) && offset >= low && offset < high) {
        struct span_of v[SEARCH_PARTITIONS] = { 0 };
        struct walk w = { .s = s, .found = one };
        v[partition] = (struct span_of){ offset, offset + 1 };
        reader_spans(s->rk, s->topic, v, n, READ_MS, take_one, &w, &e);
        p = w.found_n ? one[0] : NULL;
    }
    struct known k = { 0 };
    bool asked = !p || p->origin < 0 || known_read(l, &r->a, p->origin, p->key, &k, &e);
    if (p && (!asked || k.deleted || p->deleted || ring_forgot(s->api->ring, p->key))) {
        post_drop(p);
        p = NULL;
    }
    if (!p && e.kind == ERR_RETRY)
        request_refuse_err(r, NULL, &e);
    else if (!p)
        request_refuse(r, REFUSE_NOT_FOUND, "no such mention: Kafka does not hold it any more, or it was deleted");
    return p;
}
