/*
 * A model of the commit protocol, small enough to try everything: two owners read six records in three batches or in other
 * borders, produce nothing, and commit by compare-and-set to a store that may go back to any earlier commit. Owners crash
 * and start again at any step. Every end that is reached must hold what one pass over the records gives; with the
 * compare-and-set switched off some end must be wrong, else the model would see nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { RECORDS = 6, IDS = 4, OWNERS = 2, ROLL_BACKS = 1, CRASHES = 1, CLAIMS = 4 };

/* Ids: two duplicates, one in the same batch and one in a later one; what repeats is not counted. */
static const uint8_t ids[RECORDS] = { 0, 1, 1, 2, 0, 3 };
/* Owner 0 reads in batches of two, owner 1 of three: borders differ after a take-over. */
static const uint8_t batch[OWNERS] = { 2, 3 };

struct stored { uint8_t off, epoch, seen, count[IDS], dups; };   /* moves as a whole: one script */

enum step { IDLE, CLAIMED, READ };
struct owner {
    uint8_t step, off, epoch, to;
    uint8_t seen;                /* as the read script answered */
};

struct world {
    struct stored now, past[RECORDS + 1];   /* past: the last commit that ended at each offset, for going back */
    uint8_t commits, roll_backs, crashes;   /* commits: which of past there are, as bits */
    struct owner owner[OWNERS];
};

struct search {
    bool compare_and_set, check_read, epoch;
    size_t ends, wrong, states;
    struct world *table;         /* open addressing: what was looked at already */
    bool *used;
    size_t mask;
};

static void one_pass(struct stored *s)
{
    for (int i = 0; i < RECORDS; i++) {
        if (s->seen >> ids[i] & 1)
            s->dups++;
        else
            s->count[ids[i]]++;
        s->seen |= (uint8_t)(1 << ids[i]);
    }
    s->off = RECORDS;
}

static bool right(const struct stored *s)
{
    struct stored want = { 0 };
    one_pass(&want);
    return s->off == want.off && s->seen == want.seen && s->dups == want.dups && memcmp(s->count, want.count, sizeof want.count) == 0;
}

static uint64_t hash(const struct world *w)
{
    const unsigned char *p = (const unsigned char *)w;
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < sizeof *w; i++)
        h = (h ^ p[i]) * 1099511628211u;
    return h ^ h >> 29;
}

/* False: been there. */
static bool first_visit(struct search *s, const struct world *w)
{
    size_t at = hash(w) & s->mask;
    while (s->used[at] && memcmp(&s->table[at], w, sizeof *w) != 0)
        at = (at + 1) & s->mask;
    if (s->used[at])
        return false;
    s->used[at] = true;
    s->table[at] = *w;
    assert_true(++s->states < s->mask / 2);
    return true;
}

static void visit(struct search *s, const struct world *w);

/* The claim script: takes the epoch and says where to read on. */
static void claim(struct search *s, struct world w, int o)
{
    w.now.epoch++;
    w.owner[o] = (struct owner){ .step = CLAIMED, .off = w.now.off, .epoch = w.now.epoch };
    visit(s, &w);
}

static bool ours(const struct search *s, const struct world *w, const struct owner *o)
{
    return w->now.off == o->off && (!s->epoch || w->now.epoch == o->epoch);
}

/* The read script: what is known of the batch's ids, and whether the stored offset is still ours. */
static void read_state(struct search *s, struct world w, int o)
{
    struct owner *me = &w.owner[o];
    if (s->check_read && !ours(s, &w, me)) {
        *me = (struct owner){ .step = IDLE };
    } else {
        me->step = READ;
        me->seen = w.now.seen;
        me->to = (uint8_t)(me->off + batch[o] < RECORDS ? me->off + batch[o] : RECORDS);
    }
    visit(s, &w);
}

/* The commit script: counters are read, added to and written with the offset, or nothing is. */
static void commit(struct search *s, struct world w, int o)
{
    struct owner *me = &w.owner[o];
    if (s->compare_and_set && !ours(s, &w, me)) {
        *me = (struct owner){ .step = IDLE };
        visit(s, &w);
        return;
    }
    uint8_t seen = me->seen;
    for (int i = me->off; i < me->to; i++) {
        if (seen >> ids[i] & 1)
            w.now.dups++;
        else
            w.now.count[ids[i]]++;
        seen |= (uint8_t)(1 << ids[i]);
        w.now.seen |= (uint8_t)(1 << ids[i]);
    }
    w.now.off = me->to;
    *me = (struct owner){ .step = CLAIMED, .off = me->to, .epoch = me->epoch };
    w.past[me->off] = w.now;
    w.commits |= (uint8_t)(1 << me->off);
    visit(s, &w);
}

static void go_back(struct search *s, const struct world *w)
{
    struct world back = *w;
    back.roll_backs++;
    for (int i = 0; i <= RECORDS; i++)
        if (i == 0 || w->commits >> i & 1) {
            back.now = w->past[i];       /* past[0]: nothing stored yet */
            visit(s, &back);
        }
}

/* Without a fault from here on: an owner that finds nothing to read looks whether Redis went back, as look_at_rest does. */
static bool at_rest(const struct world *w)
{
    for (int o = 0; o < OWNERS; o++)
        if (w->owner[o].step == READ || (w->owner[o].step == CLAIMED && w->owner[o].off < RECORDS))
            return false;
    return true;
}

static void visit(struct search *s, const struct world *w)
{
    if ((!s->compare_and_set && s->wrong) || !first_visit(s, w))
        return;                  /* without it one wrong end is enough */
    bool done = at_rest(w) && w->now.off == RECORDS;
    if (done) {
        s->ends++;
        s->wrong += !right(&w->now);
    }
    for (int o = 0; o < OWNERS; o++) {
        const struct owner *me = &w->owner[o];
        bool fault_free_end = done && me->step == IDLE;
        if (me->step == IDLE && !fault_free_end && w->now.epoch < CLAIMS)
            claim(s, *w, o);
        if (me->step == CLAIMED && me->off < RECORDS)
            read_state(s, *w, o);
        if (me->step == CLAIMED && me->off == RECORDS && s->check_read && !ours(s, w, me)) {
            struct world again = *w;
            again.owner[o] = (struct owner){ .step = IDLE };
            visit(s, &again);
        }
        if (me->step == READ)
            commit(s, *w, o);
        if (me->step != IDLE && w->crashes < CRASHES) {
            struct world dead = *w;
            dead.crashes++;
            dead.owner[o] = (struct owner){ .step = IDLE };
            visit(s, &dead);
        }
    }
    if (w->roll_backs < ROLL_BACKS)
        go_back(s, w);
}

static struct search run(struct search s)
{
    static struct world start;   /* zeroed with its padding: worlds are compared as bytes */
    s.mask = (1u << 20) - 1;
    s.table = malloc((s.mask + 1) * sizeof *s.table);
    s.used = calloc(s.mask + 1, sizeof *s.used);
    assert_true(s.table && s.used);
    visit(&s, &start);
    free(s.table);
    free(s.used);
    return s;
}

static void every_interleaving_ends_in_what_one_pass_gives(void **state)
{
    (void)state;
    struct search s = run((struct search){ .compare_and_set = true, .check_read = true, .epoch = true });
    print_message("%zu states, %zu ends\n", s.states, s.ends);
    assert_true(s.states > 10000);
    assert_true(s.ends > 1000);
    assert_int_equal(s.wrong, 0);
}

static void no_safety_rests_on_the_epoch(void **state)
{
    (void)state;
    struct search s = run((struct search){ .compare_and_set = true, .check_read = true });
    assert_true(s.ends > 1000);
    assert_int_equal(s.wrong, 0);
}

static void without_the_compare_and_set_some_end_is_wrong(void **state)
{
    (void)state;
    struct search s = run((struct search){ .check_read = true, .epoch = true });
    assert_true(s.wrong > 0);
    s = run((struct search){ .check_read = false });
    assert_true(s.wrong > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_interleaving_ends_in_what_one_pass_gives),
        cmocka_unit_test(no_safety_rests_on_the_epoch),
        cmocka_unit_test(without_the_compare_and_set_some_end_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
