#include <inttypes.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "route/watch_self.h"

enum { KEPT_CLOSED = 200 };

struct watch_stats watch_stat;

void watch_stats(void)
{
    watch_stat.actions = stat_counter("pulso_route_actions_total", "result=\"taken\"", "decisions of people that were read by the process that looks after incidents");
    watch_stat.refused = stat_counter("pulso_route_actions_total", "result=\"refused\"", "decisions of people that were read by the process that looks after incidents");
    watch_stat.alerts[LEVEL_WATCH] = stat_counter("pulso_route_alerts_total", "level=\"watch\"", "incidents that reached this level");
    watch_stat.alerts[LEVEL_ALERT] = stat_counter("pulso_route_alerts_total", "level=\"alert\"", "incidents that reached this level");
    watch_stat.alerts[LEVEL_CRISIS] = stat_counter("pulso_route_alerts_total", "level=\"crisis\"", "incidents that reached this level");
    watch_stat.closed = stat_counter("pulso_route_incidents_closed_total", NULL, "incidents that closed");
    watch_stat.evaluations = stat_counter("pulso_route_evaluations_total", NULL, "times that all brands were looked at");
    watch_stat.held = stat_counter("pulso_route_evaluations_held_total", NULL, "times that nothing was concluded, because a partition went back or event time is not known");
    watch_stat.seconds = stat_histogram("pulso_route_evaluation_seconds", NULL, "reading the counters and scoring all brands");
    watch_stat.lag = stat_gauge("pulso_route_event_lag_seconds", NULL, "clock less the event time that is evaluated");
    watch_stat.behind = stat_gauge("pulso_route_control_behind_records", NULL, "records of pulso.mentions that are not counted yet, as whoever evaluates crises sees it");
    watch_stat.open = stat_gauge("pulso_route_incidents_open", NULL, "incidents that are open");
}

/* ---- incidents ---- */

void watch_put_in(struct watch *w, struct incident *i)
{
    i->next = w->incidents;
    w->incidents = i;
}

/* Takes out that one, or (no id) what is closed and told, but for the newest: people write notes about them afterwards. */
static void take_out(struct watch *w, const char *id)
{
    int kept = 0;
    for (struct incident **at = &w->incidents; *at;) {
        struct incident *i = *at;
        bool ended = !i->open && i->notified >= incident_stage(i) && i->handling.due_count == 0 && !i->dirty;
        bool over = id ? strcmp(i->id, id) == 0 : ended && ++kept > KEPT_CLOSED;
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
    if (watch_people_record(w, record))
        return;
    struct incident *i = incident_parse(w->json, &w->arena, record, w->evaluated, (size_t)w->partitions, &e);
    if (!i) {
        log_warn("event=alert_record_skipped cause=\"%s\"", e.msg);
        return;
    }
    if (i->updated_ms > w->now_ms)
        w->now_ms = i->updated_ms;
    take_out(w, i->id);
    watch_put_in(w, i);
    watch_budget_note(w, i);
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
    hooks_listen(w->hooks, watch_told, w);
    bool ok = count_partitions(w, e)
           && (w->alerts = alerts_open(&conf->alerts, on_record, w, e)) != NULL;
    if (!ok) {
        watch_close(w);
        return NULL;
    }
    w->series = series_new(conf->common->prefix, conf->brands, &w->conf.options.types, w->partitions);
    watch_evidence_open(w);
    take_out(w, NULL);
    close_orphans(w);
    log_info("event=control_taken_over partitions=%d event_time=%" PRId64, w->partitions, w->now_ms);
    return w;
}

void watch_close(struct watch *w)
{
    if (!w)
        return;
    stat_set(watch_stat.lag, 0);     /* whoever owns them by now says them */
    stat_set(watch_stat.behind, 0);
    hooks_drop(w->hooks);
    alerts_close(w->alerts);     /* before the arena: what is in flight points into it */
    follow_close(w->decisions);
    watch_evidence_close(w);
    follow_from_fini(&w->read_to);
    silences_free(&w->silences);
    arena_fini(&w->people_arena);
    store_close(w->store);
    series_free(w->series);
    json_free(w->json);
    for (struct incident *i = w->incidents, *next; i; i = next) {
        next = i->next;
        incident_free(i);
    }
    free(w->inputs);
    free(w->evaluated);
    free(w->pages);
    arena_fini(&w->arena);
    buf_fini(&w->text);
    free(w);
}

bool watch_turn(struct watch *w, int wait_ms, struct err *e)
{
    int64_t now = clock_mono_us();
    if (now >= w->due_us && !watch_judge(w, e))
        return false;
    if (!watch_decide(w, e))
        return false;
    watch_follow(w);
    if (!watch_write(w, e))
        return false;
    take_out(w, NULL);
    watch_tell(w);
    int64_t left = (w->due_us - now) / 1000;
    hooks_turn(w->hooks, left < 0 ? 0 : left < wait_ms ? (int)left : wait_ms);
    return true;
}

int watch_level(const struct watch *w, struct slice brand)
{
    int level = -1;
    for (const struct incident *i = w->incidents; i; i = i->next)
        if (i->open && i->handling.state != HANDLING_CLOSED && slice_is(brand, i->brand) && incident_level(i) > level)
            level = incident_level(i);
    return level;
}
