/*
 * crisis_replay: history through the detector of the daemons: counts or mentions in order of event time, minute by minute, without a server. One
 * thread. What it found stays in incidents.
 */
#ifndef PULSO_CLI_CRISIS_REPLAY_H
#define PULSO_CLI_CRISIS_REPLAY_H

#include "route/crisis/causes.h"
#include "route/crisis_options.h"

#define REPLAY_TOPICS 32

/* One mention of one brand, or a count of negatives of which nothing more is known. */
struct replay_said {
    int64_t ms;
    uint32_t brand, topics;      /* bits */
    double count;
    bool bad;
    int group;                   /* of its author (keys.h); -1: not known */
    const char *platform;        /* "": not known */
};

struct replayed {
    uint32_t brand;
    enum crisis_type type;
    const char *topic;           /* "": the brand as a whole */
    enum alarm_level level;      /* the highest */
    int64_t opened_ms, paged_ms, closed_ms;   /* paged 0: a watch; closed 0: open at the end */
    int64_t since_ms;            /* when the quarter of an hour was usual last */
    int64_t nth;                 /* negatives since then, the one that paged included */
    double x, usual, hours;      /* at the page, else at the opening */
    struct buf causes;           /* JSON */
};

struct replay;
/* events: all of them, in order of time; they and the names outlive the replay. */
struct replay *replay_new(const struct crisis_options *o, size_t brands, const char *const *names, const char *const *topics, size_t topic_count,
                          const struct replay_said *events, size_t n);
void replay_run(struct replay *r);
void replay_free(struct replay *r);
const struct replayed *replay_found(const struct replay *r, size_t *n);

#endif
