/* One turn of route: drop what was here before, decide, produce, commit. See io/turn.h. */
#include "app/stats.h"
#include "route/control.h"
#include "route/lane.h"
#include "route/route.h"

/* What the lane held before the batch. */
struct work { int64_t routed, repeats, refused, *outcomes; };

/* Nothing but whether the stored offset is still ours. */
static bool ask(void *self, struct turn_work *t, struct err *e)
{
    struct route *r = self;
    const struct lane *l = t->b->claim->state;
    struct work *w = t->own = arena_alloc(&r->turn.arena, sizeof *w);
    (void)e;
    *w = (struct work){ .routed = l->routed, .repeats = l->repeats, .refused = l->refused };
    w->outcomes = arena_alloc(&r->turn.arena, l->outcome_count * sizeof *w->outcomes);
    memcpy(w->outcomes, l->outcomes, l->outcome_count * sizeof *w->outcomes);
    store_begin(r->turn.store, STORE_READ, t->b->claim->tag);
    return true;
}

static bool carry_out(void *self, struct turn_work *t, struct slice packed, struct err *e)
{
    (void)packed;
    for (size_t i = 0; i < t->b->n; i++)
        if (!route_record(self, t->b->claim->state, t->b->records[i], e))
            return false;
    return true;
}

static void commit(void *self, struct turn_work *t, struct commit *k)
{
    struct route *r = self;
    lane_commit(t->b->claim->state, r->rules, k);
}

/* What /metrics shows is what was committed: the state's own figures, as they moved. */
static void committed(void *self, struct turn_work *t)
{
    struct route *r = self;
    const struct work *w = t->own;
    const struct lane *l = t->b->claim->state;
    stat_add(r->stats.records, (int64_t)t->b->n);
    stat_add(r->stats.repeats, l->repeats - w->repeats);
    stat_add(r->stats.refused, l->refused - w->refused);
    for (size_t i = 0; i < l->outcome_count; i++)
        if (l->outcomes[i] != w->outcomes[i])
            stat_add(r->outcomes[i], l->outcomes[i] - w->outcomes[i]);
}

const struct turn_ops route_turn_ops = { .ask = ask, .carry_out = carry_out, .commit = commit, .committed = committed };

bool route_turn(void *self, struct err *e)
{
    struct route *r = self;
    return control_sound(r->control, e) && turn_run(&r->turn, e);
}
