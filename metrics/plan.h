/*
 * plan: which roll-ups answer a question exactly. A period is cut into bins (the
 * rows of a table, the blocks of a sparkline), each bin is covered by days, hours
 * and minutes without a gap or an overlap, the coarsest that fit. Days exist in
 * the installation's zone only; minutes and hours only for as long as they are
 * kept, measured against the dedup clock. A bin that cannot be covered is an error.
 */
#ifndef PULSO_METRICS_PLAN_H
#define PULSO_METRICS_PLAN_H

#include "metrics/period.h"

enum plan_unit { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY };

struct plan_key {
    enum plan_unit unit;
    int64_t index;        /* minutes or hours since 1970 UTC, local days since 1970-01-01 */
    uint32_t bin;
    int sign;             /* -1: what is in it does not belong to the bin, and is taken out of what the others count */
};
struct plan_bin { int64_t from_ms, to_ms; };

struct plan {             /* {0} is an empty one */
    struct plan_key *keys;
    struct plan_bin *bins;
    size_t key_count, key_cap, bin_count, bin_cap;
};

struct plan_limits {
    const struct zone *days;     /* the zone of the day roll-ups; NULL: do not use them */
    int64_t clock_ms;            /* the dedup clock */
};

#define PLAN_MINUTES_MS (72 * 3600 * INT64_C(1000))
#define PLAN_HOURS_MS (400 * 86400 * INT64_C(1000))

/* Moves the beginning of a rolling period to where roll-ups that are still kept begin: back to a full hour or day; with
 * rows by minute, onward to the first minute, by an hour at most. */
void plan_settle(struct period *p, enum plan_unit bins, const struct zone *z, const struct plan_limits *l);
/* Bins of one unit, days as days of `z`. */
bool plan_make(struct plan *plan, const struct period *p, enum plan_unit bins, const struct zone *z, const struct plan_limits *l,
               struct err *e);
/* One bin alone, for who wants the sum: a day or an hour is also read whole and without its other hours or minutes, where those are fewer. What
 * is subtracted is kept as long as what it is subtracted from, so this is as exact; of 24 hours by the hour it reads half the keys or less. */
bool plan_sum(struct plan *plan, const struct period *p, const struct zone *z, const struct plan_limits *l, struct err *e);
/* The unit that gives a sparkline for the period: some 10 to 60 bins. */
enum plan_unit plan_unit_for(const struct period *p);
const char *plan_unit_name(enum plan_unit u);   /* minute, hour, day */
char plan_unit_letter(enum plan_unit u);        /* m, h, d: as in the keys */
void plan_fini(struct plan *plan);

#endif
