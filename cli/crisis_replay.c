#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/crisis_replay_own.h"
#include "route/crisis/budget.h"

#define LEARN_MS (180 * MINUTE_MS)      /* the first hours of a history teach, and open nothing */
enum { HEARD_FOR = 60, CALM = 2, SILENCE_MAX = 4 * 1440 };

struct replay *replay_new(const struct crisis_options *o, const struct replay_history *h, bool fixed)
{
    struct replay *r = calloc(1, sizeof *r);
    if (!r || !(r->b = calloc(h->brands + 1, sizeof *r->b)))
        abort();
    r->o = o;
    r->h = *h;
    r->fixed = fixed;
    for (size_t i = 0; i < h->brands; i++) {
        if (!(r->b[i].track[0] = malloc(sizeof(struct track))))
            abort();
        track_init(r->b[i].track[0]);
    }
    return r;
}

void replay_free(struct replay *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->h.brands; i++)
        for (int t = 0; t < TRACKS; t++)
            free(r->b[i].track[t]);
    for (size_t i = 0; i < r->count; i++) {
        buf_fini(&r->found[i].causes);
        buf_fini(&r->found[i].samples);
        buf_fini(&r->found[i].raised);
    }
    for (int i = 0; i < REPLAY_ROOMS; i++)
        voices_free(r->room[i].voices);
    free(r->found);
    free(r->b);
    free(r);
}

const struct replayed *replay_found(const struct replay *r, size_t *n)
{
    *n = r->count;
    return r->found;
}

/* ---- judging ---- */

static int authors_of(const struct replay_brand *b, int minutes, int64_t now_ms)
{
    int n = 0;
    for (int g = 0; b->known && g < 16; g++)
        n += b->seen[g] / MINUTE_MS > now_ms / MINUTE_MS - minutes;
    return b->known ? n : -1;
}

const char *replay_topic(const struct replay *r, size_t track) { return track ? r->h.topics[track - 1] : NULL; }

/* Once a month, from what it paged until then: nobody says here which of them were crises. */
static double scale_of(struct replay *r, uint32_t brand, int64_t now_ms)
{
    struct replay_brand *b = &r->b[brand];
    int64_t paged[BUDGET_PAGES];
    size_t n = 0;
    if (r->fixed || b->track[0]->first < 0)
        return 1;
    if (b->month == now_ms / BUDGET_MONTH_MS)
        return b->scale;
    for (size_t i = r->count; i-- > 0 && n < BUDGET_PAGES;)
        if (r->found[i].brand == brand && r->found[i].paged_ms)
            paged[n++] = r->found[i].paged_ms;
    b->month = now_ms / BUDGET_MONTH_MS;
    return b->scale = budget_scale(paged, n, b->track[0]->first * MINUTE_MS, now_ms, r->o->alarm.budget);
}

/* extra: 1 while the running minute is open. track: of each view. */
static size_t look(struct replay *r, uint32_t brand, int64_t now_ms, int extra, struct lead_view *v, size_t *track)
{
    struct replay_brand *b = &r->b[brand];
    double scale = scale_of(r, brand, now_ms);
    bool calm = true;
    size_t n = 0;
    for (size_t t = 0; t <= r->h.topic_count; t++) {
        if (!b->track[t])
            continue;
        const char *topic = replay_topic(r, t);
        struct sight *s = &v[n].sight;
        track_peek(b->track[t], &b->open[t], extra, s);
        s->scale = scale;
        s->sensitive = crisis_type_sensitive(&r->o->types, topic);
        s->authors[DETECTOR_SHORT] = s->sensitive ? -1 : authors_of(b, TRACK_WINDOW, now_ms);
        s->authors[DETECTOR_LONG] = s->sensitive ? -1 : authors_of(b, DETECTOR_ROWS, now_ms);
        v[n].type = crisis_type_of(&r->o->types, topic);
        calm = calm && s->x <= CALM * fmax(1, s->score.expected[DETECTOR_SHORT]) - 1;
        track[n++] = t;
    }
    if (calm)
        b->calm_ms = now_ms;
    replay_hear(r, brand, v, track, n, now_ms);
    for (size_t i = 0; i < n; i++)
        track_note(b->track[track[i]], now_ms / MINUTE_MS, v[i].sight.unheard * v[i].sight.x);
    return n;
}

static void judge_one(struct replay *r, uint32_t brand, enum crisis_type type, const struct lead *l, const struct lead_view *v, size_t track, int64_t now_ms)
{
    const struct sight *s = &v[l->at].sight;
    struct replay_open *o = &r->b[brand].type[type];
    enum alarm_level before = o->alarm.level;
    enum alarm_change change = alarm_step(&r->o->alarm, &o->alarm, s, now_ms, now_ms - r->h.events[0].ms >= LEARN_MS, l->hushed);
    if (change == ALARM_OPENED)
        o->incident = replay_opened(r, brand, type, now_ms);
    if (change == ALARM_OPENED || change == ALARM_RAISED) {
        o->own = track;
        replay_note(r, brand, type, track, &v[0].sight, s, now_ms, before);
    } else if (change == ALARM_CLOSED) {
        r->found[o->incident].closed_ms = now_ms;
    }
}

static void judge(struct replay *r, uint32_t brand, int64_t now_ms, int extra)
{
    struct replay_brand *b = &r->b[brand];
    struct lead_view v[TRACKS];
    struct lead_open open[CRISIS_TYPES];
    struct lead lead[CRISIS_TYPES];
    size_t track[TRACKS], n = look(r, brand, now_ms, extra, v, track);
    for (int t = 0; t < CRISIS_TYPES; t++) {
        open[t] = (struct lead_open){ b->type[t].alarm.level == LEVEL_NONE ? NULL : &b->type[t].alarm, LEAD_NONE };
        for (size_t i = 0; open[t].alarm && i < n; i++)
            if (track[i] == b->type[t].own)
                open[t].own = i;
    }
    lead_pick(&r->o->alarm, v, n, open, lead);
    for (int t = 0; t < CRISIS_TYPES; t++)
        if (lead[t].at != LEAD_NONE)
            judge_one(r, brand, (enum crisis_type)t, &lead[t], v, track[lead[t].at], now_ms);
}

/* ---- time goes on ---- */

static void close_minute(struct replay *r)
{
    struct sight ignored;
    bool heard = r->minute - r->heard < HEARD_FOR;
    for (uint32_t i = 0; i < r->h.brands; i++) {
        struct replay_brand *b = &r->b[i];
        for (size_t t = 0; t <= r->h.topic_count; t++)
            if (b->track[t])
                track_close(b->track[t], r->minute, b->open[t], heard, &ignored);
        memset(b->open, 0, sizeof b->open);
        judge(r, i, r->minute * MINUTE_MS + MINUTE_MS - 1, 0);
    }
    r->minute++;
}

static void add(struct replay *r, const struct replay_said *e)
{
    struct replay_brand *b = &r->b[e->brand];
    b->open[0].all += e->count;
    b->open[0].bad += e->bad ? e->count : 0;
    for (size_t t = 0; t < r->h.topic_count; t++) {
        if (!(e->topics >> t & 1))
            continue;
        if (!b->track[t + 1]) {
            if (!(b->track[t + 1] = malloc(sizeof(struct track))))
                abort();
            track_quiet(b->track[t + 1], b->track[0]);
        }
        b->open[t + 1].all += e->count;
        b->open[t + 1].bad += e->bad || crisis_type_sensitive(&r->o->types, r->h.topics[t]) ? e->count : 0;
    }
    if (e->bad && e->group >= 0) {
        b->known = true;
        b->seen[e->group & 15] = e->ms;
    }
}

void replay_run(struct replay *r)
{
    for (r->at = 0; r->at < r->h.n; r->at++) {
        const struct replay_said *e = &r->h.events[r->at];
        int64_t minute = e->ms / MINUTE_MS;
        if (r->at == 0)
            r->minute = r->heard = minute;
        if (r->b[e->brand].calm_ms == 0)
            r->b[e->brand].calm_ms = e->ms;
        if (minute - r->minute > SILENCE_MAX)      /* nobody listened: the tracks know how to go on */
            for (int i = 0; i < SILENCE_MAX; i++)
                close_minute(r);
        if (minute - r->minute > SILENCE_MAX)
            r->minute = minute;
        while (r->minute < minute)
            close_minute(r);
        r->heard = minute;
        add(r, e);
        judge(r, e->brand, e->ms, 1);
    }
    r->at = r->h.n ? r->h.n - 1 : 0;
    if (r->h.n)
        close_minute(r);
}
