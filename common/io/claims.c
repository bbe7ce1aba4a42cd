#include "io/claims_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/keys.h"

struct claims_stat claims_stat;

void claims_stats(const char *daemon)
{
    char name[96];
#define NEW(field, suffix, help) snprintf(name, sizeof name, "pulso_%s_%s", daemon, suffix), claims_stat.field = stat_counter(name, NULL, help)
    NEW(refused, "commits_refused_total", "commits that the compare-and-set refused");
    NEW(rewinds, "rewinds_total", "partitions read again from the stored offset");
    NEW(claims, "claims_total", "partitions taken over");
    NEW(side_lost, "decisions_lost_total", "records that Kafka dropped of the topic that is read beside, before they were applied");
#undef NEW
    claims_stat.daemon = daemon;
    snprintf(name, sizeof name, "pulso_%s_gap_offsets", daemon);
    claims_stat.lost_offsets = stat_gauge(name, NULL, "offsets that Kafka no longer holds and nobody has accepted as lost");
}

static struct metric *lag_of(int32_t partition)
{
    char name[96], label[40];
    if (!claims_stat.daemon)
        return NULL;             /* nobody counts */
    snprintf(name, sizeof name, "pulso_%s_lag_records", claims_stat.daemon);
    snprintf(label, sizeof label, "partition=\"%d\"", (int)partition);
    return stat_gauge(name, label, "records that Kafka holds and that are not applied yet, of partitions that are ours");
}

void claims_show_lag(struct claims *c, const struct claim *cl, bool gone)
{
    int64_t end = gone ? -1 : bus_in_end(c->in, cl->partition);
    if (cl->lag && (gone || end >= cl->offset))
        stat_set(cl->lag, gone ? 0 : end - cl->offset);
}

void claims_bump(struct metric *s)
{
    if (s)
        stat_add(s, 1);
}

struct claim *claims_find(const struct claims *c, int32_t partition)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i]->partition == partition)
            return c->v[i];
    return NULL;
}

/* ---- what the group says ---- */

static void on_gained(void *self, int32_t partition)
{
    struct claims *c = self;
    if (claims_find(c, partition))
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
    cl->lag = lag_of(partition);
    snprintf(cl->why, sizeof cl->why, "partition %d of %s is not claimed yet", partition, c->conf.topic);
    c->v[c->n++] = cl;
}

void claims_lost(void *self, int32_t partition)
{
    struct claims *c = self;
    for (size_t i = 0; i < c->n; i++) {
        struct claim *cl = c->v[i];
        if (cl->partition != partition)
            continue;
        struct claim_batch *b = claims_batch_of(c, cl);
        if (b) {
            b->dead = true;
            b->claim = NULL;
        }
        claim_forget(c, cl);
        claims_show_lag(c, cl, true);
        free(cl);
        c->v[i] = c->v[--c->n];
        claims_show_gaps(c);
        return;
    }
}

/* ---- opening ---- */

/* What must never change once there are counters is written down at the first start: how many partitions keys are spread
 * over, and the constants. Again at each claim, for a Redis that was emptied. Answers what is stored. */
static bool note(struct claims *c, const char *field, struct slice value, struct buf *stored, struct err *e)
{
    static const char *const commands[] = { "HSETNX", "HGET" };
    struct arena a = { 0 };
    bool ok = true;
    buf_reset(stored);
    for (int i = 0; ok && i < 2; i++) {
        store_command(c->store, commands[i]);
        store_arg(c->store, keys_meta(&a, slice_of(c->conf.common->prefix)));
        store_arg(c->store, slice_of(field));
        if (i == 0)
            store_arg(c->store, value);
        redisReply *r = store_ask(c->store, e);
        ok = r != NULL;
        if (r && r->str)
            buf_add(stored, (struct slice){ r->str, r->len });
        freeReplyObject(r);
    }
    arena_fini(&a);
    return ok;
}

static bool agree(struct claims *c, int have, struct buf *stored, struct err *e)
{
    char count[16];
    snprintf(count, sizeof count, "%d", have);
    if (!note(c, c->conf.meta_field, slice_of(count), stored, e))
        return false;
    if (strcmp(buf_z(stored), count) != 0)
        return err_set(e, ERR_CONFIG, "%s has %d partitions, but was counted with %s: the same key would now lie in another partition and be counted "
                       "twice; set the count back, or start a new prefix", c->conf.topic, have, buf_z(stored));
    for (const struct claims_constant *k = c->conf.constants; k && k->field; k++) {
        if (!note(c, k->field, slice_of(k->value), stored, e))
            return false;
        if (strcmp(buf_z(stored), k->value) != 0)
            return err_set(e, ERR_CONFIG, "%s is %s, but was %s from the first start on: %s; set it back, or start a new prefix", k->field, k->value,
                           buf_z(stored), k->why);
    }
    return true;
}

bool claims_note_meta(struct claims *c, struct err *e)
{
    struct buf stored = { 0 };
    bool ok = agree(c, c->partitions, &stored, e);
    buf_fini(&stored);
    return ok;
}

static bool check_count(struct claims *c, struct err *e)
{
    int have;
    if (!bus_partitions(bus_in_handle(c->in), c->conf.topic, &have, e))
        return false;
    if (have == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet; make it by: pulso topics create", c->conf.topic);
    c->partitions = have;
    return claims_note_meta(c, e);
}

struct claims *claims_open(const struct claims_conf *conf, struct store *s, struct err *e)
{
    static const struct bus_in_ops ops = { .gained = on_gained, .lost = claims_lost };
    struct claims *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->conf = *conf;
    c->portion.most = (size_t)conf->batch_max;
    c->taken_us = clock_mono_us();
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
    if (c->in && conf->side)
        c->side = side_open(conf->common, conf->instance, conf->side, c->partitions, e);
    if (c->in && (c->side || !conf->side))
        return c;
    claims_close(c);
    return NULL;
}

void claims_close(struct claims *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->batch_count; i++)
        c->batches[i].dead = true;       /* there is nobody left to read it again */
    for (size_t i = 0; i < c->n; i++)
        claim_forget(c, c->v[i]);
    claims_done(c);                      /* before the consumer: it waits for its messages */
    bus_in_close(c->in);
    for (size_t i = 0; i < c->n; i++)
        free(c->v[i]);
    side_close(c->side);
    for (size_t i = 0; i < c->batch_cap; i++)
        free(c->batches[i].records), free(c->batches[i].waiting), free(c->batches[i].side);
    free(c->batches);
    free(c->spent.v);
    arena_fini(&c->arena);
    free(c->v);
    free(c);
}

const char *claims_trouble(const struct claims *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i]->phase == CLAIM_REFUSED || c->v[i]->phase == CLAIM_WAITING)
            return c->v[i]->why;
    return NULL;
}

size_t claims_count(const struct claims *c) { return c->n; }
int claims_partitions(const struct claims *c) { return c->partitions; }
struct claim *claims_at(const struct claims *c, size_t i) { return c->v[i]; }
struct bus_in *claims_bus(struct claims *c) { return c->in; }
