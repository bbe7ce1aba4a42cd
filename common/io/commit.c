/* The script commit.lua from our side: its arguments, section by section, and its answer. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "io/claims_own.h"
#include "model/keys.h"

/* The checksum that finds a topic made again: of the key, the value and the append time. */
uint64_t record_sum(const rd_kafka_message_t *m)
{
    uint64_t h = hash64((struct slice){ m->payload, m->len });
    return hash64_seed((struct slice){ m->key, m->key_len }, h) & INT64_MAX;
}

int64_t record_ms(const rd_kafka_message_t *m)
{
    return rd_kafka_message_timestamp(m, NULL);
}

bool claims_check_read(struct claims *c, struct claim *cl, const redisReply *r, struct slice *packed, struct err *e)
{
    if (r->type != REDIS_REPLY_ARRAY || r->elements != 6)
        return err_set(e, ERR_BUG, "read script: unexpected answer");
    *packed = (struct slice){ r->element[3]->str, (size_t)r->element[3]->len };
#ifndef PULSO_NO_CAS
    if (claim_torn(r->element[2], claim_end_of(cl))) {
        claims_again(c, cl, 0, "Redis applied a torn transaction of its append-only file");
        return err_set(e, ERR_RETRY, "partition %d: Redis applied a torn transaction of its append-only file", cl->partition);
    }
    const redisReply *off = r->element[0], *epoch = r->element[1], *side = r->element[4], *order = r->element[5];
    if (off->len == 0 || strtoll(off->str, NULL, 10) != cl->offset || strtoll(epoch->str, NULL, 10) != cl->epoch
        || (side->len ? strtoll(side->str, NULL, 10) : -1) != cl->side || (order->len ? strtoull(order->str, NULL, 10) : 0) != cl->ahead.order) {
        char why[240];
        snprintf(why, sizeof why, "Redis stands at offset %s epoch %s, we at %" PRId64 " epoch %" PRId64 " (beside it %s, we %" PRId64 "; order %s, ours %" PRIu64 ")",
                 off->str, epoch->str, cl->offset, cl->epoch, side->str, cl->side, order->str, cl->ahead.order);
        claims_again(c, cl, 1000, why);
        return err_set(e, ERR_RETRY, "partition %d: %s", cl->partition, why);
    }
#endif
    return true;
}

bool claims_unpack(struct slice *packed, struct slice *v)
{
    if (packed->n < 2)
        return false;
    size_t n = (unsigned char)packed->p[0] | (size_t)(unsigned char)packed->p[1] << 8;
    packed->p += 2;
    packed->n -= 2;
    *v = (struct slice){ NULL, 0 };
    if (n == 65535)
        return true;
    if (packed->n < n)
        return false;
    *v = (struct slice){ packed->p, n };
    packed->p += n;
    packed->n -= n;
    return true;
}

/* The count stands before the items but is known after them: a field of fixed width is filled in. */
#define MARK "0000000000"

static void arg_side(struct store *s, int64_t side)
{
    if (side < 0)
        store_arg(s, SLICE(""));
    else
        store_arg_int(s, side);
}

/* The last record before the offset, as it will be; NULL: it does not move. */
static const rd_kafka_message_t *last_of(const struct claim_batch *b)
{
    return b->to == b->claim->offset ? NULL : ahead_at(&b->claim->ahead, b->to - 1)->m;
}

static void arg_order(struct store *s, uint64_t order)
{
    if (order)
        store_arg_int(s, (int64_t)order);
    else
        store_arg(s, SLICE(""));
}

static void fields_ahead(struct commit *k, const struct claim_batch *b)
{
    if (b->next.order == b->claim->ahead.order)
        return;
    commit_field(k, STATE_ORDER, (int64_t)b->next.order);
    commit_item(k);
    store_arg(k->s, SLICE(STATE_AHEAD));
    store_arg(k->s, b->next.ahead);
}

void commit_begin(struct commit *k, struct store *s, const struct claim_batch *b)
{
    const struct claim *cl = b->claim;
    store_begin(s, STORE_COMMIT, cl->tag);
    store_arg_int(s, cl->offset);
    store_arg_int(s, b->to);
    store_arg_int(s, cl->epoch);
    arg_side(s, cl->side);
    arg_side(s, b->side_to);
    arg_order(s, cl->ahead.order);
    store_arg_int(s, claim_end_of(cl));
    store_arg_int(s, claim_end(b->to, b->next.done, b->side_to));
    *k = (struct commit){ .s = s, .section = COMMIT_FIELDS, .mark = store_hold(s, SLICE(MARK)) };
    fields_ahead(k, b);
    const rd_kafka_message_t *last = last_of(b);
    if (!last)
        return;
    commit_field(k, STATE_LAST_MS, record_ms(last));
    commit_field(k, STATE_LAST_SUM, (int64_t)record_sum(last));
}

static void close_section(struct commit *k)
{
    char text[16];
    snprintf(text, sizeof text, "%0*d", (int)sizeof MARK - 1, k->count);
    store_fill(k->s, k->mark, slice_of(text));
}

void commit_section(struct commit *k, enum commit_section section)
{
    while (k->section < section) {
        close_section(k);
        k->section++;
        k->count = 0;
        k->mark = store_hold(k->s, SLICE(MARK));
    }
}

void commit_item(struct commit *k)
{
    k->count++;
}

void commit_field(struct commit *k, const char *name, int64_t value)
{
    commit_item(k);
    store_arg(k->s, slice_of(name));
    store_arg_int(k->s, value);
}

bool commit_end(struct commit *k, struct err *e)
{
    commit_section(k, COMMIT_PIECES);
    close_section(k);
    return store_send(k->s, e);
}

static void move_on(struct claims *c, struct claim_batch *b)
{
    struct claim *cl = b->claim;
    const rd_kafka_message_t *last = last_of(b);
    if (last) {
        cl->last_ms = record_ms(last);
        cl->last_sum = record_sum(last);
    }
    cl->offset = b->to;
    cl->side = b->side_to;
    ahead_applied(&cl->ahead, &b->next, &c->spent);
    b->committed = true;
}

bool claims_committed(struct claims *c, struct claim_batch *b, struct err *e)
{
    struct claim *cl = b->claim;
    redisReply *r = store_reply(c->store, e);
    if (!r) {
        if (e->kind == ERR_RETRY)
            claims_again(c, cl, RETRY_REDIS_MS, e->msg);
        return false;
    }
    bool ok = r->type == REDIS_REPLY_ARRAY && r->elements > 0 && strcmp(r->element[0]->str, "ok") == 0;
    if (ok) {
        move_on(c, b);
        cl->due_us = clock_mono_us() + LOOK_MS * 1000;
        bus_in_note(c->in, cl->partition, b->to);
        if (!claim_read_side(c, cl, e))
            claims_again(c, cl, RETRY_REDIS_MS, e->msg);
        err_clear(e);
    } else {
        char why[200];
        snprintf(why, sizeof why, "commit refused: our %s is not the stored one (offset %s, epoch %s; ours %" PRId64 ", %" PRId64 ")",
                 r->elements > 0 ? r->element[0]->str : "?", r->elements > 1 ? r->element[1]->str : "?", r->elements > 2 ? r->element[2]->str : "?",
                 cl->offset, cl->epoch);
        claims_bump(claims_stat.refused);
        claims_again(c, cl, 1000, why);
        err_set(e, ERR_RETRY, "partition %d: %s", cl->partition, why);
    }
    freeReplyObject(r);
    return ok;
}
