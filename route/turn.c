/* One turn of route: drop what was here before, decide, produce, commit. See io/turn.h. */
#include "app/stats.h"
#include "route/bulletin.h"
#include "route/control.h"
#include "route/lane.h"
#include "route/route.h"
#include "route/urgency.h"

enum { VERSION_AGAIN_MS = 500 };

/* What the lane held before the batch, and its records as they were read. */
struct work {
    int64_t routed, repeats, refused, *outcomes, first;
    struct route_item *items;
    struct route_action *actions;
    struct care_batch care;
};

/* The rules of every version that the batch names. False: one is not there, so nothing of this partition is decided by wrong ones. */
static bool find_rules(struct route *r, struct work *w, struct claim_batch *b)
{
    struct err why = { 0 };
    int64_t last = 0;
    struct rulebook_use use = r->own;
    w->items = arena_alloc(&r->turn.arena, (b->n + 1) * sizeof *w->items);
    for (size_t i = 0; i < b->n; i++) {
        int64_t version = route_version(b->records[i]);
        if (version >= 0 && version != last && !rulebooks_find(&r->books, version, &use, &why)) {
            if (why.kind == ERR_RETRY)
                claims_again(r->turn.claims, b->claim, VERSION_AGAIN_MS, why.msg);
            else
                claims_refuse(r->turn.claims, b->claim, why.msg);
            return false;
        }
        last = version >= 0 ? version : last;
        w->items[i].record = b->records[i];
        w->items[i].repeat = b->waiting[i]->note.repeat;
        w->items[i].use = version >= 0 ? use : (struct rulebook_use){ 0 };
    }
    return true;
}

/* No batch holds records of two generations of what is remembered (record_note.era): it lies in other keys in each. */
static void begin_generation(struct route *r, const struct claim *cl, struct care_part *p)
{
    care_clock(p, ahead_at(&cl->ahead, cl->offset)->note.clock_ms, r->window_ms);
}

/* Reads the batch and asks what is remembered of its conversations and posts. */
static bool ask(void *self, struct turn_work *t, struct err *e)
{
    struct route *r = self;
    const struct lane *l = t->b->claim->state;
    struct work *w = t->own = arena_alloc(&r->turn.arena, sizeof *w);
    (void)e;
    *w = (struct work){ .routed = l->routed, .repeats = l->repeats, .refused = l->refused };
    w->outcomes = arena_alloc(&r->turn.arena, l->outcome_count * sizeof *w->outcomes);
    memcpy(w->outcomes, l->outcomes, l->outcome_count * sizeof *w->outcomes);
    if (t->b->n)
        begin_generation(r, t->b->claim, l->care);
    if (!find_rules(r, w, t->b))
        return true;             /* the batch is dead */
    care_begin(&w->care, &r->turn.arena, &r->care_scratch, &r->care_sums, l->care, r->zone, r->window_ms, t->b->n + t->b->side_n);
    for (size_t i = 0; i < t->b->n; i++) {
        struct route_item *it = &w->items[i];
        route_read_item(r, &r->turn.arena, it);
        if (it->readable && it->use.book)
            care_want(&w->care, it->use.book, (struct slice){ it->record->key, it->record->key_len }, &it->mention);
    }
    w->actions = arena_alloc(&r->turn.arena, (t->b->side_n + 1) * sizeof *w->actions);
    for (size_t i = 0; i < t->b->side_n; i++)
        route_read_action(r, &w->care, t->b->side[i], &w->actions[i]);
    store_begin(r->turn.store, STORE_READ, t->b->claim->tag);
    care_ask(&w->care, r->turn.store);
    return true;
}

static bool carry_out(void *self, struct turn_work *t, struct slice packed, struct err *e)
{
    struct route *r = self;
    struct work *w = t->own;
    struct lane *l = t->b->claim->state;
    if (!care_learn(&w->care, packed, e))
        return false;
    for (size_t i = 0; i < t->b->n; i++) {
        care_at(l->care, t->b->waiting[i]->note.clock_ms);
        if (!route_record(r, l, &w->care, &w->items[i], e))
            return false;
    }
    if (t->b->n)
        care_at(l->care, ahead_at(&t->b->claim->ahead, t->b->to - 1)->note.clock_ms);
    for (size_t i = 0; i < t->b->side_n; i++)
        if (!route_action(r, &w->care, &w->actions[i], e))
            return false;
    care_count_cases(&w->care);
    return route_publish_cases(r, &w->care, e);
}

static void commit(void *self, struct turn_work *t, struct commit *k)
{
    struct route *r = self;
    struct work *w = t->own;
    struct claim *cl = t->b->claim;
    for (int64_t o = cl->offset; o < t->b->to; o++)
        lane_pass(cl->state, ahead_at(&cl->ahead, o)->m);
    for (size_t i = 0; i < t->b->n; i++)
        w->first += t->b->next.order != cl->ahead.order && t->b->waiting[i]->need > URGENCY_REST;
    lane_commit(cl->state, r->rules, k);
    care_fields(&w->care, k);
    care_commit(&w->care, k);
}

/* What /metrics shows is what was committed: the state's own figures, as they moved. */
static void committed(void *self, struct turn_work *t)
{
    struct route *r = self;
    const struct work *w = t->own;
    const struct lane *l = t->b->claim->state;
    stat_add(r->stats.records, (int64_t)t->b->n);
    stat_add(r->stats.repeats, l->repeats - w->repeats);
    stat_add(r->stats.first, w->first);
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
    bulletin_turn(r->bulletin);
    return control_sound(r->control, e) && turn_run(&r->turn, e);
}
