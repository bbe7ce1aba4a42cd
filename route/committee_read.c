/* People and committees as the configuration says them, with every mistake at its place. */
#include "app/conf_node.h"   /* conf_near */
#include "route/committee_own.h"

enum { REPEAT_MAX = 100 };

#define AT(m) offsetof(struct committee_row, m)
struct committee_row { const char *name, *zone; struct conf_strs brands, types; const struct conf_node *roles, *on_call, *levels, *procedures; int64_t repeat; };
static const struct conf_key committee_keys[] = {
    { "name", CONF_STR, AT(name), NULL, "what incidents call it" },
    { "brands", CONF_STRS, AT(brands), "", "only incidents of these brands; none named: all" },
    { "types", CONF_STRS, AT(types), "", "only of these types: institutional, technical, commercial; none named: all" },
    { "zone", CONF_STR, AT(zone), "", "of on_call; without it the installation's" },
    { "roles", CONF_NODE, AT(roles), NULL, "role: [person, ...]; spokesperson, press, care, legal, technical, or your own" },
    { "on_call", CONF_NODE, AT(on_call), NULL, "who of a role is asked, and when; the first entry that fits" },
    { "levels", CONF_NODE, AT(levels), NULL, "watch, alert, crisis: the steps of each, one after another until somebody acknowledges" },
    { "repeat", CONF_INT, AT(repeat), "3", "so often the last step is told again when nobody acknowledges" },
    { "procedures", CONF_NODE, AT(procedures), NULL, "what has to be done, by type and level; the first that fits" },
    { 0 }
};
#undef AT

void committees_print_config(bool markdown)
{
    conf_print("route.people[]", person_keys, markdown);
    conf_print("route.committees[]", committee_keys, markdown);
    conf_print("route.committees[].on_call[]", duty_keys, markdown);
    conf_print("route.committees[].levels.LEVEL[]", step_keys, markdown);
    conf_print("route.committees[].procedures[]", procedure_keys, markdown);
}

bool reading_is_list(const struct conf_node *n, const char *what, struct err *e)
{
    return !n || conf_kind(n) == CONF_KIND_LIST || conf_fail(n, e, "%s is a list: - { ... }", what);
}

const struct conf_node *reading_entry(const struct conf_node *list, size_t i)
{
    return conf_kind(list) == CONF_KIND_LIST ? conf_at(list, i) : list;
}

bool reading_unknown(const struct conf_node *node, const char *what, const char *typed, const char *near, struct err *e)
{
    return near ? conf_fail(node, e, "no %s \"%.60s\"; did you mean \"%s\"?", what, typed, near) : conf_fail(node, e, "no %s \"%.60s\"", what, typed);
}

static bool check_brands(const struct reading *r, const struct conf_node *n, const struct conf_strs *brands, struct err *e)
{
    uint32_t index;
    for (size_t i = 0; r->brands && i < brands->n; i++) {
        struct conf_near near = { .typed = brands->v[i] };
        for (size_t b = 0; b < r->brands->n; b++)
            conf_near_try(&near, r->brands->v[b].id);
        if (!brands_find(r->brands, slice_of(brands->v[i]), &index))
            return reading_unknown(reading_entry(n, i), "brand", brands->v[i], conf_near_best(&near), e);
    }
    return true;
}

static bool read_committee(struct reading *r, const struct conf_node *n, struct err *e)
{
    struct committee_row row;
    struct err why = { 0 };
    if (!conf_read(n, committee_keys, &row, e) || !check_brands(r, conf_get(n, "brands"), &row.brands, e)
        || !reading_types_ok(conf_get(n, "types"), &row.types, e))
        return false;
    if (committee_named(r->out, slice_of(row.name)))
        return conf_fail(conf_get(n, "name"), e, "there is a committee \"%s\" already", row.name);
    if (row.repeat < 0 || row.repeat > REPEAT_MAX)
        return conf_fail(conf_get(n, "repeat"), e, "repeat is 0 to %d", REPEAT_MAX);
    struct committee *c = &r->out->v[r->out->n++];
    *c = (struct committee){ .name = row.name, .brands = row.brands, .types = row.types, .repeat = row.repeat };
    c->zone = zone_open(row.zone ? row.zone : r->zone, &why);
    if (!c->zone)
        return conf_fail(conf_get(n, "zone"), e, "%s", why.msg);
    return roles_read(r, c, row.roles, e) && duties_read(r, c, row.on_call, e) && procedures_read(r, c, row.procedures, e)
        && (row.levels ? levels_read(r, c, row.levels, e) : conf_fail(n, e, "a committee needs levels: { alert: [ { tell: [room] } ] }"));
}

bool committees_read(const struct conf_node *route, const struct brands *brands, const struct hooks *hooks, const char *zone, struct committees *out,
                     struct err *e)
{
    const struct conf_node *people = conf_get(route, "people"), *list = conf_get(route, "committees");
    struct reading r = { out, brands, hooks, zone };
    *out = (struct committees){ 0 };
    bool ok = reading_is_list(people, "people", e) && reading_is_list(list, "committees", e);
    out->people = arena_zalloc(&out->arena, (conf_len(people) + 1) * sizeof *out->people);
    out->v = arena_zalloc(&out->arena, (conf_len(list) + 1) * sizeof *out->v);
    for (size_t i = 0; ok && i < conf_len(people); i++)
        ok = person_read(&r, conf_at(people, i), e);
    for (size_t i = 0; ok && i < conf_len(list); i++)
        ok = read_committee(&r, conf_at(list, i), e);
    if (!ok)
        committees_fini(out);
    return ok;
}

static void nobody(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    (void)self, (void)key, (void)delivered, (void)failed, (void)last_error;
}

bool committees_check(const struct conf_node *route, const struct brands *brands, const char *zone, struct err *e)
{
    struct committees c;
    struct hooks *hooks = hooks_open(conf_get(route, "hooks"), nobody, NULL, e);
    bool ok = hooks && committees_read(route, brands, hooks, zone, &c, e);
    if (ok)
        committees_fini(&c);
    hooks_close(hooks);
    return ok;
}

void committees_fini(struct committees *c)
{
    for (size_t i = 0; i < c->n; i++)
        zone_close(c->v[i].zone);
    arena_fini(&c->arena);
    *c = (struct committees){ 0 };
}
