#include "query/map.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/huge.h"

static void put(struct map *m, uint64_t key, uint32_t value)
{
    size_t i = key & (m->cap - 1);
    while (m->v[i].used && m->v[i].key != key)
        i = (i + 1) & (m->cap - 1);
    m->n += !m->v[i].used;
    m->v[i] = (struct map_slot){ key, value, 1 };
}

static void grow(struct map *m)
{
    struct map old = *m;
    m->cap = old.cap ? old.cap * 2 : 64;
    m->n = 0;
    m->v = calloc(m->cap, sizeof *m->v);
    if (!m->v) {
        fputs("pulso: out of memory\n", stderr);
        abort();
    }
    huge(m->v, m->cap * sizeof *m->v);
    for (size_t i = 0; i < old.cap; i++)
        if (old.v[i].used)
            put(m, old.v[i].key, old.v[i].value);
    free(old.v);
}

void map_put(struct map *m, uint64_t key, uint32_t value)
{
    if ((m->n + 1) * 2 > m->cap)
        grow(m);
    put(m, key, value);
}

void map_fini(struct map *m)
{
    free(m->v);
    *m = (struct map){ 0 };
}
