/*
 * seen: what is remembered of a mention that was counted, so that a duplicate is
 * known, an update can replace and a deletion can take out what it contributed.
 *
 * An id is remembered in two generations by append time, each one window long
 * (7 days), see io/generation.h. Chance of a false duplicate: n ids remembered,
 * one more mention: n / 2^64; 10^8 ids and 10^8 mentions: 5 * 10^-4 that any one
 * is lost.
 *
 * Entry: one byte of flags; updated_ms (8 bytes, little endian) if SEEN_UPDATED;
 * minute (4 bytes), if SEEN_WEIGHED the weight (a varint), and counter numbers
 * (varints) if SEEN_COUNTED.
 */
#ifndef PULSO_CLASSIFY_SEEN_H
#define PULSO_CLASSIFY_SEEN_H

#include "base/arena.h"
#include "base/slice.h"

#define SEEN_COUNTED  1u   /* it stands in the counters */
#define SEEN_DELETED  2u   /* a tombstone: what repeats after it is a duplicate */
#define SEEN_UPDATED  4u

#define SEEN_WEIGHED  8u   /* with SEEN_COUNTED: counters whose name begins with WEIGHED had this added, and not 1 */

#define SEEN_NUMBERS_MAX 4800  /* counter numbers of one entry: those of VERDICT_BRANDS_MAX brands and some */

struct seen {
    uint32_t flags;
    int64_t updated_ms;
    uint32_t minute;
    uint32_t weight;     /* with SEEN_WEIGHED, else 0 */
    uint32_t n, room;
    uint32_t *numbers;   /* in the batch's arena */
};

struct slice seen_encode(struct arena *a, const struct seen *s);
bool seen_decode(struct arena *a, struct slice bytes, struct seen *out);   /* false: not an entry */
bool seen_add(struct arena *a, struct seen *s, uint32_t number);           /* false: SEEN_NUMBERS_MAX are there */

#define SEEN_LETTER 'i'        /* of its keys, see generation_key */

#endif
