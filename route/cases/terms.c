#include "route/cases/terms.h"

#include <stdlib.h>
#include <string.h>

#include "route/care/calendar.h"
#include "route/cases/same.h"

struct deadline { int64_t from, first_ms, solve_ms; };
struct row { int64_t contact_after; const struct conf_node *deadlines, *calendars, *same; struct conf_strs community; };
struct team_hours { const char *team; struct calendar calendar; };

struct terms {
    struct row row;
    struct deadline *deadlines;
    size_t n;
    struct calendar usual;           /* route.care.calendar */
    struct team_hours *teams;
    size_t team_count;
    struct same *same;
};

static const struct conf_key keys[] = {
    { "contact_after", CONF_INT, offsetof(struct row, contact_after), "2",
      "so many messages of a customer behind the brand's answers, without thanks, send a case to direct contact; 0: never" },
    { "deadlines", CONF_NODE, offsetof(struct row, deadlines), NULL, "list; the first whose priority_from is reached says what is promised" },
    { "calendars", CONF_NODE, offsetof(struct row, calendars), NULL, "{ TEAM: { zone, hours, holidays } }; other teams: route.care.calendar, else always" },
    { "community", CONF_STRS, offsetof(struct row, community), NULL, "platforms where customers answer each other: an answer that the author accepts or thanks for goes before a moderator (route.desk.agents[].validates), and closes the case" },
    { "same_customer", CONF_NODE, offsetof(struct row, same), NULL, "list; who is one customer in several networks: cases of theirs about one brand are merged into the oldest" },
    { 0 }
};
static const struct conf_key deadline_keys[] = {
    { "priority_from", CONF_INT, offsetof(struct deadline, from), "0", "of this priority at least" },
    { "first", CONF_MS, offsetof(struct deadline, first_ms), "0s", "until the first answer, in the team's time; 0s: not promised" },
    { "solve", CONF_MS, offsetof(struct deadline, solve_ms), "0s", "until the case is closed, in the team's time; 0s: not promised" },
    { 0 }
};

void terms_print_config(bool markdown)
{
    conf_print("route.cases", keys, markdown);
    conf_print("route.cases.deadlines[]", deadline_keys, markdown);
    calendar_print_config("route.cases.calendars.TEAM", markdown);
    same_print_config(markdown);
}

static bool read_deadlines(struct terms *t, struct err *e)
{
    const struct conf_node *list = t->row.deadlines;
    if (list && conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "a list is expected: deadlines: [ { priority_from: 80, first: 15m, solve: 8h }, { first: 4h, solve: 3d } ]");
    t->n = list ? conf_len(list) : 0;
    t->deadlines = calloc(t->n + 1, sizeof *t->deadlines);
    if (!t->deadlines)
        abort();
    for (size_t i = 0; i < t->n; i++) {
        struct deadline *d = &t->deadlines[i];
        if (!conf_read(conf_at(list, i), deadline_keys, d, e))
            return false;
        if (d->from < 0 || d->from > 100)
            return conf_fail(conf_get(conf_at(list, i), "priority_from"), e, "a priority is 0 to 100");
        if (i && d->from >= t->deadlines[i - 1].from)
            return conf_fail(conf_at(list, i), e, "never reached: the one before it takes every priority from %lld on; put higher ones first",
                             (long long)t->deadlines[i - 1].from);
        if (d->first_ms && d->solve_ms && d->first_ms > d->solve_ms)
            return conf_fail(conf_at(list, i), e, "solved before it is answered: solve is shorter than first");
    }
    return true;
}

static bool read_calendars(struct terms *t, const struct conf_strs *teams, const char *zone, struct err *e)
{
    const struct conf_node *map = t->row.calendars;
    if (map && conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "a mapping is expected: calendars: { TEAM: { hours: { mon-fri: \"09:00-18:00\" } } }");
    t->teams = calloc(conf_len(map) + 1, sizeof *t->teams);
    if (!t->teams)
        abort();
    for (size_t i = 0; i < conf_len(map); i++) {
        struct team_hours *h = &t->teams[t->team_count++];
        size_t k = 0;
        h->team = conf_member(map, i);
        while (k < teams->n && strcmp(teams->v[k], h->team) != 0)
            k++;
        if (k == teams->n)
            return conf_unknown(conf_member_node(map, i), "team", h->team, teams->v, teams->n, e);
        if (!calendar_read(conf_at(map, i), zone, &h->calendar, e))
            return false;
    }
    return true;
}

struct terms *terms_open(const struct conf_node *cases, const struct conf_node *care, const struct conf_strs *teams, const char *zone, struct err *e)
{
    struct terms *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    if (conf_read(cases, keys, &t->row, e) && calendar_read(care ? conf_get(care, "calendar") : NULL, zone, &t->usual, e) && read_deadlines(t, e)
        && read_calendars(t, teams, zone, e) && (t->same = same_open(t->row.same, e))) {
        if (t->row.contact_after >= 0 && t->row.contact_after <= 100)
            return t;
        conf_fail(conf_get(cases, "contact_after"), e, "0 to 100");
    }
    terms_close(t);
    return NULL;
}

void terms_close(struct terms *t)
{
    if (!t)
        return;
    calendar_fini(&t->usual);
    for (size_t i = 0; i < t->team_count; i++)
        calendar_fini(&t->teams[i].calendar);
    same_close(t->same);
    free(t->teams);
    free(t->deadlines);
    free(t);
}

static const struct hours *hours_of(const struct terms *t, struct slice team)
{
    for (size_t i = 0; i < t->team_count; i++)
        if (slice_is(team, t->teams[i].team))
            return t->teams[i].calendar.hours;
    return t->usual.hours;
}

static int64_t due(const struct hours *h, int64_t ms, int64_t within_ms)
{
    if (within_ms <= 0)
        return 0;
    return h ? hours_due(h, ms, within_ms) : ms + within_ms;
}

void terms_due(const struct terms *t, struct slice team, int64_t priority, int64_t ms, int64_t *first_ms, int64_t *solve_ms)
{
    const struct hours *h = hours_of(t, team);
    size_t i = 0;
    while (i < t->n && priority < t->deadlines[i].from)
        i++;
    *first_ms = i < t->n ? due(h, ms, t->deadlines[i].first_ms) : 0;
    *solve_ms = i < t->n ? due(h, ms, t->deadlines[i].solve_ms) : 0;
}

int64_t terms_contact_after(const struct terms *t)
{
    return t->row.contact_after;
}

bool terms_is_forum(const struct terms *t, struct slice platform)
{
    for (size_t i = 0; i < t->row.community.n; i++)
        if (slice_is(platform, t->row.community.v[i]))
            return true;
    return false;
}

struct slice terms_customer(const struct terms *t, struct arena *a, const struct mention *m)
{
    return same_customer(t->same, a, m);
}
