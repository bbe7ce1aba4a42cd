#include "route/desk/decide.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/decision.h"
#include "route/desk/fit.h"
#include "route/desk/same.h"

struct deciding {
    struct board *b;
    struct sent *sent;
    const struct desk_rules *r;
    int64_t now_ms;
    int64_t *load;               /* by agent: cases that wait for us */
    bool *there;                 /* by agent: their shift is on */
    struct arena a;
    desk_level *level;
    desk_emit *emit;
    void *self;
};

static size_t agent_of(const struct deciding *d, struct slice id)
{
    size_t i = 0;
    while (i < d->r->n && !slice_is(id, d->r->agents[i].id))
        i++;
    return i;                    /* r->n: nobody of ours */
}

static bool write_down(struct deciding *d, struct board_case *c, enum action_kind kind, const char *what, int64_t as_of, struct slice data, struct err *e)
{
    struct action x = { .kind = kind, .by = SLICE("desk"), .role = SLICE("desk"), .at_ms = d->now_ms, .conversation = c->seen.conversation, .data = data };
    x.id = arena_printf(&d->a, "desk:" SLICE_FMT ":%s:%" PRId64, SLICE_ARG(c->seen.folio), what, as_of);
    return d->emit(d->self, &x, e);
}

/* ---- who gets it ---- */

/* Must somebody else have it? The desk takes a case only from whom it knows; what others gave to people of theirs is theirs. */
static bool needs_somebody(const struct deciding *d, const struct board_case *c)
{
    const struct case_seen *s = &c->seen;
    if (c->gave || !case_is_waiting(s))
        return false;
    if (!s->agent.n)
        return true;
    size_t i = agent_of(d, s->agent);
    if (i == d->r->n)
        return false;
    bool silent = d->r->silence_ms && d->now_ms - s->last_ms > d->r->silence_ms;
    return silent || !d->there[i] || !agent_may(&d->r->agents[i], s);
}

/* Why this person, for whoever asks later: what the case asked for, how many could have had it, and what this one had to do. */
static void print_why(const struct deciding *d, const struct fit_needs *n, size_t to, size_t fit_count, struct buf *out)
{
    buf_printf(out, ",\"why\":{\"fit\":%zu,\"load\":%" PRId64 ",\"capacity\":%" PRId64, fit_count, d->load[to], d->r->agents[to].capacity);
    if (n->lang.n) {
        buf_addz(out, ",\"lang\":");
        buf_json(out, n->lang);
    }
    for (size_t i = 0; i < n->n; i++) {
        buf_addz(out, i ? "," : ",\"skills\":[");
        buf_json(out, n->skills[i]);
    }
    buf_addz(out, n->n ? "]}" : "}");
}

static bool anybody_free(const struct deciding *d)
{
    for (size_t i = 0; i < d->r->n; i++)
        if (d->there[i] && d->load[i] < d->r->agents[i].capacity)
            return true;
    return false;
}

static bool give(struct deciding *d, struct board_case *c, struct err *e)
{
    struct fit_needs needs;
    size_t fit_count, from = agent_of(d, c->seen.agent);
    fit_needs(d->r, &c->seen, &needs);
    size_t to = fit_choose(d->r, &c->seen, &needs, d->load, d->there, &fit_count);
    struct buf data = { 0 };
    if (to == d->r->n)
        return true;
    buf_addz(&data, "{\"to\":");
    buf_json(&data, slice_of(d->r->agents[to].id));
    buf_addz(&data, ",\"from\":");
    buf_json(&data, c->seen.agent);
    print_why(d, &needs, to, fit_count, &data);
    buf_char(&data, '}');
    bool ok = write_down(d, c, ACTION_ASSIGN, "assign", c->seen.last_ms, arena_dup(&d->a, buf_slice(&data)), e);
    buf_fini(&data);
    if (!ok)
        return false;
    c->gave = true;
    c->to = to;
    d->load[to]++;
    if (from < d->r->n)
        d->load[from]--;
    return true;
}

/* ---- answers without a person ---- */

static bool may_send(const struct deciding *d, const struct board_case *c)
{
    const struct case_seen *s = &c->seen;
    return s->may_send.n && s->mention.n && !c->gave && !s->agent.n && case_is_waiting(s) && !slice_is(s->state, "contact") && !case_is_to_validate(s)
        && d->now_ms - s->said_ms <= d->r->send.within_ms && d->level(d->self, s->brand) < d->r->stop_level
        && sent_may(d->sent, &d->r->send, s, d->now_ms);
}

static bool send(struct deciding *d, struct board_case *c, struct err *e)
{
    const struct { const char *name; struct slice value; } members[] = { { "{\"text\":", c->seen.may_send }, { ",\"in_reply_to\":", c->seen.mention },
                                                                         { ",\"article\":", c->seen.article } };
    struct buf data = { 0 };
    for (size_t i = 0; i < 3; i++) {
        buf_addz(&data, members[i].name);
        buf_json(&data, members[i].value);
    }
    buf_char(&data, '}');
    bool ok = write_down(d, c, ACTION_ANSWER, "send", c->seen.said_ms, arena_dup(&d->a, buf_slice(&data)), e);
    buf_fini(&data);
    if (!ok)
        return false;
    c->gave = true;
    c->to = d->r->n;
    sent_now(d->sent, &c->seen, d->now_ms);
    return true;
}

/* ---- deadlines ---- */

static bool warn(struct deciding *d, struct board_case *c, const char *of, int64_t due_ms, unsigned near, unsigned late, struct err *e)
{
    int64_t from_ms = c->seen.opened_ms + (due_ms - c->seen.opened_ms) / 100 * d->r->warn_percent;
    unsigned bit = !due_ms || d->now_ms < from_ms ? 0 : d->now_ms < due_ms ? near : late;
    if (!bit || (c->seen.warned | c->warned) & bit)
        return true;
    struct slice data = arena_printf(&d->a, "{\"of\":\"%s\",\"late\":%s}", of, bit == late ? "true" : "false");
    if (!write_down(d, c, ACTION_WARN, bit == late ? arena_strz(&d->a, arena_printf(&d->a, "late-%s", of)) : of, due_ms, data, e))
        return false;
    c->warned |= bit;
    return true;
}

static bool look_at_clocks(struct deciding *d, struct board_case *c, struct err *e)
{
    return (c->seen.first_ms || warn(d, c, "first", c->seen.first_due_ms, CASE_WARNED_FIRST, CASE_WARNED_FIRST_LATE, e))
        && warn(d, c, "solve", c->seen.solve_due_ms, CASE_WARNED_SOLVE, CASE_WARNED_SOLVE_LATE, e);
}

/* ---- one customer in several networks ---- */

static bool merge(void *self, struct board_case *young, const struct board_case *head, struct err *e)
{
    struct deciding *d = self;
    struct buf data = { 0 };
    decision_print_merge(head->seen.conversation, head->seen.folio, head->seen.since_ms, young->seen.customer_id, &data);
    const char *what = arena_strz(&d->a, arena_printf(&d->a, "merge-" SLICE_FMT, SLICE_ARG(head->seen.folio)));
    young->merges = write_down(d, young, ACTION_MERGE, what, young->seen.since_ms, arena_dup(&d->a, buf_slice(&data)), e);
    young->gave = young->gave || young->merges;
    young->to = d->r->n;
    buf_fini(&data);
    return young->merges;
}

/* ---- in order ---- */

static int by_need(const void *x, const void *y)
{
    return case_by_need(&(*(struct board_case *const *)x)->seen, &(*(struct board_case *const *)y)->seen);
}

/* What waits in the team's queue and may go to another: not what its own moderators have to validate. */
static bool flows(const struct board_case *c, const struct overflow *o)
{
    return !c->gave && !c->seen.agent.n && slice_is(c->seen.team, o->team) && !case_is_to_validate(&c->seen);
}

/* Those that still have nobody, from the least needed on, while there are more than the team may leave waiting. */
static bool overflow(struct deciding *d, struct board_case **order, size_t n, const struct overflow *o, struct err *e)
{
    int64_t waiting = 0;
    for (size_t i = 0; i < n; i++)
        waiting += flows(order[i], o);
    for (size_t i = n; i-- > 0 && waiting > o->waiting;) {
        struct board_case *c = order[i];
        if (!flows(c, o))
            continue;
        if (!write_down(d, c, ACTION_HAND_OVER, "overflow", c->seen.last_ms, arena_printf(&d->a, "{\"to\":\"%s\",\"from\":\"\"}", o->to), e))
            return false;
        c->gave = true;
        c->to = d->r->n;
        waiting--;
    }
    return true;
}

static void count_load(struct deciding *d)
{
    d->load = arena_zalloc(&d->a, (d->r->n + 1) * sizeof *d->load);
    d->there = arena_zalloc(&d->a, (d->r->n + 1) * sizeof *d->there);
    for (size_t i = 0; i < d->r->n; i++)
        d->there[i] = agent_is_there(&d->r->agents[i], d->now_ms);
    for (size_t i = 0; i < d->b->n; i++) {
        const struct board_case *c = d->b->v[i];
        if (case_is_waiting(&c->seen))
            d->load[c->gave ? c->to : agent_of(d, c->seen.agent)]++;
    }
}

/* What a customer waits for comes before marks: of those there may be as many as cases at once, and only so much is written in one turn. */
bool desk_decide(struct board *b, struct sent *sent, const struct desk_rules *r, int64_t now_ms, desk_level *level, desk_emit *emit, void *self, struct err *e)
{
    struct deciding d = { .b = b, .sent = sent, .r = r, .now_ms = now_ms, .level = level, .emit = emit, .self = self };
    struct board_case **order = arena_alloc(&d.a, (b->n + 1) * sizeof *order);
    size_t n = 0;
    bool ok = true;
    count_load(&d);
    ok = same_cases(b, &d.a, merge, &d, e);
    for (size_t i = 0; ok && i < b->n; i++) {
        ok = !may_send(&d, b->v[i]) || send(&d, b->v[i], e);
        if (needs_somebody(&d, b->v[i]))
            order[n++] = b->v[i];
    }
    if (n && (r->overflow_count || anybody_free(&d)))
        qsort(order, n, sizeof *order, by_need);
    for (size_t i = 0; ok && i < n && anybody_free(&d); i++)
        ok = give(&d, order[i], e);
    for (size_t i = 0; ok && i < r->overflow_count; i++)
        ok = overflow(&d, order, n, &r->overflow[i], e);
    for (size_t i = 0; ok && i < b->n; i++)
        ok = look_at_clocks(&d, b->v[i], e);
    arena_fini(&d.a);
    return ok;
}
