/*
 * level: what is usual for a brand at this hour. The median of the hourly sums at
 * this hour of the day and its two neighbours over 14 days (up to 42 values; fewer
 * than 7: the last 24 hours; none: nothing). A median over 14 days takes incidents
 * of six days without learning them. Times what sets this day of the week apart, once
 * three weeks are known: the half day around this hour, as the median of up to 4 weeks,
 * by the median of the same half days of all 28 days; from 1/2 to 2. Hours count from 1970 UTC. No clock, no I/O.
 */
#ifndef PULSO_ROUTE_CRISIS_LEVEL_H
#define PULSO_ROUTE_CRISIS_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

#define LEVEL_DAYS 14
#define LEVEL_WEEKS 4
#define LEVEL_HOURS (LEVEL_WEEKS * 7 * 24 + 32)   /* so that the last day's levels can be told, too */

struct level {
    int64_t newest;                /* the newest hour that was told; 0: none */
    float sums[LEVEL_HOURS];       /* by hour % LEVEL_HOURS; negative: not known */
};

void level_init(struct level *l);
/* Hours may be told in any order and again; those further back than LEVEL_HOURS are passed over. False: nothing that was not known. */
bool level_tell(struct level *l, int64_t hour, double sum);
/* What is usual in this hour, by the hours before it alone. */
double level_usual(const struct level *l, int64_t hour);

#endif
