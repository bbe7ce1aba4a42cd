#include "io/names.h"

#include <stdlib.h>

#include "base/hash.h"

void names_fini(struct names *n)
{
    arena_fini(&n->memory);
    free(n->by_number);
    free(n->table);
    *n = (struct names){ 0 };
}

static void *grown(void *p, size_t bytes)
{
    p = realloc(p, bytes);
    if (!p)
        abort();
    return p;
}

static void put(struct names *n, uint32_t number)
{
    uint32_t at = (uint32_t)hash64(n->by_number[number]) & n->mask;
    while (n->table[at])
        at = (at + 1) & n->mask;
    n->table[at] = number + 1;
}

static void make_room(struct names *n, uint32_t number)
{
    if (number >= n->cap) {
        uint32_t cap = n->cap ? n->cap : 256;
        while (cap <= number)
            cap *= 2;
        n->by_number = grown(n->by_number, cap * sizeof *n->by_number);
        memset(n->by_number + n->cap, 0, (cap - n->cap) * sizeof *n->by_number);
        n->cap = cap;
    }
    if (n->table && number < (n->mask + 1) / 2)
        return;
    uint32_t size = n->table ? n->mask + 1 : 512;
    while (size / 2 <= number)
        size *= 2;
    free(n->table);
    n->table = grown(NULL, size * sizeof *n->table);
    memset(n->table, 0, size * sizeof *n->table);
    n->mask = size - 1;
    for (uint32_t i = 0; i < n->count; i++)
        if (n->by_number[i].p)
            put(n, i);
}

void names_load(struct names *n, struct slice name, uint32_t number)
{
    make_room(n, number);
    n->by_number[number] = arena_dup(&n->memory, name);
    if (number >= n->count)
        n->count = number + 1;
    n->committed = n->count;
    put(n, number);
}

uint32_t names_known(const struct names *n, struct slice name)
{
    if (n->table)
        for (uint32_t at = (uint32_t)hash64(name) & n->mask; n->table[at]; at = (at + 1) & n->mask)
            if (slice_eq(n->by_number[n->table[at] - 1], name))
                return n->table[at] - 1;
    return NAMES_NONE;
}

uint32_t names_number(struct names *n, struct slice name)
{
    uint32_t number = names_known(n, name);
    if (number != NAMES_NONE)
        return number;
    number = n->count;
    make_room(n, number);
    n->by_number[number] = arena_dup(&n->memory, name);
    n->count++;
    put(n, number);
    return number;
}

bool names_whole(const struct names *n)
{
    for (uint32_t i = 0; i < n->count; i++)
        if (!n->by_number[i].p)
            return false;
    return true;
}
