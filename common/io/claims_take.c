/* Taking records: contiguous, of partitions that are claimed, the first one checked. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/claims_own.h"

static void more_batches(struct claims *c)
{
    size_t cap = c->batch_cap ? 2 * c->batch_cap : 16, most = (size_t)c->conf.batch_max;
    c->batches = realloc(c->batches, cap * sizeof *c->batches);
    if (!c->batches)
        abort();
    for (size_t i = c->batch_cap; i < cap; i++) {
        struct claim_batch *b = &c->batches[i];
        *b = (struct claim_batch){ .records = calloc(most, sizeof(rd_kafka_message_t *)), .waiting = calloc(most, sizeof(struct waiting *)),
                                   .side = calloc(c->conf.side ? most : 1, sizeof(rd_kafka_message_t *)) };
        if (!b->records || !b->waiting || !b->side)
            abort();
    }
    c->batch_cap = cap;
}

static struct claim_batch *batch_for(struct claims *c, struct claim *cl)
{
    struct claim_batch *b = claims_batch_of(c, cl);
    if (b)
        return b;
    if (c->batch_count == c->batch_cap)
        more_batches(c);
    b = &c->batches[c->batch_count++];
    *b = (struct claim_batch){ .claim = cl, .records = b->records, .waiting = b->waiting, .side = b->side, .to = cl->offset, .side_to = cl->side,
                               .next = { .offset = cl->offset, .order = cl->ahead.order, .done = cl->ahead.done } };
    return b;
}

/* The record before the first: it must be the one that was counted last. */
static void check_first(struct claims *c, struct claim *cl, rd_kafka_message_t *m)
{
    if (m->offset == cl->offset - 1 && record_sum(m) == cl->last_sum && record_ms(m) == cl->last_ms) {
        struct err e = { 0 };
        cl->phase = CLAIM_READING;
        if (!claim_read_side(c, cl, &e))
            claims_again(c, cl, RETRY_REDIS_MS, e.msg);
        return;
    }
    char why[300];
    snprintf(why, sizeof why, "%s [%d]: record %" PRId64 " is not the one that was counted: the topic was made again; use a new prefix, or clear this "
             "installation's keys in Redis", c->conf.topic, cl->partition, m->offset);
    claim_refuse(c, cl, why);
}

/* True when the record waits from now on. */
static bool accept_record(struct claims *c, rd_kafka_message_t *m)
{
    struct claim *cl = claims_find(c, m->partition);
    struct record_note note = { 0 };
    if (!cl || (cl->phase != CLAIM_READING && cl->phase != CLAIM_CHECKING))
        return false;
    if (m->err) {
        claims_again(c, cl, 0, rd_kafka_message_errstr(m));
        return false;
    }
    if (cl->phase == CLAIM_CHECKING) {
        check_first(c, cl, m);
        return false;
    }
    if (m->offset < cl->ahead.read)
        return false;            /* of an assignment that is over */
    if (m->offset > cl->ahead.read) {    /* librdkafka skipped: never in silence */
        char why[120];
        snprintf(why, sizeof why, "expected offset %" PRId64 ", Kafka sent %" PRId64, cl->ahead.read, m->offset);
        claims_again(c, cl, 0, why);
        return false;
    }
    if (c->conf.ops->note)
        c->conf.ops->note(c->conf.self, cl, m, &note);
    ahead_add(&cl->ahead, m, &note);
    return true;
}

/* Nothing but Kafka's retention makes a hole here; it is as long as that of what stands beside it, so it is said and gone on from. */
static bool accept_side(struct claims *c, rd_kafka_message_t *m)
{
    struct claim *cl = claims_find(c, m->partition);
    if (!cl || cl->phase != CLAIM_READING)
        return false;
    struct claim_batch *b = batch_for(c, cl);
    if (b->dead || m->offset < b->side_to || b->side_n == (size_t)c->conf.batch_max)
        return false;
    if (b->side_to >= 0 && m->offset > b->side_to) {
        log_error("event=decisions_lost topic=%s partition=%d count=%" PRId64 " cause=\"Kafka dropped them before they were applied\"", c->conf.side,
                  (int)m->partition, m->offset - b->side_to);
        stat_add(claims_stat.side_lost, m->offset - b->side_to);
    }
    b->side[b->side_n++] = m;
    b->side_to = m->offset + 1;
    return true;
}

static bool take_side(struct claims *c, struct err *e)
{
    for (int total = 0; c->side && total < c->conf.batch_max; total++) {
        rd_kafka_message_t *m = side_next(c->side, e);
        if (!m)
            return e->kind == ERR_NONE;
        if (!accept_side(c, m))
            rd_kafka_message_destroy(m);
    }
    return true;
}

static void let_go(void *self)
{
    struct claims *c = self;
    claims_done(c);
    while (c->n)
        claims_lost(c, c->v[0]->partition);
    claims_done(c);              /* what waited of them */
}

static void held(const struct claims *c, size_t *open, size_t *records, size_t *bytes, size_t *partitions)
{
    *open = *records = *bytes = *partitions = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct ahead *a = &c->v[i]->ahead;
        *open += a->open;
        *records += (size_t)(a->read - a->offset);
        *bytes += a->bytes;
        *partitions += a->open > 0;
    }
}

/* Records of one turn, of all partitions together. */
static size_t at_most(const struct claims *c)
{
    return c->conf.ops->rank ? portion_of(&c->portion) : (size_t)c->conf.batch_max;
}

/* Without ranks no more than one turn takes. With them what there is, within the bounds and however small turns are by now; the group is served even at the bound. */
static bool read_on(struct claims *c, int wait_ms, struct err *e)
{
    size_t open, records, bytes, partitions, batch = (size_t)c->conf.batch_max, room, total = 0;
    held(c, &open, &records, &bytes, &partitions);
    room = !c->conf.ops->rank ? batch - (open < batch ? open : batch) : records < AHEAD_RECORDS && bytes < AHEAD_BYTES ? 4 * batch : 0;
    wait_ms = open ? 0 : wait_ms;
    while (total == 0 || total < room) {
        struct err local = { 0 };
        rd_kafka_message_t *m = bus_in_poll(c->in, wait_ms, &local);
        if (!m && local.kind) {
            *e = local;
            bus_in_forgive(c->in, let_go, e);
            return false;
        }
        if (!m)
            return true;
        wait_ms = 0;
        if (accept_record(c, m))
            total++;
        else
            rd_kafka_message_destroy(m);
    }
    return true;
}

static void rank_all(struct claims *c, struct claim *cl)
{
    struct ahead *a = &cl->ahead;
    for (; a->ranked < a->read; a->ranked++) {
        struct waiting *w = ahead_at(a, a->ranked);
        if (!w->done)
            w->rank = (uint8_t)c->conf.ops->rank(c->conf.self, cl, w->m, &w->note);
    }
}

static void settle(struct claims *c, struct claim_batch *b)
{
    ahead_next(&b->claim->ahead, &c->arena, b->waiting, b->n, &b->next);
    b->to = b->next.offset;
}

/* A turn takes so many records of all partitions together; where there are more, each partition gives as many. */
static void make_batches(struct claims *c)
{
    size_t open, records, bytes, partitions, portion = at_most(c), most = (size_t)c->conf.batch_max;
    held(c, &open, &records, &bytes, &partitions);
    bool waits = c->conf.ops->rank && open > portion;
    if (open > portion) {
        portion = portion / partitions ? portion / partitions : 1;
        most = most / partitions > portion ? most / partitions : portion;
    }
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if (cl->phase != CLAIM_READING || !cl->ahead.open)
            continue;
        struct claim_batch *b = batch_for(c, cl);
        if (waits)
            rank_all(c, cl);
        b->n = ahead_take(&cl->ahead, portion, most, waits, b->waiting);
        c->taken += b->n;
        for (size_t k = 0; k < b->n; k++)
            b->records[k] = b->waiting[k]->m;
        settle(c, b);
    }
}

bool claims_take(struct claims *c, int wait_ms, struct claim_batch **batches, size_t *n, struct err *e)
{
    int64_t now = clock_mono_us();
    claims_done(c);
    portion_took(&c->portion, c->taken, now - c->taken_us);
    c->taken = 0;
    c->taken_us = now;
    if (!claims_claim_due(c, e) || !claims_look_at_rest(c, e) || !read_on(c, wait_ms, e))
        return false;
    make_batches(c);
    if (!take_side(c, e))
        return false;
    *batches = c->batches;
    *n = c->batch_count;
    return true;
}

void claims_cut(struct claims *c, struct claim_batch *b, size_t n)
{
    ahead_untake(b->waiting + n, b->n - n);
    b->n = n;
    settle(c, b);
}

/* What was taken and is not committed would never come again by itself: its partition is read anew. */
void claims_done(struct claims *c)
{
    for (size_t i = 0; i < c->batch_count; i++) {
        struct claim_batch *b = &c->batches[i];
        if (!b->dead && !b->committed && (b->n || b->side_n))
            claims_again(c, b->claim, RETRY_REDIS_MS, "taken and not committed");
        for (size_t k = 0; k < b->side_n; k++)
            rd_kafka_message_destroy(b->side[k]);
        b->n = b->side_n = 0;
    }
    c->batch_count = 0;
    for (size_t i = 0; i < c->spent.n; i++)
        rd_kafka_message_destroy(c->spent.v[i]);
    c->spent.n = 0;
    arena_reset(&c->arena);
}
