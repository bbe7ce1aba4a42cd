#include "route/watch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/store.h"
#include "route/crisis/series.h"
#include "route/incident.h"

/* JITTER: a partition with few mentions that is behind for a moment holds event time at its last one; so much is taken as no
 * step back. */
enum { KAFKA_MS = 2000, REFRESH_US = 60 * 1000 * 1000, JITTER_MS = 60 * 1000 };

struct watch {
    struct watch_conf conf;
    struct bus_in *in;
    struct store *store;
    struct alerts *alerts;
    struct hooks *hooks;
    struct series *series;
    struct json *json;
    struct arena arena;              /* one transaction's keys and records */
    struct buf text;
    struct incident *incidents;      /* open, or closed and not told yet */
    int partitions;
    struct burst_input *inputs;
    int64_t *evaluated;              /* offsets of the last evaluation that counted */
    int64_t now_ms;                  /* event time of it; never goes back */
    int64_t due_us;
    bool held, failing;              /* said once, not every second */
    struct err bad;                  /* from a callback */
};

static struct {
    struct stat *alerts[3], *closed, *evaluations, *held, *seconds, *lag, *open;
} st;

void watch_stats(void)
{
    st.alerts[BURST_ALERT] = stat_counter("pulso_route_alerts_total", "level=\"alert\"", "incidents that reached this level");
    st.alerts[BURST_CRISIS] = stat_counter("pulso_route_alerts_total", "level=\"crisis\"", "incidents that reached this level");
    st.closed = stat_counter("pulso_route_incidents_closed_total", NULL, "incidents that closed");
    st.evaluations = stat_counter("pulso_route_evaluations_total", NULL, "times that all brands were looked at");
    st.held = stat_counter("pulso_route_evaluations_held_total", NULL, "times that nothing was concluded, because a partition went back or event time is not known");
    st.seconds = stat_histogram("pulso_route_evaluation_seconds", NULL, "reading the counters and scoring all brands");
    st.lag = stat_gauge("pulso_route_event_lag_seconds", NULL, "clock less the event time that is evaluated");
    st.open = stat_gauge("pulso_route_incidents_open", NULL, "incidents that are open");
}

/* ---- incidents ---- */

static struct incident *find_open(const struct watch *w, const char *brand)
{
    struct incident *i = w->incidents;
    while (i && !(i->open && strcmp(i->brand, brand) == 0))
        i = i->next;
    return i;
}

static void put_in(struct watch *w, struct incident *i)
{
    i->next = w->incidents;
    w->incidents = i;
}

/* Takes out what is closed and told, or (id given) that one. */
static void take_out(struct watch *w, const char *id)
{
    for (struct incident **at = &w->incidents; *at;) {
        struct incident *i = *at;
        bool over = id ? strcmp(i->id, id) == 0 : !i->open && i->notified == STAGE_CLOSED && !i->dirty;
        if (!over) {
            at = &i->next;
            continue;
        }
        *at = i->next;
        incident_free(i);
    }
}

static void on_record(void *self, struct slice record)
{
    struct watch *w = self;
    struct err e = { 0 };
    arena_reset(&w->arena);
    struct incident *i = incident_parse(w->json, &w->arena, record, w->evaluated, (size_t)w->partitions, &e);
    if (!i) {
        log_warn("event=alert_record_skipped cause=\"%s\"", e.msg);
        return;
    }
    if (i->updated_ms > w->now_ms)
        w->now_ms = i->updated_ms;
    take_out(w, i->id);
    put_in(w, i);
}

/* Nobody evaluates a brand that left the configuration: its incident ends here. */
static void close_orphans(struct watch *w)
{
    uint32_t index;
    for (struct incident *i = w->incidents; i; i = i->next)
        if (i->open && !brands_find(w->conf.brands, slice_of(i->brand), &index)) {
            i->open = false;
            i->closed_ms = i->updated_ms;
            i->dirty = true;
        }
}

/* ---- opening and closing ---- */

static void on_told(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    struct watch *w = self;
    struct slice id;
    enum stage s;
    (void)delivered;
    for (struct incident *i = w->incidents; i && incident_key_parse(key, &id, &s); i = i->next) {
        if (!slice_is(id, i->id))
            continue;
        if (s > i->notified) {
            i->notified = s;
            i->dirty = true;
        }
        if (!failed)
            return;
        buf_reset(&w->text);
        incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
        alerts_give_up(w->alerts, arena_dup(&w->arena, key), arena_dup(&w->arena, buf_slice(&w->text)), last_error, &w->bad);
        return;
    }
}

static bool count_partitions(struct watch *w, struct err *e)
{
    if (!bus_partitions(bus_in_handle(w->in), w->conf.topic_mentions, &w->partitions, e))
        return false;
    if (w->partitions == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet", w->conf.topic_mentions);
    w->inputs = calloc((size_t)w->partitions, sizeof *w->inputs);
    w->evaluated = calloc((size_t)w->partitions, sizeof *w->evaluated);
    if (!w->inputs || !w->evaluated)
        abort();
    return true;
}

struct watch *watch_open(const struct watch_conf *conf, struct bus_in *in, struct err *e)
{
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->conf = *conf;
    w->in = in;
    w->json = json_new(65536);
    w->store = store_open(conf->common, conf->client_id);
    w->hooks = conf->hooks;
    hooks_listen(w->hooks, on_told, w);
    bool ok = count_partitions(w, e)
           && (w->alerts = alerts_open(&conf->alerts, on_record, w, e)) != NULL;
    if (!ok) {
        watch_close(w);
        return NULL;
    }
    w->series = series_new(conf->common->prefix, conf->brands, w->partitions, conf->options.limits.window_ms / 60000);
    take_out(w, NULL);
    close_orphans(w);
    log_info("event=control_taken_over partitions=%d event_time=%" PRId64, w->partitions, w->now_ms);
    return w;
}

void watch_close(struct watch *w)
{
    if (!w)
        return;
    hooks_drop(w->hooks);
    alerts_close(w->alerts);     /* before the arena: what is in flight points into it */
    store_close(w->store);
    series_free(w->series);
    json_free(w->json);
    for (struct incident *i = w->incidents, *next; i; i = next) {
        next = i->next;
        incident_free(i);
    }
    free(w->inputs);
    free(w->evaluated);
    arena_fini(&w->arena);
    buf_fini(&w->text);
    free(w);
}

/* ---- evaluating ---- */

/* All partitions' ends by one request a broker. */
static bool ask_ends(struct watch *w, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(w->partitions);
    for (int p = 0; p < w->partitions; p++)
        rd_kafka_topic_partition_list_add(l, w->conf.topic_mentions, p)->offset = RD_KAFKA_OFFSET_END;
    rd_kafka_resp_err_t r = rd_kafka_offsets_for_times(bus_in_handle(w->in), l, KAFKA_MS);
    for (int i = 0; !r && i < l->cnt; i++) {
        r = l->elems[i].err;
        w->inputs[l->elems[i].partition].end = l->elems[i].offset;
    }
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot ask for the ends of %s: %s", w->conf.topic_mentions, rd_kafka_err2str(r));
}

/* A partition that Redis took back must not look like calm. One that Kafka itself took back (the topic was made again)
 * would wait for ever. */
static bool went_back(struct watch *w)
{
    int behind = -1;
    for (int p = 0; p < w->partitions; p++) {
        if (w->inputs[p].end < w->evaluated[p])
            w->evaluated[p] = 0;
        if (w->inputs[p].offset < w->evaluated[p])
            behind = p;
    }
    if (behind >= 0 && !w->held)
        log_warn("event=control_holds partition=%d offset=%" PRId64 " evaluated=%" PRId64, behind, w->inputs[behind].offset, w->evaluated[behind]);
    w->held = behind >= 0;
    return w->held;
}

static void changed(struct watch *w, struct incident *i, uint32_t brand, const struct burst_score *s, bool write)
{
    i->score = *s;
    i->updated_ms = w->now_ms;
    i->window_minutes = w->conf.options.limits.window_ms / 60000;
    i->dirty = i->dirty || write || clock_mono_us() - i->written_us > REFRESH_US;
    if (!i->dirty)
        return;
    buf_reset(&i->platforms);
    series_platforms(w->series, brand, &i->platforms);
}

static void judge(struct watch *w, uint32_t brand, bool fresh)
{
    struct series_sums sums = series_of(w->series, brand);
    const struct burst_limits *l = &w->conf.options.limits;
    struct burst_score s = burst_score(sums.x, sums.day, sums.covered_minutes, l->window_ms / 60000);
    struct incident *i = find_open(w, w->conf.brands->v[brand].id);
    struct burst calm = { 0 };
    enum burst_change change = burst_step(l, i ? &i->burst : &calm, &s, w->now_ms, fresh);
    if (change == BURST_OPENED) {
        i = incident_new(w->conf.brands->v[brand].id, &calm);
        put_in(w, i);
    } else if (change == BURST_RAISED) {
        i->level = BURST_CRISIS;
    } else if (change == BURST_CLOSED) {
        i->open = false;
        i->closed_ms = w->now_ms;
    }
    if (!i)
        return;
    changed(w, i, brand, &s, change != BURST_SAME);
    if (change != BURST_SAME)
        i->news = change;
}

static void judge_all(struct watch *w, int64_t clock_ms)
{
    int64_t fresh_ms = w->conf.options.fresh_ms, open = 0;
    bool fresh = fresh_ms == 0 || clock_ms - w->now_ms <= fresh_ms;
    for (uint32_t b = 0; b < w->conf.brands->n; b++)
        judge(w, b, fresh);
    for (int p = 0; p < w->partitions; p++)
        w->evaluated[p] = w->inputs[p].offset;
    for (const struct incident *i = w->incidents; i; i = i->next)
        open += i->open;
    stat_set(st.open, open);
    stat_set(st.lag, (clock_ms - w->now_ms) / 1000);
}

/* The ends are asked for after the offsets: a partition that looks as if it stood at its end does. */
static bool evaluate(struct watch *w, struct err *e)
{
    int64_t t = clock_mono_us(), clock_ms = clock_now_ms();
    if (!series_inputs(w->series, w->store, w->inputs, e) || !ask_ends(w, e))
        return false;
    int64_t now = went_back(w) ? 0 : burst_now(w->inputs, (size_t)w->partitions, clock_ms);
    if (now == 0 || now < w->now_ms - JITTER_MS) {
        stat_add(st.held, 1);
        return true;
    }
    if (now < w->now_ms)
        now = w->now_ms;
    if (!series_read(w->series, w->store, now, e))
        return false;
    w->now_ms = now;
    judge_all(w, clock_ms);
    stat_add(st.evaluations, 1);
    stat_observe_us(st.seconds, clock_mono_us() - t);
    return true;
}

/* Redis or Kafka away: what is known stays, and the next second tries again. */
static bool try_evaluate(struct watch *w, struct err *e)
{
    w->due_us = clock_mono_us() + w->conf.options.every_ms * 1000;
    if (evaluate(w, e)) {
        w->failing = false;
        return true;
    }
    store_drop(w->store);        /* answers may be under way */
    if (e->kind != ERR_RETRY)
        return false;
    if (!w->failing)
        log_warn("event=control_waits cause=\"%s\"", e->msg);
    w->failing = true;
    err_clear(e);
    return true;
}

/* ---- telling ---- */

/* Only of what is committed: one that was fenced has seen nothing. */
static void announce(struct incident *i)
{
    static const char *const what[] = { "", "alert", "crisis", "incident_closed" };
    if (i->news == BURST_SAME)
        return;
    stat_add(i->news == BURST_OPENED ? st.alerts[BURST_ALERT] : i->news == BURST_RAISED ? st.alerts[BURST_CRISIS] : st.closed, 1);
    log_warn("event=%s incident=%s brand=%s x=%" PRId64 " mu=%.1f z=%.1f", what[i->news], i->id, i->brand, i->score.x, i->score.mu, i->score.z);
    i->news = BURST_SAME;
}

static bool write_changes(struct watch *w, struct err *e)
{
    if (w->bad.kind) {
        *e = w->bad;
        return false;
    }
    for (const struct incident *i = w->incidents; i; i = i->next) {
        if (!i->dirty)
            continue;
        buf_reset(&w->text);
        incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
        if (!alerts_add(w->alerts, slice_of(i->id), arena_dup(&w->arena, buf_slice(&w->text)), e))
            return false;
    }
    if (!alerts_commit(w->alerts, e))
        return false;
    arena_reset(&w->arena);
    for (struct incident *i = w->incidents; i; i = i->next)
        if (i->dirty) {
            i->dirty = false;
            i->written_us = clock_mono_us();
            announce(i);
        }
    return true;
}

/* Only what is committed is told: what people hear of is what a successor finds. */
static void tell(struct watch *w)
{
    for (struct incident *i = w->incidents; i; i = i->next) {
        char key[INCIDENT_KEY];
        struct err e = { 0 };
        enum stage s = incident_stage(i);
        if (s <= i->notified || s <= i->fired)
            continue;
        buf_reset(&w->text);
        incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
        struct hook_alert a = { incident_key(i, key), slice_of(i->brand), buf_slice(&w->text) };
        if (hooks_fire(w->hooks, &a, &e))
            i->fired = s;        /* else there are too many under way: the next turn tries again */
    }
}

bool watch_turn(struct watch *w, int wait_ms, struct err *e)
{
    int64_t now = clock_mono_us();
    if (now >= w->due_us && !try_evaluate(w, e))
        return false;
    if (!write_changes(w, e))
        return false;
    take_out(w, NULL);
    tell(w);
    int64_t left = (w->due_us - now) / 1000;
    hooks_turn(w->hooks, left < 0 ? 0 : left < wait_ms ? (int)left : wait_ms);
    return true;
}
