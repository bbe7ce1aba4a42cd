/* Taking records: contiguous, of partitions that are claimed, the first one checked. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/log.h"
#include "io/claims_own.h"

static struct claim_batch *batch_for(struct claims *c, struct claim *cl)
{
    struct claim_batch *b = claims_batch_of(c, cl);
    if (b)
        return b;
    if (c->batch_count == c->batch_cap) {
        size_t cap = c->batch_cap ? 2 * c->batch_cap : 16;
        c->batches = realloc(c->batches, cap * sizeof *c->batches);
        if (!c->batches)
            abort();
        for (size_t i = c->batch_cap; i < cap; i++) {
            c->batches[i].records = calloc((size_t)c->conf.batch_max, sizeof(rd_kafka_message_t *));
            c->batches[i].side = calloc(c->conf.side ? (size_t)c->conf.batch_max : 1, sizeof(rd_kafka_message_t *));
            if (!c->batches[i].records || !c->batches[i].side)
                abort();
        }
        c->batch_cap = cap;
    }
    b = &c->batches[c->batch_count++];
    rd_kafka_message_t **records = b->records, **side = b->side;
    *b = (struct claim_batch){ .claim = cl, .records = records, .to = cl->offset, .side = side, .side_to = cl->side };
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

/* True when the record was put into a batch. */
static bool accept_record(struct claims *c, rd_kafka_message_t *m)
{
    struct claim *cl = claims_find(c, m->partition);
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
    struct claim_batch *b = batch_for(c, cl);
    if (b->dead || m->offset < b->to)
        return false;            /* of an assignment that is over */
    if (m->offset > b->to) {     /* librdkafka skipped: never in silence */
        char why[120];
        snprintf(why, sizeof why, "expected offset %" PRId64 ", Kafka sent %" PRId64, b->to, m->offset);
        claims_again(c, cl, 0, why);
        return false;
    }
    b->records[b->n++] = m;
    b->to = m->offset + 1;
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
}

bool claims_take(struct claims *c, int wait_ms, struct claim_batch **batches, size_t *n, struct err *e)
{
    claims_done(c);
    if (!claims_claim_due(c, e) || !claims_look_at_rest(c, e))
        return false;
    /* At least one partition may be full: stop before it would overflow. */
    for (int total = 0; total < c->conf.batch_max; ) {
        struct err local = { 0 };
        rd_kafka_message_t *m = bus_in_poll(c->in, total ? 0 : wait_ms, &local);
        if (!m && local.kind) {
            *e = local;
            bus_in_forgive(c->in, let_go, e);
            return false;
        }
        if (!m)
            break;
        wait_ms = 0;
        if (accept_record(c, m))
            total++;
        else
            rd_kafka_message_destroy(m);
    }
    if (!take_side(c, e))
        return false;
    *batches = c->batches;
    *n = c->batch_count;
    return true;
}

void claims_cut(struct claims *c, struct claim_batch *b, size_t n)
{
    struct err e = { 0 };
    b->to = b->records[n - 1]->offset + 1;
    while (b->n > n)
        rd_kafka_message_destroy(b->records[--b->n]);
    if (!bus_in_start(c->in, b->claim->partition, b->to, &e))
        claims_again(c, b->claim, RETRY_REDIS_MS, e.msg);
}

/* What was taken and is not committed would never come again by itself: its partition is read anew. */
void claims_done(struct claims *c)
{
    for (size_t i = 0; i < c->batch_count; i++) {
        struct claim_batch *b = &c->batches[i];
        if (!b->dead && ((b->n && b->claim->offset != b->to) || (b->side_n && b->claim->side != b->side_to)))
            claims_again(c, b->claim, RETRY_REDIS_MS, "taken and not committed");
        for (size_t k = 0; k < c->batches[i].n; k++)
            rd_kafka_message_destroy(c->batches[i].records[k]);
        for (size_t k = 0; k < c->batches[i].side_n; k++)
            rd_kafka_message_destroy(c->batches[i].side[k]);
        c->batches[i].n = c->batches[i].side_n = 0;
    }
    c->batch_count = 0;
}
