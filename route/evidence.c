#include "route/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/reader.h"
#include "route/crisis/track.h"
#include "route/found.h"

#define MINUTE_MS 60000

struct evidence {
    const struct app_common *common;
    const char *client_id, *topic;
    const struct crisis_types *types;
    rd_kafka_t *rk;
    struct json *json;
    struct mention_parser *parser;
    struct arena arena;                  /* one record */
};

struct evidence *evidence_new(const struct app_common *c, const char *client_id, const char *topic, const struct crisis_types *types)
{
    struct evidence *v = calloc(1, sizeof *v);
    if (!v)
        abort();
    *v = (struct evidence){ .common = c, .client_id = client_id, .topic = topic, .types = types, .json = json_new(65536), .parser = mention_parser_new() };
    return v;
}

void evidence_free(struct evidence *v)
{
    if (!v)
        return;
    if (v->rk)
        bus_destroy(v->rk);
    json_free(v->json);
    mention_parser_free(v->parser);
    arena_fini(&v->arena);
    free(v);
}

/* ---- where to read ---- */

struct span { int64_t from, to; };       /* offsets [from, to) of a partition */

static bool ask(struct evidence *v, int count, int64_t at, int wait_ms, struct span *span, bool ends, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(count);
    for (int p = 0; p < count; p++)
        rd_kafka_topic_partition_list_add(l, v->topic, p)->offset = at;
    rd_kafka_resp_err_t r = rd_kafka_offsets_for_times(v->rk, l, wait_ms);
    for (int i = 0; !r && i < l->cnt; i++) {
        r = l->elems[i].err;
        int64_t offset = l->elems[i].offset;
        *(ends ? &span[l->elems[i].partition].to : &span[l->elems[i].partition].from) = offset;
    }
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot ask where to read %s: %s", v->topic, rd_kafka_err2str(r));
}

/* The window's records by the time of their appending, which is never before the event; at most so many, the newest ones. */
static bool spans(struct evidence *v, int count, int64_t from_ms, int wait_ms, struct span *now, struct span *before, struct err *e)
{
    if (!ask(v, count, RD_KAFKA_OFFSET_END, wait_ms, now, true, e) || !ask(v, count, from_ms, wait_ms, now, false, e))
        return false;
    for (int p = 0; p < count; p++) {
        int64_t most = EVIDENCE_MAX / count + 1, start = now[p].from < 0 || now[p].from > now[p].to ? now[p].to : now[p].from;   /* -1: nothing is so young */
        before[p].to = start;
        before[p].from = start > EVIDENCE_BEFORE / count ? start - EVIDENCE_BEFORE / count : 0;
        now[p].from = now[p].to - start > most ? now[p].to - most : start;
    }
    return true;
}

/* ---- one record ---- */

static bool sensitive(const struct evidence *v, const struct found *f)
{
    for (size_t i = 0; i < f->topic_count; i++)
        for (size_t k = 0; k < v->types->sensitive.n; k++)
            if (slice_is(f->topics[i], v->types->sensitive.v[k]))
                return true;
    return false;
}

static void give(struct evidence *v, const struct evidence_want *want, const struct mention *m, const struct found *f, int64_t now_ms)
{
    const struct found_brand *b = NULL;
    for (size_t i = 0; i < f->brand_count && !b; i++)
        if (slice_is(f->brands[i].id, want->brand->id))
            b = &f->brands[i];
    int64_t age = now_ms / MINUTE_MS - m->created_ms / MINUTE_MS;
    if (b && !b->own && age >= 0 && (slice_is(b->label, "negative") || sensitive(v, f)))
        voices_add(want->voices, m, f->topics, f->topic_count, age >= TRACK_WINDOW);
    else
        voices_drop(want->voices, m);    /* an edit may have made it so */
}

/* Most records are of other brands: those are not read whole. A deletion names no brand. */
static bool may_concern(const rd_kafka_message_t *r, const struct evidence_want *want, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memmem(r->payload, r->len, want[i].brand->id, strlen(want[i].brand->id)))
            return true;
    return memmem(r->payload, r->len, "\"deleted\"", 9) != NULL;
}

static void take(struct evidence *v, const rd_kafka_message_t *r, const struct evidence_want *want, size_t n, int64_t now_ms)
{
    struct mention m;
    struct found f;
    struct err ignored = { 0 };
    if (!r->payload || !may_concern(r, want, n))
        return;
    arena_reset(&v->arena);
    if (!mention_parse(v->parser, &v->arena, (struct slice){ r->payload, r->len }, &m, &ignored) || m.refresh)
        return;
    if (!m.deleted && !found_read(v->json, &v->arena, m.extra, &f, &ignored))
        return;
    for (size_t i = 0; i < n; i++)
        if (m.deleted)
            voices_drop(want[i].voices, &m);
        else
            give(v, &want[i], &m, &f, now_ms);
}

/* ---- reading ---- */

static bool start(struct evidence *v, const struct span *span, int count, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(count);
    for (int p = 0; p < count; p++)
        if (span[p].from < span[p].to)
            rd_kafka_topic_partition_list_add(l, v->topic, p)->offset = span[p].from;
    rd_kafka_resp_err_t r = rd_kafka_assign(v->rk, l->cnt ? l : NULL);
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", v->topic, rd_kafka_err2str(r));
}

static bool read_spans(struct evidence *v, const struct span *span, int count, const struct evidence_want *want, size_t n, int64_t now_ms, int64_t until_us, struct err *e)
{
    int open = 0;
    for (int p = 0; p < count; p++)
        open += span[p].from < span[p].to;
    if (open == 0 || !start(v, span, count, e))
        return open == 0;
    while (open > 0 && clock_mono_us() < until_us) {
        rd_kafka_message_t *r = rd_kafka_consumer_poll(v->rk, 20);
        if (r && !r->err && r->partition < count && r->offset < span[r->partition].to) {
            take(v, r, want, n, now_ms);
            open -= r->offset == span[r->partition].to - 1;
        }
        if (r)
            rd_kafka_message_destroy(r);
    }
    rd_kafka_assign(v->rk, NULL);
    return true;
}

static bool read_all(struct evidence *v, int count, const struct evidence_want *want, size_t n, int64_t now_ms, int wait_ms, struct err *e)
{
    int64_t until_us = clock_mono_us() + (int64_t)wait_ms * 1000;
    struct span *now = calloc((size_t)count, sizeof *now), *before = calloc((size_t)count, sizeof *before);
    if (!now || !before)
        abort();
    bool ok = spans(v, count, (now_ms / MINUTE_MS - TRACK_WINDOW + 1) * MINUTE_MS, wait_ms, now, before, e)
           && read_spans(v, now, count, want, n, now_ms, until_us, e);
    if (ok)
        read_spans(v, before, count, want, n, now_ms, until_us, e);
    free(now);
    free(before);
    return ok;
}

bool evidence_read(struct evidence *v, const struct evidence_want *want, size_t n, int64_t now_ms, int wait_ms, struct err *e)
{
    int count;
    for (size_t i = 0; i < n; i++)
        voices_begin(want[i].voices, want[i].brand);
    if (!v->rk && !(v->rk = reader_open(v->common, v->client_id, 4096, e)))
        return false;
    if (!bus_partitions_within(v->rk, v->topic, wait_ms, &count, e))
        return false;
    return count > 0 ? read_all(v, count, want, n, now_ms, wait_ms, e) : err_set(e, ERR_RETRY, "Kafka has no topic %s yet", v->topic);
}
