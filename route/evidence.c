#include "route/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/reader.h"
#include "route/crisis/track.h"
#include "model/found.h"

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

/* The window's records by the time of their appending, which is never before the event; at most so many, the newest ones. */
static bool spans(struct evidence *v, int count, int64_t from_ms, int wait_ms, struct span_of *now, struct span_of *before, struct err *e)
{
    int64_t *first = calloc(2 * (size_t)count, sizeof *first), *end = first + count;
    if (!first)
        abort();
    bool ok = bus_offsets(v->rk, v->topic, 0, count, from_ms, wait_ms, first, e)
           && bus_offsets(v->rk, v->topic, 0, count, RD_KAFKA_OFFSET_END, wait_ms, end, e);
    for (int p = 0; ok && p < count; p++) {
        int64_t most = EVIDENCE_MAX / count + 1, start = first[p] < 0 || first[p] > end[p] ? end[p] : first[p];   /* -1: nothing is so young */
        before[p] = (struct span_of){ start > EVIDENCE_BEFORE / count ? start - EVIDENCE_BEFORE / count : 0, start };
        now[p] = (struct span_of){ end[p] - start > most ? end[p] - most : start, end[p] };
    }
    free(first);
    return ok;
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

struct look { struct evidence *v; const struct evidence_want *want; size_t n; int64_t now_ms; };

static bool take(void *self, const rd_kafka_message_t *r)
{
    const struct look *l = self;
    struct evidence *v = l->v;
    struct mention m;
    struct found f;
    struct err ignored = { 0 };
    if (!r->payload || !may_concern(r, l->want, l->n))
        return true;
    arena_reset(&v->arena);
    if (!mention_parse(v->parser, &v->arena, (struct slice){ r->payload, r->len }, &m, &ignored) || m.refresh)
        return true;
    if (!m.deleted && !found_read(v->json, &v->arena, m.extra, &f, &ignored))
        return true;
    for (size_t i = 0; i < l->n; i++)
        if (m.deleted)
            voices_drop(l->want[i].voices, &m);
        else
            give(v, &l->want[i], &m, &f, l->now_ms);
    return true;
}

/* ---- reading ---- */

static bool read_all(struct evidence *v, int count, const struct evidence_want *want, size_t n, int64_t now_ms, int wait_ms, struct err *e)
{
    int64_t until_us = clock_mono_us() + (int64_t)wait_ms * 1000;
    struct look l = { v, want, n, now_ms };
    struct span_of *now = calloc(2 * (size_t)count, sizeof *now), *before = now + count;
    if (!now)
        abort();
    struct err cut = { 0 };              /* by the time, or because Kafka went away: what was read until then is what is known */
    bool ok = spans(v, count, (now_ms / MINUTE_MS - TRACK_WINDOW + 1) * MINUTE_MS, wait_ms, now, before, e);
    if (ok && reader_spans(v->rk, v->topic, now, (size_t)count, (int)((until_us - clock_mono_us()) / 1000), take, &l, &cut))
        reader_spans(v->rk, v->topic, before, (size_t)count, (int)((until_us - clock_mono_us()) / 1000), take, &l, &cut);
    free(now);
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
