/* What a watch concludes from the counters. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "route/crisis/lead.h"
#include "route/watch_self.h"

/* A partition with few mentions that is behind for a moment holds event time at its last one; so much is taken as no step back. */
enum { KAFKA_MS = 2000, REFRESH_US = 60 * 1000 * 1000, JITTER_MS = 60 * 1000 };

static struct incident *find_open(const struct watch *w, const char *brand, enum crisis_type type)
{
    struct incident *i = w->incidents;
    while (i && !(i->open && i->type == type && strcmp(i->brand, brand) == 0))
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

#define NEAR 3                 /* times the usual */
#define VIEWS 64               /* of a brand: itself and its topics */

struct views { struct lead_view v[VIEWS]; size_t track[VIEWS], n; };

/* So much that who says it decides: near a page, or looked at. */
static bool matters(const struct alarm_conf *c, const struct sight *s)
{
    return s->x >= (double)c->floor / 2 && (alarm_level(c, s, 0) > LEVEL_NONE || s->x >= NEAR * s->usual);
}

static void look(const struct watch *w, uint32_t brand, struct views *out)
{
    double scale = watch_budget_scale(w, brand);
    out->n = 0;
    for (size_t t = brand; t < series_tracks(w->series) && out->n < VIEWS; t = t == brand ? w->conf.brands->n : t + 1) {
        if (series_brand(w->series, t) != brand)
            continue;
        out->track[out->n] = t;
        out->v[out->n].type = crisis_type_of(&w->conf.options.types, series_topic(w->series, t));
        struct sight *s = &out->v[out->n++].sight;
        series_sight(w->series, t, s);
        s->scale = scale;
        if (matters(&w->conf.options.alarm, s))
            watch_evidence_apply(w, brand, series_topic(w->series, t), s);
    }
}

/* Of those that need it, at most as many as are read at a time; the others the next time. */
static void read_evidence(struct watch *w)
{
    uint32_t due[EVIDENCE_BRANDS];
    size_t n = 0;
    for (uint32_t b = 0; b < w->conf.brands->n && n < EVIDENCE_BRANDS; b++) {
        struct views x;
        bool wanted = false, paged = false;
        const char *name = w->conf.brands->v[b].id;
        look(w, b, &x);
        for (size_t i = 0; i < x.n; i++)
            wanted = wanted || matters(&w->conf.options.alarm, &x.v[i].sight);
        for (const struct incident *i = w->incidents; i; i = i->next)
            paged = paged || (i->open && i->level >= LEVEL_ALERT && strcmp(i->brand, name) == 0);
        if (watch_evidence_due(w, b, wanted, paged))
            due[n++] = b;
    }
    watch_evidence_read(w, due, n);
}

/* Which view opened it, by the name of its topic. */
static size_t own_of(const struct watch *w, const struct views *x, const struct incident *i)
{
    for (size_t k = 1; i->topic[0] && k < x->n; k++)
        if (strcmp(i->topic, series_topic(w->series, x->track[k])) == 0)
            return k;
    return i->topic[0] ? LEAD_NONE : 0;
}

/* What was said when it was loud is worth more than what is counted in the calm after it. */
static bool told_better(const struct incident *i) { return i->causes.n && memmem(i->causes.p, i->causes.n, "\"kind\":\"term\"", 13); }

/* What it says first, then what it is about, then where. */
static void print_causes(struct watch *w, struct incident *i, uint32_t brand)
{
    struct cause v[CAUSES_MAX], t[CAUSES_MAX];
    struct buf parts = { 0 };
    if (!watch_evidence_print(w, i, brand) && told_better(i))
        return;
    buf_add(&parts, buf_slice(&i->said));
    size_t n = series_platforms(w->series, brand, v, CAUSES_MAX);
    buf_reset(&i->platforms);
    buf_reset(&i->causes);
    buf_char(&i->platforms, '{');
    for (size_t k = 0, shown = 0; k < n; k++)
        if (v[k].name[0] && v[k].x > 0 && shown < CAUSES_SHOWN) {
            buf_addz(&i->platforms, shown++ ? "," : "");
            buf_json(&i->platforms, slice_of(v[k].name));
            buf_printf(&i->platforms, ":%.0f", v[k].x);
        }
    buf_char(&i->platforms, '}');
    size_t topics = series_topics(w->series, brand, t, CAUSES_MAX);
    causes_print("topic", t, topics, &parts);
    causes_print("platform", v, n, &parts);
    buf_char(&i->causes, '[');
    buf_add(&i->causes, buf_slice(&parts));
    buf_char(&i->causes, ']');
    buf_fini(&parts);
}

static void changed(struct watch *w, struct incident *i, uint32_t brand, const struct sight *s, bool write)
{
    i->score.x = (int64_t)s->x;
    i->score.mu = s->score.expected[DETECTOR_SHORT];
    i->score.z = s->score.z[DETECTOR_SHORT];
    i->score.hours = s->score.hours[DETECTOR_BOTH];
    i->score.page_hours = alarm_page_hours(&w->conf.options.alarm) * (s->scale > 0 ? s->scale : 1);
    i->score.share = s->all[DETECTOR_SHORT] > 0 ? s->x / s->all[DETECTOR_SHORT] : 0;
    i->score.share_usual = s->share;
    i->score.authors = s->authors;
    i->score.unheard = s->unheard;
    i->updated_ms = w->now_ms;
    i->window_minutes = TRACK_WINDOW;
    i->dirty = i->dirty || write || clock_mono_us() - i->written_us > REFRESH_US;
    if (i->dirty)
        print_causes(w, i, brand);
}

static void judge_one(struct watch *w, uint32_t brand, enum crisis_type type, struct incident *i, const struct views *x, const struct lead *l, bool fresh)
{
    const char *name = w->conf.brands->v[brand].id, *topic;
    struct alarm calm = { 0 };
    if (l->at == LEAD_NONE)
        return;
    const struct sight *s = &x->v[l->at].sight;
    enum alarm_change change = alarm_step(&w->conf.options.alarm, i ? &i->alarm : &calm, s, w->now_ms, fresh, l->hushed);
    topic = series_topic(w->series, x->track[l->at]);
    if (change == ALARM_OPENED) {
        i = incident_new(name, type, topic, &calm);
        watch_put_in(w, i);
    } else if (change == ALARM_RAISED) {
        i->level = i->alarm.level;
        snprintf(i->topic, sizeof i->topic, "%s", topic ? topic : "");
    } else if (change == ALARM_CLOSED) {
        i->open = false;
        i->closed_ms = w->now_ms;
    }
    if (!i)
        return;
    changed(w, i, brand, s, change != ALARM_SAME);
    if (change != ALARM_SAME)
        i->news = change;
}

static void judge(struct watch *w, uint32_t brand, bool fresh)
{
    struct views x;
    struct incident *i[CRISIS_TYPES];
    struct lead_open open[CRISIS_TYPES];
    struct lead lead[CRISIS_TYPES];
    look(w, brand, &x);
    for (int t = 0; t < CRISIS_TYPES; t++) {
        i[t] = find_open(w, w->conf.brands->v[brand].id, (enum crisis_type)t);
        open[t] = i[t] ? (struct lead_open){ &i[t]->alarm, own_of(w, &x, i[t]) } : (struct lead_open){ NULL, LEAD_NONE };
    }
    lead_pick(&w->conf.options.alarm, x.v, x.n, open, lead);
    for (int t = 0; t < CRISIS_TYPES; t++)
        judge_one(w, brand, (enum crisis_type)t, i[t], &x, &lead[t], fresh);
}

static void judge_all(struct watch *w, int64_t clock_ms)
{
    int64_t fresh_ms = w->conf.options.fresh_ms, open = 0;
    bool fresh = fresh_ms == 0 || clock_ms - w->now_ms <= fresh_ms;
    if (fresh)
        read_evidence(w);
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
    int64_t now = went_back(w) ? 0 : news_now(w->inputs, (size_t)w->partitions, clock_ms);
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
