/* hash: the one 64-bit hash for ids, terms and checksums (xxHash, XXH3). */
#ifndef PULSO_BASE_HASH_H
#define PULSO_BASE_HASH_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/slice.h"

static inline uint64_t hash64(struct slice s)
{
    return XXH3_64bits(s.p ? s.p : "", s.n);
}

static inline uint64_t hash64_seed(struct slice s, uint64_t seed)
{
    return XXH3_64bits_withSeed(s.p ? s.p : "", s.n, seed);
}

#endif
