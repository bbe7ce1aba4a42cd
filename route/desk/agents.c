#include "route/desk/agents.h"

#include <stdlib.h>
#include <string.h>

struct row { const struct conf_node *agents, *overflow, *send; int64_t silence_ms, warn; };
struct agent_row { const char *id, *name; struct conf_strs teams, brands; int64_t capacity; const struct conf_node *shift; struct conf_strs languages, skills; bool validates; };

static const struct conf_key keys[] = {
    { "agents", CONF_NODE, offsetof(struct row, agents), NULL, "who answers customers" },
    { "silence", CONF_MS, offsetof(struct row, silence_ms), "0s", "a case that somebody has and in which nothing has happened for so long goes to another; 0s: never" },
    { "warn", CONF_INT, offsetof(struct row, warn), "80", "percent of the time to a deadline after which the case is marked" },
    { "send", CONF_NODE, offsetof(struct row, send), NULL, "limits of automatic answers (rules with send: true)" },
    { "overflow", CONF_NODE, offsetof(struct row, overflow), NULL, "list; where a team has more waiting cases that nobody has, they go to another" },
    { 0 }
};
static const struct conf_key agent_keys[] = {
    { "id", CONF_STR, offsetof(struct agent_row, id), NULL, "what they sign with, such as AR" },
    { "name", CONF_STR, offsetof(struct agent_row, name), "", "for colleagues" },
    { "teams", CONF_STRS, offsetof(struct agent_row, teams), NULL, "whose cases they take" },
    { "brands", CONF_STRS, offsetof(struct agent_row, brands), NULL, "only of these brands; none: of all" },
    { "capacity", CONF_INT, offsetof(struct agent_row, capacity), "5", "so many cases at a time that wait for us" },
    { "languages", CONF_STRS, offsetof(struct agent_row, languages), NULL, "es, en, pt, ...: only cases in these; none: in all" },
    { "skills", CONF_STRS, offsetof(struct agent_row, skills), NULL, "labels of rules, and purposes of accounts (sme), that they are there for: a case with such a label goes to who has it" },
    { "validates", CONF_BOOL, offsetof(struct agent_row, validates), "false", "a moderator: also gets the answers of other customers that were accepted, to say whether they hold" },
    { "shift", CONF_NODE, offsetof(struct agent_row, shift), NULL, "{ zone, hours, holidays }, as a calendar; none: always there" },
    { 0 }
};
static const struct conf_key send_keys[] = {
    { "author_pause", CONF_MS, offsetof(struct send_rules, author_pause_ms), "24h", "between two automatic answers to one author; and never two without a person in between" },
    { "brand_per_hour", CONF_INT, offsetof(struct send_rules, brand_per_hour), "60", "so many automatic answers of each brand" },
    { "within", CONF_MS, offsetof(struct send_rules, within_ms), "1h", "what was said longer ago is a person's to answer" },
    { "stop_at", CONF_STR, offsetof(struct send_rules, stop_at), "alert", "from this level of an incident of the brand on nothing is sent, and what is proposed is the statement that its committee approved, or held: watch, alert or crisis" },
    { 0 }
};
static const struct conf_key overflow_keys[] = {
    { "team", CONF_STR, offsetof(struct overflow, team), NULL, "of this team" },
    { "waiting", CONF_INT, offsetof(struct overflow, waiting), NULL, "more than so many that nobody has" },
    { "to", CONF_STR, offsetof(struct overflow, to), NULL, "go to this team, the least urgent first" },
    { 0 }
};

void desk_rules_print_config(bool markdown)
{
    conf_print("route.desk", keys, markdown);
    conf_print("route.desk.agents[]", agent_keys, markdown);
    calendar_print_config("route.desk.agents[].shift", markdown);
    conf_print("route.desk.send", send_keys, markdown);
    conf_print("route.desk.overflow[]", overflow_keys, markdown);
}

static bool read_agent(const struct conf_node *node, const struct conf_strs *teams, const struct brands *brands, const char *zone, struct desk_rules *r,
                       struct err *e)
{
    struct agent_row row = { 0 };
    if (!conf_read(node, agent_keys, &row, e) || !conf_known(node, "teams", "team", &row.teams, teams->v, teams->n, e)
        || (brands && !brands_known(brands, node, "brands", &row.brands, e)))
        return false;
    if (!*row.id || strlen(row.id) > 32)
        return conf_fail(conf_get(node, "id"), e, "an id is 1 to 32 bytes: what they sign with, such as AR");
    if (row.teams.n == 0)
        return conf_fail(node, e, "%s is in no team, so no case would ever reach them; add teams: [TEAM]", row.id);
    if (row.capacity < 1 || row.capacity > 1000)
        return conf_fail(conf_get(node, "capacity"), e, "a capacity is 1 to 1000");
    for (size_t i = 0; i < teams->n; i++)
        if (strcmp(teams->v[i], row.id) == 0)
            return conf_fail(conf_get(node, "id"), e, "%s is a team: a case that is handed over to it would not know whom", row.id);
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->agents[i].id, row.id) == 0)
            return conf_fail(conf_get(node, "id"), e, "%s stands further up", row.id);
    struct agent *a = &r->agents[r->n++];
    *a = (struct agent){ row.id, row.name ? row.name : "", row.teams, row.brands, row.capacity, row.languages, row.skills, row.validates, { 0 } };
    return calendar_read(row.shift, zone, &a->shift, e);
}

static bool read_overflow(const struct conf_node *node, const struct conf_strs *teams, struct desk_rules *r, struct err *e)
{
    struct overflow *o = &r->overflow[r->overflow_count];
    if (!conf_read(node, overflow_keys, o, e) || !conf_known(node, "team", "team", &(struct conf_strs){ &o->team, 1 }, teams->v, teams->n, e)
        || !conf_known(node, "to", "team", &(struct conf_strs){ &o->to, 1 }, teams->v, teams->n, e))
        return false;
    if (o->waiting < 0)
        return conf_fail(conf_get(node, "waiting"), e, "0 or more");
    for (size_t i = 0; i <= r->overflow_count; i++)
        if (strcmp(r->overflow[i].team, o->to) == 0)     /* also itself: cases would go in a circle */
            return conf_fail(conf_get(node, "to"), e, "%s overflows itself: cases would go in a circle", o->to);
    r->overflow_count++;
    return true;
}

static bool read_send(const struct conf_node *node, struct desk_rules *r, struct err *e)
{
    static const char *const levels[] = { "watch", "alert", "crisis" };
    if (!conf_read(node, send_keys, &r->send, e))
        return false;
    while (r->stop_level < 3 && strcmp(r->send.stop_at, levels[r->stop_level]) != 0)
        r->stop_level++;
    return r->stop_level < 3 || conf_unknown(conf_get(node, "stop_at"), "level", r->send.stop_at, levels, 3, e);
}

static size_t length(const struct conf_node *list)
{
    return list && conf_kind(list) == CONF_KIND_LIST ? conf_len(list) : 0;
}

bool desk_rules_read(const struct conf_node *section, const struct conf_strs *teams, const struct brands *brands, const char *zone,
                     struct desk_rules *r, struct err *e)
{
    struct row row = { 0 };
    *r = (struct desk_rules){ 0 };
    if (!conf_read(section, keys, &row, e))
        return false;
    if (row.warn < 1 || row.warn > 100)
        return conf_fail(conf_get(section, "warn"), e, "1 to 100 percent");
    if (!read_send(row.send, r, e))
        return false;
    r->silence_ms = row.silence_ms;
    r->warn_percent = row.warn;
    r->agents = calloc(length(row.agents) + 1, sizeof *r->agents);
    r->overflow = calloc(length(row.overflow) + 1, sizeof *r->overflow);
    if (!r->agents || !r->overflow)
        abort();
    bool ok = true;
    for (size_t i = 0; ok && i < length(row.agents); i++)
        ok = read_agent(conf_at(row.agents, i), teams, brands, zone, r, e);
    for (size_t i = 0; ok && i < length(row.overflow); i++)
        ok = read_overflow(conf_at(row.overflow, i), teams, r, e);
    if (!ok)
        desk_rules_fini(r);
    return ok;
}

void desk_rules_fini(struct desk_rules *r)
{
    for (size_t i = 0; i < r->n; i++)
        calendar_fini(&r->agents[i].shift);
    free(r->agents);
    free(r->overflow);
    *r = (struct desk_rules){ 0 };
}

bool agent_is_there(const struct agent *a, int64_t ms)
{
    return !a->shift.hours || hours_ms(a->shift.hours, ms + 1) > hours_ms(a->shift.hours, ms);
}

static bool among(const struct conf_strs *list, struct slice s)
{
    for (size_t i = 0; i < list->n; i++)
        if (slice_is(s, list->v[i]))
            return true;
    return false;
}

bool agent_may(const struct agent *a, const struct case_seen *c)
{
    return among(&a->teams, c->team) && (a->brands.n == 0 || !c->brand.n || among(&a->brands, c->brand)) && (a->validates || !case_is_to_validate(c));
}
