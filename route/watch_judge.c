/* What a watch concludes from the counters at one moment of event time. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "route/crisis/lead.h"
#include "route/watch_self.h"

enum { REFRESH_US = 60 * 1000 * 1000 };

static struct incident *find_open(const struct watch *w, const char *brand, enum crisis_type type)
{
    struct incident *i = w->incidents;
    while (i && !(i->open && i->type == type && strcmp(i->brand, brand) == 0))
        i = i->next;
    return i;
}

#define VIEWS 64               /* of a brand: itself and its topics */

struct views { struct lead_view v[VIEWS]; size_t track[VIEWS], n; };

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
        if (alarm_matters(&w->conf.options.alarm, s))
            watch_evidence_apply(w, brand, series_topic(w->series, t), s);
        series_note(w->series, t, s->unheard * s->x);
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
            wanted = wanted || alarm_matters(&w->conf.options.alarm, &x.v[i].sight);
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
    i->score.authors = s->authors[DETECTOR_SHORT];
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

void watch_judge_all(struct watch *w, int64_t clock_ms)
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
}
