/*
 * sketch: the sketches of one partition that are in memory: found by their place
 * and kind, read from Redis when they are first wanted, and written back as what
 * changed. A sketch in memory is never behind the stored one: only the owner of
 * the partition writes it, in commits that move the offset. One thread.
 */
#ifndef PULSO_CLASSIFY_SKETCH_H
#define PULSO_CLASSIFY_SKETCH_H

#include "base/hll.h"
#include "classify/estimates/top.h"
#include "io/claims.h"
#include "model/estimate.h"

struct sketch_place { enum estimate_level level; uint32_t bucket, number; };

struct sketch;
struct sketches {
    struct sketch **table;       /* open addressing */
    uint32_t mask, used;
    struct sketch **fresh;       /* wanted in this batch, and not in memory before */
    size_t fresh_count, fresh_cap;
    struct sketch **touched;     /* changed in this batch */
    size_t touched_count, touched_cap;
    int64_t batch;
};

void sketches_init(struct sketches *s);
void sketches_fini(struct sketches *s);

void sketch_want(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind);
/* Reads all that was wanted and is not in memory, in one go. */
bool sketches_load(struct sketches *s, struct store *side, struct slice tag, struct err *e);
/* It was wanted, and read. */
void sketch_raise(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind, uint64_t hash);
struct top *sketch_top(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind);

void sketches_commit_hashes(struct sketches *s, struct commit *k);   /* what changed in the tops */
void sketches_commit_index(struct sketches *s, struct commit *k);    /* those that are new */
void sketches_commit_pieces(struct sketches *s, struct commit *k);   /* the registers that rose */
/* All that is in memory is stored now: lets go of what was not used lately where there are more than `most`. */
void sketches_committed(struct sketches *s, uint32_t most);

#endif
