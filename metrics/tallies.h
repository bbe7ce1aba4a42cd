/*
 * tallies: all counters of the buckets that a plan names, bucket by bucket, for
 * readers whose counters are many and mostly absent (route's histograms). Each
 * round of a few buckets is one MULTI ... EXEC; a partition whose offset moved
 * between rounds is read again, so what is handed out was counted at one offset.
 */
#ifndef PULSO_METRICS_TALLIES_H
#define PULSO_METRICS_TALLIES_H

#include "metrics/plan.h"
#include "metrics/state.h"

#define TALLIES_SKIP UINT32_MAX

struct tallies {
    /* asked for */
    const struct plan *plan;
    enum state_side side;
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
