/* What a replay found, and what makes it. */
#include <stdlib.h>
#include <string.h>

#include "cli/crisis_replay_own.h"

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

/* The events of the last day say which platforms and topics make the excess of the brand as a whole. */
static void print_causes(const struct replay *r, uint32_t brand, const struct sight *s, int64_t now_ms, struct buf *out)
{
    struct cause platform[CAUSES_MAX], topic[CAUSES_MAX];
    size_t platforms = 0, topics = 0;
    double day = 0;
    for (size_t i = r->at + 1; i-- > 0 && r->h.events[i].ms > now_ms - DAY_MS;) {
        const struct replay_said *e = &r->h.events[i];
        bool in_window = e->ms / MINUTE_MS > now_ms / MINUTE_MS - TRACK_WINDOW;
        if (e->brand != brand || !e->bad)
            continue;
        day += in_window ? 0 : e->count;
        platforms = add_part(platform, platforms, e->platform, e, in_window);
        for (size_t t = 0; t < r->h.topic_count; t++)
            if (e->topics >> t & 1)
                topics = add_part(topic, topics, r->h.topics[t], e, in_window);
    }
    platforms = causes_share(platform, platforms, s->x, s->score.expected[DETECTOR_SHORT], day);
    topics = causes_share(topic, topics, s->x, s->score.expected[DETECTOR_SHORT], day);
    causes_print("topic", topic, topics, out);
    causes_print("platform", platform, platforms, out);
}

/* What was read back comes first, as in the daemons' records. */
static void print_why(struct replay *r, uint32_t brand, const struct sight *whole, const struct sight *s, int64_t now_ms, struct replayed *f)
{
    struct voices *v = replay_voices(r, brand);
    struct voices_weight w;
    buf_reset(&f->causes);
    buf_reset(&f->samples);
    buf_reset(&f->raised);
    if (v) {
        voices_weigh(v, f->topic, &w);
        voices_causes(v, f->topic, s->x, s->score.expected[DETECTOR_SHORT], &f->causes);
        voices_samples(v, f->topic, &f->samples);
        voices_print_raised(w.raised, &f->raised);
    }
    print_causes(r, brand, whole, now_ms, &f->causes);
}

static bool counts(const struct replay *r, const struct replay_said *e)
{
    bool bad = e->bad;
    for (size_t t = 0; t < r->h.topic_count && !bad; t++)
        bad = (e->topics >> t & 1) && crisis_type_sensitive(&r->o->types, r->h.topics[t]);
    return bad;
}

static int64_t said_since(const struct replay *r, uint32_t brand, int64_t since_ms)
{
    double n = 0;
    for (size_t i = r->at + 1; i-- > 0 && r->h.events[i].ms > since_ms;)
        n += r->h.events[i].brand == brand && counts(r, &r->h.events[i]) ? r->h.events[i].count : 0;
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

size_t replay_opened(struct replay *r, uint32_t brand, enum crisis_type type, int64_t now_ms)
{
    struct replayed *f = add_found(r);
    f->brand = brand;
    f->type = type;
    f->opened_ms = now_ms;
    return r->count - 1;
}

void replay_note(struct replay *r, uint32_t brand, enum crisis_type type, size_t track, const struct sight *whole, const struct sight *s,
                 int64_t now_ms, enum alarm_level before)
{
    const struct replay_brand *b = &r->b[brand];
    const struct replay_open *o = &b->type[type];
    struct replayed *f = &r->found[o->incident];
    f->level = o->alarm.level > f->level ? o->alarm.level : f->level;
    if (before >= LEVEL_ALERT)
        return;
    f->topic = track ? r->h.topics[track - 1] : "";
    print_why(r, brand, whole, s, now_ms, f);
    f->unheard = s->unheard;
    f->x = s->x;
    f->usual = s->score.expected[DETECTOR_SHORT];
    f->hours = s->score.hours[DETECTOR_BOTH];
    f->since_ms = b->calm_ms;
    f->nth = said_since(r, brand, b->calm_ms);
    if (o->alarm.level >= LEVEL_ALERT)
        f->paged_ms = now_ms;
}
