/* crisis_replay_own: what a replay is made of, for crisis_replay.c and crisis_found.c alone. */
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
};

struct replay {
    const struct crisis_options *o;
    size_t brands, topic_count, n, at;
    const char *const *names, *const *topics;
    const struct replay_said *events;
    struct replay_brand *b;
    int64_t minute, heard;
    struct replayed *found;
    size_t count, cap;
};

/* crisis_found.c: a page or a watch, of this type, by this track (0: the brand as a whole). */
size_t replay_opened(struct replay *r, uint32_t brand, enum crisis_type type, int64_t now_ms);
void replay_note(struct replay *r, uint32_t brand, enum crisis_type type, size_t track, const struct sight *whole, const struct sight *s,
                 int64_t now_ms, enum alarm_level before);

#endif
