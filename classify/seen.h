/*
 * seen: what is remembered of a mention that was counted, so that a duplicate is
 * known, an update can replace and a deletion can take out what it contributed.
 *
 * An id is remembered in two generations by append time, each one window long
 * (7 days): looked up in both, added to the current one; the older goes when the
 * next begins. A generation is a row of segments of hash buckets, 8 bytes of id
 * hash -> entry. Which segment an id goes to follows from how many ids the
 * generation had before it, so a replay puts it into the same place whatever the
 * batches were:
 *
 *   segment 0: B buckets, 80 ids a bucket; segment k: 8 times as many as k-1
 *   B follows from how many ids the generation before had, at least 8192
 *
 * With 80 ids on average a bucket outgrows Redis's compact form (128) once in
 * 10^6 buckets. Chance of a false duplicate: n ids remembered, one more mention:
 * n / 2^64; 10^8 ids and 10^8 mentions: 5 * 10^-4 that any one is lost.
 *
 * Entry: one byte of flags; updated_ms (8 bytes, little endian) if SEEN_UPDATED;
 * minute (4 bytes) and counter numbers (varints) if SEEN_COUNTED.
 */
#ifndef PULSO_CLASSIFY_SEEN_H
#define PULSO_CLASSIFY_SEEN_H

#include "base/arena.h"
#include "base/slice.h"

#define SEEN_COUNTED  1u   /* it stands in the counters */
#define SEEN_DELETED  2u   /* a tombstone: what repeats after it is a duplicate */
#define SEEN_UPDATED  4u

#define SEEN_NUMBERS_MAX 2400  /* counter numbers of one entry: those of VERDICT_BRANDS_MAX brands and some */

struct seen {
    uint32_t flags;
    int64_t updated_ms;
    uint32_t minute;
    uint32_t n, room;
    uint32_t *numbers;   /* in the batch's arena */
};

struct slice seen_encode(struct arena *a, const struct seen *s);
bool seen_decode(struct arena *a, struct slice bytes, struct seen *out);   /* false: not an entry */
bool seen_add(struct arena *a, struct seen *s, uint32_t number);           /* false: SEEN_NUMBERS_MAX are there */

/* Where ids of one generation lie. */
struct generation {
    int64_t number;      /* append time / window; -1: none */
    int64_t ids;         /* remembered in it */
    int64_t buckets;     /* of segment 0 */
};
#define SEEN_SEGMENT_MIN 8192
#define SEEN_FILL 80

int64_t seen_buckets_after(int64_t ids_before);                      /* B of a generation */
int seen_segment_of(const struct generation *g, int64_t position);   /* of the position-th id of it */
int seen_segments(const struct generation *g);                       /* how many hold ids */
/* ":i:<generation>:<segment>:<bucket>" of this id */
#define SEEN_KEY 80
struct slice seen_key(char out[SEEN_KEY], const struct generation *g, int segment, uint64_t id);

#endif
