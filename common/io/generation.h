/*
 * generation: where what is remembered for a window of append time lies. There
 * are two generations, each one window long: things are looked up in both, added
 * to the current one; the older goes when the next begins, so a thing is known
 * for one to two windows after it was last written. A generation is a row of
 * segments of hash buckets, 8 bytes of id hash -> entry. Which segment an id goes
 * to follows from how many ids the generation had before it, so a replay puts it
 * into the same place whatever the batches were:
 *
 *   segment 0: B buckets, 80 ids a bucket; segment k: 8 times as many as k-1
 *   B follows from how many ids the generation before had, at least 8192
 *
 * With 80 ids on average a bucket outgrows Redis's compact form (128) once in
 * 10^6 buckets. No clock but that of the records is asked, and nothing expires by
 * itself. Belongs to the partition's state, see model/keys.h.
 */
#ifndef PULSO_IO_GENERATION_H
#define PULSO_IO_GENERATION_H

#include "io/claims.h"

struct generation {
    int64_t number;      /* append time / window; -1: none */
    int64_t ids;         /* remembered in it */
    int64_t buckets;     /* of segment 0 */
};

struct generations {
    struct generation now, before;       /* the two that are looked in */
    struct generation drop;              /* the one being forgotten, and how many of its keys are gone */
    int64_t dropped;
    struct { struct generation g; int64_t dropped; } rush[2];   /* not stored: those that must be forgotten whole in the next commit */
    int rushes;
};
#define GENERATIONS_NONE { .now.number = -1, .before.number = -1, .drop.number = -1 }

/* The clock has come so far: begins a new generation where it is due. A batch ends there: see generations_turn_at. */
void generations_clock(struct generations *g, int64_t clock_ms, int64_t window_ms);
/* Would this append time begin a new generation? */
bool generations_turn_at(const struct generations *g, int64_t append_ms, int64_t window_ms);
/* COMMIT_DROPS: the next keys of the generation that is being forgotten. letter: see generation_key. */
void generations_commit_drops(struct generations *g, char letter, struct commit *k);

#define GENERATION_SEGMENT_MIN 8192
#define GENERATION_FILL 80
int64_t generation_buckets_after(int64_t ids_before);                      /* B of a generation */
int generation_segment_of(const struct generation *g, int64_t position);   /* of the position-th id of it */
int generation_segments(const struct generation *g);                       /* how many hold ids */
/* ":<letter>:<generation>:<segment>:<bucket>" of this id */
#define GENERATION_KEY 80
struct slice generation_key(char out[GENERATION_KEY], char letter, const struct generation *g, int segment, uint64_t id);

#endif
