/* pulso desk: who is there, what they have to do, and what waits: the supervisor's view. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/case.h"
#include "cli/table.h"
#include "route/desk/fit.h"
#include "route/route.h"

struct view {
    struct cli *cli;
    struct route_options route;
    struct desk_rules rules;
    struct cases_seen cases;
    int64_t now;
    struct buf json;
    bool first;
};

static struct case_load sum_of(const struct view *v, const char *team, const char *agent)
{
    struct case_load s = { 0 };
    for (size_t i = 0; i < v->cases.n; i++)
        if ((!team || slice_is(v->cases.v[i].team, team)) && (!agent || slice_is(v->cases.v[i].agent, agent)))
            case_load_add(&s, &v->cases.v[i], v->now);
    return s;
}

static void print_sum(struct view *v, struct table *t, const struct case_load *s)
{
    const int64_t numbers[] = { s->open, s->waiting, s->late };
    for (size_t i = 0; i < 3; i++)
        table_printf(t, i == 2 && numbers[i] ? STYLE_RED : STYLE_PLAIN, "%" PRId64, numbers[i]);
    if (s->oldest_ms)
        table_printf(t, STYLE_PLAIN, "%" PRId64 " min", (v->now - s->oldest_ms) / 60000);
    else
        table_add(t, STYLE_DIM, SLICE("-"));
    buf_printf(&v->json, ",\"open\":%" PRId64 ",\"waiting\":%" PRId64 ",\"nobody\":%" PRId64 ",\"late\":%" PRId64 ",\"oldest_s\":%" PRId64 "}", s->open, s->waiting,
               s->nobody, s->late, s->oldest_ms ? (v->now - s->oldest_ms) / 1000 : 0);
}

static void begin(struct view *v, const char *name, const char *value)
{
    buf_addz(&v->json, v->first ? "" : ",");
    v->first = false;
    buf_printf(&v->json, "{\"%s\":", name);
    buf_json(&v->json, slice_of(value));
}

static void teams(struct view *v)
{
    static const char *const names[] = { "team", "nobody has", "open", "waiting", "late", "oldest waits" };
    struct table t = { 0 };
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++)
        table_column(&t, names[c], c ? ALIGN_RIGHT : ALIGN_LEFT);
    buf_addz(&v->json, "{\"teams\":[");
    v->first = true;
    for (size_t i = 0; i < v->route.teams.n; i++) {
        struct case_load s = sum_of(v, v->route.teams.v[i], NULL);
        begin(v, "team", v->route.teams.v[i]);
        table_add(&t, STYLE_PLAIN, slice_of(v->route.teams.v[i]));
        table_printf(&t, s.nobody ? STYLE_YELLOW : STYLE_PLAIN, "%" PRId64, s.nobody);
        print_sum(v, &t, &s);
    }
    if (!v->cli->json)
        table_print(&t, stdout, v->cli->color, screen_columns());
    table_fini(&t);
}

static void agents(struct view *v)
{
    static const char *const names[] = { "agent", "name", "there", "capacity", "open", "waiting", "late", "oldest waits" };
    struct table t = { 0 };
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++)
        table_column(&t, names[c], c == 1 ? ALIGN_FLEX : c > 2 ? ALIGN_RIGHT : ALIGN_LEFT);
    buf_addz(&v->json, "],\"agents\":[");
    v->first = true;
    for (size_t i = 0; i < v->rules.n; i++) {
        const struct agent *a = &v->rules.agents[i];
        struct case_load s = sum_of(v, NULL, a->id);
        bool there = agent_is_there(a, v->now);
        begin(v, "agent", a->id);
        buf_printf(&v->json, ",\"there\":%s,\"capacity\":%" PRId64, there ? "true" : "false", a->capacity);
        table_add(&t, STYLE_PLAIN, slice_of(a->id));
        table_add(&t, STYLE_PLAIN, slice_of(a->name));
        table_add(&t, there ? STYLE_GREEN : STYLE_DIM, there ? SLICE("yes") : SLICE("no"));
        table_printf(&t, STYLE_PLAIN, "%" PRId64, a->capacity);
        print_sum(v, &t, &s);
    }
    buf_addz(&v->json, "]}");
    if (!v->cli->json && v->rules.n) {
        putchar('\n');
        table_print(&t, stdout, v->cli->color, screen_columns());
    } else if (!v->cli->json)
        puts("\nno agents: cases are taken by hand; add route.desk.agents");
    table_fini(&t);
}

/* ---- why this person ---- */

static void explain_one(struct view *v, struct table *t, const struct case_seen *c, const struct fit_needs *n, size_t i, bool chosen)
{
    const struct agent *a = &v->rules.agents[i];
    struct slice lacking = { 0 };
    int64_t load = sum_of(v, NULL, a->id).waiting;
    enum fit f = fit_of(a, c, n, load, agent_is_there(a, v->now), &lacking);
    begin(v, "agent", a->id);
    buf_addz(&v->json, ",\"fit\":");
    buf_json(&v->json, slice_of(fit_text(f)));
    buf_printf(&v->json, ",\"load\":%" PRId64 ",\"capacity\":%" PRId64 ",\"chosen\":%s}", load, a->capacity, chosen ? "true" : "false");
    table_add(t, chosen ? STYLE_GREEN : STYLE_PLAIN, slice_of(a->id));
    table_printf(t, STYLE_PLAIN, "%" PRId64 " of %" PRId64, load, a->capacity);
    if (chosen)
        table_add(t, STYLE_GREEN, SLICE("would get it: the least to do for the capacity"));
    else
        table_printf(t, f == FIT_GOOD || f == FIT_HAS_IT ? STYLE_PLAIN : STYLE_DIM, "%s%s" SLICE_FMT, fit_text(f), lacking.n ? ": " : "", SLICE_ARG(lacking));
}

static void print_needs(struct view *v, const struct case_seen *c, const struct fit_needs *n)
{
    if (!v->cli->json) {
        printf(SLICE_FMT ": team " SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(c->folio), SLICE_ARG(c->team), c->brand.n ? ", brand " : "", SLICE_ARG(c->brand));
        printf("%s" SLICE_FMT, n->lang.n ? ", language " : "", SLICE_ARG(n->lang));
        for (size_t i = 0; i < n->n; i++)
            printf("%s" SLICE_FMT, i ? ", " : ", skills ", SLICE_ARG(n->skills[i]));
        puts("\n");
    }
    buf_addz(&v->json, "{\"folio\":");
    buf_json(&v->json, c->folio);
    buf_addz(&v->json, ",\"lang\":");
    buf_json(&v->json, n->lang);
    buf_addz(&v->json, ",\"skills\":[");
    for (size_t i = 0; i < n->n; i++) {
        buf_addz(&v->json, i ? "," : "");
        buf_json(&v->json, n->skills[i]);
    }
    buf_addz(&v->json, "],\"agents\":[");
}

static bool explain(struct view *v, struct err *e)
{
    struct fit_needs needs;
    struct table t = { 0 };
    size_t count;
    if (v->cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which case? as in: pulso desk explain 34T7-KQ; `pulso case list` shows them");
    const struct case_seen *c = cases_seen_find(&v->cases, v->cli->args[1], e);
    if (!c)
        return false;
    int64_t *load = calloc(v->rules.n + 1, sizeof *load);
    bool *there = calloc(v->rules.n + 1, sizeof *there);
    if (!load || !there)
        abort();
    for (size_t i = 0; i < v->rules.n; i++) {
        load[i] = sum_of(v, NULL, v->rules.agents[i].id).waiting;
        there[i] = agent_is_there(&v->rules.agents[i], v->now);
    }
    fit_needs(&v->rules, c, &needs);
    size_t to = fit_choose(&v->rules, c, &needs, load, there, &count);
    print_needs(v, c, &needs);
    v->first = true;
    table_column(&t, "agent", ALIGN_LEFT);
    table_column(&t, "waiting", ALIGN_RIGHT);
    table_column(&t, "", ALIGN_FLEX);
    for (size_t i = 0; i < v->rules.n; i++)
        explain_one(v, &t, c, &needs, i, i == to && case_is_waiting(c));
    buf_addz(&v->json, "]}");
    if (!v->cli->json)
        table_print(&t, stdout, v->cli->color, screen_columns());
    table_fini(&t);
    free(load);
    free(there);
    return true;
}

static bool desk_run(struct cli *cli, const void *own, struct err *e)
{
    struct view v = { .cli = cli, .now = clock_now_ms() };
    (void)own;
    if (!cli_conf(cli, e) || !conf_section(cli->conf, "route", route_keys, &v.route, e)
        || !desk_rules_read(v.route.desk, &v.route.teams, NULL, cli->common.zone, &v.rules, e))
        return false;
    const char *action = cli_action(cli, e);
    bool ok = action && cases_seen_read(cli, &v.cases, e);
    if (ok && strcmp(action, "explain") == 0) {
        ok = explain(&v, e);
    } else if (ok) {
        teams(&v);
        agents(&v);
    }
    if (ok && cli->json)
        printf("%s\n", buf_z(&v.json));
    if (action)
        cases_seen_fini(&v.cases);
    desk_rules_fini(&v.rules);
    buf_fini(&v.json);
    return ok;
}

const struct cmd cmd_desk = {
    .name = "desk",
    .about = "who is there, what they have to do, and what waits: the supervisor's view",
    .actions = "load|explain",
    .args = "[FOLIO]",
    .text =
        "Of each team: the cases that nobody has, those that are open, that wait for us, that should have been answered or solved by now, and for how long the oldest has waited "
        "since the customer's last word. Of each agent the same, with whether their shift is on.\n"
        "\n"
        "explain: what a case asks for (team, brand, language, skills), and of each agent whether they may take it, or why not. The same judgement decides; what it was at the time "
        "stands in the record of the assignment (pulso case history --json).\n"
        "\n"
        "The process that looks after incidents gives cases to people by itself; docs/cases.md says how, and how to set up agents, shifts and overflow.",
    .examples = "  pulso desk\n  pulso desk explain 34t7kq\n  pulso desk --json | jq '.teams[] | select(.late > 0)'\n",
    .run = desk_run,
};
