/* One partition: taking it over, setting it aside, noticing that Redis went back. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/claims_own.h"
#include "model/keys.h"

void claim_forget(struct claims *c, struct claim *cl)
{
    if (cl->beside)
        side_stop(c->side, cl->partition);
    cl->beside = false;
    if (cl->state)
        c->conf.ops->closed(c->conf.self, cl);
    cl->state = NULL;
    ahead_end(&cl->ahead, &c->spent);
}

struct claim_batch *claims_batch_of(const struct claims *c, const struct claim *cl)
{
    for (size_t i = 0; i < c->batch_count; i++)
        if (c->batches[i].claim == cl)
            return &c->batches[i];
    return NULL;
}

void claims_again(struct claims *c, struct claim *cl, int wait_ms, const char *why)
{
    struct claim_batch *b = claims_batch_of(c, cl);
    if (b)
        b->dead = true;
    log_warn("event=rewind partition=%d offset=%" PRId64 " cause=\"%s\"", cl->partition, cl->offset, why);
    claims_bump(claims_stat.rewinds);
    bus_in_halt(c->in, cl->partition);
    claim_forget(c, cl);
    cl->phase = CLAIM_WAITING;
    snprintf(cl->why, sizeof cl->why, "partition %d of %s: %.300s", cl->partition, c->conf.topic, why);
    cl->due_us = clock_mono_us() + (int64_t)wait_ms * 1000;
}

void claim_refuse(struct claims *c, struct claim *cl, const char *why)
{
    bool news = cl->phase != CLAIM_REFUSED || strcmp(cl->why, why) != 0;
    struct claim_batch *b = claims_batch_of(c, cl);
    if (b)
        b->dead = true;
    bus_in_halt(c->in, cl->partition);
    claim_forget(c, cl);
    cl->phase = CLAIM_REFUSED;
    cl->due_us = clock_mono_us() + RETRY_REFUSED_MS * 1000;
    snprintf(cl->why, sizeof cl->why, "%s", why);
    if (news)
        log_error("event=partition_refused partition=%d cause=\"%s\"", cl->partition, why);
}

void claims_refuse(struct claims *c, struct claim *cl, const char *why)
{
    claim_refuse(c, cl, why);
}

static int64_t field(const redisReply *flat, const char *name, int64_t absent)
{
    for (size_t i = 0; i + 1 < flat->elements; i += 2)
        if (strcmp(flat->element[i]->str, name) == 0)
            return strtoll(flat->element[i + 1]->str, NULL, 10);
    return absent;
}

/* Grows with every commit, whichever of the two topics it applied records of. */
int64_t claim_end(int64_t offset, size_t ahead, int64_t side)
{
    return offset + (int64_t)ahead + (side > 0 ? side : 0);
}

int64_t claim_end_of(const struct claim *cl)
{
    return claim_end(cl->offset, cl->ahead.done, cl->side);
}

/* A commit that a torn append-only file applied in part lies beyond the stored
 * offsets: what Redis holds is then neither the state before nor after it. */
bool claim_torn(const redisReply *open, int64_t offset)
{
    for (size_t i = 0; i < open->elements; i++)
        if (strtoll(open->element[i]->str, NULL, 10) > offset)
            return true;
    return false;
}

void claims_show_gaps(const struct claims *c)
{
    int64_t all = 0;
    for (size_t i = 0; i < c->n; i++)
        all += c->v[i]->gap;
    if (claims_stat.lost_offsets)
        stat_set(claims_stat.lost_offsets, all);
}

/* Can the stored offset be continued with what Kafka holds? */
static bool continues(struct claims *c, struct claim *cl, const redisReply *r, int64_t low, int64_t high)
{
    char why[sizeof cl->why];
    const char *t = c->conf.topic;
    int p = cl->partition;
    int64_t off = field(r->element[0], STATE_OFFSET, -1), side = field(r->element[0], STATE_SIDE, -1);
    if (off < 0)
        snprintf(why, sizeof why, "%s [%d]: Redis knows no offset, and Kafka's log starts at %" PRId64 ", not at 0: the counts before are missing; "
                 "restore Redis from a backup, or accept the loss: pulso gap accept %d", t, p, low, p);
    else if (claim_torn(r->element[2], claim_end(off, cl->ahead.done, side)))
        snprintf(why, sizeof why, "%s [%d]: Redis applied a torn transaction of its append-only file; stop Redis, run redis-check-aof --fix, start it "
                 "again, or restore a backup (docs/operations.md)", t, p);
    else if (off + (int64_t)cl->ahead.done > high)
        snprintf(why, sizeof why, "%s [%d]: %" PRId64 " records are counted but Kafka ends at %" PRId64 ": the topic was made again or cut; "
                 "use a new prefix, or clear this installation's keys in Redis", t, p, off + (int64_t)cl->ahead.done, high);
    else if (off < low)
        snprintf(why, sizeof why, "%s [%d]: Kafka's retention dropped %" PRId64 " records (%" PRId64 " to %" PRId64 ") before they were counted; "
                 "accept the loss: pulso gap accept %d", t, p, low - off, off, low - 1, p);
    else
        why[0] = 0;
    cl->gap = off < low ? low - (off < 0 ? 0 : off) : 0;
    claims_show_gaps(c);
    if (why[0])
        claim_refuse(c, cl, why);
    return !why[0];
}

bool claim_read_side(struct claims *c, struct claim *cl, struct err *e)
{
    if (c->side && !cl->beside && cl->last_ms)
        cl->beside = side_start(c->side, cl->partition, cl->side, e);
    return !c->side || cl->beside || !cl->last_ms;
}

/* What was applied ahead of the stored offset, so that it is not applied again. */
static bool claim_ahead(struct claims *c, struct claim *cl, const redisReply *s, struct err *e)
{
    struct slice bits = { 0 };
    for (size_t i = 0; i + 1 < s->elements; i += 2)
        if (strcmp(s->element[i]->str, STATE_AHEAD) == 0)
            bits = (struct slice){ s->element[i + 1]->str, (size_t)s->element[i + 1]->len };
    claim_forget(c, cl);
    return ahead_begin(&cl->ahead, field(s, STATE_OFFSET, 0), bits, (uint64_t)field(s, STATE_ORDER, 0))
        || err_set(e, ERR_BUG, "%s: which records are applied ahead cannot be read: restore Redis from a backup (docs/operations.md)", cl->tag_text);
}

static bool claim_state(struct claims *c, struct claim *cl, const redisReply *r, int64_t low, struct err *e)
{
    const redisReply *s = r->element[0];
    cl->offset = field(s, STATE_OFFSET, 0);
    cl->side = field(s, STATE_SIDE, -1);
    cl->epoch = field(s, STATE_EPOCH, 0);
    cl->last_ms = field(s, STATE_LAST_MS, 0);
    cl->last_sum = (uint64_t)field(s, STATE_LAST_SUM, 0);
    if (!c->conf.ops->opened(c->conf.self, cl, s, r->element[1], e)) {
        if (e->kind != ERR_RETRY)
            return err_at(e, "%s", cl->tag_text);
        claim_refuse(c, cl, e->msg);
        err_clear(e);
        return true;
    }
    /* Reading begins one record early where that is possible: it must be the one that was counted last. */
    bool check = cl->last_sum && cl->offset > low;
    cl->phase = check ? CLAIM_CHECKING : CLAIM_READING;
    cl->due_us = clock_mono_us() + LOOK_MS * 1000;
    if (!bus_in_start(c->in, cl->partition, cl->offset - (check ? 1 : 0), e) || (!check && !claim_read_side(c, cl, e)))
        return false;
    claims_bump(claims_stat.claims);
    log_info("event=claimed partition=%d offset=%" PRId64 " epoch=%" PRId64, cl->partition, cl->offset, cl->epoch);
    return true;
}

static bool claim_one(struct claims *c, struct claim *cl, struct err *e)
{
    int64_t low, high;
    if (!bus_in_range(c->in, cl->partition, &low, &high, e) || !claims_note_meta(c, e))
        return false;
    store_begin(c->store, STORE_CLAIM, cl->tag);
    store_arg(c->store, slice_of(c->conf.instance));
    store_arg(c->store, low == 0 ? SLICE("0") : SLICE(""));
    redisReply *r = store_ask(c->store, e);
    if (!r)
        return false;
    bool ok = claim_ahead(c, cl, r->element[0], e) && (!continues(c, cl, r, low, high) || claim_state(c, cl, r, low, e));
    freeReplyObject(r);
    return ok;
}

/* Claims what is due. Only ERR_BUG and ERR_CONFIG come back; the rest is tried again later. */
bool claims_claim_due(struct claims *c, struct err *e)
{
    int64_t now = clock_mono_us();
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if ((cl->phase != CLAIM_WAITING && cl->phase != CLAIM_REFUSED) || cl->due_us > now || app_stopping())
            continue;
        app_alive();                     /* each may take seconds while Kafka is away */
        if (cl->partition >= c->partitions) {
            char why[200];
            snprintf(why, sizeof why, "%s has more partitions than the %d it was made with: counts per key would split; set it back, or start a new prefix",
                     c->conf.topic, c->partitions);
            claim_refuse(c, cl, why);
            continue;
        }
        struct err local = { 0 };
        if (claim_one(c, cl, &local))
            continue;
        if (local.kind != ERR_RETRY) {
            *e = local;
            return false;
        }
        log_warn("event=claim_later partition=%d cause=\"%s\"", cl->partition, local.msg);
        snprintf(cl->why, sizeof cl->why, "%s", local.msg);
        cl->due_us = now + RETRY_REDIS_MS * 1000;
    }
    return true;
}

/* Redis may go back while nothing comes in: then no commit is refused, and the counts would stay wrong until the next
 * mention. So a partition at rest is looked at, too. */
static bool look(struct claims *c, struct claim *cl, struct err *e)
{
    struct slice nothing;
    store_begin(c->store, STORE_READ, cl->tag);
    redisReply *r = store_ask(c->store, e);
    if (!r)
        return false;
    bool ok = claims_check_read(c, cl, r, &nothing, e);
    freeReplyObject(r);
    return ok || e->kind == ERR_RETRY;   /* it has been set to be claimed again */
}

bool claims_look_at_rest(struct claims *c, struct err *e)
{
    int64_t now = clock_mono_us();
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if (cl->phase == CLAIM_READING)
            claims_show_lag(c, cl, false);
        if (cl->phase != CLAIM_READING || cl->due_us > now)
            continue;
        cl->due_us = now + LOOK_MS * 1000;
        if (!look(c, cl, e))
            return false;
    }
    return true;
}
