/* crisis_replay_own: what a replay is made of, for crisis_replay.c, crisis_heard.c and crisis_found.c alone. */
#ifndef PULSO_CLI_CRISIS_REPLAY_OWN_H
#define PULSO_CLI_CRISIS_REPLAY_OWN_H

#include "cli/crisis_replay.h"
#include "route/crisis/lead.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS (1440 * MINUTE_MS)
enum { TRACKS = REPLAY_TOPICS + 1 };

/* One incident of each type at a time. */
struct replay_open {
    struct alarm alarm;
    size_t own, incident;            /* while it is open: which track, and its place in found */
};

struct replay_brand {
    struct track *track[TRACKS];     /* 0: all of it; then by topic, NULL until it comes up */
    struct minute open[TRACKS];      /* the running minute */
    struct replay_open type[CRISIS_TYPES];
    int64_t calm_ms;                 /* when the window was usual last */
    int64_t seen[16];                /* by group of authors: when a negative was last said */
    bool known;                      /* groups are */
    double scale;                    /* of T*, as of month */
    int64_t month;                   /* event time / BUDGET_MONTH_MS */
};

/* Who speaks of a brand, as it was read back last. */
struct replay_voices {
    struct voices *voices;           /* NULL: room that nobody has had */
    uint32_t brand;
    int64_t at_ms, life_ms;          /* event time: as of when, and how long it is good for */
    bool read;
};
enum { REPLAY_ROOMS = 16 };          /* as many as the daemons keep */

struct replay {
    const struct crisis_options *o;
    struct replay_history h;
    bool fixed;
    size_t at;                       /* the event at hand */
    struct replay_brand *b;
    struct replay_voices room[REPLAY_ROOMS];
    int64_t minute, heard;
    struct replayed *found;
    size_t count, cap;
};

/* crisis_heard.c: of all views of a brand, what of the negatives counts, and what raises: read back when it matters, and as often as the daemons do. */
void replay_hear(struct replay *r, uint32_t brand, struct lead_view *v, const size_t *track, size_t n, int64_t now_ms);
struct voices *replay_voices(struct replay *r, uint32_t brand);      /* NULL: nothing was read */
const char *replay_topic(const struct replay *r, size_t track);      /* NULL: the brand as a whole */

/* crisis_found.c: a page or a watch, of this type, by this track (0: the brand as a whole). */
size_t replay_opened(struct replay *r, uint32_t brand, enum crisis_type type, int64_t now_ms);
void replay_note(struct replay *r, uint32_t brand, enum crisis_type type, size_t track, const struct sight *whole, const struct sight *s,
                 int64_t now_ms, enum alarm_level before);

#endif
