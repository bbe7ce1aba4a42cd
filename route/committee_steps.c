/* Who is told of a committee's incidents, level by level and step by step, and the written procedures. */
#include "app/conf_node.h"   /* conf_near */
#include "route/committee_own.h"
#include "route/crisis/types.h"

#define AT(m) offsetof(struct step, m)
const struct conf_key step_keys[] = {
    { "tell", CONF_STRS, AT(tell), NULL, "these hooks" },
    { "roles", CONF_STRS, AT(roles), "", "whoever of these roles is on call, where a hook can reach them; else the hook's own address" },
    { "wait", CONF_MS, AT(wait_ms), "15m", "so long for somebody to acknowledge, then the next step" },
    { 0 }
};
#undef AT

#define AT(m) offsetof(struct procedure, m)
const struct conf_key procedure_keys[] = {
    { "types", CONF_STRS, AT(types), "", "of incidents; none named: all" },
    { "levels", CONF_STRS, AT(levels), "", "watch, alert, crisis; none named: all" },
    { "name", CONF_STR, AT(name), "", "its title" },
    { "link", CONF_STR, AT(link), "", "where it is written down" },
    { "steps", CONF_STRS, AT(steps), "", "the checklist, each step one line; at most 50" },
    { 0 }
};
#undef AT

static bool read_step(struct reading *r, struct committee *c, struct step *s, const struct conf_node *n, struct err *e)
{
    const struct conf_node *tell = conf_get(n, "tell"), *roles = conf_get(n, "roles");
    if (!conf_read(n, step_keys, s, e))
        return false;
    if (s->tell.n == 0)
        return conf_fail(tell ? tell : n, e, "a step tells at least one hook: { tell: [room] }");
    for (size_t i = 0; i < s->tell.n; i++)
        if (!hooks_has(r->hooks, s->tell.v[i]))
            return reading_unknown(reading_entry(tell, i), "hook", s->tell.v[i], hooks_near(r->hooks, s->tell.v[i]), e);
    for (size_t i = 0; i < s->roles.n; i++)
        if (!reading_role_ok(c, reading_entry(roles, i), s->roles.v[i], e))
            return false;
    if (s->wait_ms < 1000)
        return conf_fail(conf_get(n, "wait"), e, "nobody can acknowledge within less than 1s");
    return true;
}

bool levels_read(struct reading *r, struct committee *c, const struct conf_node *map, struct err *e)
{
    if (!map || conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "levels says the steps of each level: { alert: [ { tell: [room] } ] }");
    for (size_t i = 0; i < conf_len(map); i++) {
        const struct conf_node *list = conf_at(map, i);
        int level = committee_level(slice_of(conf_member(map, i)));
        if (level < 0)
            return conf_fail(conf_member_node(map, i), e, "a level is watch, alert or crisis");
        size_t n = conf_kind(list) == CONF_KIND_LIST ? conf_len(list) : 1;
        c->levels[level].v = arena_zalloc(&r->out->arena, (n + 1) * sizeof(struct step));
        for (; c->levels[level].n < n; c->levels[level].n++)
            if (!read_step(r, c, &c->levels[level].v[c->levels[level].n], reading_entry(list, c->levels[level].n), e))
                return false;
    }
    return true;
}

bool reading_types_ok(const struct conf_node *n, const struct conf_strs *types, struct err *e)
{
    for (size_t i = 0; i < types->n; i++) {
        struct conf_near near = { .typed = types->v[i] };
        size_t k = 0;
        while (k < CRISIS_TYPES && strcmp(types->v[i], crisis_type_names[k]) != 0)
            conf_near_try(&near, crisis_type_names[k++]);
        if (k == CRISIS_TYPES)
            return reading_unknown(reading_entry(n, i), "type", types->v[i], conf_near_best(&near), e);
    }
    return true;
}

static bool read_procedure(struct procedure *p, const struct conf_node *n, struct err *e)
{
    const struct conf_node *levels = conf_get(n, "levels");
    if (!conf_read(n, procedure_keys, p, e))
        return false;
    for (size_t i = 0; i < p->levels.n; i++)
        if (committee_level(slice_of(p->levels.v[i])) < 0)
            return conf_fail(reading_entry(levels, i), e, "a level is watch, alert or crisis");
    if (!reading_types_ok(conf_get(n, "types"), &p->types, e))
        return false;
    if (p->steps.n > 50)
        return conf_fail(conf_get(n, "steps"), e, "%zu steps; nobody follows more than 50 in a crisis", p->steps.n);
    return p->link || p->steps.n || conf_fail(n, e, "a procedure has a link, or steps, or both");
}
bool procedures_read(struct reading *r, struct committee *c, const struct conf_node *list, struct err *e)
{
    if (!reading_is_list(list, "procedures", e))
        return false;
    c->procedures = arena_zalloc(&r->out->arena, (conf_len(list) + 1) * sizeof *c->procedures);
    for (; c->procedure_count < conf_len(list); c->procedure_count++)
        if (!read_procedure(&c->procedures[c->procedure_count], conf_at(list, c->procedure_count), e))
            return false;
    return true;
}
