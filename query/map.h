/*
 * map: 64-bit hashes to small numbers; open addressing, at most half full, so
 * that a word that no query knows costs one cache line. Read-only after the
 * last map_put, then any thread.
 */
#ifndef PULSO_QUERY_MAP_H
#define PULSO_QUERY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX

struct map_slot { uint64_t key; uint32_t value, used; };
struct map { struct map_slot *v; size_t n, cap; };   /* {0} is an empty one */

void map_put(struct map *m, uint64_t key, uint32_t value);  /* replaces */
void map_fini(struct map *m);

/* Brings the slot where map_get will begin. */
static inline void map_prefetch(const struct map *m, uint64_t key)
{
    if (m->n)
        __builtin_prefetch(&m->v[key & (m->cap - 1)]);
}

static inline uint32_t map_get(const struct map *m, uint64_t key)
{
    if (m->n == 0)
        return MAP_NONE;
    for (size_t i = key & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        if (!m->v[i].used)
            return MAP_NONE;
        if (m->v[i].key == key)
            return m->v[i].value;
    }
}

#endif
