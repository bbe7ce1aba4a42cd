/*
 * crisis_replay: history through the detector of the daemons: counts or mentions in order of event time, minute by minute, without a server: the same
 * tracks, alarms, thresholds that follow from history, and damping of few accounts and of one text. One thread.
 */
#ifndef PULSO_CLI_CRISIS_REPLAY_H
#define PULSO_CLI_CRISIS_REPLAY_H

#include "app/brands.h"
#include "model/mention.h"
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
    const struct mention *said;  /* what counts against the brand and is not its own, for who says it; NULL: nothing is known */
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
    struct buf causes, samples, raised;   /* JSON, without brackets around */
    double unheard;              /* the part of x that did not count */
};

/* What is replayed; all of it outlives the replay. */
struct replay_history {
    const struct replay_said *events;    /* in order of time */
    size_t n;
    const char *const *names;            /* of brands */
    size_t brands;
    const char *const *topics;
    size_t topic_count;
    const struct brands *known;          /* the same brands with accounts and names; NULL where no event has a mention */
};

struct replay;
/* fixed: the same threshold for all brands, whatever their history. */
struct replay *replay_new(const struct crisis_options *o, const struct replay_history *h, bool fixed);
void replay_run(struct replay *r);
void replay_free(struct replay *r);
const struct replayed *replay_found(const struct replay *r, size_t *n);

#endif
