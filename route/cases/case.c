#include "route/cases/case.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "route/cases/community.h"
#include "route/cases/merge.h"

enum { SEAL = 16 /* events that are folded for good at a time */, QUIET_MS = 24 * 3600 * 1000 /* FOLD_QUIET_MS of care/fold.h */ };

static const char *const states[] = {
    [CASE_NONE] = "none", [CASE_NEW] = "new", [CASE_OURS] = "waiting_for_us", [CASE_THEIRS] = "waiting_for_customer", [CASE_CONTACT] = "contact",
    [CASE_CLOSED] = "closed", [CASE_REOPENED] = "reopened", [CASE_VALIDATE] = "to_validate",
};

const char *case_state_name(enum case_state s) { return states[s]; }

bool case_state_of(struct slice name, enum case_state *s)
{
    for (int i = 0; i < CASE_STATES; i++)
        if (slice_is(name, states[i])) {
            *s = (enum case_state)i;
            return true;
        }
    return false;
}

/* ---- one event ---- */

/* The earlier of two that are promised. */
static int64_t sooner(int64_t a, int64_t b)
{
    return a == 0 || (b && b < a) ? b : a;
}

/* By a message: with clocks of its own. */
static void open_at(struct case_now *n, const struct case_event *ev, enum case_state state)
{
    n->state = state;
    n->opened_ms = ev->ms;
    n->first_ms = n->closed_ms = n->warned = 0;
    n->first_due_ms = ev->first_due_ms;
    n->solve_due_ms = ev->solve_due_ms;
    n->closed_by = (struct slice){ 0 };
    n->times_reopened += state == CASE_REOPENED;
    community_forget(n);
    if (state == CASE_NEW) {
        n->talk_ms = ev->ms;
        n->backs = 0;
        n->opener = ev->author;
        n->opened_by = ev->id;
        n->customer = ev->flags & SAYS_FORUM ? ev->who : (struct slice){ 0 };
    }
}

/* The two-reply rule of a case that lies in several networks, none of which sees all of it; counted as care counts one conversation. */
static bool comes_back_often(struct case_now *n, const struct case_event *ev, int64_t after)
{
    if (!n->human_ms || n->human_ms < n->talk_ms)
        return false;
    if (n->said_ms <= n->human_ms && ev->ms - n->human_ms > QUIET_MS) {
        n->talk_ms = ev->ms;
        n->backs = 0;
        return false;
    }
    n->backs++;
    return after > 0 && n->backs >= after;
}

static void says(struct case_now *n, const struct case_event *ev, const struct casefile *c)
{
    if (n->auto_ms && !n->back_ms && !(ev->flags & SAYS_THANKS))
        n->back_ms = ev->ms;
    bool thanks = ev->flags & SAYS_THANKS && (n->answers || n->robots);
    bool often = merge_any(c) && !(ev->flags & SAYS_THANKS) && comes_back_often(n, ev, c->contact_after);
    n->messages++;
    n->said_ms = ev->ms;
    if (thanks && n->state != CASE_NONE)
        return;
    if (n->state == CASE_NONE || n->state == CASE_CLOSED) {
        open_at(n, ev, n->state == CASE_NONE ? CASE_NEW : CASE_REOPENED);
        n->priority = ev->priority;
        n->team = ev->team;              /* the agent stays: who knows the case gets it again */
    } else {
        n->priority = ev->priority > n->priority ? ev->priority : n->priority;
        if (!n->first_ms)
            n->first_due_ms = sooner(n->first_due_ms, ev->first_due_ms);
        n->solve_due_ms = sooner(n->solve_due_ms, ev->solve_due_ms);
        if (n->state == CASE_VALIDATE)
            community_forget(n);         /* the answer did not help, or not enough */
        if (n->state == CASE_THEIRS || n->state == CASE_VALIDATE)
            n->state = CASE_OURS;
    }
    if (ev->flags & SAYS_CONTACT || often) {
        n->state = CASE_CONTACT;
        n->team = ev->team.n ? ev->team : n->team;
    }
}

static void joins(struct case_now *n, struct slice who)
{
    uint32_t h = (uint32_t)hash64(who);
    if (!who.n)
        return;
    for (int64_t i = 0; i < n->people; i++)
        if (n->crowd[i] == h)
            return;
    if (n->people <= CASE_PEOPLE_MAX)
        n->crowd[n->people++] = h;
}

static void answers(struct case_now *n, const struct case_event *ev)
{
    bool automatic = ev->kind == CASE_REPLY && ev->flags & REPLY_AUTO;
    if (automatic) {
        n->robots++;
        n->auto_ms = ev->ms;
        n->back_ms = 0;
        n->sent = ev->team;
    } else {
        joins(n, ev->who);
        n->answers++;
        n->human_ms = ev->ms;
    }
    if (n->state != CASE_NONE && !n->first_ms && ev->ms >= n->opened_ms)
        n->first_ms = ev->ms;
    if (n->state == CASE_VALIDATE)
        community_forget(n);
    if (n->state == CASE_NEW || n->state == CASE_REOPENED || n->state == CASE_OURS || n->state == CASE_VALIDATE)
        n->state = CASE_THEIRS;
    if (ev->kind == CASE_REPLY && !automatic && !n->agent.n)
        n->agent = ev->who;
}

static void given(struct case_now *n, const struct case_event *ev)
{
    if (ev->kind != CASE_TAKE && ev->flags & GIVEN_IF && !slice_eq(n->agent, ev->kind == CASE_ASSIGN ? ev->team : (struct slice){ 0 }))
        return;                          /* somebody was faster than the desk */
    joins(n, ev->who);
    n->agent = ev->who;
    if (ev->kind == CASE_TAKE && (n->state == CASE_NEW || n->state == CASE_REOPENED))
        n->state = CASE_OURS;
    if (ev->kind == CASE_HAND_OVER && ev->team.n)
        n->team = ev->team;
}

static void close_or_reopen(struct case_now *n, const struct case_event *ev)
{
    if (ev->kind == CASE_CLOSE && n->state != CASE_NONE && n->state != CASE_CLOSED) {
        n->state = CASE_CLOSED;
        n->closed_ms = ev->ms;
        n->closed_by = ev->who;
    } else if (ev->kind == CASE_REOPEN && n->state == CASE_CLOSED) {
        int64_t stood_ms = ev->ms - n->closed_ms;    /* by a person: it goes on, and its clocks stood still meanwhile */
        n->state = CASE_REOPENED;
        n->times_reopened++;
        n->first_due_ms += n->first_due_ms && !n->first_ms ? stood_ms : 0;
        n->solve_due_ms += n->solve_due_ms ? stood_ms : 0;
        n->closed_ms = 0;
        n->closed_by = (struct slice){ 0 };
    }
}

/* It is no work on the case: the clock of silence goes on, and nobody has joined it. */
static void looks(struct case_now *n, const struct case_event *ev)
{
    n->looks++;
    n->looked_ms = ev->ms;
    n->looked_by = ev->who;
}

static void apply(struct case_now *n, const struct case_event *ev, const struct casefile *c)
{
    if (ev->kind != CASE_LOOK && ev->kind != CASE_MERGE && ev->kind != CASE_PART)
        n->last_ms = ev->ms > n->last_ms ? ev->ms : n->last_ms;
    switch (ev->kind) {
    case CASE_SAYS: says(n, ev, c); break;
    case CASE_BRAND: case CASE_REPLY: answers(n, ev); break;
    case CASE_ROBOT: n->robots++, n->auto_ms = ev->ms, n->back_ms = 0; break;
    case CASE_TAKE: case CASE_ASSIGN: case CASE_HAND_OVER: given(n, ev); break;
    case CASE_CLOSE: case CASE_REOPEN: close_or_reopen(n, ev); break;
    case CASE_NOTE: n->notes++; break;
    case CASE_LOOK: looks(n, ev); break;
    case CASE_JUDGE: community_judge(n, ev); break;
    case CASE_WARN: n->warned |= (ev->flags & WARN_LATE ? 2 : 1) << (ev->flags & WARN_FIRST ? 0 : 2); break;
    case CASE_EXTERNAL: n->external = ev->who; break;
    case CASE_MERGE: merge_apply(n, ev, c); break;
    case CASE_PART: merge_part(n); break;
    case CASE_KINDS: break;
    }
}

/* ---- all of them ---- */

static int by_time(const void *x, const void *y)
{
    const struct case_event *a = *(const struct case_event *const *)x, *b = *(const struct case_event *const *)y;
    if (a->ms != b->ms)
        return a->ms < b->ms ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* Of the case's own conversation, or of all that are merged into it. */
static const struct case_event **in_order(struct arena *a, const struct casefile *c, bool all, size_t *n)
{
    size_t most = all ? case_event_count(c) : c->n;
    const struct case_event **order = arena_alloc(a, (most + 1) * sizeof *order);
    *n = 0;
    for (size_t i = 0; i < c->n; i++)
        order[(*n)++] = &c->v[i];
    for (size_t m = 0; all && m < c->member_count; m++)
        for (size_t i = 0; merge_counts(c, m) && i < c->members[m].file->n; i++) {
            c->members[m].file->v[i].channel = (unsigned)m + 1;
            order[(*n)++] = &c->members[m].file->v[i];
        }
    qsort(order, *n, sizeof *order, by_time);
    return order;
}

/* A network shows an answer some time after it was written here: both are one, a person's or the knowledge base's. */
static bool is_shown(const struct case_event *const *order, size_t i)
{
    enum case_kind shown = order[i]->kind;
    for (size_t k = i; (shown == CASE_BRAND || shown == CASE_ROBOT) && k-- > 0;) {
        if (order[k]->channel != order[i]->channel)
            continue;
        if (order[k]->kind == shown)
            break;
        if (order[k]->kind == CASE_REPLY && !(order[k]->flags & REPLY_AUTO) == (shown == CASE_BRAND))
            return true;
    }
    return false;
}

static void apply_in_order(struct case_now *n, const struct case_event *const *order, size_t i, const struct casefile *c)
{
    if (community_says(n, order, i))
        return;
    apply(n, order[i], c);
    if (is_shown(order, i))
        *(order[i]->kind == CASE_BRAND ? &n->answers : &n->robots) -= 1;
}

void case_fold(struct arena *scratch, const struct casefile *c, struct case_now *out)
{
    case_walk(scratch, c, out, NULL, NULL);
}

size_t case_event_count(const struct casefile *c)
{
    size_t n = c->n;
    for (size_t m = 0; m < c->member_count; m++)
        n += merge_counts(c, m) ? c->members[m].file->n : 0;
    return n;
}

void case_walk(struct arena *scratch, const struct casefile *c, struct case_now *out, case_each *each, void *self)
{
    size_t n;
    const struct case_event **order = in_order(scratch, c, true, &n);
    *out = c->base;
    for (size_t m = 0; m < c->member_count; m++)
        if (merge_counts(c, m))
            merge_base(out, &c->members[m].file->base);
    for (size_t i = 0; i < n; i++) {
        const struct case_now before = *out;
        apply_in_order(out, order, i, c);
        if (each)
            each(self, order[i], &before, out);
    }
}

/* Makes room: the earliest are folded for good. */
static void seal(struct arena *a, struct casefile *c)
{
    size_t n;
    const struct case_event **order = in_order(a, c, false, &n);
    struct case_event *kept = arena_alloc(a, CASE_EVENTS_MAX * sizeof *kept);
    for (size_t i = 0; i < SEAL; i++)
        apply_in_order(&c->base, order, i, c);
    for (size_t i = SEAL; i < n; i++)
        kept[i - SEAL] = *order[i];
    c->v = kept;
    c->n -= SEAL;
    c->room = CASE_EVENTS_MAX;
}
void case_put(struct arena *a, struct casefile *c, const struct case_event *ev)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].id == ev->id) {
            c->v[i] = *ev;
            return;
        }
    if (c->n == CASE_EVENTS_MAX)
        seal(a, c);
    if (c->n == c->room) {
        c->room = c->room ? 2 * c->room : 8;
        struct case_event *v = arena_alloc(a, c->room * sizeof *v);
        if (c->n)
            memcpy(v, c->v, c->n * sizeof *v);
        c->v = v;
    }
    c->v[c->n++] = *ev;
}

bool case_remove(struct casefile *c, uint64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].id == id) {
            c->v[i] = c->v[--c->n];
            return true;
        }
    return false;
}
