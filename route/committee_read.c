/* People and committees as the configuration says them, with every mistake at its place. */
#include <stdio.h>
#include <stdlib.h>

#include "app/conf_node.h"   /* conf_near */
#include "base/when.h"
#include "route/committee.h"
#include "route/crisis/types.h"
#include "route/notice.h"

enum { REPEAT_MAX = 100 };

struct reading {
    struct committees *out;
    const struct brands *brands;
    const struct hooks *hooks;
    const char *zone;
};

#define AT(m) offsetof(struct person_row, m)
struct person_row { const char *id, *name, *lang; const struct conf_node *reach; };
static const struct conf_key person_keys[] = {
    { "id", CONF_STR, AT(id), NULL, "1 to 64 of A-Z a-z 0-9 . _ -; what committees, links and `pulso incident` call this person" },
    { "name", CONF_STR, AT(name), "", "as people say it" },
    { "lang", CONF_STR, AT(lang), "", "es, en or pt; without it the hook's" },
    { "reach", CONF_NODE, AT(reach), NULL, "where a hook reaches this person, by its name: { mail: ana@example.com, push: ana-7f3 }" },
    { 0 }
};
#undef AT

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

#define AT(m) offsetof(struct duty_row, m)
struct duty_row { const char *role, *person, *days, *from, *to, *dates; };
static const struct conf_key duty_keys[] = {
    { "role", CONF_STR, AT(role), NULL, "one of the committee's roles" },
    { "person", CONF_STR, AT(person), NULL, "who is asked" },
    { "days", CONF_STR, AT(days), "", "mon-fri, or sat,sun; without it every day" },
    { "from", CONF_STR, AT(from), "00:00", "local time of day" },
    { "to", CONF_STR, AT(to), "24:00", "local time of day; before from: over midnight" },
    { "dates", CONF_STR, AT(dates), "", "2026-12-24, or 2026-12-24..2026-12-26; without it at any time" },
    { 0 }
};
#undef AT

#define AT(m) offsetof(struct step, m)
static const struct conf_key step_keys[] = {
    { "tell", CONF_STRS, AT(tell), NULL, "these hooks" },
    { "roles", CONF_STRS, AT(roles), "", "whoever of these roles is on call, where a hook can reach them; else the hook's own address" },
    { "wait", CONF_MS, AT(wait_ms), "15m", "so long for somebody to acknowledge, then the next step" },
    { 0 }
};
#undef AT

#define AT(m) offsetof(struct procedure, m)
static const struct conf_key procedure_keys[] = {
    { "types", CONF_STRS, AT(types), "", "of incidents; none named: all" },
    { "levels", CONF_STRS, AT(levels), "", "watch, alert, crisis; none named: all" },
    { "name", CONF_STR, AT(name), "", "its title" },
    { "link", CONF_STR, AT(link), "", "where it is written down" },
    { "steps", CONF_STRS, AT(steps), "", "the checklist, each step one line; at most 50" },
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

static bool is_list(const struct conf_node *n, const char *what, struct err *e)
{
    return !n || conf_kind(n) == CONF_KIND_LIST || conf_fail(n, e, "%s is a list: - { ... }", what);
}

/* The i-th of a list that may also be one scalar. */
static const struct conf_node *entry(const struct conf_node *list, size_t i)
{
    return conf_kind(list) == CONF_KIND_LIST ? conf_at(list, i) : list;
}

static bool unknown(const struct conf_node *node, const char *what, const char *typed, const char *near, struct err *e)
{
    return near ? conf_fail(node, e, "no %s \"%.60s\"; did you mean \"%s\"?", what, typed, near) : conf_fail(node, e, "no %s \"%.60s\"", what, typed);
}

/* ---- people ---- */

static bool read_reach(struct reading *r, struct person *p, const struct conf_node *map, struct err *e)
{
    if (map && conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "reach says an address for each hook: { mail: ana@example.com }");
    p->reach = arena_zalloc(&r->out->arena, (conf_len(map) + 1) * sizeof *p->reach);
    for (size_t i = 0; i < conf_len(map); i++) {
        const char *hook = conf_member(map, i), *to = conf_scalar(conf_at(map, i));
        if (!hooks_has(r->hooks, hook))
            return unknown(conf_member_node(map, i), "hook", hook, hooks_near(r->hooks, hook), e);
        if (!hooks_reaches(r->hooks, hook, NULL))
            return conf_fail(conf_member_node(map, i), e, "a hook of the type of \"%s\" has one address for all; only smtp, telegram, ntfy, matrix and webhook reach people", hook);
        if (!to || !hooks_reaches(r->hooks, hook, to))
            return conf_fail(conf_at(map, i), e, "\"%.80s\" is no address of the kind that hook \"%s\" knows", to ? to : "", hook);
        p->reach[p->reach_count++] = (struct hook_to){ .hook = hook, .to = to };
    }
    return true;
}

static bool read_person(struct reading *r, const struct conf_node *n, struct err *e)
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

static const struct person *find_person(const struct reading *r, const struct conf_node *n, struct err *e)
{
    const char *id = conf_scalar(n);
    const struct person *p = id ? committee_person(r->out, slice_of(id)) : NULL;
    struct conf_near near = { .typed = id ? id : "" };
    for (size_t i = 0; !p && i < r->out->people_count; i++)
        conf_near_try(&near, r->out->people[i].id);
    if (!p)
        unknown(n, "person", near.typed, conf_near_best(&near), e);
    return p;
}

/* ---- a committee's roles and calendar ---- */

static bool read_roles(struct reading *r, struct committee *c, const struct conf_node *map, struct err *e)
{
    if (map && conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "roles says who is what: { care: [ana, luis] }");
    c->roles = arena_zalloc(&r->out->arena, (conf_len(map) + 1) * sizeof *c->roles);
    for (size_t i = 0; i < conf_len(map); i++) {
        const struct conf_node *list = conf_at(map, i);
        struct role *role = &c->roles[c->role_count++];
        size_t n = conf_kind(list) == CONF_KIND_LIST ? conf_len(list) : 1;
        role->name = conf_member(map, i);
        role->v = arena_zalloc(&r->out->arena, (n + 1) * sizeof *role->v);
        for (; role->n < n; role->n++)
            if (!(role->v[role->n] = find_person(r, entry(list, role->n), e)))
                return false;
        if (n == 0)
            return conf_fail(list, e, "nobody has this role; name a person or remove it");
    }
    return true;
}

static bool known_role(const struct committee *c, const struct conf_node *n, const char *name, struct err *e)
{
    struct conf_near near = { .typed = name };
    for (size_t i = 0; i < c->role_count; i++) {
        if (strcmp(c->roles[i].name, name) == 0)
            return true;
        conf_near_try(&near, c->roles[i].name);
    }
    return unknown(n, "role", name, conf_near_best(&near), e);
}

static int day_of(struct slice s)
{
    static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    for (int i = 0; i < 7; i++)
        if (slice_is(s, names[i]))
            return i;
    return -1;
}

static bool read_days(const char *text, unsigned *days)
{
    struct slice rest = slice_of(text), part, first;
    *days = text ? 0 : 127;
    while (slice_next(&rest, ',', &part)) {
        part = slice_trim(part);
        if (!slice_next(&part, '-', &first))
            return false;
        int from = day_of(slice_trim(first)), to = part.n ? day_of(slice_trim(part)) : from;
        if (from < 0 || to < 0)
            return false;
        for (int d = from;; d = (d + 1) % 7) {
            *days |= 1u << d;
            if (d == to)
                break;
        }
    }
    return *days != 0;
}

static bool read_time(const char *text, int32_t *seconds)
{
    struct slice rest = slice_of(text), hour;
    int64_t h, m;
    if (!slice_next(&rest, ':', &hour) || hour.n != 2 || rest.n != 2 || !slice_int(hour, &h) || !slice_int(rest, &m))
        return false;
    *seconds = (int32_t)(h * 3600 + m * 60);
    return h >= 0 && m >= 0 && m < 60 && *seconds <= 86400;
}

static bool read_date(struct slice s, int32_t *day)
{
    char text[32];
    int64_t ms;
    if (s.n != 10)
        return false;
    snprintf(text, sizeof text, SLICE_FMT "T00:00:00Z", SLICE_ARG(s));
    if (!when_parse(slice_of(text), WHEN_RFC3339, NULL, &ms))
        return false;
    *day = (int32_t)(ms / 86400000);
    return true;
}

static bool read_dates(const char *text, struct duty *d)
{
    const char *dots = text ? strstr(text, "..") : NULL;
    d->first = 1;
    d->last = 0;
    if (!text)
        return true;
    struct slice from = { text, dots ? (size_t)(dots - text) : strlen(text) }, to = dots ? slice_of(dots + 2) : from;
    return read_date(slice_trim(from), &d->first) && read_date(slice_trim(to), &d->last) && d->first <= d->last;
}

static bool read_duty(struct reading *r, struct committee *c, const struct conf_node *n, struct err *e)
{
    struct duty_row row;
    struct duty *d = &c->duties[c->duty_count++];
    if (!conf_read(n, duty_keys, &row, e) || !known_role(c, conf_get(n, "role"), row.role, e)
        || !(d->person = find_person(r, conf_get(n, "person"), e)))
        return false;
    d->role = row.role;
    if (!read_days(row.days, &d->days))
        return conf_fail(conf_get(n, "days"), e, "days are mon, tue, wed, thu, fri, sat, sun: mon-fri, or sat,sun");
    if (!read_time(row.from, &d->from_s) || d->from_s == 86400)
        return conf_fail(conf_get(n, "from"), e, "a time of day is wanted, in quotes: \"08:00\"");
    if (!read_time(row.to, &d->to_s))
        return conf_fail(conf_get(n, "to"), e, "a time of day is wanted, in quotes: \"20:00\"");
    if (!read_dates(row.dates, d))
        return conf_fail(conf_get(n, "dates"), e, "dates are 2026-12-24, or 2026-12-24..2026-12-26");
    return true;
}

/* ---- its levels and procedures ---- */

static bool read_step(struct reading *r, struct committee *c, struct step *s, const struct conf_node *n, struct err *e)
{
    const struct conf_node *tell = conf_get(n, "tell"), *roles = conf_get(n, "roles");
    if (!conf_read(n, step_keys, s, e))
        return false;
    if (s->tell.n == 0)
        return conf_fail(tell ? tell : n, e, "a step tells at least one hook: { tell: [room] }");
    for (size_t i = 0; i < s->tell.n; i++)
        if (!hooks_has(r->hooks, s->tell.v[i]))
            return unknown(entry(tell, i), "hook", s->tell.v[i], hooks_near(r->hooks, s->tell.v[i]), e);
    for (size_t i = 0; i < s->roles.n; i++)
        if (!known_role(c, entry(roles, i), s->roles.v[i], e))
            return false;
    if (s->wait_ms < 1000)
        return conf_fail(conf_get(n, "wait"), e, "nobody can acknowledge within less than 1s");
    return true;
}

static bool read_levels(struct reading *r, struct committee *c, const struct conf_node *map, struct err *e)
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
            if (!read_step(r, c, &c->levels[level].v[c->levels[level].n], entry(list, c->levels[level].n), e))
                return false;
    }
    return true;
}

static bool check_types(const struct conf_node *n, const struct conf_strs *types, struct err *e)
{
    for (size_t i = 0; i < types->n; i++) {
        struct conf_near near = { .typed = types->v[i] };
        size_t k = 0;
        while (k < CRISIS_TYPES && strcmp(types->v[i], crisis_type_names[k]) != 0)
            conf_near_try(&near, crisis_type_names[k++]);
        if (k == CRISIS_TYPES)
            return unknown(entry(n, i), "type", types->v[i], conf_near_best(&near), e);
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
            return conf_fail(entry(levels, i), e, "a level is watch, alert or crisis");
    if (!check_types(conf_get(n, "types"), &p->types, e))
        return false;
    if (p->steps.n > 50)
        return conf_fail(conf_get(n, "steps"), e, "%zu steps; nobody follows more than 50 in a crisis", p->steps.n);
    return p->link || p->steps.n || conf_fail(n, e, "a procedure has a link, or steps, or both");
}

static bool check_brands(const struct reading *r, const struct conf_node *n, const struct conf_strs *brands, struct err *e)
{
    uint32_t index;
    for (size_t i = 0; r->brands && i < brands->n; i++) {
        struct conf_near near = { .typed = brands->v[i] };
        for (size_t b = 0; b < r->brands->n; b++)
            conf_near_try(&near, r->brands->v[b].id);
        if (!brands_find(r->brands, slice_of(brands->v[i]), &index))
            return unknown(entry(n, i), "brand", brands->v[i], conf_near_best(&near), e);
    }
    return true;
}

static bool read_lists(struct reading *r, struct committee *c, const struct committee_row *row, struct err *e)
{
    if (!is_list(row->on_call, "on_call", e) || !is_list(row->procedures, "procedures", e))
        return false;
    c->duties = arena_zalloc(&r->out->arena, (conf_len(row->on_call) + 1) * sizeof *c->duties);
    c->procedures = arena_zalloc(&r->out->arena, (conf_len(row->procedures) + 1) * sizeof *c->procedures);
    for (size_t i = 0; i < conf_len(row->on_call); i++)
        if (!read_duty(r, c, conf_at(row->on_call, i), e))
            return false;
    for (; c->procedure_count < conf_len(row->procedures); c->procedure_count++)
        if (!read_procedure(&c->procedures[c->procedure_count], conf_at(row->procedures, c->procedure_count), e))
            return false;
    return true;
}

static bool read_committee(struct reading *r, const struct conf_node *n, struct err *e)
{
    struct committee_row row;
    struct err why = { 0 };
    if (!conf_read(n, committee_keys, &row, e) || !check_brands(r, conf_get(n, "brands"), &row.brands, e)
        || !check_types(conf_get(n, "types"), &row.types, e))
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
    return read_roles(r, c, row.roles, e) && read_lists(r, c, &row, e)
        && (row.levels ? read_levels(r, c, row.levels, e) : conf_fail(n, e, "a committee needs levels: { alert: [ { tell: [room] } ] }"));
}

bool committees_read(const struct conf_node *route, const struct brands *brands, const struct hooks *hooks, const char *zone, struct committees *out,
                     struct err *e)
{
    const struct conf_node *people = conf_get(route, "people"), *list = conf_get(route, "committees");
    struct reading r = { out, brands, hooks, zone };
    *out = (struct committees){ 0 };
    bool ok = is_list(people, "people", e) && is_list(list, "committees", e);
    out->people = arena_zalloc(&out->arena, (conf_len(people) + 1) * sizeof *out->people);
    out->v = arena_zalloc(&out->arena, (conf_len(list) + 1) * sizeof *out->v);
    for (size_t i = 0; ok && i < conf_len(people); i++)
        ok = read_person(&r, conf_at(people, i), e);
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
