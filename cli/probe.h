/*
 * probe: one partition of mentions held against itself. What is counted must
 * follow from the records that were applied: their fates add up to the offsets,
 * the days to the mentions counted, hours to their day, minutes to their hour,
 * brands to the mentions by number of brands, and the ids to what is remembered.
 */
#ifndef PULSO_CLI_PROBE_H
#define PULSO_CLI_PROBE_H

#include "base/zone.h"
#include "cli/state.h"

#define PROBE_WRONGS 8

struct probe {
    struct part_state state;
    int64_t records, fates;          /* off - start; new + dup + ... + gap */
    int64_t counted, expected;       /* over all days; new - removed */
    int64_t ids, ids_expected;       /* in the two generations that are looked in */
    int64_t days, minutes;           /* how many were compared with what they are made of */
    bool steady;                     /* it did not move while it was read; else nothing here means anything */
    char wrong[PROBE_WRONGS][160];   /* in words */
    size_t wrongs;                   /* there may be more than are kept */
};

/* Reads it again while it moves, a few times. */
bool probe_partition(struct cli *cli, struct arena *a, const struct zone *z, int partition, struct probe *out, struct err *e);

#endif
