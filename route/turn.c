/* One turn of route: read, decide, produce, commit. */
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "route/control.h"
#include "route/lane.h"
#include "route/route.h"

enum { POLL_MS = 100, DELIVERY_MS = 1000, AGAIN_MS = 500, STOP_MS = 8000 };

/* One partition's share of a turn, with what its lane held before. */
struct work {
    struct claim_batch *b;
    int64_t routed, repeats, refused, *outcomes;
    bool alive;
};

/* Asks whether the stored offset is still ours: a process that was paused, or whose Redis went back, produces nothing. */
static bool begin(struct route *r, struct work *w, struct claim_batch *b, struct err *e)
{
    const struct lane *l = b->claim->state;
    *w = (struct work){ .b = b, .alive = true, .routed = l->routed, .repeats = l->repeats, .refused = l->refused };
    w->outcomes = arena_alloc(&r->arena, l->outcome_count * sizeof *w->outcomes);
    memcpy(w->outcomes, l->outcomes, l->outcome_count * sizeof *w->outcomes);
    store_begin(r->store, STORE_READ, b->claim->tag);
    return store_send(r->store, e);
}

static bool carry_out(struct route *r, struct work *w, struct err *e)
{
    struct slice packed;
    struct err local = { 0 };
    redisReply *reply = store_reply(r->store, e);
    if (!reply)
        return false;
    w->alive = claims_check_read(r->claims, w->b->claim, reply, &packed, &local);
    freeReplyObject(reply);
    if (!w->alive && local.kind != ERR_RETRY) {
        *e = local;
        return false;
    }
    for (size_t i = 0; w->alive && i < w->b->n; i++)
        if (!route_record(r, w->b->claim->state, w->b->records[i], e))
            return false;
    return true;
}

/* Everything under way is unknown: each partition that is neither committed nor set aside starts again from what Redis says. */
static void again_all(struct route *r, struct work *w, size_t n, const char *why)
{
    for (size_t i = 0; i < n; i++) {
        if (!w[i].alive)
            continue;
        if (!w[i].b->dead)
            claims_again(r->claims, w[i].b->claim, AGAIN_MS, why);
        store_drop(r->store);
    }
}

/* While Kafka is away this waits for as long as it takes, and once asked to stop for STOP_MS more. */
static bool wait_delivered(struct route *r, struct err *e)
{
    int64_t t = clock_mono_us(), stop_us = 0;
    while (!bus_out_delivered(r->out, DELIVERY_MS, e)) {
        if (app_stopping() && stop_us == 0)
            stop_us = clock_mono_us() + STOP_MS * 1000;
        if (e->kind != ERR_RETRY || (stop_us && clock_mono_us() >= stop_us))
            return false;
        app_ready(r->app, false, e->msg);
        log_warn("event=waiting cause=\"%s\"", e->msg);
        err_clear(e);
    }
    stat_observe_us(r->stats.delivery, clock_mono_us() - t);
    return true;
}

static bool commit(struct route *r, struct work *w, struct err *e)
{
    struct commit k;
    commit_begin(&k, r->store, w->b);
    lane_commit(w->b->claim->state, r->rules, &k);
    return commit_end(&k, e);
}

/* What /metrics shows is what was committed: the state's own figures, as they moved. */
static void count(struct route *r, const struct work *w)
{
    const struct lane *l = w->b->claim->state;
    stat_add(r->stats.records, (int64_t)w->b->n);
    stat_add(r->stats.repeats, l->repeats - w->repeats);
    stat_add(r->stats.refused, l->refused - w->refused);
    for (size_t i = 0; i < l->outcome_count; i++)
        if (l->outcomes[i] != w->outcomes[i])
            stat_add(r->outcomes[i], l->outcomes[i] - w->outcomes[i]);
}

static bool commit_all(struct route *r, struct work *w, size_t n, struct err *e)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        if (w[i].alive && !commit(r, &w[i], e))
            return false;
    for (size_t i = 0; i < n; i++) {
        struct err local = { 0 };
        if (!w[i].alive)
            continue;
        w[i].alive = false;      /* committed, or set to be claimed again */
        if (claims_committed(r->claims, w[i].b, &local)) {
            count(r, &w[i]);
            continue;
        }
        *e = local;
        ok = false;
        if (local.kind != ERR_RETRY)
            return false;
    }
    return ok;
}

static bool run(struct route *r, struct work *w, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (!carry_out(r, &w[i], e))
            return false;
    return wait_delivered(r, e) && commit_all(r, w, n, e);
}

static bool one_turn(struct route *r, struct claim_batch *batches, size_t n, struct err *e)
{
    struct work *w = arena_alloc(&r->arena, (n + 1) * sizeof *w);
    size_t live = 0;
    bool ok = true;
    int64_t t = clock_mono_us();
    for (size_t i = 0; ok && i < n; i++)
        if (!batches[i].dead && batches[i].n)
            ok = begin(r, &w[live++], &batches[i], e);
    if (live == 0)
        return true;
    ok = ok && run(r, w, live, e);
    if (!ok && e->kind == ERR_RETRY) {
        struct err late = { 0 };
        again_all(r, w, live, e->msg);
        if (!wait_delivered(r, &late))   /* what is in flight points into this turn's memory */
            *e = late;
    }
    stat_observe_us(r->stats.turn, clock_mono_us() - t);
    return ok;
}

bool route_turn(void *self, struct err *e)
{
    struct route *r = self;
    struct claim_batch *batches;
    size_t n;
    arena_reset(&r->arena);
    if (!control_sound(r->control, e) || !claims_take(r->claims, POLL_MS, &batches, &n, e))
        return false;
    bool ok = one_turn(r, batches, n, e);
    if (bus_out_waiting(r->out) == 0)
        claims_done(r->claims);
    else if (e->kind != ERR_RETRY || app_stopping())
        return false;            /* the end: what is in flight points into these records, so they stay until route_close */
    const char *trouble = claims_trouble(r->claims);
    app_ready(r->app, ok && !trouble, ok ? trouble : e->msg);
    if (ok || e->kind != ERR_RETRY)
        return ok;
    log_warn("event=turn_failed cause=\"%s\"", e->msg);   /* the claims wait for themselves: no pause of the loop is needed */
    err_clear(e);
    return true;
}
