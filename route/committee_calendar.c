/* Who is what in a committee, and who is asked when. */
#include <stdio.h>

#include "app/conf_node.h"   /* conf_near */
#include "base/when.h"
#include "route/committee_own.h"

#define AT(m) offsetof(struct duty_row, m)
struct duty_row { const char *role, *person, *days, *from, *to, *dates; };
const struct conf_key duty_keys[] = {
    { "role", CONF_STR, AT(role), NULL, "one of the committee's roles" },
    { "person", CONF_STR, AT(person), NULL, "who is asked" },
    { "days", CONF_STR, AT(days), "", "mon-fri, or sat,sun; without it every day" },
    { "from", CONF_STR, AT(from), "00:00", "local time of day" },
    { "to", CONF_STR, AT(to), "24:00", "local time of day; before from: over midnight" },
    { "dates", CONF_STR, AT(dates), "", "2026-12-24, or 2026-12-24..2026-12-26; without it at any time" },
    { 0 }
};
#undef AT

bool roles_read(struct reading *r, struct committee *c, const struct conf_node *map, struct err *e)
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
            if (!(role->v[role->n] = reading_person(r, reading_entry(list, role->n), e)))
                return false;
        if (n == 0)
            return conf_fail(list, e, "nobody has this role; name a person or remove it");
    }
    return true;
}

bool reading_role_ok(const struct committee *c, const struct conf_node *n, const char *name, struct err *e)
{
    struct conf_near near = { .typed = name };
    for (size_t i = 0; i < c->role_count; i++) {
        if (strcmp(c->roles[i].name, name) == 0)
            return true;
        conf_near_try(&near, c->roles[i].name);
    }
    return reading_unknown(n, "role", name, conf_near_best(&near), e);
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
    if (!conf_read(n, duty_keys, &row, e) || !reading_role_ok(c, conf_get(n, "role"), row.role, e)
        || !(d->person = reading_person(r, conf_get(n, "person"), e)))
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
bool duties_read(struct reading *r, struct committee *c, const struct conf_node *list, struct err *e)
{
    if (!reading_is_list(list, "on_call", e))
        return false;
    c->duties = arena_zalloc(&r->out->arena, (conf_len(list) + 1) * sizeof *c->duties);
    for (size_t i = 0; i < conf_len(list); i++)
        if (!read_duty(r, c, conf_at(list, i), e))
            return false;
    return true;
}
