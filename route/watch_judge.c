/* What a watch concludes from the counters. */
#include <inttypes.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "route/watch_self.h"

/* A partition with few mentions that is behind for a moment holds event time at its last one; so much is taken as no step back. */
enum { KAFKA_MS = 2000, REFRESH_US = 60 * 1000 * 1000, JITTER_MS = 60 * 1000 };

static struct incident *find_open(const struct watch *w, const char *brand)
{
    struct incident *i = w->incidents;
    while (i && !(i->open && strcmp(i->brand, brand) == 0))
        i = i->next;
    return i;
}

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
        watch_put_in(w, i);
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
    stat_set(watch_stat.open, open);
    stat_set(watch_stat.lag, (clock_ms - w->now_ms) / 1000);
}

/* The ends are asked for after the offsets: a partition that looks as if it stood at its end does. */
static bool evaluate(struct watch *w, struct err *e)
{
    int64_t t = clock_mono_us(), clock_ms = clock_now_ms();
    if (!series_inputs(w->series, w->store, w->inputs, e) || !ask_ends(w, e))
        return false;
    int64_t now = went_back(w) ? 0 : burst_now(w->inputs, (size_t)w->partitions, clock_ms);
    if (now == 0 || now < w->now_ms - JITTER_MS) {
        stat_add(watch_stat.held, 1);
        return true;
    }
    if (now < w->now_ms)
        now = w->now_ms;
    if (!series_read(w->series, w->store, now, e))
        return false;
    w->now_ms = now;
    judge_all(w, clock_ms);
    stat_add(watch_stat.evaluations, 1);
    stat_observe_us(watch_stat.seconds, clock_mono_us() - t);
    return true;
}

bool watch_judge(struct watch *w, struct err *e)
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
