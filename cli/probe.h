/*
 * probe: one partition of mentions held against itself. What is counted must
 * follow from the records that were applied: their fates add up to the offsets,
 * the days to the mentions counted, hours to their day, minutes to their hour,
 * brands to the mentions by number of brands, and the ids to what is remembered.
 * Each comparison is read at one instant, so it holds while classify works.
 */
#ifndef PULSO_CLI_PROBE_H
#define PULSO_CLI_PROBE_H

#include "base/zone.h"
#include "cli/cli.h"
#include "metrics/state.h"

#define PROBE_WRONGS 8

struct probe {
    struct part_state state;
    int64_t records, fates;          /* off - start; new + dup + ... + gap */
    int64_t counted, expected;       /* over all days; new - removed */
    int64_t ids, ids_expected;       /* in the two generations that are looked in */
    int64_t days, minutes;           /* how many were compared with what they are made of */
    bool busy;                       /* counters were new each time that it was read: nothing here means anything */
    bool ids_unknown;                /* there are too many to count them at one instant, and it moved on meanwhile */
    char wrong[PROBE_WRONGS][160];   /* in words */
    size_t wrongs;                   /* there may be more than are kept */
};

bool probe_partition(struct cli *cli, struct arena *a, const struct zone *z, int partition, struct probe *out, struct err *e);

/* For the checks. */
void probe_wrong(struct probe *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct probe_reader;
bool probe_check_ids(struct probe *p, struct probe_reader *r, struct err *e);

#endif
