#include "cli/crisis_replay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "route/crisis/lead.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS (1440 * MINUTE_MS)
#define LEARN_MS (180 * MINUTE_MS)      /* the first hours of a history teach, and open nothing */
enum { HEARD_FOR = 60, TRACKS = REPLAY_TOPICS + 1, CALM = 2, SILENCE_MAX = 4 * 1440 };

struct brand {
    struct track *track[TRACKS];     /* 0: all of it; then by topic, NULL until it comes up */
    struct minute open[TRACKS];      /* the running minute */
    struct alarm alarm;
    size_t own, incident;            /* while one is open: which track, and its place in found */
    int64_t calm_ms;                 /* when the window was usual last */
    int64_t seen[16];                /* by group of authors: when a negative was last said */
    bool known;                      /* groups are */
};

struct replay {
    const struct crisis_options *o;
    size_t brands, topic_count, n, at;
    const char *const *names, *const *topics;
    const struct replay_said *events;
    struct brand *b;
    int64_t minute, heard;
    struct replayed *found;
    size_t count, cap;
};

struct replay *replay_new(const struct crisis_options *o, size_t brands, const char *const *names, const char *const *topics, size_t topic_count,
                          const struct replay_said *events, size_t n)
{
    struct replay *r = calloc(1, sizeof *r);
    if (!r || !(r->b = calloc(brands + 1, sizeof *r->b)))
        abort();
    *r = (struct replay){ .o = o, .brands = brands, .names = names, .topics = topics, .topic_count = topic_count, .events = events, .n = n, .b = r->b };
    for (size_t i = 0; i < brands; i++) {
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
    for (size_t i = 0; i < r->brands; i++)
        for (int t = 0; t < TRACKS; t++)
            free(r->b[i].track[t]);
    for (size_t i = 0; i < r->count; i++)
        buf_fini(&r->found[i].causes);
    free(r->found);
    free(r->b);
    free(r);
}

const struct replayed *replay_found(const struct replay *r, size_t *n)
{
    *n = r->count;
    return r->found;
}

/* ---- what is found ---- */

static size_t add_part(struct cause *v, size_t n, const char *name, const struct replay_said *s, bool in_window)
{
    size_t i = 0;
    while (i < n && strcmp(v[i].name, name) != 0)
        i++;
    if (i == n) {
        if (n == CAUSES_MAX - 1)
            return n;
        v[n++] = (struct cause){ .name = name };
    }
    v[i].x += in_window ? s->count : 0;
    v[i].day += in_window ? 0 : s->count;
    return n;
}

/* The events of the last day say which platforms and topics make the excess. Returns the topic of a third of it, or NULL. */
static const char *print_causes(const struct replay *r, uint32_t brand, const struct sight *s, int64_t now_ms, struct buf *out)
{
    struct cause platform[CAUSES_MAX], topic[CAUSES_MAX];
    size_t platforms = 0, topics = 0;
    double day = 0, excess = s->x - s->score.expected[DETECTOR_SHORT];
    const char *main_topic = NULL;
    for (size_t i = r->at + 1; i-- > 0 && r->events[i].ms > now_ms - DAY_MS;) {
        const struct replay_said *e = &r->events[i];
        bool in_window = e->ms / MINUTE_MS > now_ms / MINUTE_MS - TRACK_WINDOW;
        if (e->brand != brand || !e->bad)
            continue;
        day += in_window ? 0 : e->count;
        platforms = add_part(platform, platforms, e->platform, e, in_window);
        for (size_t t = 0; t < r->topic_count; t++)
            if (e->topics >> t & 1)
                topics = add_part(topic, topics, r->topics[t], e, in_window);
    }
    platforms = causes_share(platform, platforms, s->x, s->score.expected[DETECTOR_SHORT], day);
    topics = causes_share(topic, topics, s->x, s->score.expected[DETECTOR_SHORT], day);
    struct buf parts = { 0 };
    causes_print("platform", platform, platforms, &parts);
    causes_print("topic", topic, topics, &parts);
    buf_reset(out);
    buf_char(out, '[');
    buf_add(out, buf_slice(&parts));
    buf_char(out, ']');
    buf_fini(&parts);
    for (size_t t = 0; t < topics && !main_topic; t++)
        if (topic[t].name[0] && topic[t].excess >= excess / 3)
            main_topic = topic[t].name;
    return main_topic;
}

static bool counts(const struct replay *r, const struct replay_said *e)
{
    bool bad = e->bad;
    for (size_t t = 0; t < r->topic_count && !bad; t++)
        bad = (e->topics >> t & 1) && crisis_type_sensitive(&r->o->types, r->topics[t]);
    return bad;
}

static int64_t said_since(const struct replay *r, uint32_t brand, int64_t since_ms)
{
    double n = 0;
    for (size_t i = r->at + 1; i-- > 0 && r->events[i].ms > since_ms;)
        n += r->events[i].brand == brand && counts(r, &r->events[i]) ? r->events[i].count : 0;
    return (int64_t)n;
}

static struct replayed *add_found(struct replay *r)
{
    if (r->count == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 64;
        if (!(r->found = realloc(r->found, r->cap * sizeof *r->found)))
            abort();
    }
    r->found[r->count] = (struct replayed){ 0 };
    return &r->found[r->count++];
}

static void note(struct replay *r, uint32_t brand, size_t lead, const struct sight *s, int64_t now_ms, enum alarm_level before)
{
    struct brand *b = &r->b[brand];
    struct replayed *f = &r->found[b->incident];
    f->level = b->alarm.level > f->level ? b->alarm.level : f->level;
    if (before >= LEVEL_ALERT)
        return;
    const char *topic = print_causes(r, brand, s, now_ms, &f->causes);
    f->topic = lead ? r->topics[lead - 1] : "";
    f->type = crisis_type_of(&r->o->types, lead ? f->topic : topic);
    f->x = s->x;
    f->usual = s->score.expected[DETECTOR_SHORT];
    f->hours = s->score.hours[DETECTOR_BOTH];
    f->since_ms = b->calm_ms;
    f->nth = said_since(r, brand, b->calm_ms);
    if (b->alarm.level >= LEVEL_ALERT)
        f->paged_ms = now_ms;
}

/* ---- judging ---- */

static int authors_of(const struct brand *b, int64_t now_ms)
{
    int n = 0;
    for (int g = 0; b->known && g < 16; g++)
        n += b->seen[g] / MINUTE_MS > now_ms / MINUTE_MS - TRACK_WINDOW;
    return b->known ? n : -1;
}

/* extra: 1 while the running minute is open. */
static void judge(struct replay *r, uint32_t brand, int64_t now_ms, int extra)
{
    struct brand *b = &r->b[brand];
    struct sight v[TRACKS];
    size_t at[TRACKS], n = 0, own = LEAD_NONE;
    enum alarm_level before = b->alarm.level;
    for (size_t t = 0; t <= r->topic_count; t++) {
        if (!b->track[t])
            continue;
        track_peek(b->track[t], &b->open[t], extra, &v[n]);
        v[n].sensitive = t && crisis_type_sensitive(&r->o->types, r->topics[t - 1]);
        v[n].authors = v[n].sensitive ? -1 : authors_of(b, now_ms);
        if (before != LEVEL_NONE && b->own == t)
            own = n;
        at[n++] = t;
    }
    bool calm = true;
    for (size_t i = 0; i < n; i++)
        calm = calm && v[i].x <= CALM * fmax(1, v[i].score.expected[DETECTOR_SHORT]) - 1;
    if (calm)
        b->calm_ms = now_ms;
    size_t lead = lead_pick(&r->o->alarm, v, n, before == LEVEL_NONE ? NULL : &b->alarm, own);
    bool muted = mutes_find(&r->o->mutes, r->names[brand], now_ms) != NULL;
    enum alarm_change change = alarm_step(&r->o->alarm, &b->alarm, &v[lead], now_ms, now_ms - r->events[0].ms >= LEARN_MS, muted);
    if (change == ALARM_OPENED) {
        struct replayed *f = add_found(r);
        f->brand = brand;
        f->opened_ms = now_ms;
        b->incident = r->count - 1;
    }
    if (change == ALARM_OPENED || change == ALARM_RAISED) {
        b->own = at[lead];
        note(r, brand, at[lead], &v[lead], now_ms, before);
    } else if (change == ALARM_CLOSED) {
        r->found[b->incident].closed_ms = now_ms;
    }
}

/* ---- time goes on ---- */

static void close_minute(struct replay *r)
{
    struct sight ignored;
    bool heard = r->minute - r->heard < HEARD_FOR;
    for (uint32_t i = 0; i < r->brands; i++) {
        struct brand *b = &r->b[i];
        for (size_t t = 0; t <= r->topic_count; t++)
            if (b->track[t])
                track_close(b->track[t], r->minute, b->open[t], heard, &ignored);
        memset(b->open, 0, sizeof b->open);
        judge(r, i, r->minute * MINUTE_MS + MINUTE_MS - 1, 0);
    }
    r->minute++;
}

static void add(struct replay *r, const struct replay_said *e)
{
    struct brand *b = &r->b[e->brand];
    b->open[0].all += e->count;
    b->open[0].bad += e->bad ? e->count : 0;
    for (size_t t = 0; t < r->topic_count; t++) {
        if (!(e->topics >> t & 1))
            continue;
        if (!b->track[t + 1]) {
            if (!(b->track[t + 1] = malloc(sizeof(struct track))))
                abort();
            track_quiet(b->track[t + 1], b->track[0]);
        }
        b->open[t + 1].all += e->count;
        b->open[t + 1].bad += e->bad || crisis_type_sensitive(&r->o->types, r->topics[t]) ? e->count : 0;
    }
    if (e->bad && e->group >= 0) {
        b->known = true;
        b->seen[e->group & 15] = e->ms;
    }
}

void replay_run(struct replay *r)
{
    for (r->at = 0; r->at < r->n; r->at++) {
        const struct replay_said *e = &r->events[r->at];
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
    r->at = r->n ? r->n - 1 : 0;
    if (r->n)
        close_minute(r);
}
