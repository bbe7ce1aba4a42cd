/* lexicon_table: how lexicon_build.c lays the table out and lexicon.c finds in it. Theirs only. */
#ifndef PULSO_CLASSIFY_LEXICON_TABLE_H
#define PULSO_CLASSIFY_LEXICON_TABLE_H

#include "classify/sentiment/lexicon.h"

enum { MAYBE_LOG2 = 16, BEGINS_LOG2 = 12 };   /* sizes of lexicon.maybe and .begins, in bits */

static inline uint64_t pair_key(uint64_t first, uint64_t second)
{
    return (first ^ (second >> 29 | second << 35)) * 0x9E3779B97F4A7C15u;
}

/* Bits are taken from the top of the hash, slots from its bottom. */
static inline bool bit_has(const uint64_t *bits, unsigned log2, uint64_t hash)
{
    uint64_t at = hash >> (64 - log2);
    return bits[at / 64] >> at % 64 & 1;
}

static inline const struct lexicon_slot *slot_find(const struct lexicon *lx, uint64_t hash)
{
    size_t i = hash & lx->mask;
    while (lx->slots[i].n && lx->slots[i].hash != hash)
        i = (i + 1) & lx->mask;
    return &lx->slots[i];
}

#endif
