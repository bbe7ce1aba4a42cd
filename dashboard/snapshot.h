/*
 * snapshot: where the partitions of pulso.mentions stood a moment ago, as Redis
 * has it: the clocks that periods are planned by, and the mark that ETags are
 * made of. Read by the main thread several times a second (see shared.h).
 */
#ifndef PULSO_DASHBOARD_SNAPSHOT_H
#define PULSO_DASHBOARD_SNAPSHOT_H

#include "dashboard/shared.h"
#include "metrics/state.h"

struct snapshot {
    struct shared shared;
    struct arena a;
    struct states states;
    int64_t read_ms;
    uint64_t mark;               /* changes when any figure may have */
};

struct snapshot *snapshot_read(struct ledger *l, struct err *e);   /* NULL: ERR_RETRY, Redis is away */

#endif
