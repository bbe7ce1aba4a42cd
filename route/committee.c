#include "route/committee.h"

static bool listed(const struct conf_strs *list, struct slice word)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_is(word, list->v[i]))
            return true;
    return list->n == 0;
}

const struct committee *committee_of(const struct committees *c, struct slice brand, struct slice type)
{
    for (size_t i = 0; c && i < c->n; i++)
        if (listed(&c->v[i].brands, brand) && listed(&c->v[i].types, type))
            return &c->v[i];
    return NULL;
}

const struct committee *committee_named(const struct committees *c, struct slice name)
{
    for (size_t i = 0; c && i < c->n; i++)
        if (slice_is(name, c->v[i].name))
            return &c->v[i];
    return NULL;
}

const struct person *committee_person(const struct committees *c, struct slice id)
{
    for (size_t i = 0; c && i < c->people_count; i++)
        if (slice_is(id, c->people[i].id))
            return &c->people[i];
    return NULL;
}

int committee_level(struct slice name)
{
    static const char *const names[COMMITTEE_LEVELS] = { "watch", "alert", "crisis" };
    for (int i = 0; i < COMMITTEE_LEVELS; i++)
        if (slice_is(name, names[i]))
            return i;
    return -1;
}

const struct procedure *committee_procedure(const struct committee *c, struct slice type, struct slice level)
{
    for (size_t i = 0; c && i < c->procedure_count; i++)
        if (listed(&c->procedures[i].types, type) && listed(&c->procedures[i].levels, level))
            return &c->procedures[i];
    return NULL;
}

const struct step *committee_step(const struct committee *c, int level, size_t n)
{
    size_t steps = c && level >= 0 ? c->levels[level].n : 0;
    if (steps == 0 || n >= steps + (size_t)c->repeat)
        return NULL;
    return &c->levels[level].v[n < steps ? n : steps - 1];
}

/* ---- who is on call ---- */

static bool within(const struct duty *d, int32_t day, int32_t second)
{
    unsigned today = 1u << ((day + 3) % 7), yesterday = 1u << ((day + 2) % 7);   /* 1970-01-01 was a Thursday */
    bool dated = d->first <= d->last;
    bool now = (d->days & today) && (!dated || (day >= d->first && day <= d->last));
    bool before = (d->days & yesterday) && (!dated || (day - 1 >= d->first && day - 1 <= d->last));
    if (d->from_s == d->to_s)
        return now;
    if (d->from_s < d->to_s)
        return now && second >= d->from_s && second < d->to_s;
    return (now && second >= d->from_s) || (before && second < d->to_s);
}

static const struct role *role_of(const struct committee *c, const char *name)
{
    for (size_t i = 0; i < c->role_count; i++)
        if (strcmp(c->roles[i].name, name) == 0)
            return &c->roles[i];
    return NULL;
}

/* A calendar with a hole in it leaves nobody unasked: then it is all of the role. */
size_t committee_on_call(const struct committee *c, const char *role, int64_t now_ms, const struct person **out, size_t most)
{
    int64_t local_s = now_ms / 1000 + zone_offset(c->zone, now_ms / 1000);
    int32_t day = zone_day(c->zone, now_ms / 1000), second = (int32_t)(local_s - (int64_t)day * 86400);
    for (size_t i = 0; most && i < c->duty_count; i++)
        if (strcmp(c->duties[i].role, role) == 0 && within(&c->duties[i], day, second)) {
            out[0] = c->duties[i].person;
            return 1;
        }
    const struct role *r = role_of(c, role);
    size_t n = r ? r->n < most ? r->n : most : 0;
    for (size_t i = 0; i < n; i++)
        out[i] = r->v[i];
    return n;
}

static const char *reach(const struct person *p, const char *hook)
{
    for (size_t i = 0; i < p->reach_count; i++)
        if (strcmp(p->reach[i].hook, hook) == 0)
            return p->reach[i].to;
    return NULL;
}

static size_t people_of(const struct committee *c, const struct step *s, int64_t now_ms, const struct person **out)
{
    size_t n = 0;
    for (size_t r = 0; r < s->roles.n; r++) {
        const struct person *asked[COMMITTEE_TOLD];
        size_t k = committee_on_call(c, s->roles.v[r], now_ms, asked, COMMITTEE_TOLD);
        for (size_t i = 0; i < k && n < COMMITTEE_TOLD; i++) {
            size_t had = 0;
            while (had < n && out[had] != asked[i])
                had++;
            if (had == n)
                out[n++] = asked[i];
        }
    }
    return n;
}

/* A hook that reaches none of the people is told at its own address: a room hears it, whoever is on call. */
size_t committee_told(const struct committee *c, const struct step *s, int64_t now_ms, struct hook_to out[COMMITTEE_TOLD])
{
    const struct person *people[COMMITTEE_TOLD];
    size_t count = people_of(c, s, now_ms, people), n = 0;
    for (size_t t = 0; t < s->tell.n; t++) {
        size_t before = n;
        for (size_t i = 0; i < count && n < COMMITTEE_TOLD; i++) {
            const char *to = reach(people[i], s->tell.v[t]);
            if (to)
                out[n++] = (struct hook_to){ s->tell.v[t], people[i]->id, to, people[i]->lang };
        }
        if (n == before && n < COMMITTEE_TOLD)
            out[n++] = (struct hook_to){ .hook = s->tell.v[t] };
    }
    return n;
}
