/*
 * tallies: the counters of the buckets that a plan names, for readers whose counters
 * are many and mostly absent (route's histograms). A bucket with few counters is read
 * whole, of a large one those that are wanted, or page by page where these are more;
 * so that Redis is never asked for more than TALLIES_MOST values at a time. Each round is one
 * MULTI ... EXEC; a partition whose offset moved between rounds is read again, so what
 * is handed out was counted at one offset.
 */
#ifndef PULSO_METRICS_TALLIES_H
#define PULSO_METRICS_TALLIES_H

#include "metrics/dictionary.h"
#include "metrics/plan.h"
#include "metrics/state.h"

#define TALLIES_SKIP UINT32_MAX
#define TALLIES_MOST 4000

struct tallies {
    /* asked for */
    const struct plan *plan;
    enum state_side side;
    struct dictionary *names;      /* of that side, kept between questions; NULL: the names are read anew */
    const char *const *brands;     /* with names: of these alone ... */
    size_t brand_count;
    uint32_t (*token)(void *self, struct slice name);      /* what the reader calls this counter; TALLIES_SKIP: it wants it not */
    void (*add)(void *self, uint32_t token, uint32_t bin, int64_t n);
    void *self;
    /* found, in the arena */
    struct arena *a;
    int64_t *offsets;              /* each partition's, when it was read; -1: never used */
    bool steady;                   /* every partition was read at one offset */
};

bool tallies_read(struct tallies *t, struct ledger *l, const struct states *states, struct err *e);

#endif
