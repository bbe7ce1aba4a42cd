#include "route/route.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/keys.h"
#include "model/topics.h"
#include "route/control.h"
#include "route/lane.h"

enum { BATCH_MAX = 2000, POLL_MS = 100, DELIVERY_MS = 1000, AGAIN_MS = 500, STOP_MS = 8000 };

#define AT(m) offsetof(struct route_options, m)
const struct conf_key route_keys[] = {
    { "teams", CONF_STRS, AT(teams), NULL, "teams that rules may name; each has a topic queue.TEAM" },
    { "rules", CONF_NODE, AT(rules), NULL, "ordered rules; the first that fits decides" },
    { "hooks", CONF_NODE, AT(hooks), NULL, "who is told of alerts" },
    { "burst", CONF_NODE, AT(burst), NULL, "when many negative mentions are an alert" },
    { 0 }
};
#undef AT

/* One partition's share of a turn, with what its lane held before. */
struct work {
    struct claim_batch *b;
    int64_t routed, repeats, refused, *outcomes;
    bool alive;
};

static struct {
    struct stat *records, *repeats, *refused, *turn, *delivery;
} st;

/* ---- configuration ---- */

/* Reads all that is ours; what is not kept is only checked. */
static bool read_conf(struct conf *c, struct route_options *o, struct brands *brands, struct rules **rules, struct err *e)
{
    struct control_options control;
    return conf_section(c, "route", route_keys, o, e)
        && brands_read(c, brands, e)
        && (*rules = rules_open(conf_get(conf_root(c), "route"), &o->teams, brands, e)) != NULL
        && control_read(o->hooks, o->burst, &control, e);
}

bool route_read(struct conf *c, void *self, struct err *e)
{
    struct route_options o = { 0 };
    struct brands brands = { 0 };
    struct rules *rules = NULL;
    (void)self;
    if (!conf_get(conf_root(c), "route"))
        return true;             /* an installation that only counts; pulso-route itself refuses to start without */
    bool ok = read_conf(c, &o, &brands, &rules, e);
    rules_close(rules);
    brands_fini(&brands);
    return ok;
}

/* ---- opening ---- */

static void stats_open(struct route *r)
{
    char label[128];
    st.records = stat_counter("pulso_route_records_total", NULL, "committed records of pulso.classified");
    st.repeats = stat_counter("pulso_route_repeats_total", NULL, "records that were here before, by their origin");
    st.refused = stat_counter("pulso_route_refused_total", NULL, "records that went to pulso.dlq");
    st.turn = stat_histogram("pulso_route_turn_seconds", NULL, "one turn: from taking the records to their commit");
    st.delivery = stat_histogram("pulso_route_delivery_seconds", NULL, "waiting for Kafka's acknowledgements in one turn");
    r->outcomes = calloc(r->rules->outcome_count, sizeof(struct stat *));
    if (!r->outcomes)
        abort();
    for (size_t i = 0; i < r->rules->outcome_count; i++) {
        snprintf(label, sizeof label, "outcome=\"%s\"", r->rules->outcomes[i]);
        r->outcomes[i] = stat_counter("pulso_route_routed_total", label, "committed records by what the rules decided");
    }
    claims_stats("route");
}

static bool opened(void *self, struct claim *cl, const redisReply *state, const redisReply *names, struct err *e)
{
    struct route *r = self;
    (void)names;
    cl->state = lane_new(state, r->rules, e);
    return cl->state != NULL;
}

static void closed(void *self, struct claim *cl)
{
    (void)self;
    lane_free(cl->state);
}

static bool open_queues(struct route *r, struct err *e)
{
    char name[128];
    r->topic_queue = calloc(r->rules->teams.n + 1, sizeof *r->topic_queue);
    if (!r->topic_queue)
        abort();
    for (size_t i = 0; i < r->rules->teams.n; i++) {
        int count;
        snprintf(name, sizeof name, TOPIC_QUEUE "%s", r->rules->teams.v[i]);
        r->topic_queue[i] = bus_topic(&r->app->common, name);
        if (!bus_partitions(bus_in_handle(claims_bus(r->claims)), r->topic_queue[i], &count, e))
            return false;
        if (count == 0)
            return err_set(e, ERR_CONFIG, "Kafka has no topic %s for team %s; make it by: pulso topics create", r->topic_queue[i], r->rules->teams.v[i]);
    }
    return true;
}

static bool open_claims(struct route *r, struct err *e)
{
    static const struct claims_ops ops = { .opened = opened, .closed = closed };
    const struct app *app = r->app;
    struct claims_conf conf = {
        .common = &app->common, .group = bus_topic(&app->common, "route"), .topic = bus_topic(&app->common, TOPIC_CLASSIFIED),
        .meta_field = TOPIC_CLASSIFIED, .instance = app->instance, .static_member = app->static_member,
        .tag = keys_classified_tag, .batch_max = BATCH_MAX, .ops = &ops, .self = r,
    };
    r->claims = claims_open(&conf, r->store, e);
    return r->claims != NULL;
}

bool route_open(struct route *r, struct app *app, struct err *e)
{
    r->app = app;
    if (!read_conf(app->conf, &r->options, &r->brands, &r->rules, e))
        return false;
    stats_open(r);
    r->worker = rule_worker_new(r->rules);
    r->parser = mention_parser_new();
    r->json = json_new(MENTION_MAX_BYTES);
    r->topic_dlq = bus_topic(&app->common, TOPIC_DLQ);
    r->store = store_open(&app->common, app->instance);
    r->out = bus_out_open(&app->common, app->instance, NULL, e);
    if (!r->out || !open_claims(r, e) || !open_queues(r, e))
        return false;
    r->control = control_start(app, &r->brands, r->options.hooks, r->options.burst, e);
    if (r->control)
        log_info("event=open rules=%zu teams=%zu brands=%zu", r->rules->n, r->rules->teams.n, r->brands.n);
    return r->control != NULL;
}

void route_close(struct route *r)
{
    control_stop(r->control);
    bus_out_close(r->out);       /* before the records that its messages point into */
    claims_close(r->claims);
    store_close(r->store);
    json_free(r->json);
    mention_parser_free(r->parser);
    rule_worker_free(r->worker);
    rules_close(r->rules);
    brands_fini(&r->brands);
    free(r->topic_queue);
    free(r->outcomes);
    arena_fini(&r->arena);
    buf_fini(&r->scratch);
}

/* ---- a turn ---- */

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
    stat_observe_us(st.delivery, clock_mono_us() - t);
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
    stat_add(st.records, (int64_t)w->b->n);
    stat_add(st.repeats, l->repeats - w->repeats);
    stat_add(st.refused, l->refused - w->refused);
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
    stat_observe_us(st.turn, clock_mono_us() - t);
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
