#include "route/tell/window.h"

#include <stdlib.h>

void window_init(struct window *w, int partitions)
{
    *w = (struct window){ .partitions = partitions, .next = calloc((size_t)partitions + 1, sizeof *w->next) };
    if (!w->next)
        abort();
}

void window_fini(struct window *w)
{
    for (size_t i = 0; i < WINDOW; i++)
        arena_fini(&w->v[i].a);
    free(w->next);
    *w = (struct window){ 0 };
}

int64_t window_done(const struct window *w, int32_t partition)
{
    int64_t done = w->next[partition];
    for (size_t i = 0; i < WINDOW; i++)
        if (w->v[i].state != SLOT_FREE && w->v[i].partition == partition && w->v[i].offset < done)
            done = w->v[i].offset;
    return done;
}

struct slot *window_free(struct window *w)
{
    struct slot *found = NULL;
    for (int p = 0; p < w->partitions; p++)
        if (w->next[p] - window_done(w, p) >= WINDOW_LEAD)
            return NULL;
    for (size_t i = 0; i < WINDOW && !found; i++)
        found = w->v[i].state == SLOT_FREE ? &w->v[i] : NULL;
    if (found)
        arena_reset(&found->a);
    return found;
}

void window_read(struct window *w, int32_t partition, int64_t offset, struct slot *s, bool wanted)
{
    w->next[partition] = offset + 1;
    s->state = wanted ? SLOT_WAITS : SLOT_FREE;
    s->partition = partition;
    s->offset = offset;
}

static bool is_first_of_its_case(const struct window *w, const struct slot *s)
{
    for (size_t i = 0; i < WINDOW; i++) {
        const struct slot *o = &w->v[i];
        if (o->state != SLOT_FREE && o->partition == s->partition && o->offset < s->offset && slice_eq(o->key, s->key))
            return false;
    }
    return true;
}

struct slot *window_due(struct window *w)
{
    struct slot *first = NULL;
    size_t told = 0;
    for (size_t i = 0; i < WINDOW; i++)
        told += w->v[i].state == SLOT_TOLD;
    for (size_t i = 0; told < WINDOW_AT_ONCE && i < WINDOW; i++) {
        struct slot *s = &w->v[i];
        if (s->state == SLOT_WAITS && (!first || s->offset < first->offset) && is_first_of_its_case(w, s))
            first = s;
    }
    return first;
}

void window_ended(struct slot *s)
{
    s->state = SLOT_FREE;
}
