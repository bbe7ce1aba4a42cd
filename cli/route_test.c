/* pulso route test, explain and check: what the rules do, without any server. */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/lines_in.h"
#include "cli/route_side.h"
#include "cli/screen.h"
#include "cli/table.h"
#include "pii/pii.h"
#include "route/rule_reach.h"

enum { TEXT_COLUMNS = 70 };

struct test {
    struct cli *cli;
    struct route_side side;
    struct arena arena;
    struct buf out, masked;
    int64_t *by_rule, unrouted, seen, bad;   /* by_rule: of side.rules */
};

static void add_text(struct test *t, const struct mention *m, size_t columns)
{
    buf_reset(&t->masked);
    pii_mask(m->text.n ? m->text : m->title, &t->masked);
    screen_add(&t->out, buf_slice(&t->masked), columns);
}

static void print_line(struct test *t, const struct route_decision *d)
{
    char outcome[128];
    bool color = t->cli->color;
    buf_printf(&t->out, "%s%-14s%s ", screen_style(color, STYLE_BOLD), d->rule ? d->rule->name : "-", screen_plain(color));
    buf_printf(&t->out, "%-16s ", route_outcome(t->side.rules, d->rule, outcome, sizeof outcome));
    if (d->rule)
        buf_printf(&t->out, "%3" PRId64 "  ", d->priority.value);
    else
        buf_addz(&t->out, "     ");
    add_text(t, &d->mention, TEXT_COLUMNS);
    buf_char(&t->out, '\n');
}

static void print_json_line(struct test *t, const struct route_decision *d)
{
    buf_addz(&t->out, "{\"mention\":");
    buf_json(&t->out, d->mention.id.n ? mention_key(&t->arena, &d->mention) : (struct slice){ 0 });
    buf_char(&t->out, ',');
    route_print_json(t->side.rules, d, &t->out);
    buf_addz(&t->out, "}\n");
}

static bool test_line(void *self, struct slice line, struct err *e)
{
    struct test *t = self;
    struct route_decision d;
    arena_reset(&t->arena);
    buf_reset(&t->out);
    if (!route_side_decide(&t->side, t->cli, &t->arena, line, &d, e))
        return false;
    t->seen++;
    ++*(d.rule ? &t->by_rule[d.rule - t->side.rules->v] : &t->unrouted);
    if (t->cli->json)
        print_json_line(t, &d);
    else
        print_line(t, &d);
    fwrite(t->out.p, 1, t->out.n, stdout);
    return true;
}

/* Every rule, those that took nothing as well: a rule without mentions is what one looks for. */
static void print_counts(const struct test *t)
{
    struct table table = { 0 };
    const struct rules *rs = t->side.rules;
    char outcome[128];
    table_column(&table, "rule", ALIGN_LEFT);
    table_column(&table, "outcome", ALIGN_LEFT);
    table_column(&table, "mentions", ALIGN_RIGHT);
    for (size_t i = 0; i < rs->n; i++) {
        table_add(&table, STYLE_PLAIN, slice_of(rs->v[i].name));
        table_add(&table, STYLE_PLAIN, slice_of(route_outcome(rs, &rs->v[i], outcome, sizeof outcome)));
        table_number(&table, t->by_rule[i]);
    }
    if (t->unrouted) {
        table_add(&table, STYLE_DIM, SLICE("-"));
        table_add(&table, STYLE_DIM, SLICE("deletions and new numbers"));
        table_number(&table, t->unrouted);
    }
    putchar('\n');
    table_print(&table, stdout, t->cli->color, screen_columns());
    table_fini(&table);
}

static bool open_test(struct test *t, struct cli *cli, const struct route_opts *o, struct err *e)
{
    *t = (struct test){ .cli = cli };
    if (!route_side_open(&t->side, cli, o->rules, e))
        return false;
    t->by_rule = calloc(t->side.rules->n, sizeof *t->by_rule);
    return t->by_rule != NULL || err_set(e, ERR_BUG, "out of memory");
}

static void close_test(struct test *t)
{
    route_side_close(&t->side);
    free(t->by_rule);
    arena_fini(&t->arena);
    buf_fini(&t->out);
    buf_fini(&t->masked);
}

static bool read_lines(struct test *t, const char *path, struct err *e)
{
    struct lines_in *in = lines_in_open(path, e);
    struct slice line;
    while (in && lines_in_next(in, &line, e)) {
        struct err why = { 0 };
        if (line.n && test_line(t, line, &why))
            continue;
        fprintf(stderr, "line %" PRId64 ": %s\n", lines_in_number(in), line.n ? why.msg : "longer than any mention");
        t->bad++;
    }
    lines_in_close(in);
    return e->kind == ERR_NONE;
}

bool route_test(struct cli *cli, const struct route_opts *o, struct err *e)
{
    struct test t;
    const char *path = o->input ? o->input : "-";
    bool ok = open_test(&t, cli, o, e);
    if (ok && strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
        fprintf(stderr, "pulso route: reading mentions from the terminal, one JSON object a line; Ctrl-D ends\n");
    ok = ok && read_lines(&t, path, e);
    if (ok && !cli->json)
        print_counts(&t);
    cli->found = t.bad > 0;
    close_test(&t);
    return ok;
}

/* ---- explain ---- */

static void explain_text(struct test *t, const struct route_decision *d)
{
    const struct rules *rs = t->side.rules;
    bool color = t->cli->color;
    char outcome[128];
    add_text(t, &d->mention, SIZE_MAX);
    buf_char(&t->out, '\n');
    for (const struct rule *r = rs->v; r < d->rule; r++) {
        buf_printf(&t->out, "  %s✗%s %-16s ", screen_style(color, STYLE_DIM), screen_plain(color), r->name);
        buf_reset(&t->masked);
        rules_explain(t->side.worker, r, &t->masked);
        screen_add(&t->out, buf_slice(&t->masked), SIZE_MAX);
        buf_char(&t->out, '\n');
    }
    buf_printf(&t->out, "  %s✓%s %-16s %s\n", screen_style(color, STYLE_GREEN), screen_plain(color), d->rule->name,
               route_outcome(rs, d->rule, outcome, sizeof outcome));
    buf_printf(&t->out, "  urgency %" PRId64, d->priority.value);
    for (size_t i = 0; i < d->priority.reason_count; i++)
        buf_printf(&t->out, "%s%s %+" PRId64, i ? ", " : ": ", d->priority.reasons[i].why, d->priority.reasons[i].points);
    buf_char(&t->out, '\n');
}

static void explain_json(struct test *t, const struct route_decision *d)
{
    buf_char(&t->out, '{');
    route_print_json(t->side.rules, d, &t->out);
    buf_addz(&t->out, ",\"passed\":[");
    for (const struct rule *r = t->side.rules->v; r < d->rule; r++) {
        buf_addz(&t->out, r == t->side.rules->v ? "{\"rule\":" : ",{\"rule\":");
        buf_json(&t->out, slice_of(r->name));
        buf_reset(&t->masked);
        rules_explain(t->side.worker, r, &t->masked);
        buf_addz(&t->out, ",\"why\":");
        buf_json(&t->out, buf_slice(&t->masked));
        buf_char(&t->out, '}');
    }
    buf_addz(&t->out, "]}\n");
}

bool route_explain(struct cli *cli, const struct route_opts *o, struct err *e)
{
    struct test t = { 0 };
    struct route_decision d;
    struct buf json = { 0 };
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "one text or mention is wanted: pulso route explain 'TEXT'");
    struct slice text = slice_trim(slice_of(cli->args[1]));
    if (text.n && text.p[0] == '{') {
        buf_add(&json, text);
    } else {
        buf_addz(&json, "{\"text\":");
        buf_json(&json, text);
        buf_char(&json, '}');
    }
    bool ok = open_test(&t, cli, o, e) && route_side_decide(&t.side, cli, &t.arena, buf_slice(&json), &d, e);
    if (ok && !d.rule)
        ok = err_set(e, ERR_CONFIG, "a deletion, and new numbers of a known post, are decided by no rule");
    if (ok) {
        cli->json ? explain_json(&t, &d) : explain_text(&t, &d);
        fwrite(t.out.p, 1, t.out.n, stdout);
    }
    close_test(&t);
    buf_fini(&json);
    return ok;
}

/* ---- check: opening the rules proved them; this shows what was proven ---- */

static const char *proof(const struct rules *rs, size_t i)
{
    struct reach r;
    rules_reach(rs, i, &r);
    return !r.proven ? "too many values to prove" : r.reachable ? "reached" : "nothing is left";   /* of the last */
}

static void check_json(const struct rules *rs, struct buf *out)
{
    char outcome[128];
    buf_addz(out, "{\"rules\":[");
    for (size_t i = 0; i < rs->n; i++) {
        buf_addz(out, i ? ",{\"rule\":" : "{\"rule\":");
        buf_json(out, slice_of(rs->v[i].name));
        buf_addz(out, ",\"outcome\":");
        buf_json(out, slice_of(route_outcome(rs, &rs->v[i], outcome, sizeof outcome)));
        buf_printf(out, ",\"line\":%d,\"reach\":\"%s\"}", conf_line(rs->v[i].node), proof(rs, i));
    }
    buf_addz(out, "]}\n");
}

bool route_check(struct cli *cli, const struct route_opts *o, struct err *e)
{
    struct route_side s;
    struct table table = { 0 };
    struct buf json = { 0 };
    char outcome[128];
    bool ok = route_side_open(&s, cli, cli->arg_count > 1 ? cli->args[1] : o->rules, e);
    if (ok && cli->json) {
        check_json(s.rules, &json);
        fwrite(json.p, 1, json.n, stdout);
    } else if (ok) {
        table_column(&table, "rule", ALIGN_LEFT);
        table_column(&table, "outcome", ALIGN_LEFT);
        table_column(&table, "line", ALIGN_RIGHT);
        table_column(&table, "can be reached", ALIGN_LEFT);
        for (size_t i = 0; i < s.rules->n; i++) {
            table_add(&table, STYLE_PLAIN, slice_of(s.rules->v[i].name));
            table_add(&table, STYLE_PLAIN, slice_of(route_outcome(s.rules, &s.rules->v[i], outcome, sizeof outcome)));
            table_number(&table, conf_line(s.rules->v[i].node));
            table_add(&table, STYLE_PLAIN, slice_of(proof(s.rules, i)));
        }
        table_print(&table, stdout, cli->color, screen_columns());
        printf("%s: every mention ends in exactly one of these\n", s.name);
    }
    buf_fini(&json);
    table_fini(&table);
    route_side_close(&s);
    return ok;
}
