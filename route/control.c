#include "route/control.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/topics.h"
#include "route/desk/desk.h"
#include "route/tell/tellers.h"
#include "route/watch.h"

enum { IDLE_MS = 100, FIRST_PAUSE_MS = 250, LAST_PAUSE_MS = 5000, DESK_AGAIN_MS = 2000 };

struct control {
    struct watch_conf conf;
    const char *group, *topic;
    bool static_member;
    const char *instance;
    pthread_t thread;
    atomic_bool stop, ended;
    struct err why;              /* written before ended is set */
    _Atomic(const struct brands *) wanted, had;   /* whose crises are looked for: as asked for, and as taken over */
    /* the thread's own */
    struct bus_in *in;
    struct watch *watch;         /* NULL: not ours, or not taken over yet */
    struct desk *desk;           /* beside the watch, as long as the partition is ours */
    int64_t desk_due_us;         /* when to open it */
    struct desk_conf desk_conf;
    struct desk_rules desk_rules;
    struct tellers *tellers;     /* run beside the watch, as long as the partition is ours */
    bool owner;
    int64_t pause_ms, due_us;    /* when to take over */
    struct metric *owns;
    struct zone *zone;           /* what notices need */
    struct links links;
    struct committees committees;
    _Atomic(struct fresh *) fresh;   /* from control_reload, until the thread takes it */
};

/* What a reload brings. */
struct fresh { struct hooks *hooks; struct crisis_options options; struct committees committees; struct links links; struct tellers *tellers; };

static void fresh_free(struct fresh *f)
{
    if (!f)
        return;
    hooks_close(f->hooks);
    committees_fini(&f->committees);
    tellers_free(f->tellers);
    free(f);
}

static void nobody(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    (void)self, (void)key, (void)delivered, (void)failed, (void)last_error;
}

static struct hooks *read_all(const struct conf_node *hooks, const struct conf_node *crisis, struct crisis_options *out, struct err *e)
{
    if (!crisis_options_read(crisis, out, e))
        return NULL;
    return hooks_open(hooks, nobody, NULL, e);
}

bool control_read(const struct conf_node *hooks, const struct conf_node *crisis, const struct conf_strs *teams, struct crisis_options *out, struct err *e)
{
    struct hooks *h = read_all(hooks, crisis, out, e);
    bool ok = h && hooks_check_teams(h, teams, e);
    hooks_close(h);
    return ok;
}

/* ---- the thread ---- */

static void on_gained(void *self, int32_t partition)
{
    struct control *c = self;
    (void)partition;
    c->owner = true;
    c->pause_ms = FIRST_PAUSE_MS;
    c->due_us = 0;
}

static void on_lost(void *self, int32_t partition)
{
    struct control *c = self;
    (void)partition;
    c->owner = false;
}

static void release(struct control *c)
{
    watch_close(c->watch);
    c->watch = NULL;
    stat_set(c->owns, 0);
}

/* Where nobody knows of incidents yet, nothing is sent. */
static int level_of(void *self, struct slice brand)
{
    const struct control *c = self;
    return c->watch ? watch_level(c->watch, brand) : INT_MAX;
}

static void release_all(struct control *c)
{
    release(c);
    tellers_stop(c->tellers);
    desk_close(c->desk);
    c->desk = NULL;
}

/* The desk fails by itself: crises are looked after all the same. */
static void turn_desk(struct control *c)
{
    struct err e = { 0 };
    if (!c->desk && clock_mono_us() >= c->desk_due_us)
        c->desk = desk_open(&c->desk_conf);
    if (!c->desk || desk_turn(c->desk, &e))
        return;
    log_warn("event=desk_again cause=\"%s\"", e.msg);
    desk_close(c->desk);
    c->desk = NULL;
    c->desk_due_us = clock_mono_us() + DESK_AGAIN_MS * 1000;
}

/* Fenced by the group: whoever has our name by now may be at work. */
static void let_go(void *self)
{
    struct control *c = self;
    c->owner = false;
    release_all(c);
}

static bool take_over(struct control *c, struct err *e)
{
    if (clock_mono_us() < c->due_us)
        return true;
    c->watch = watch_open(&c->conf, c->in, e);
    if (c->watch)
        stat_set(c->owns, 1);
    return c->watch != NULL;
}

/* Other brands are in force: what is known of incidents is read back from pulso.alerts, as at any take-over. */
static void take_brands(struct control *c)
{
    const struct brands *wanted = atomic_load(&c->wanted);
    if (wanted == c->conf.brands)
        return;
    release(c);
    tellers_stop(c->tellers);
    c->conf.brands = wanted;
    c->due_us = 0;
    atomic_store(&c->had, wanted);
}

/* Others are to be told, by other hooks: what was under way is read back and told by them. */
static void take_fresh(struct control *c)
{
    struct fresh *f = atomic_exchange(&c->fresh, NULL);
    if (!f)
        return;
    release(c);
    tellers_stop(c->tellers);
    struct fresh old = { .hooks = c->conf.hooks, .committees = c->committees, .tellers = c->tellers };
    c->conf.hooks = f->hooks;
    c->tellers = f->tellers;
    c->conf.options = f->options;
    c->committees = f->committees;
    c->links = f->links;
    hooks_tell(c->conf.hooks, c->zone, &c->links);
    *f = old;
    fresh_free(f);
    c->due_us = 0;
    log_info("event=committees_reloaded");
}

/* Kafka's group is served in every step; all the waiting is here. */
static bool step(struct control *c, struct err *e)
{
    take_brands(c);
    take_fresh(c);
    rd_kafka_message_t *m = bus_in_poll(c->in, c->watch ? 0 : IDLE_MS, e);
    if (m)
        rd_kafka_message_destroy(m);   /* nobody writes there */
    else if (e->kind) {
        bus_in_forgive(c->in, let_go, e);
        return false;
    }
    if (!c->owner) {
        release_all(c);
        return true;
    }
    if (!tellers_start(c->tellers, c->conf.brands, c->zone, &c->links, e))
        return false;
    /* Incidents first: nobody waits for the desk to be told of one. */
    bool ok = c->watch ? watch_turn(c->watch, desk_reads(c->desk) ? 0 : IDLE_MS, e) : take_over(c, e);
    turn_desk(c);
    return ok;
}

/* A producer that was fenced ends up here too (ERR_BUG): a successor is at work, and the group will tell us. */
static void step_failed(struct control *c, const struct err *e)
{
    log_warn("event=control_again pause_ms=%lld cause=\"%s\"", (long long)c->pause_ms, e->msg);
    release(c);
    c->due_us = clock_mono_us() + c->pause_ms * 1000;
    c->pause_ms = c->pause_ms * 2 < LAST_PAUSE_MS ? c->pause_ms * 2 : LAST_PAUSE_MS;
}

static void *run(void *self)
{
    static const struct bus_in_ops ops = { .gained = on_gained, .lost = on_lost };
    struct control *c = self;
    c->in = bus_in_open(c->conf.common, c->group, c->topic, c->instance, c->static_member, &ops, c, &c->why);
    while (c->in && !atomic_load(&c->stop)) {
        struct err e = { 0 };
        if (step(c, &e))
            continue;
        if (e.kind == ERR_CONFIG) {
            c->why = e;
            break;
        }
        step_failed(c, &e);
    }
    release_all(c);
    bus_in_close(c->in);
    atomic_store(&c->ended, true);
    return NULL;
}

struct control *control_start(const struct app *app, const struct brands *brands, const struct conf_node *hooks, const struct conf_node *crisis,
                              const struct conf_strs *teams, struct err *e)
{
    struct crisis_options options;
    struct hooks *opened = read_all(hooks, crisis, &options, e);   /* here: a conf belongs to one thread */
    if (!opened)
        return NULL;
    struct control *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    const struct app_common *k = &app->common;
    c->conf = (struct watch_conf){
        .common = k, .client_id = app->instance, .brands = brands, .hooks = opened, .options = options, .topic_mentions = bus_topic(k, TOPIC_MENTIONS),
        .topic_classified = bus_topic(k, TOPIC_CLASSIFIED), .topic_actions = bus_topic(k, TOPIC_ACTIONS), .committees = &c->committees,
        .alerts = { k, app->instance, bus_topic(k, TOPIC_ALERTS), bus_topic(k, TOPIC_DLQ), bus_topic(k, TOPIC_CONTROL) },
    };
    c->desk_conf = (struct desk_conf){ k, app->instance, bus_topic(k, TOPIC_CASES), bus_topic(k, TOPIC_ACTIONS), &c->desk_rules, level_of, c };
    atomic_store(&c->wanted, brands);
    atomic_store(&c->had, brands);
    c->group = c->topic = bus_topic(k, TOPIC_CONTROL);   /* bus_topic is not for two threads: all are asked for here */
    c->instance = app->instance;
    c->static_member = app->static_member;
    c->pause_ms = FIRST_PAUSE_MS;
    c->owns = stat_gauge("pulso_route_control_owner", NULL, "1: this process evaluates crises");
    watch_stats();
    desk_stats();
    teller_stats();
    if (!(c->tellers = tellers_read(hooks, k, app->instance, e)) || !links_read(app->conf, &c->links, e) || !(c->zone = zone_open(k->zone, e))
        || !committees_read(conf_get(conf_root(app->conf), "route"), NULL, opened, k->zone, &c->committees, e)
        || !desk_rules_read(conf_get(conf_get(conf_root(app->conf), "route"), "desk"), teams, brands, k->zone, &c->desk_rules, e)) {
        hooks_close(opened);
        tellers_free(c->tellers);
        zone_close(c->zone);
        free(c);
        return NULL;
    }
    hooks_tell(opened, c->zone, &c->links);
    if (pthread_create(&c->thread, NULL, run, c) == 0)
        return c;
    hooks_close(opened);
    tellers_free(c->tellers);
    zone_close(c->zone);
    committees_fini(&c->committees);
    free(c);
    err_set(e, ERR_RETRY, "no thread can be started");
    return NULL;
}

bool control_reload(struct control *k, struct conf *c, struct err *e)
{
    const struct conf_node *route = conf_get(conf_root(c), "route");
    struct fresh *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->hooks = read_all(conf_get(route, "hooks"), conf_get(route, "crisis"), &f->options, e);
    f->tellers = f->hooks ? tellers_read(conf_get(route, "hooks"), k->conf.common, k->instance, e) : NULL;
    if (!f->tellers || !links_read(c, &f->links, e) || !committees_read(route, NULL, f->hooks, k->conf.common->zone, &f->committees, e)) {
        fresh_free(f);
        return false;
    }
    fresh_free(atomic_exchange(&k->fresh, f));   /* one that nobody took yet */
    return true;
}

void control_stop(struct control *c)
{
    if (!c)
        return;
    atomic_store(&c->stop, true);
    pthread_join(c->thread, NULL);
    fresh_free(atomic_load(&c->fresh));
    hooks_close(c->conf.hooks);
    tellers_free(c->tellers);
    zone_close(c->zone);
    committees_fini(&c->committees);
    desk_rules_fini(&c->desk_rules);
    free(c);
}

void control_watch(struct control *c, const struct brands *brands)
{
    atomic_store(&c->wanted, brands);
}

bool control_has(const struct control *c, const struct brands *brands)
{
    return atomic_load(&c->had) == brands;
}

bool control_sound(const struct control *c, struct err *e)
{
    if (!atomic_load(&c->ended))
        return true;
    *e = c->why;
    return false;
}
