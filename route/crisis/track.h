/*
 * track: what is watched, one brand or what it is blamed for: its detector over the minutes' negatives, and beside it the
 * share of negatives among all its mentions, so that good news does not page.
 *
 *   share   p0, the usual one (share.h)
 *
 * Fed with whole minutes in order, 2 minutes behind the stream; what is younger is
 * peeked at. A sight is all that an alarm needs to know of an instant. track_pack
 * gives all of it as bytes: what a successor goes on with. No clock, no I/O.
 */
#ifndef PULSO_ROUTE_CRISIS_TRACK_H
#define PULSO_ROUTE_CRISIS_TRACK_H

#include "base/buf.h"
#include "route/crisis/detector.h"
#include "route/crisis/share.h"

#define TRACK_WINDOW 15        /* minutes */
#define TRACK_QUARTERS (DETECTOR_ROWS / TRACK_WINDOW + 1)   /* of 3 hours, and the running one */

struct minute { double bad, all; };   /* negatives, mentions; where all is not known it is bad */

struct track {
    struct detector d;
    int64_t first;             /* minute; -1: none */
    float all[DETECTOR_ROWS];  /* mentions, by minute % DETECTOR_ROWS */
    double sum[2];             /* of them, by window */
    double hour_bad, hour_all; /* of the running hour */
    struct share share;        /* of the hours before it */
    float deaf[TRACK_QUARTERS];    /* negatives that did not count, by quarter of the clock % TRACK_QUARTERS */
    int64_t noted;             /* the newest of them */
};

struct sight {
    struct detector_score score;
    double x;                  /* negatives in the last 15 minutes */
    double all[2];             /* mentions, by window */
    double deaf;               /* of the negatives of 3 hours, those that did not count in the quarters of the clock before this one */
    double usual;              /* negatives in 15 minutes: w B; of a brand known for less than a day no less than just before */
    double share;              /* p0; negative: not known yet */
    double history;            /* hours that the tables know */
    bool sensitive;            /* a topic of which half the floor is enough */
    int authors[2];            /* of the negatives, by window, at least so many; -1: not known */
    double unheard;            /* the part of the negatives that does not count, 0 to 1 (voices.h); 0 also where nobody looked */
    double scale;              /* of T*, by the brand's own history (budget.h); 0: 1 */
    bool raised;               /* what is said, or who says it, speaks for more than the numbers do */
};

void track_init(struct track *t);
void track_close(struct track *t, int64_t minute, struct minute m, bool heard, struct sight *out);
/* n minutes more, at most TRACK_WINDOW. */
void track_peek(const struct track *t, const struct minute *more, int n, struct sight *out);
void track_amend(struct track *t, int64_t minute, struct minute m);
/* So many negatives of the quarter of an hour up to this minute do not count: a flood that is over is no swell either. The last word in each
 * quarter of the clock stands. */
void track_note(struct track *t, int64_t minute, double deaf);

/* A topic that comes up for the first time was silent while its brand was listened to. */
void track_quiet(struct track *t, const struct track *brand);

void track_pack(const struct track *t, struct buf *out);
bool track_unpack(struct track *t, struct slice packed);    /* false: not what this version packs */

#endif
