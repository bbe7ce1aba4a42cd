#include "query/prefixes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "query/vec.h"

#define GATE_MIN_LOG2 14
#define GATE_BITS_EACH 16   /* one word in 16 and fewer passes in vain */

static uint64_t load32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* The first eight bytes, or all and zeros. Two overlapping loads: a memcpy of unknown length is a call. */
static uint64_t first_bytes(struct slice s)
{
    if (s.n >= 8)
        return load32(s.p) | load32(s.p + 4) << 32;
    if (s.n >= 4)
        return load32(s.p) | load32(s.p + s.n - 4) << (s.n - 4) * 8;
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++)
        v |= (uint64_t)(unsigned char)s.p[i] << i * 8;
    return v;
}

/* The first n bytes as a key, n from 1 to 8. Shorter ones carry their length, or "a" would be the key of "a\0". */
static uint64_t key_of(uint64_t first, unsigned n)
{
    return n == 8 ? first : (first & (((uint64_t)1 << n * 8) - 1)) | (uint64_t)n << 56;
}

static uint64_t bit_of(const struct prefixes *t, uint64_t key)
{
    return key * 0x9E3779B97F4A7C15u >> (64 - t->gate_log2);
}

static void open_gate(struct prefixes *t, uint64_t key)
{
    uint64_t bit = bit_of(t, key);
    t->gate[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* Six bits of each of the first two bytes. */
static unsigned begin_of(struct slice s)
{
    unsigned second = s.n > 1 ? (unsigned char)s.p[1] : 0;
    return ((unsigned char)s.p[0] & 63) | (second & 63) << 6;
}

/* A prefix of one byte may go on with any. */
static void add_begin(struct prefixes *t, struct slice prefix)
{
    unsigned first = (unsigned char)prefix.p[0] & 63, n = prefix.n < 8 ? (unsigned)prefix.n : 8;
    if (prefix.n > 1)
        (*t->begin)[begin_of(prefix)] |= (uint16_t)(1u << n);
    for (unsigned second = 0; prefix.n == 1 && second < 64; second++)
        (*t->begin)[first | second << 6] |= 1u << 1;
}

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    return p;
}

static void grow_gate(struct prefixes *t)
{
    t->gate_log2 = t->gate_log2 ? t->gate_log2 + 1 : GATE_MIN_LOG2;
    free(t->gate);
    t->gate = zeroed((size_t)1 << (t->gate_log2 - 6), sizeof *t->gate);
    if (!t->begin)
        t->begin = zeroed(1, sizeof *t->begin);
    for (size_t i = 0; i < VEC_COUNT(t->keys, uint64_t); i++)
        open_gate(t, *VEC_AT(t->keys, uint64_t, i));
}

static void add_key(struct prefixes *t, uint64_t key)
{
    *(uint64_t *)vec_add(&t->keys, sizeof key) = key;
    if (!t->gate || VEC_COUNT(t->keys, uint64_t) * GATE_BITS_EACH > (uint64_t)1 << t->gate_log2)
        grow_gate(t);
    open_gate(t, key);
}

static void add_length(struct prefixes *t, uint32_t n)
{
    size_t i = VEC_COUNT(t->lengths, uint32_t);
    while (i && *VEC_AT(t->lengths, uint32_t, i - 1) > n)
        i--;
    if (i && *VEC_AT(t->lengths, uint32_t, i - 1) == n)
        return;
    vec_add(&t->lengths, sizeof n);
    uint32_t *v = VEC_AT(t->lengths, uint32_t, 0);
    memmove(v + i + 1, v + i, (VEC_COUNT(t->lengths, uint32_t) - 1 - i) * sizeof n);
    v[i] = n;
}

void prefixes_put(struct prefixes *t, struct slice prefix, uint32_t value)
{
    unsigned n = prefix.n < 8 ? (unsigned)prefix.n : 8;
    if (prefixes_get(t, prefix) == MAP_NONE) {
        add_key(t, key_of(first_bytes(prefix), n));
        add_begin(t, prefix);
        if (n == 8)
            add_length(t, (uint32_t)prefix.n);
    }
    map_put(&t->ids, hash64(prefix), value);
}

uint32_t prefixes_get(const struct prefixes *t, struct slice prefix)
{
    return map_get(&t->ids, hash64(prefix));
}

void prefixes_fini(struct prefixes *t)
{
    map_fini(&t->ids);
    buf_fini(&t->keys);
    buf_fini(&t->lengths);
    free(t->gate);
    free(t->begin);
}

struct prefix_walk prefixes_walk(const struct prefixes *t, struct slice word)
{
    struct prefix_walk w = { .word = word };
    unsigned longest = word.n < 8 ? (unsigned)word.n : 8;
    unsigned left = t->gate && longest ? (*t->begin)[begin_of(word)] & ((2u << longest) - 1) : 0;
    if (!left)
        return w;
    uint64_t first = first_bytes(word);
    for (; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        uint64_t bit = bit_of(t, key_of(first, n));
        w.passed |= (unsigned)(t->gate[bit / 64] >> bit % 64 & 1) << n;
    }
    return w;
}

/* The next length to try, or 0. */
static size_t next_length(const struct prefixes *t, struct prefix_walk *w)
{
    unsigned n = w->passed & 0xFF ? (unsigned)__builtin_ctz(w->passed) : 8;
    if (n < 8) {
        w->passed &= w->passed - 1;
        return n;
    }
    if (!w->passed || w->next_length == VEC_COUNT(t->lengths, uint32_t))
        return 0;
    return *VEC_AT(t->lengths, uint32_t, w->next_length++);
}

bool prefixes_key(const struct prefixes *t, struct prefix_walk *w, uint64_t *key)
{
    size_t n = w->passed ? next_length(t, w) : 0;
    if (n == 0 || n > w->word.n) {
        w->passed = 0;
        return false;
    }
    *key = hash64((struct slice){ w->word.p, n });
    return true;
}

bool prefixes_next(const struct prefixes *t, struct prefix_walk *w, uint32_t *value)
{
    for (uint64_t key; prefixes_key(t, w, &key); ) {
        *value = map_get(&t->ids, key);
        if (*value != MAP_NONE)
            return true;
    }
    return false;
}
