#include "io/turn.h"

#include <stdio.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"

enum { POLL_MS = 100, DELIVERY_MS = 1000, AGAIN_MS = 500, STOP_MS = 4000 };   /* leaving a silent broker takes up to 5 s more, and all must be over in 10 */

void turn_stats(struct turn *t, const char *daemon)
{
    char name[96];
    snprintf(name, sizeof name, "pulso_%s_batch_seconds", daemon);
    t->seconds = stat_histogram(name, NULL, "one batch of each partition: from taking the records to their commit");
    snprintf(name, sizeof name, "pulso_%s_redis_seconds", daemon);
    t->redis_seconds = stat_histogram(name, NULL, "waiting for one answer of Redis");
    snprintf(name, sizeof name, "pulso_%s_delivery_seconds", daemon);
    t->delivery_seconds = stat_histogram(name, NULL, "waiting for Kafka's acknowledgements in one turn");
    claims_stats(daemon);
}

void turn_close(struct turn *t)
{
    bus_out_close(t->out);
    claims_close(t->claims);
    store_close(t->store);
    arena_fini(&t->arena);
}

static bool ask(struct turn *t, struct turn_work *w, size_t *live, struct claim_batch *b, struct err *e)
{
    w += *live;
    *w = (struct turn_work){ .b = b, .alive = true };
    if (!t->ops->ask(t->self, w, e))
        return false;
    if (b->dead)                 /* it could not be cut: set to be claimed again */
        return true;
    ++*live;
    return store_send(t->store, e);
}

/* A process that was paused, or whose Redis went back, is told so here and produces nothing. */
static bool carry_out(struct turn *t, struct turn_work *w, struct err *e)
{
    struct slice packed;
    struct err local = { 0 };
    int64_t began = clock_mono_us();
    redisReply *r = store_reply(t->store, e);
    stat_observe_us(t->redis_seconds, clock_mono_us() - began);
    if (!r)
        return false;
    bool ok = true;
    w->alive = claims_check_read(t->claims, w->b->claim, r, &packed, &local);
    if (w->alive) {
        ok = t->ops->carry_out(t->self, w, packed, e);
    } else if (local.kind != ERR_RETRY) {
        *e = local;
        ok = false;
    }
    freeReplyObject(r);
    return ok;
}

/* Everything under way is unknown: each partition that is neither committed nor set aside starts again from what Redis says. */
static void again_all(struct turn *t, struct turn_work *w, size_t n, const char *why)
{
    for (size_t i = 0; i < n; i++) {
        if (!w[i].alive)
            continue;
        if (!w[i].b->dead)
            claims_again(t->claims, w[i].b->claim, AGAIN_MS, why);
        store_drop(t->store);    /* its answer may still be on its way */
    }
}

/* While Kafka is away this waits for as long as it takes, and once asked to stop for STOP_MS more. */
static bool wait_delivered(struct turn *t, struct err *e)
{
    int64_t began = clock_mono_us();
    while (!bus_out_delivered(t->out, DELIVERY_MS, e)) {
        if (app_stopping() && t->stop_us == 0)
            t->stop_us = clock_mono_us() + STOP_MS * 1000;
        if (e->kind != ERR_RETRY || (t->stop_us && clock_mono_us() >= t->stop_us))
            return false;
        app_alive();
        app_ready(t->app, false, e->msg);
        log_warn("event=waiting cause=\"%s\"", e->msg);
        err_clear(e);
    }
    stat_observe_us(t->delivery_seconds, clock_mono_us() - began);
    return true;
}

static bool send_commit(struct turn *t, struct turn_work *w, struct err *e)
{
    struct commit k;
    commit_begin(&k, t->store, w->b);
    t->ops->commit(t->self, w, &k);
    return commit_end(&k, e);
}

static bool commit_all(struct turn *t, struct turn_work *w, size_t n, struct err *e)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        if (w[i].alive && !send_commit(t, &w[i], e))
            return false;
    for (size_t i = 0; i < n; i++) {
        struct err local = { 0 };
        if (!w[i].alive)
            continue;
        w[i].alive = false;      /* committed, or set to be claimed again */
        if (claims_committed(t->claims, w[i].b, &local)) {
            t->ops->committed(t->self, &w[i]);
            continue;
        }
        *e = local;
        ok = false;
        if (local.kind != ERR_RETRY)
            return false;
    }
    return ok;
}

static bool run(struct turn *t, struct claim_batch *batches, size_t n, struct turn_work *w, size_t *live, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!batches[i].dead && (batches[i].n || batches[i].side_n) && !ask(t, w, live, &batches[i], e))
            return false;
    for (size_t i = 0; i < *live; i++)
        if (!carry_out(t, &w[i], e))
            return false;
    return wait_delivered(t, e) && commit_all(t, w, *live, e);
}

static bool one_turn(struct turn *t, struct claim_batch *batches, size_t n, struct err *e)
{
    struct turn_work *w = arena_alloc(&t->arena, (n + 1) * sizeof *w);
    size_t live = 0;
    int64_t began = clock_mono_us();
    bool ok = run(t, batches, n, w, &live, e);
    if (!ok && e->kind == ERR_RETRY) {
        struct err late = { 0 };
        again_all(t, w, live, e->msg);
        if (!wait_delivered(t, &late))   /* what is in flight points into this turn's memory */
            *e = late;
    }
    if (live)
        stat_observe_us(t->seconds, clock_mono_us() - began);
    return ok;
}

bool turn_run(struct turn *t, struct err *e)
{
    struct claim_batch *batches;
    size_t n;
    arena_reset(&t->arena);
    if (!claims_take(t->claims, POLL_MS, &batches, &n, e))
        return false;
    bool ok = one_turn(t, batches, n, e);
    if (bus_out_waiting(t->out))
        return false;            /* the end: what is in flight points into these records, so they stay until turn_close */
    claims_done(t->claims);
    const char *trouble = claims_trouble(t->claims);
    app_ready(t->app, ok && !trouble, ok ? trouble : e->msg);
    if (ok || e->kind != ERR_RETRY)
        return ok;
    log_warn("event=turn_failed cause=\"%s\"", e->msg);   /* the claims wait for themselves: no pause of the loop is needed */
    err_clear(e);
    return true;
}
