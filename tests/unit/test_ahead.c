/*
 * ahead: what is urgent is applied before what stands in front of it, within a key never, and everything once. The last test is a model of
 * the commit: two owners read and apply in orders of their own, crash, and are taken back with the store to any commit of before; with
 * the hash of orders left out of the compare-and-set some end must be wrong, else the model would see nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "io/ahead.h"
#include "io/portion.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
enum { RECORDS = 240, KEYS = 40, PAST = 64 };

static rd_kafka_message_t message[RECORDS];
static char key_text[RECORDS];

static void make_log(const char *keys)
{
    for (int i = 0; i < RECORDS; i++) {
        key_text[i] = keys ? keys[i % strlen(keys)] : (char)('0' + rand() % KEYS);
        message[i] = (rd_kafka_message_t){ .offset = i, .key = &key_text[i], .key_len = 1, .payload = "x", .len = 1 };
    }
}

static void read_to(struct ahead *a, int64_t to, int64_t era_of)
{
    while (a->read < to)
        ahead_add(a, &message[a->read], &(struct record_note){ .era = era_of ? a->read / era_of : 0 });
}

static void forget(struct ahead *a)
{
    struct messages spent = { 0 };
    ahead_end(a, &spent);
    free(spent.v);
}

static void apply(struct ahead *a, struct waiting **batch, size_t n, struct ahead_next *next, struct arena *arena)
{
    struct messages spent = { 0 };
    ahead_next(a, arena, batch, n, next);
    ahead_applied(a, next, &spent);
    free(spent.v);
}

static void expect_offsets(struct waiting **batch, size_t n, const int *want, size_t wants)
{
    assert_int_equal(n, wants);
    for (size_t i = 0; i < n; i++)
        if (batch[i]->m->offset != want[i])
            fail_msg("place %zu: %d where %d belongs", i, (int)batch[i]->m->offset, want[i]);
}

static void what_fits_into_one_batch_keeps_the_order_of_the_log(void **state)
{
    struct ahead a;
    struct waiting *batch[RECORDS];
    struct ahead_next next;
    struct arena arena = { 0 };
    (void)state;
    make_log("abcdefgh");
    assert_true(ahead_begin(&a, 5, SLICE(""), 0));
    read_to(&a, 9, 0);
    ahead_at(&a, 8)->rank = 3;
    expect_offsets(batch, ahead_take(&a, 4, 4, true, batch), (int[]){ 5, 6, 7, 8 }, 4);
    apply(&a, batch, 4, &next, &arena);
    assert_true(next.offset == 9 && next.order == 0 && next.ahead.n == 0 && a.open == 0);
    forget(&a);
    arena_fini(&arena);
}

/* Small turns: all that is urgent, and of the rest the log's next. */
static void what_is_urgent_waits_for_no_further_turn(void **state)
{
    struct ahead a;
    struct waiting *batch[RECORDS];
    (void)state;
    make_log("abcdefghijklmnopqrstuvwxyz");
    assert_true(ahead_begin(&a, 0, SLICE(""), 0));
    read_to(&a, 100, 0);
    ahead_at(&a, 90)->rank = 1;
    ahead_at(&a, 70)->rank = 2;
    expect_offsets(batch, ahead_take(&a, 4, 10, true, batch), (int[]){ 18, 44, 70, 12, 38, 64, 90, 0 }, 8);
    ahead_untake(batch, 8);
    expect_offsets(batch, ahead_take(&a, 4, 6, true, batch), (int[]){ 18, 44, 70, 12, 38, 0 }, 6);
    forget(&a);
}

static void the_urgent_goes_first_and_what_its_key_has_before_it(void **state)
{
    struct ahead a;
    struct waiting *batch[RECORDS];
    struct ahead_next next;
    struct arena arena = { 0 };
    (void)state;
    make_log("abcdefghijklmnopqrstuvwxyz");
    assert_true(ahead_begin(&a, 0, SLICE(""), 0));
    read_to(&a, 100, 0);
    ahead_at(&a, 90)->rank = 1;      /* 12, 38 and 64 are of its key */
    ahead_at(&a, 70)->rank = 2;      /* 18, 44 */
    expect_offsets(batch, ahead_take(&a, 10, 10, true, batch), (int[]){ 18, 44, 70, 12, 38, 64, 90, 0, 1, 2 }, 10);
    apply(&a, batch, 10, &next, &arena);
    assert_true(next.offset == 3 && next.order != 0 && next.done == 7 && a.open == 90);
    expect_offsets(batch, ahead_take(&a, 10, 10, true, batch), (int[]){ 3, 4, 5, 6, 7, 8, 9, 10, 11, 13 }, 10);
    apply(&a, batch, 10, &next, &arena);
    assert_true(next.offset == 14 && next.done == 6);

    struct ahead other;              /* who claims it now reads the same of it */
    assert_true(ahead_begin(&other, next.offset, next.ahead, next.order));
    assert_int_equal(other.done, 6);
    read_to(&other, 100, 0);
    assert_int_equal(other.open, 80);
    expect_offsets(batch, ahead_take(&other, 4, 4, true, batch), (int[]){ 14, 15, 16, 17 }, 4);
    forget(&other);
    forget(&a);
    arena_fini(&arena);
}

static void the_rest_moves_on_whatever_comes(void **state)
{
    struct ahead a;
    struct waiting *batch[RECORDS];
    struct ahead_next next;
    struct arena arena = { 0 };
    (void)state;
    make_log(NULL);
    assert_true(ahead_begin(&a, 0, SLICE(""), 0));
    read_to(&a, RECORDS, 0);
    for (int64_t o = 0; o < RECORDS; o++)
        ahead_at(&a, o)->rank = o % 10 ? 3 : 0;
    for (int turn = 0; turn < 8; turn++) {
        int64_t before = a.offset;
        size_t n = ahead_take(&a, 16, 16, true, batch);
        assert_int_equal(n, 16);
        apply(&a, batch, n, &next, &arena);
        assert_true(next.offset >= before + 3);
    }
    forget(&a);
    arena_fini(&arena);
}

static void no_batch_holds_two_eras_and_nothing_overtakes_one(void **state)
{
    struct ahead a;
    struct waiting *batch[RECORDS];
    struct ahead_next next;
    struct arena arena = { 0 };
    (void)state;
    make_log("abcdefgh");
    assert_true(ahead_begin(&a, 0, SLICE(""), 0));
    read_to(&a, RECORDS, 50);
    for (int64_t o = 0; o < RECORDS; o++)
        ahead_at(&a, o)->rank = (uint8_t)(o / 50 % 4);
    while (a.open) {
        size_t n = ahead_take(&a, a.offset % 2 ? 7 : 300, a.offset % 2 ? 7 : 300, true, batch);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(batch[i]->note.era, a.offset / 50);
        apply(&a, batch, n, &next, &arena);
    }
    assert_int_equal(a.offset, RECORDS);
    forget(&a);
    arena_fini(&arena);
}

static void a_value_that_cannot_be_is_refused(void **state)
{
    static const struct { const char *value; bool want; } row[] = {
        { "", true }, { "3:02", true }, { "3:0", false }, { "3", false }, { "-3:02", false }, { "3:0G", false }, { ":02", false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct ahead a;
        if (ahead_begin(&a, 3, slice_of(row[i].value), 1) != row[i].want)
            fail_msg("row %zu", i);
        forget(&a);
    }
}

/* ---- the model ---- */

/* A counter of each key; its number is given at first use, so state follows from the order of application. */
struct stored { int64_t offset; uint64_t order; char ahead[160]; size_t ahead_n; int names, number[KEYS], count[KEYS], last[KEYS]; };
struct owner { struct ahead a; struct stored mine; bool claimed; };
struct model { struct stored now, past[PAST]; size_t commits; bool compare_order, wrong; };

static void claim(struct model *m, struct owner *o)
{
    if (o->claimed)
        forget(&o->a);
    o->mine = m->now;
    o->claimed = true;
    assert_true(ahead_begin(&o->a, m->now.offset, (struct slice){ m->now.ahead, m->now.ahead_n }, m->now.order));
}

/* What the batch does to the owner's copy; the counters are read from the store and added to, as commit.lua does. */
static void count(struct model *m, struct stored *s, struct waiting **batch, size_t n)
{
    memcpy(s->count, m->now.count, sizeof s->count);
    memcpy(s->last, m->now.last, sizeof s->last);
    for (size_t i = 0; i < n; i++) {
        int k = *(const char *)batch[i]->m->key - '0';
        if (s->number[k] < 0)
            s->number[k] = s->names++;
        s->count[s->number[k]]++;
        m->wrong = m->wrong || s->last[k] >= (int)batch[i]->m->offset;
        s->last[k] = (int)batch[i]->m->offset;
    }
}

static void one_batch(struct model *m, struct owner *o, struct arena *arena)
{
    struct waiting *batch[RECORDS];
    struct ahead_next next;
    struct messages spent = { 0 };
    int64_t to = o->a.read + rand() % 60;
    read_to(&o->a, to < RECORDS ? to : RECORDS, 0);
    for (; o->a.ranked < o->a.read; o->a.ranked++)
        ahead_at(&o->a, o->a.ranked)->rank = (uint8_t)(rand() % RANKS);
    if (!o->a.open)
        return;
    size_t portion = 1 + (size_t)rand() % 12, n = ahead_take(&o->a, portion, portion + (size_t)rand() % 6, true, batch);
    ahead_next(&o->a, arena, batch, n, &next);
    if (m->now.offset != o->a.offset || (m->compare_order && m->now.order != o->a.order)) {
        claim(m, o);             /* refused */
        return;
    }
    count(m, &o->mine, batch, n);
    o->mine.offset = next.offset;
    o->mine.order = next.order;
    o->mine.ahead_n = next.ahead.n;
    assert_true(next.ahead.n <= sizeof o->mine.ahead);
    memcpy(o->mine.ahead, next.ahead.p ? next.ahead.p : "", next.ahead.n);
    m->past[m->commits++ % PAST] = m->now = o->mine;
    ahead_applied(&o->a, &next, &spent);
    free(spent.v);
}

static bool right(const struct model *m)
{
    int want[KEYS] = { 0 };
    for (int i = 0; i < RECORDS; i++)
        want[key_text[i] - '0']++;
    bool ok = !m->wrong && m->now.offset == RECORDS && m->now.ahead_n == 0;
    for (int k = 0; k < KEYS; k++)
        ok = ok && (want[k] ? m->now.number[k] >= 0 && m->now.count[m->now.number[k]] == want[k] : m->now.number[k] < 0);
    return ok;
}

static bool run(unsigned seed, bool compare_order)
{
    struct model m = { .compare_order = compare_order };
    struct owner owner[2] = { { .claimed = false } };
    struct arena arena = { 0 };
    srand(seed);
    make_log(NULL);
    memset(m.now.number, -1, sizeof m.now.number);
    memset(m.now.last, -1, sizeof m.now.last);
    m.past[m.commits++] = m.now;
    for (int i = 0; i < 2; i++)
        claim(&m, &owner[i]);
    for (int step = 0; step < 20000 && m.now.offset < RECORDS; step++) {
        struct owner *o = &owner[rand() % 4 == 0];
        int dice = rand() % 100;
        if (dice < 4)
            claim(&m, o);
        else if (dice < 10 && step < 200)
            m.now = m.past[(size_t)rand() % (m.commits < PAST ? m.commits : PAST)];
        else
            one_batch(&m, o, &arena);
        arena_reset(&arena);
    }
    for (int i = 0; i < 2; i++)
        forget(&owner[i].a);
    arena_fini(&arena);
    return right(&m);
}

static void every_record_counts_once_and_in_the_order_of_its_key_whoever_commits(void **state)
{
    int wrong = 0;
    (void)state;
    for (unsigned seed = 1; seed <= 400; seed++)
        if (!run(seed, true))
            fail_msg("seed %u ends wrong", seed);
    for (unsigned seed = 1; seed <= 400; seed++)
        wrong += !run(seed, false);
    assert_true(wrong > 0);
}

static void a_turn_takes_as_many_as_go_quickly(void **state)
{
    static const struct { size_t records; int64_t us; size_t want; } row[] = {
        { 0, 5000000, 250 },                     /* nothing was taken: nothing is known yet */
        { 250, 2000000, 250 },                   /* never less than an eighth */
        { 250, 500000, 500 }, { 500, 1000000, 500 }, { 500, 20000, 2000 }, { 2000, 0, 2000 },
        { 0, 900000, 2000 },                     /* it stood still with nothing to do */
        { 2000, 2000000, 1000 },
    };
    struct portion p = { .most = 2000 };
    (void)state;
    assert_int_equal(portion_of(&p), 250);
    for (size_t i = 0; i < ROWS(row); i++) {
        portion_took(&p, row[i].records, row[i].us);
        assert_int_equal(portion_of(&p), row[i].want);
    }
    assert_int_equal(portion_of(&(struct portion){ .most = 3 }), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_takes_as_many_as_go_quickly),
        cmocka_unit_test(what_is_urgent_waits_for_no_further_turn),
        cmocka_unit_test(what_fits_into_one_batch_keeps_the_order_of_the_log),
        cmocka_unit_test(the_urgent_goes_first_and_what_its_key_has_before_it),
        cmocka_unit_test(the_rest_moves_on_whatever_comes),
        cmocka_unit_test(no_batch_holds_two_eras_and_nothing_overtakes_one),
        cmocka_unit_test(a_value_that_cannot_be_is_refused),
        cmocka_unit_test(every_record_counts_once_and_in_the_order_of_its_key_whoever_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
