/* One turn of route: drop what was here before, decide, produce, commit. See io/turn.h. */
#include "app/stats.h"
#include "route/control.h"
#include "route/lane.h"
#include "route/route.h"

enum { VERSION_AGAIN_MS = 500 };

/* What the lane held before the batch, and what its records are decided with. */
struct work {
    int64_t routed, repeats, refused, *outcomes;
    struct rule_worker **workers;   /* of each record; NULL: it names no version that could be */
};

/* The rules of every version that the batch names. False: one is not there, so nothing of this partition is decided by wrong ones. */
static bool find_rules(struct route *r, struct work *w, struct claim_batch *b)
{
    struct err why = { 0 };
    int64_t last = 0;
    struct rule_worker *worker = r->worker;
    w->workers = arena_alloc(&r->turn.arena, b->n * sizeof *w->workers);
    for (size_t i = 0; i < b->n; i++) {
        int64_t version = route_version(b->records[i]);
        if (version >= 0 && version != last && !rulebooks_worker(&r->books, version, &worker, &why)) {
            if (why.kind == ERR_RETRY)
                claims_again(r->turn.claims, b->claim, VERSION_AGAIN_MS, why.msg);
            else
                claims_refuse(r->turn.claims, b->claim, why.msg);
            return false;
        }
        last = version >= 0 ? version : last;
        w->workers[i] = version >= 0 ? worker : NULL;
    }
    return true;
}

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
    if (!find_rules(r, w, t->b))
        return true;             /* the batch is dead */
    store_begin(r->turn.store, STORE_READ, t->b->claim->tag);
    return true;
}

static bool carry_out(void *self, struct turn_work *t, struct slice packed, struct err *e)
{
    const struct work *w = t->own;
    (void)packed;
    for (size_t i = 0; i < t->b->n; i++)
        if (!route_record(self, t->b->claim->state, t->b->records[i], w->workers[i], e))
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
    rulebooks_turn(&r->books, r->control);
    return control_sound(r->control, e) && turn_run(&r->turn, e);
}
