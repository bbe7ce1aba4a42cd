#include "dashboard/owners.h"

#include <stdlib.h>

#include "base/hash.h"

static struct owner *slot_of(const struct owners *o, uint64_t hash)
{
    uint32_t at = (uint32_t)(hash >> 8) & o->mask;
    while (o->table[at].conversation && o->table[at].conversation != hash)
        at = (at + 1) & o->mask;
    return &o->table[at];
}

static void grow(struct owners *o)
{
    struct owners old = *o;
    o->mask = old.table ? 2 * old.mask + 1 : 1023;
    o->table = calloc((size_t)o->mask + 1, sizeof *o->table);
    if (!o->table)
        abort();
    for (uint32_t i = 0; old.table && i <= old.mask; i++)
        if (old.table[i].conversation)
            *slot_of(o, old.table[i].conversation) = old.table[i];
    free(old.table);
}

static uint32_t brand_of(struct owners *o, struct slice brand)
{
    for (uint32_t i = 0; i < o->brand_count; i++)
        if (slice_eq(o->brands[i], brand))
            return i + 1;
    if (o->brand_count == o->brand_cap) {
        o->brand_cap = o->brand_cap ? 2 * o->brand_cap : 16;
        o->brands = realloc(o->brands, o->brand_cap * sizeof *o->brands);
        if (!o->brands)
            abort();
    }
    o->brands[o->brand_count++] = arena_dup(&o->a, brand);
    return o->brand_count;
}

void owners_note(struct owners *o, struct slice conversation, struct slice brand)
{
    uint64_t hash = hash64(conversation) | 1;
    if (!o->table || (2 * o->n > o->mask && o->n < OWNERS_MAX))
        grow(o);
    struct owner *s = slot_of(o, hash);
    if (!s->conversation && o->n >= OWNERS_MAX)
        return;
    o->n += !s->conversation;
    *s = (struct owner){ hash, brand_of(o, brand) };
}

bool owners_find(const struct owners *o, struct slice conversation, struct slice *brand)
{
    const struct owner *s = o->table ? slot_of(o, hash64(conversation) | 1) : NULL;
    if (!s || !s->conversation)
        return false;
    *brand = o->brands[s->brand - 1];
    return true;
}

void owners_fini(struct owners *o)
{
    free(o->table);
    free(o->brands);
    arena_fini(&o->a);
    *o = (struct owners){ 0 };
}
