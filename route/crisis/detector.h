/*
 * detector: how rarely has this brand been this loud, over minutes and over hours
 * together? One pass over counts in rows of one length, causal, bounded state.
 *
 *   level     mu = what is usual in this hour (level.h), per row; B = mean of mu over the last 24 h (of a
 *             younger brand: over those that are known)
 *   windows   w = 15 min and 3 h, in rows:  X = sum of counts, M = sum of mu, D = w B + 1,
 *             z = (X - k M) / sqrt(D + 0.1 D^2).  k = 0: plain loudness, k = 1: the excess.
 *             The noise is the day's, not the hour's: a quiet hour cannot blow up a small burst.
 *   rarity    of each z (rarity.h), tables of hourly maxima:  T15, T3h
 *   together  G = sqrt(T15 T3h): a sharp burst that lasts, or a long swell with an edge. Through a third
 *             table of the same kind:  T, "about once in T hours". T is the score.
 *
 *             The first three hours of a brand enter no table.
 *
 * Rows are closed in order by detector_close; what is not closed yet (the running
 * minute) can be scored all the same by detector_peek. An hour of which less than
 * half was heard enters nothing. Measured in docs/crisis.md. No clock, no I/O, no
 * allocation; one thread.
 */
#ifndef PULSO_ROUTE_CRISIS_DETECTOR_H
#define PULSO_ROUTE_CRISIS_DETECTOR_H

#include "route/crisis/level.h"
#include "route/crisis/rarity.h"

#define DETECTOR_ROWS 180      /* 3 h in minutes: rows are no shorter */

struct detector_conf {
    int row_s;                 /* 60 to 3600 */
    int k;                     /* 0 or 1 */
    double memory_hours, prior_hours;
};
extern const struct detector_conf detector_usual;   /* rows of a minute, the excess, 28 days, a prior worth 24 hours */

enum { DETECTOR_SHORT, DETECTOR_LONG, DETECTOR_BOTH };

struct detector_score {
    double x[2], expected[2], z[2];   /* by window; expected: M, whatever k */
    double usual_day[2];              /* w B */
    double hours[3];                  /* T15, T3h, and T of both together */
};

struct detector {
    struct detector_conf conf;
    int rows[2];                      /* of the windows */
    struct level level;
    struct rarity rare[3];
    int64_t begun;                    /* the first hour of which anything is known; -1: none */
    int64_t row;                      /* the last closed one, in rows since 1970; -1: none */
    float counts[DETECTOR_ROWS];      /* by row % DETECTOR_ROWS */
    double sum[2];                    /* of the last rows of each window */
    double top[3];                    /* largest z15, z3h, G of the running hour */
    double hour_sum;                  /* of the running hour */
    int hour_rows;                    /* heard in it */
    float usual[25];                  /* of the running hour and the 24 before, by hour % 25 */
    int64_t measured;                 /* up to this hour they are what the level says */
    double day;                       /* B, per row */
};

void detector_init(struct detector *d, const struct detector_conf *c);
/* The next row. What lies between it and the one before was not heard. heard: false, this one neither. */
void detector_close(struct detector *d, int64_t row, double count, bool heard, struct detector_score *out);
/* As if `n` rows more with these counts were closed, without closing them. n < DETECTOR_ROWS. */
void detector_peek(const struct detector *d, const double *counts, int n, struct detector_score *out);
/* A whole hour, from elsewhere: of the days before the first row, or counted anew. */
void detector_tell(struct detector *d, int64_t hour, double sum);
/* A closed row was counted anew: somebody was late. */
void detector_amend(struct detector *d, int64_t row, double count);
/* Hours that were heard, less what is forgotten: how much is known of the brand. */
double detector_history(const struct detector *d);

#endif
