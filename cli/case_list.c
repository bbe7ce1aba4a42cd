/* pulso case list and show: what is to be done, by when, and who does it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/case.h"
#include "cli/pretty.h"
#include "cli/table.h"
#include "metrics/period.h"

static const char *span_of(int64_t ms, char out[48])
{
    int64_t m = ms / 60000;
    if (m < 120)
        snprintf(out, 48, "%" PRId64 " min", m);
    else if (m < 48 * 60)
        snprintf(out, 48, "%" PRId64 " h", m / 60);
    else
        snprintf(out, 48, "%" PRId64 " d", m / 1440);
    return out;
}

/* "in 25 min", "3 h late" */
static const char *until(int64_t ms, char out[48])
{
    char span[48];
    snprintf(out, 48, ms < 0 ? "%.40s late" : "in %.40s", span_of(ms < 0 ? -ms : ms, span));
    return out;
}

static const char *words(struct slice state, char out[32])
{
    snprintf(out, 32, SLICE_FMT, SLICE_ARG(state));
    for (char *p = out; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    return out;
}

static bool wanted(const struct case_seen *c, const struct case_opts *o, int64_t now)
{
    if (!case_is_open(c) && !o->all && !o->state)
        return false;
    return (!o->team || slice_is(c->team, o->team)) && (!o->agent || slice_is(c->agent, o->agent)) && (!o->brand || slice_is(c->brand, o->brand))
        && (!o->state || slice_is(c->state, o->state)) && (!o->late || case_is_late(c, now));
}

static void add_row(struct table *t, const struct case_seen *c, int64_t now)
{
    char text[48];
    const char *what;
    int64_t due = case_next_due(c, &what);
    table_add(t, STYLE_PLAIN, c->folio);
    table_add(t, case_is_waiting(c) ? STYLE_PLAIN : STYLE_DIM, slice_of(words(c->state, text)));
    table_printf(t, c->priority >= 80 ? STYLE_RED : STYLE_PLAIN, "%" PRId64, c->priority);
    table_add(t, STYLE_PLAIN, c->team);
    table_add(t, STYLE_PLAIN, c->agent.n ? c->agent : SLICE("-"));
    table_add(t, STYLE_PLAIN, c->brand);
    table_add(t, STYLE_PLAIN, c->customer);
    table_printf(t, STYLE_PLAIN, "%" PRId64, c->messages);
    table_add(t, STYLE_DIM, slice_of(span_of(now - c->opened_ms, text)));
    table_printf(t, !due ? STYLE_DIM : due < now ? STYLE_RED : STYLE_PLAIN, "%s%s%s", due ? what : "", due ? " " : "", due ? until(due - now, text) : "");
}

bool case_list(struct cli *cli, const struct case_opts *o, struct err *e)
{
    static const char *const names[] = { "folio", "state", "urgency", "team", "agent", "brand", "customer", "messages", "age", "due" };
    struct cases_seen l;
    struct table t = { 0 };
    struct buf json = { 0 };
    int64_t now = clock_now_ms(), left = 0;
    bool ok = cases_seen_read(cli, &l, e);
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++)
        table_column(&t, names[c], c == 2 || c == 7 ? ALIGN_RIGHT : c == 6 ? ALIGN_FLEX : ALIGN_LEFT);
    for (size_t i = 0, n = 0; ok && i < l.n; i++) {
        if (!wanted(&l.v[i], o, now))
            continue;
        if (o->limit && n++ >= (size_t)o->limit) {
            left++;
            continue;
        }
        add_row(&t, &l.v[i], now);
        buf_printf(&json, "%s" SLICE_FMT, json.n ? ",\n" : "", SLICE_ARG(l.v[i].record));
    }
    if (ok)
        table_or_json(&t, &json, cli->json, cli->color, o->all ? "no case" : "no case is open; --all shows those that are closed");
    if (ok && left && !cli->json)
        printf("and %" PRId64 " more; --limit 0 shows all\n", left);
    table_fini(&t);
    buf_fini(&json);
    cases_seen_fini(&l);
    return ok;
}

static void line(const struct cli *cli, const char *name, struct slice value) { screen_field(cli->color, 14, name, value); }

static void at(const struct cli *cli, const char *name, int64_t ms, const struct zone *z)
{
    char when[PERIOD_TEXT];
    if (ms)
        line(cli, name, slice_of(period_time(z, ms, when)));
}

/* A promise: by when, and whether it was kept. */
static void promise(const struct cli *cli, const char *name, int64_t due_ms, int64_t done_ms, const struct zone *z)
{
    char when[PERIOD_TEXT], text[160], span[48];
    int64_t now = clock_now_ms();
    if (!due_ms)
        return;
    snprintf(text, sizeof text, "%s, %s", period_time(z, due_ms, when), done_ms ? done_ms <= due_ms ? "kept" : "done late" : until(due_ms - now, span));
    line(cli, name, slice_of(text));
}

/* What was merged into it, or into what it was. */
static void show_merged(const struct cli *cli, const struct case_seen *c)
{
    struct slice rest = c->merged, folio, conversation;
    while (case_next_merged(&rest, &folio, &conversation)) {
        char text[320];
        snprintf(text, sizeof text, SLICE_FMT ", %.*s", SLICE_ARG(folio), (int)(conversation.n < 250 ? conversation.n : 250), conversation.p);
        line(cli, "and", slice_of(text));
    }
    line(cli, "goes on in", c->into);
    line(cli, "wrote last in", c->mention_in);
}

static void show(const struct cli *cli, const struct case_seen *c, const struct zone *z)
{
    char text[320];
    struct slice platform = { 0 }, rest = c->conversation;
    slice_next(&rest, ':', &platform);
    line(cli, "folio", c->folio);
    line(cli, "state", slice_of(words(c->state, text)));
    line(cli, "brand", c->brand);
    line(cli, "customer", c->customer);
    line(cli, "conversation", c->conversation);
    show_merged(cli, c);
    snprintf(text, sizeof text, "%" PRId64, c->priority);
    line(cli, "urgency", slice_of(text));
    line(cli, "team", c->team);
    line(cli, "agent", c->agent.n ? c->agent : case_is_open(c) ? SLICE("nobody yet") : c->agent);
    at(cli, "opened", c->opened_ms, z);
    promise(cli, "answer by", c->first_due_ms, c->first_ms, z);
    at(cli, "first answer", c->first_ms, z);
    promise(cli, "solve by", c->solve_due_ms, c->closed_ms, z);
    at(cli, "closed", c->closed_ms, z);
    line(cli, "closed by", c->closed_by);
    line(cli, "elsewhere", c->external);
    if (c->help.n) {
        snprintf(text, sizeof text, SLICE_FMT ", " SLICE_FMT ":" SLICE_FMT "%s", SLICE_ARG(c->helped_by), SLICE_ARG(platform), SLICE_ARG(c->help),
                 case_is_to_validate(c) ? ": does it hold? validate or reject" : "");
        line(cli, "answered by", slice_of(text));
    }
    snprintf(text, sizeof text, "%" PRId64 " of the customer, %" PRId64 " answers, %" PRId64 " notes", c->messages, c->answers, c->notes);
    line(cli, "messages", slice_of(text));
    snprintf(text, sizeof text, "%" PRId64 "%s", c->people, c->crowded ? " or more: too many for one customer" : "");
    line(cli, "people of ours", slice_of(text));
    if (c->looks) {
        char when[PERIOD_TEXT];
        snprintf(text, sizeof text, "%" PRId64 ", the last by " SLICE_FMT ", %s", c->looks, SLICE_ARG(c->looked_by), period_time(z, c->looked_ms, when));
        line(cli, "originals read", slice_of(text));
    }
    if (c->reopened) {
        snprintf(text, sizeof text, "%" PRId64 " times", c->reopened);
        line(cli, "reopened", slice_of(text));
    }
}

bool case_show(struct cli *cli, struct err *e)
{
    struct cases_seen l = { 0 };
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which case? as in: pulso case show 34T7-KQ; `pulso case list` shows them");
    struct zone *z = zone_open(cli->common.zone, e);
    const struct case_seen *c = z && cases_seen_read(cli, &l, e) ? cases_seen_find(&l, cli->args[1], e) : NULL;
    if (c && cli->json) {
        struct buf out = { 0 };
        pretty_json(&out, c->record);
        printf("%s\n", buf_z(&out));
        buf_fini(&out);
    } else if (c) {
        show(cli, c, z);
    }
    if (l.json)
        cases_seen_fini(&l);
    zone_close(z);
    return c != NULL;
}
