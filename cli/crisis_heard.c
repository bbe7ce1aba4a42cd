/* Who says it, in a replay: voices of the daemons over the events of the last quarter of an hour, read back when it matters. */
#include "cli/crisis_replay_own.h"

/* As route/watch_evidence.c and route/evidence.h, by event time: after a second, then less and less often while the answer is no. */
enum { LIFE_MS = 1000, LIFE_MAX_MS = 30 * 1000, TOLD_MS = 55 * 1000, BEFORE = 10000 };

/* Its own, a free one, else that of whoever was read longest ago. */
static struct replay_voices *room_for(struct replay *r, uint32_t brand)
{
    struct replay_voices *oldest = &r->room[0];
    for (int i = 0; i < REPLAY_ROOMS; i++) {
        struct replay_voices *v = &r->room[i];
        if (!v->voices) {
            v->voices = voices_new(&r->o->voices);
            v->brand = brand;
            return v;
        }
        if (v->brand == brand)
            return v;
        oldest = v->at_ms < oldest->at_ms ? v : oldest;
    }
    *oldest = (struct replay_voices){ .voices = oldest->voices, .brand = brand };
    return oldest;
}

static void give(const struct replay *r, struct voices *v, const struct replay_said *e, bool before)
{
    struct slice topics[REPLAY_TOPICS];
    size_t n = 0;
    for (size_t t = 0; t < r->h.topic_count; t++)
        if (e->topics >> t & 1)
            topics[n++] = slice_of(r->h.topics[t]);
    voices_add(v, e->said, topics, n, before);
}

static void read_back(const struct replay *r, struct replay_voices *room, int64_t now_ms)
{
    int64_t first = now_ms / MINUTE_MS - TRACK_WINDOW + 1;
    size_t window = r->at + 1, from;
    while (window > 0 && r->h.events[window - 1].ms / MINUTE_MS >= first)
        window--;
    from = window > BEFORE ? window - BEFORE : 0;
    voices_begin(room->voices, &r->h.known->v[room->brand]);
    for (size_t i = from; i <= r->at; i++)
        if (r->h.events[i].brand == room->brand && r->h.events[i].said)
            give(r, room->voices, &r->h.events[i], i < window);
    room->at_ms = now_ms;
    room->life_ms = room->life_ms == 0 ? LIFE_MS : room->life_ms * 2 < LIFE_MAX_MS ? room->life_ms * 2 : LIFE_MAX_MS;
    room->read = true;
}

static bool was_told(const struct replay_brand *b)
{
    for (int t = 0; t < CRISIS_TYPES; t++)
        if (b->type[t].alarm.level >= LEVEL_ALERT)
            return true;
    return false;
}

static struct replay_voices *room_of(struct replay *r, uint32_t brand)
{
    for (int i = 0; i < REPLAY_ROOMS; i++)
        if (r->room[i].voices && r->room[i].brand == brand)
            return &r->room[i];
    return NULL;
}

struct voices *replay_voices(struct replay *r, uint32_t brand)
{
    const struct replay_voices *room = room_of(r, brand);
    return room && room->read ? room->voices : NULL;
}

void replay_hear(struct replay *r, uint32_t brand, struct lead_view *v, const size_t *track, size_t n, int64_t now_ms)
{
    bool matters = false;
    if (!r->h.known)
        return;
    for (size_t i = 0; i < n && !matters; i++)
        matters = alarm_matters(&r->o->alarm, &v[i].sight);
    struct replay_voices *room = matters ? room_for(r, brand) : room_of(r, brand);
    if (!matters) {
        if (room)
            room->life_ms = 0;
        return;
    }
    if (!room->read || now_ms - room->at_ms >= (was_told(&r->b[brand]) ? TOLD_MS : room->life_ms))
        read_back(r, room, now_ms);
    for (size_t i = 0; i < n; i++)
        if (alarm_matters(&r->o->alarm, &v[i].sight))
            voices_hear(room->voices, replay_topic(r, track[i]), &v[i].sight);
}
