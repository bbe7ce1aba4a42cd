/* People as the configuration says them, and where hooks reach them. */
#include "app/conf_node.h"   /* conf_near */
#include "io/link.h"
#include "route/committee_own.h"
#include "route/notice.h"

#define AT(m) offsetof(struct person_row, m)
struct person_row { const char *id, *name, *lang; const struct conf_node *reach; };
const struct conf_key person_keys[] = {
    { "id", CONF_STR, AT(id), NULL, "1 to 64 of A-Z a-z 0-9 . _ -; what committees, links and `pulso incident` call this person" },
    { "name", CONF_STR, AT(name), "", "as people say it" },
    { "lang", CONF_STR, AT(lang), "", "es, en or pt; without it the hook's" },
    { "reach", CONF_NODE, AT(reach), NULL, "where a hook reaches this person, by its name: { mail: ana@example.com, push: ana-7f3 }" },
    { 0 }
};
#undef AT

static bool read_reach(struct reading *r, struct person *p, const struct conf_node *map, struct err *e)
{
    if (map && conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "reach says an address for each hook: { mail: ana@example.com }");
    p->reach = arena_zalloc(&r->out->arena, (conf_len(map) + 1) * sizeof *p->reach);
    for (size_t i = 0; i < conf_len(map); i++) {
        const char *hook = conf_member(map, i), *to = conf_scalar(conf_at(map, i));
        if (!hooks_has(r->hooks, hook))
            return reading_unknown(conf_member_node(map, i), "hook", hook, hooks_near(r->hooks, hook), e);
        if (!hooks_reaches(r->hooks, hook, NULL))
            return conf_fail(conf_member_node(map, i), e, "a hook of the type of \"%s\" has one address for all; only smtp, telegram, ntfy, matrix and webhook reach people", hook);
        if (!to || !hooks_reaches(r->hooks, hook, to))
            return conf_fail(conf_at(map, i), e, "\"%.80s\" is no address of the kind that hook \"%s\" knows", to ? to : "", hook);
        p->reach[p->reach_count++] = (struct hook_to){ .hook = hook, .to = to };
    }
    return true;
}

bool person_read(struct reading *r, const struct conf_node *n, struct err *e)
{
    struct person_row row;
    struct committees *c = r->out;
    if (!conf_read(n, person_keys, &row, e))
        return false;
    if (!link_name_ok(slice_of(row.id)))
        return conf_fail(conf_get(n, "id"), e, "an id is 1 to 64 of A-Z a-z 0-9 . _ -");
    if (committee_person(c, slice_of(row.id)))
        return conf_fail(conf_get(n, "id"), e, "there is a person \"%s\" already", row.id);
    if (row.lang && !notice_lang_ok(row.lang))
        return conf_fail(conf_get(n, "lang"), e, "lang is es, en or pt");
    struct person *p = &c->people[c->people_count++];
    *p = (struct person){ .id = row.id, .name = row.name ? row.name : row.id, .lang = row.lang };
    return read_reach(r, p, row.reach, e);
}

const struct person *reading_person(const struct reading *r, const struct conf_node *n, struct err *e)
{
    const char *id = conf_scalar(n);
    const struct person *p = id ? committee_person(r->out, slice_of(id)) : NULL;
    struct conf_near near = { .typed = id ? id : "" };
    for (size_t i = 0; !p && i < r->out->people_count; i++)
        conf_near_try(&near, r->out->people[i].id);
    if (!p)
        reading_unknown(n, "person", near.typed, conf_near_best(&near), e);
    return p;
}
