#include "query/prefixes.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/vec.h"

#define GATE_MIN_LOG2 14
#define GATE_BITS_EACH 16   /* one word in 16 and fewer passes in vain */

static void open_gate(struct prefixes *t, uint64_t key)
{
    uint64_t bit = prefixes_bit(t, key);
    t->gate[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* A prefix of one byte may go on with any. */
static void add_begin(struct prefixes *t, struct slice prefix)
{
    unsigned first = (unsigned char)prefix.p[0] & 63, n = prefix.n < 8 ? (unsigned)prefix.n : 8;
    if (prefix.n > 1)
        (*t->begin)[prefixes_begin(prefix)] |= (uint16_t)(1u << n);
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
        add_key(t, prefixes_short_key(prefixes_first_bytes(prefix), n));
        add_begin(t, prefix);
        if (n == 8)
            add_length(t, (uint32_t)prefix.n);
    }
    map_put(&t->ids, prefixes_id(prefix, prefixes_first_bytes(prefix)), value);
}

uint32_t prefixes_get(const struct prefixes *t, struct slice prefix)
{
    return prefix.n ? map_get(&t->ids, prefixes_id(prefix, prefixes_first_bytes(prefix))) : MAP_NONE;
}

void prefixes_fini(struct prefixes *t)
{
    map_fini(&t->ids);
    buf_fini(&t->keys);
    buf_fini(&t->lengths);
    free(t->gate);
    free(t->begin);
}
