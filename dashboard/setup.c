#include "dashboard/setup.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/zone.h"
#include "dashboard/person.h"
#include "kb/kb.h"

#define COLORS 8

static void setup_free(struct shared *self)
{
    struct setup *s = (struct setup *)self;
    brands_fini(&s->brands);
    customers_fini(&s->customers);
    kb_close(s->kb);
    in_force_close(&s->in_force);
    zone_close(s->home);
    arena_fini(&s->a);
    free(s);
}

/* One team may stand without a list. */
static void read_teams(struct setup *s, const struct conf *own)
{
    const struct conf_node *route = conf_get(conf_root(own), "route"), *list = route ? conf_get(route, "teams") : NULL;
    size_t n = !list ? 0 : conf_kind(list) == CONF_KIND_LIST ? conf_len(list) : 1;
    s->teams = arena_alloc(&s->a, (n + 1) * sizeof *s->teams);
    for (size_t i = 0; i < n; i++) {
        const char *name = conf_scalar(conf_entry(list, i));
        if (name)
            s->teams[s->team_count++] = arena_dup(&s->a, slice_of(name));
    }
}

/* Figures do not wait for it. */
static void read_articles(struct setup *s, struct conf *own, const char *zone)
{
    struct err why = { 0 };
    bool of_version = conf_get(conf_root(s->in_force.conf), "kb") != NULL;
    s->kb = kb_open(of_version ? s->in_force.conf : own, &s->brands, zone, &why);
    if (!s->kb)
        log_warn("event=kb cause=\"%s\"", why.msg);
}

struct setup *setup_open(const struct app_common *c, struct conf *own, int64_t version, struct err *e)
{
    struct setup *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->shared.free = setup_free;
    read_teams(s, own);
    bool ok = in_force_open(c, own, conf_path(own), version, &s->in_force, e) && brands_read(s->in_force.conf, &s->brands, e)
           && customers_read(own, &s->customers, e) && (s->home = zone_open(c->zone, e));
    if (ok) {
        read_articles(s, own, c->zone);
        return s;
    }
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
