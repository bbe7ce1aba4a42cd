/*
 * prefixes: prefixes to small numbers, so that wildcards are found from a
 * text's words as plain terms are. The first two bytes say which lengths there
 * may be, a Bloom filter of the first bytes (eight at the most) turns away nearly
 * all that is left; what passes is looked up by hash. Prefixes are not empty. Read-only after the last
 * prefixes_put, then any thread.
 */
#ifndef PULSO_QUERY_PREFIXES_H
#define PULSO_QUERY_PREFIXES_H

#include "base/hash.h"
#include "query/map.h"
#include "query/vec.h"

#define PREFIX_BEGINS 4096

struct prefixes {
    struct map ids;          /* by hash64 of the prefix */
    struct buf keys;         /* uint64_t each: what is in the gate, for making it larger */
    struct buf lengths;      /* uint32_t each, of eight bytes and more, ascending */
    uint16_t (*begin)[PREFIX_BEGINS];   /* by the first two bytes; bit n: some prefix has n bytes; bit 8: eight or more */
    uint64_t *gate;
    unsigned gate_log2;      /* of its bits */
};

void prefixes_put(struct prefixes *t, struct slice prefix, uint32_t value);   /* replaces */
uint32_t prefixes_get(const struct prefixes *t, struct slice prefix);         /* of that very prefix, or MAP_NONE */
void prefixes_fini(struct prefixes *t);

/* The values of those that the word begins with, shortest first (by hash: the caller compares).
 * struct prefix_walk w = prefixes_walk(t, word); while (prefixes_next(t, &w, &v)) ... */
struct prefix_walk {
    struct slice word;
    uint64_t first;          /* its first eight bytes, or all and zeros */
    unsigned passed;         /* bit n: the first n bytes passed the gate */
    uint32_t next_length;    /* among the long ones */
};
static inline struct prefix_walk prefixes_walk(const struct prefixes *t, struct slice word);
static inline bool prefixes_next(const struct prefixes *t, struct prefix_walk *w, uint32_t *value);

/* ---- inside: run for every word of every text */

static inline uint64_t prefixes_load32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Two overlapping loads: a memcpy of unknown length is a call. */
static inline uint64_t prefixes_first_bytes(struct slice s)
{
    if (s.n >= 8)
        return prefixes_load32(s.p) | prefixes_load32(s.p + 4) << 32;
    if (s.n >= 4)
        return prefixes_load32(s.p) | prefixes_load32(s.p + s.n - 4) << (s.n - 4) * 8;
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++)
        v |= (uint64_t)(unsigned char)s.p[i] << i * 8;
    return v;
}

/* The first n bytes as a key, n from 1 to 8. Shorter ones carry their length, or "a" would be the key of "a\0". */
static inline uint64_t prefixes_short_key(uint64_t first, unsigned n)
{
    return n == 8 ? first : (first & (((uint64_t)1 << n * 8) - 1)) | (uint64_t)n << 56;
}

static inline uint64_t prefixes_bit(const struct prefixes *t, uint64_t key)
{
    return key * 0x9E3779B97F4A7C15u >> (64 - t->gate_log2);
}

/* Six bits of each of the first two bytes. */
static inline unsigned prefixes_begin(struct slice s)
{
    unsigned second = s.n > 1 ? (unsigned char)s.p[1] : 0;
    return ((unsigned char)s.p[0] & 63) | (second & 63) << 6;
}

/* The key in `ids`. */
static inline uint64_t prefixes_id(struct slice prefix, uint64_t first)
{
    if (prefix.n >= 8)
        return hash64(prefix);
    uint64_t h = prefixes_short_key(first, (unsigned)prefix.n) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

static inline struct prefix_walk prefixes_walk(const struct prefixes *t, struct slice word)
{
    struct prefix_walk w = { .word = word };
    unsigned longest = word.n < 8 ? (unsigned)word.n : 8;
    unsigned left = t->gate && longest ? (*t->begin)[prefixes_begin(word)] & ((2u << longest) - 1) : 0;
    if (!left)
        return w;
    w.first = prefixes_first_bytes(word);
    for (; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        uint64_t bit = prefixes_bit(t, prefixes_short_key(w.first, n));
        w.passed |= (unsigned)(t->gate[bit / 64] >> bit % 64 & 1) << n;
    }
    return w;
}

/* The next length to try, or 0. */
static inline size_t prefixes_length(const struct prefixes *t, struct prefix_walk *w)
{
    unsigned n = w->passed & 0xFF ? (unsigned)__builtin_ctz(w->passed) : 8;
    if (n < 8) {
        w->passed &= w->passed - 1;
        return n;
    }
    if (w->next_length == VEC_COUNT(t->lengths, uint32_t))
        return 0;
    return *VEC_AT(t->lengths, const uint32_t, w->next_length++);
}

static inline bool prefixes_next(const struct prefixes *t, struct prefix_walk *w, uint32_t *value)
{
    while (w->passed) {
        size_t n = prefixes_length(t, w);
        if (n == 0 || n > w->word.n)
            break;
        *value = map_get(&t->ids, prefixes_id((struct slice){ w->word.p, n }, w->first));
        if (*value != MAP_NONE)
            return true;
    }
    w->passed = 0;
    return false;
}

#endif
