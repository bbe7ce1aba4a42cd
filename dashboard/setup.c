#include "dashboard/setup.h"

#include <stdlib.h>

#include "base/zone.h"
#include "dashboard/person.h"

#define COLORS 8

static void setup_free(struct shared *self)
{
    struct setup *s = (struct setup *)self;
    brands_fini(&s->brands);
    in_force_close(&s->in_force);
    zone_close(s->home);
    free(s);
}

struct setup *setup_open(const struct app_common *c, struct conf *own, int64_t version, struct err *e)
{
    struct setup *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->shared.free = setup_free;
    if (in_force_open(c, own, conf_path(own), version, &s->in_force, e) && brands_read(s->in_force.conf, &s->brands, e)
        && (s->home = zone_open(c->zone, e)))
        return s;
    setup_free(&s->shared);
    return NULL;
}

static void add(const struct setup *s, const struct person *p, uint32_t brand, struct columns *out)
{
    if (person_sees(p, slice_of(s->brands.v[brand].id)))
        out->v[out->n++] = brand;
}

bool setup_columns(const struct setup *s, const struct person *p, const char *set, struct arena *a, struct columns *out)
{
    const struct brand_set *named = brands_set(&s->brands, set);
    if (!named && strcmp(set, SETUP_ALL) != 0)
        return false;
    size_t n = named ? named->n : s->brands.n;
    *out = (struct columns){ .v = arena_alloc(a, (n + 1) * sizeof *out->v) };
    for (size_t i = 0; i < n; i++)
        add(s, p, named ? named->brands[i] : (uint32_t)i, out);
    return true;
}

const char *setup_default(const struct setup *s, const struct person *p)
{
    for (size_t i = 0; i < s->brands.set_count; i++)
        for (size_t k = 0; k < s->brands.sets[i].n; k++)
            if (person_sees(p, slice_of(s->brands.v[s->brands.sets[i].brands[k]].id)))
                return s->brands.sets[i].id;
    return SETUP_ALL;
}

/* By its place among all brands of the set, so that it is the same whoever looks. */
int setup_color(const struct setup *s, const char *set, uint32_t brand)
{
    const struct brand_set *named = brands_set(&s->brands, set);
    for (size_t i = 0; named && i < named->n && i < COLORS; i++)
        if (named->brands[i] == brand)
            return (int)i + 1;
    return !named && brand < COLORS ? (int)brand + 1 : 0;
}
