#include "io/claims.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "model/keys.h"

enum { RETRY_REFUSED_MS = 3000, RETRY_REDIS_MS = 500, LOOK_MS = 1000, FENCED_AGAIN_MS = 60000 };

struct claims {
    struct claims_conf conf;
    struct store *store;
    struct bus_in *in;
    struct claim **v;
    size_t n, cap;
    int partitions;              /* as stored in {prefix}meta */
    struct claim_batch *batches;
    size_t batch_count, batch_cap;
    int64_t fenced_us;           /* when the group last fenced us; 0: never */
};

static struct {
    struct stat *refused, *rewinds, *lost_offsets, *claims;
} st;

void claims_stats(const char *daemon)
{
    char name[96];
#define NEW(field, suffix, help) snprintf(name, sizeof name, "pulso_%s_%s", daemon, suffix), st.field = stat_counter(name, NULL, help)
    NEW(refused, "commits_refused_total", "commits that the compare-and-set refused");
    NEW(rewinds, "rewinds_total", "partitions read again from the stored offset");
    NEW(claims, "claims_total", "partitions taken over");
#undef NEW
    snprintf(name, sizeof name, "pulso_%s_gap_offsets", daemon);
    st.lost_offsets = stat_gauge(name, NULL, "offsets that Kafka no longer holds and nobody has accepted as lost");
}

static void bump(struct stat *s)
{
    if (s)
        stat_add(s, 1);
}

/* The checksum that finds a topic made again: of the key, the value and the append time. */
static uint64_t record_sum(const rd_kafka_message_t *m)
{
    uint64_t h = hash64((struct slice){ m->payload, m->len });
    return hash64_seed((struct slice){ m->key, m->key_len }, h) & INT64_MAX;
}

static int64_t record_ms(const rd_kafka_message_t *m)
{
    return rd_kafka_message_timestamp(m, NULL);
}

/* ---- ownership ---- */

static struct claim *find(const struct claims *c, int32_t partition)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i]->partition == partition)
            return c->v[i];
    return NULL;
}

static void forget_state(struct claims *c, struct claim *cl)
{
    if (cl->state)
        c->conf.ops->closed(c->conf.self, cl);
    cl->state = NULL;
}

static struct claim_batch *batch_of(const struct claims *c, const struct claim *cl)
{
    for (size_t i = 0; i < c->batch_count; i++)
        if (c->batches[i].claim == cl)
            return &c->batches[i];
    return NULL;
}

void claims_again(struct claims *c, struct claim *cl, int wait_ms, const char *why)
{
    struct claim_batch *b = batch_of(c, cl);
    if (b)
        b->dead = true;
    log_warn("event=rewind partition=%d offset=%" PRId64 " cause=\"%s\"", cl->partition, cl->offset, why);
    bump(st.rewinds);
    bus_in_halt(c->in, cl->partition);
    forget_state(c, cl);
    cl->phase = CLAIM_WAITING;
    snprintf(cl->why, sizeof cl->why, "partition %d of %s: %.300s", cl->partition, c->conf.topic, why);
    cl->due_us = clock_mono_us() + (int64_t)wait_ms * 1000;
}

static void refuse(struct claims *c, struct claim *cl, const char *why)
{
    bool news = cl->phase != CLAIM_REFUSED || strcmp(cl->why, why) != 0;
    struct claim_batch *b = batch_of(c, cl);
    if (b)
        b->dead = true;
    bus_in_halt(c->in, cl->partition);
    forget_state(c, cl);
    cl->phase = CLAIM_REFUSED;
    cl->due_us = clock_mono_us() + RETRY_REFUSED_MS * 1000;
    snprintf(cl->why, sizeof cl->why, "%s", why);
    if (news)
        log_error("event=partition_refused partition=%d cause=\"%s\"", cl->partition, why);
}

static int64_t field(const redisReply *flat, const char *name, int64_t absent)
{
    for (size_t i = 0; i + 1 < flat->elements; i += 2)
        if (strcmp(flat->element[i]->str, name) == 0)
            return strtoll(flat->element[i + 1]->str, NULL, 10);
    return absent;
}

/* A commit that a torn append-only file applied in part lies beyond the stored
 * offset: what Redis holds is then neither the state before nor after it. */
static bool torn(const redisReply *open, int64_t offset)
{
    for (size_t i = 0; i < open->elements; i++)
        if (strtoll(open->element[i]->str, NULL, 10) > offset)
            return true;
    return false;
}

static void show_gaps(const struct claims *c)
{
    int64_t all = 0;
    for (size_t i = 0; i < c->n; i++)
        all += c->v[i]->gap;
    if (st.lost_offsets)
        stat_set(st.lost_offsets, all);
}

/* Can the stored offset be continued with what Kafka holds? */
static bool continues(struct claims *c, struct claim *cl, const redisReply *r, int64_t low, int64_t high)
{
    char why[sizeof cl->why];
    const char *t = c->conf.topic;
    int p = cl->partition;
    int64_t off = field(r->element[0], STATE_OFFSET, -1);
    if (off < 0)
        snprintf(why, sizeof why, "%s [%d]: Redis knows no offset, and Kafka's log starts at %" PRId64 ", not at 0: the counts before are missing; "
                 "restore Redis from a backup, or accept the loss: pulso gap accept %d", t, p, low, p);
    else if (torn(r->element[2], off))
        snprintf(why, sizeof why, "%s [%d]: Redis applied a torn transaction of its append-only file; stop Redis, run redis-check-aof --fix, start it "
                 "again, or restore a backup (docs/operations.md)", t, p);
    else if (off > high)
        snprintf(why, sizeof why, "%s [%d]: %" PRId64 " records are counted but Kafka ends at %" PRId64 ": the topic was made again or cut; "
                 "use a new prefix, or clear this installation's keys in Redis", t, p, off, high);
    else if (off < low)
        snprintf(why, sizeof why, "%s [%d]: Kafka's retention dropped %" PRId64 " records (%" PRId64 " to %" PRId64 ") before they were counted; "
                 "accept the loss: pulso gap accept %d", t, p, low - off, off, low - 1, p);
    else
        why[0] = 0;
    cl->gap = off < low ? low - (off < 0 ? 0 : off) : 0;
    show_gaps(c);
    if (why[0])
        refuse(c, cl, why);
    return !why[0];
}

static bool claim_state(struct claims *c, struct claim *cl, const redisReply *r, int64_t low, struct err *e)
{
    const redisReply *s = r->element[0];
    cl->offset = field(s, STATE_OFFSET, 0);
    cl->epoch = field(s, STATE_EPOCH, 0);
    cl->last_ms = field(s, STATE_LAST_MS, 0);
    cl->last_sum = (uint64_t)field(s, STATE_LAST_SUM, 0);
    forget_state(c, cl);
    if (!c->conf.ops->opened(c->conf.self, cl, s, r->element[1], e))
        return err_at(e, "%s", cl->tag_text);
    /* Reading begins one record early where that is possible: it must be the one that was counted last. */
    bool check = cl->last_sum && cl->offset > low;
    cl->phase = check ? CLAIM_CHECKING : CLAIM_READING;
    cl->due_us = clock_mono_us() + LOOK_MS * 1000;
    if (!bus_in_start(c->in, cl->partition, cl->offset - (check ? 1 : 0), e))
        return false;
    bump(st.claims);
    log_info("event=claimed partition=%d offset=%" PRId64 " epoch=%" PRId64, cl->partition, cl->offset, cl->epoch);
    return true;
}

static bool claim_one(struct claims *c, struct claim *cl, struct err *e)
{
    int64_t low, high;
    if (!bus_in_range(c->in, cl->partition, &low, &high, e))
        return false;
    store_begin(c->store, STORE_CLAIM, cl->tag);
    store_arg(c->store, slice_of(c->conf.instance));
    store_arg(c->store, low == 0 ? SLICE("0") : SLICE(""));
    redisReply *r = store_ask(c->store, e);
    if (!r)
        return false;
    bool ok = !continues(c, cl, r, low, high) || claim_state(c, cl, r, low, e);
    freeReplyObject(r);
    return ok;
}

/* Claims what is due. Only ERR_BUG and ERR_CONFIG come back; the rest is tried again later. */
static bool claim_due(struct claims *c, struct err *e)
{
    int64_t now = clock_mono_us();
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if ((cl->phase != CLAIM_WAITING && cl->phase != CLAIM_REFUSED) || cl->due_us > now)
            continue;
        if (cl->partition >= c->partitions) {
            char why[200];
            snprintf(why, sizeof why, "%s has more partitions than the %d it was made with: counts per key would split; set it back, or start a new prefix",
                     c->conf.topic, c->partitions);
            refuse(c, cl, why);
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

static bool look_at_rest(struct claims *c, struct err *e)
{
    int64_t now = clock_mono_us();
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if (cl->phase != CLAIM_READING || cl->due_us > now)
            continue;
        cl->due_us = now + LOOK_MS * 1000;
        if (!look(c, cl, e))
            return false;
    }
    return true;
}

static void on_gained(void *self, int32_t partition)
{
    struct claims *c = self;
    if (find(c, partition))
        return;
    struct claim *cl = calloc(1, sizeof *cl);
    if (c->n == c->cap) {
        c->cap = c->cap ? 2 * c->cap : 16;
        c->v = realloc(c->v, c->cap * sizeof(struct claim *));
    }
    if (!cl || !c->v)
        abort();
    struct arena a = { 0 };
    struct slice tag = c->conf.tag(&a, slice_of(c->conf.common->prefix), partition);
    snprintf(cl->tag_text, sizeof cl->tag_text, SLICE_FMT, SLICE_ARG(tag));
    arena_fini(&a);
    cl->tag = slice_of(cl->tag_text);
    cl->partition = partition;
    snprintf(cl->why, sizeof cl->why, "partition %d of %s is not claimed yet", partition, c->conf.topic);
    c->v[c->n++] = cl;
}

static void on_lost(void *self, int32_t partition)
{
    struct claims *c = self;
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if (cl->partition != partition)
            continue;
        struct claim_batch *b = batch_of(c, cl);
        if (b) {
            b->dead = true;
            b->claim = NULL;
        }
        forget_state(c, cl);
        free(cl);
        c->v[i] = c->v[--c->n];
        show_gaps(c);
        return;
    }
}

/* ---- opening ---- */

/* The first start writes the partition count down; every later one must find the same. */
static bool check_count(struct claims *c, struct err *e)
{
    int have;
    struct arena a = { 0 };
    if (!bus_partitions(bus_in_handle(c->in), c->conf.topic, &have, e))
        return false;
    if (have == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet; make it by: pulso topics create", c->conf.topic);
    store_command(c->store, "HSETNX");
    store_arg(c->store, keys_meta(&a, slice_of(c->conf.common->prefix)));
    store_arg(c->store, slice_of(c->conf.meta_field));
    store_arg_int(c->store, have);
    redisReply *r = store_ask(c->store, e);
    freeReplyObject(r);
    if (r) {
        store_command(c->store, "HGET");
        store_arg(c->store, keys_meta(&a, slice_of(c->conf.common->prefix)));
        store_arg(c->store, slice_of(c->conf.meta_field));
        r = store_ask(c->store, e);
        c->partitions = r && r->str ? atoi(r->str) : 0;
        freeReplyObject(r);
    }
    arena_fini(&a);
    if (!c->partitions)
        return false;
    if (c->partitions != have)
        return err_set(e, ERR_CONFIG, "%s has %d partitions, but was counted with %d: the same key would now lie in another partition and be counted "
                       "twice; set the count back, or start a new prefix", c->conf.topic, have, c->partitions);
    return true;
}

struct claims *claims_open(const struct claims_conf *conf, struct store *s, struct err *e)
{
    static const struct bus_in_ops ops = { .gained = on_gained, .lost = on_lost };
    struct claims *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->conf = *conf;
    c->store = s;
    c->in = bus_in_open(conf->common, conf->group, conf->topic, conf->instance, conf->static_member, &ops, c, e);
    while (c->in && !check_count(c, e)) {
        if (e->kind != ERR_RETRY || app_stopping()) {
            claims_close(c);
            return NULL;
        }
        log_warn("event=waiting cause=\"%s\"", e->msg);
        clock_sleep_ms(500);
    }
    if (c->in)
        return c;
    claims_close(c);
    return NULL;
}

void claims_close(struct claims *c)
{
    if (!c)
        return;
    claims_done(c);
    bus_in_close(c->in);
    for (size_t i = 0; i < c->n; i++) {
        forget_state(c, c->v[i]);
        free(c->v[i]);
    }
    for (size_t i = 0; i < c->batch_cap; i++)
        free(c->batches[i].records);
    free(c->batches);
    free(c->v);
    free(c);
}

/* ---- taking ---- */

static struct claim_batch *batch_for(struct claims *c, struct claim *cl)
{
    struct claim_batch *b = batch_of(c, cl);
    if (b)
        return b;
    if (c->batch_count == c->batch_cap) {
        size_t cap = c->batch_cap ? 2 * c->batch_cap : 16;
        c->batches = realloc(c->batches, cap * sizeof *c->batches);
        if (!c->batches)
            abort();
        for (size_t i = c->batch_cap; i < cap; i++) {
            c->batches[i].records = calloc((size_t)c->conf.batch_max, sizeof(rd_kafka_message_t *));
            if (!c->batches[i].records)
                abort();
        }
        c->batch_cap = cap;
    }
    b = &c->batches[c->batch_count++];
    rd_kafka_message_t **records = b->records;
    *b = (struct claim_batch){ .claim = cl, .records = records, .to = cl->offset };
    return b;
}

/* The record before the first: it must be the one that was counted last. */
static void check_first(struct claims *c, struct claim *cl, rd_kafka_message_t *m)
{
    if (m->offset == cl->offset - 1 && record_sum(m) == cl->last_sum && record_ms(m) == cl->last_ms) {
        cl->phase = CLAIM_READING;
        return;
    }
    char why[300];
    snprintf(why, sizeof why, "%s [%d]: record %" PRId64 " is not the one that was counted: the topic was made again; use a new prefix, or clear this "
             "installation's keys in Redis", c->conf.topic, cl->partition, m->offset);
    refuse(c, cl, why);
}

/* True when the record was put into a batch. */
static bool accept_record(struct claims *c, rd_kafka_message_t *m)
{
    struct claim *cl = find(c, m->partition);
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

/* Once is no proof that another process has our name, see bus.h: join anew. Twice within a minute is. */
static void forgive_fence(struct claims *c, struct err *e)
{
    int64_t now = clock_mono_us();
    bool again = c->fenced_us && now - c->fenced_us < (int64_t)FENCED_AGAIN_MS * 1000;
    c->fenced_us = now;
    if (!bus_in_fenced(c->in) || again)
        return;
    log_warn("event=fenced cause=\"%s\" next=\"joining the group anew\"", e->msg);
    claims_done(c);
    while (c->n)
        on_lost(c, c->v[0]->partition);   /* a fenced member is not told so */
    if (bus_in_rejoin(c->in, e))
        err_set(e, ERR_RETRY, "fenced by Kafka: joining the group anew");
}

bool claims_take(struct claims *c, int wait_ms, struct claim_batch **batches, size_t *n, struct err *e)
{
    claims_done(c);
    if (!claim_due(c, e) || !look_at_rest(c, e))
        return false;
    /* At least one partition may be full: stop before it would overflow. */
    for (int total = 0; total < c->conf.batch_max; ) {
        struct err local = { 0 };
        rd_kafka_message_t *m = bus_in_poll(c->in, total ? 0 : wait_ms, &local);
        if (!m && local.kind) {
            *e = local;
            forgive_fence(c, e);
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

void claims_done(struct claims *c)
{
    for (size_t i = 0; i < c->batch_count; i++) {
        for (size_t k = 0; k < c->batches[i].n; k++)
            rd_kafka_message_destroy(c->batches[i].records[k]);
        c->batches[i].n = 0;
    }
    c->batch_count = 0;
}

const char *claims_trouble(const struct claims *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i]->phase == CLAIM_REFUSED || c->v[i]->phase == CLAIM_WAITING)
            return c->v[i]->why;
    return NULL;
}

size_t claims_count(const struct claims *c) { return c->n; }
struct claim *claims_at(const struct claims *c, size_t i) { return c->v[i]; }
struct bus_in *claims_bus(struct claims *c) { return c->in; }

/* ---- reading and committing ---- */

bool claims_check_read(struct claims *c, struct claim *cl, const redisReply *r, struct slice *packed, struct err *e)
{
    if (r->type != REDIS_REPLY_ARRAY || r->elements != 4)
        return err_set(e, ERR_BUG, "read script: unexpected answer");
    *packed = (struct slice){ r->element[3]->str, (size_t)r->element[3]->len };
#ifndef PULSO_NO_CAS
    if (torn(r->element[2], cl->offset)) {
        claims_again(c, cl, 0, "Redis applied a torn transaction of its append-only file");
        return err_set(e, ERR_RETRY, "partition %d: Redis applied a torn transaction of its append-only file", cl->partition);
    }
    const redisReply *off = r->element[0], *epoch = r->element[1];
    if (off->len == 0 || strtoll(off->str, NULL, 10) != cl->offset || strtoll(epoch->str, NULL, 10) != cl->epoch) {
        char why[160];
        snprintf(why, sizeof why, "Redis stands at offset %s epoch %s, we at %" PRId64 " epoch %" PRId64, off->str, epoch->str, cl->offset, cl->epoch);
        claims_again(c, cl, 1000, why);
        return err_set(e, ERR_RETRY, "partition %d: %s", cl->partition, why);
    }
#endif
    return true;
}

/* The count stands before the items but is known after them: a field of fixed width is filled in. */
#define MARK "0000000000"

void commit_begin(struct commit *k, struct store *s, const struct claim_batch *b)
{
    store_begin(s, STORE_COMMIT, b->claim->tag);
    store_arg_int(s, b->claim->offset);
    store_arg_int(s, b->to);
    store_arg_int(s, b->claim->epoch);
    *k = (struct commit){ .s = s, .section = COMMIT_FIELDS, .mark = store_hold(s, SLICE(MARK)) };
    const rd_kafka_message_t *last = b->records[b->n - 1];
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
    commit_section(k, COMMIT_DROPS);
    close_section(k);
    return store_send(k->s, e);
}

bool claims_committed(struct claims *c, const struct claim_batch *b, struct err *e)
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
        const rd_kafka_message_t *last = b->records[b->n - 1];
        cl->offset = b->to;
        cl->last_ms = record_ms(last);
        cl->last_sum = record_sum(last);
        cl->due_us = clock_mono_us() + LOOK_MS * 1000;
        bus_in_note(c->in, cl->partition, b->to);
    } else {
        char why[200];
        snprintf(why, sizeof why, "commit refused: our %s is not the stored one (offset %s, epoch %s; ours %" PRId64 ", %" PRId64 ")",
                 r->elements > 0 ? r->element[0]->str : "?", r->elements > 1 ? r->element[1]->str : "?", r->elements > 2 ? r->element[2]->str : "?",
                 cl->offset, cl->epoch);
        bump(st.refused);
        claims_again(c, cl, 1000, why);
        err_set(e, ERR_RETRY, "partition %d: %s", cl->partition, why);
    }
    freeReplyObject(r);
    return ok;
}
