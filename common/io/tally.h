/*
 * tally: what one batch adds to the counters of its partition: deltas by minute
 * and counter, rolled up to hours and days when the batch is committed. The cost
 * of a commit depends on the distinct counters, not on the mentions. Lives in
 * the batch's arena.
 */
#ifndef PULSO_IO_TALLY_H
#define PULSO_IO_TALLY_H

#include "base/arena.h"
#include "base/zone.h"
#include "io/claims.h"

#define TALLY_MINUTES_KEPT (72 * 60)
#define TALLY_HOURS_KEPT (400 * 24)

/* A record too old for the minutes or hours that are kept counts in the coarser ones only. Ages are measured against the
 * dedup clock at that very record, so that the batches change nothing. */
enum tally_level { TALLY_MINUTE, TALLY_HOUR, TALLY_DAY, TALLY_MINUTE_ALONE /* and in nothing coarser */ };
enum tally_level tally_level(uint32_t minute, int64_t clock_ms);

struct tally_cell { uint64_t key; int64_t delta; };
struct tally {
    struct arena *a;
    struct tally_cell *cells;    /* open addressing; key 0 is free */
    uint32_t mask, used;
};

void tally_init(struct tally *t, struct arena *a);
void tally_add(struct tally *t, uint32_t minute, enum tally_level level, uint32_t number, int64_t delta);
/* The sections COUNTERS, EXPIRIES and INDEX of the commit. */
void tally_commit(struct tally *t, const struct zone *z, int64_t clock_ms, struct commit *k);
/* The same one by one, for those who add to a section: each stays open until the next begins. */
struct tally_cells { const struct tally_cell *v; size_t n; };   /* in the batch's arena */
struct tally_cells tally_commit_counters(const struct tally *t, const struct zone *z, struct commit *k);
void tally_commit_expiries(int64_t clock_ms, struct commit *k);
void tally_commit_index(struct tally_cells cells, struct commit *k);

#endif
