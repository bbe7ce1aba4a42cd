/*
 * part and its commits: what is stored of a partition comes back, and every key of a generation that is over is dropped exactly
 * once, however the commits lie. The store is one that only keeps the arguments: it takes the place of io/store.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "classify/part.h"
#include "kept_store.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
enum { WINDOW_MS = 1000 };

/* A flat list as Redis answers it, from texts that end with NULL. */
static redisReply *flat(struct arena *a, const char *const *text)
{
    redisReply *r = arena_zalloc(a, sizeof *r);
    r->type = REDIS_REPLY_ARRAY;
    while (text[r->elements])
        r->elements++;
    r->element = arena_alloc(a, (r->elements + 1) * sizeof *r->element);
    for (size_t i = 0; i < r->elements; i++) {
        redisReply *one = r->element[i] = arena_zalloc(a, sizeof *one);
        one->str = arena_strz(a, slice_of(text[i]));
        one->len = slice_of(text[i]).n;
    }
    return r;
}

static const char *const nothing[] = { NULL };

static struct part *part_of(struct arena *a, const char *const *state, const char *const *names, struct err *e)
{
    return part_new(flat(a, state), flat(a, names), e);
}

static struct commit begin(void)
{
    kept.n = 0;
    return (struct commit){ .s = &kept, .section = COMMIT_FIELDS, .mark = store_hold(&kept, SLICE("0")) };
}

static void what_a_commit_stores_is_what_a_claim_finds(void **state)
{
    struct arena a = { 0 };
    struct err e = { 0 };
    const char *stored[2 * 64 + 1] = { 0 };
    struct part *p = part_of(&a, nothing, nothing, &e);
    (void)state;
    for (int f = 0; f < FATE_COUNT; f++)
        p->fates[f] = 100 + f;
    p->removed = 3;
    p->watermark_ms = 1795322520123;
    part_clock(p, 5 * WINDOW_MS, WINDOW_MS);
    p->ids.now.ids = 200000;
    part_clock(p, 6 * WINDOW_MS + 7, WINDOW_MS);
    p->ids.now.ids = 11;
    struct commit k = begin();
    part_commit_fields(p, &k);
    for (size_t i = 1; i < kept.n && i < ROWS(stored); i++)
        stored[i - 1] = arena_strz(&a, kept.arg[i]);
    struct part *q = part_of(&a, stored, nothing, &e);
    assert_memory_equal(q->fates, p->fates, sizeof p->fates);
    assert_int_equal(q->removed, 3);
    assert_int_equal(q->clock_ms, 6 * WINDOW_MS + 7);
    assert_int_equal(q->watermark_ms, 1795322520123);
    assert_int_equal(q->ids.now.number, 6);
    assert_int_equal(q->ids.now.ids, 11);
    assert_int_equal(q->ids.now.buckets, generation_buckets_after(200000));
    assert_int_equal(q->ids.before.number, 5);
    assert_int_equal(q->ids.before.ids, 200000);
    assert_int_equal(q->ids.drop.number, -1);
    part_free(p);
    part_free(q);
    arena_fini(&a);
}

static void a_dictionary_that_cannot_be_is_refused(void **state)
{
    static const struct { const char *names[7]; bool want; } row[] = {
        { { "a|x", "0", "k|1", "1" }, true }, { { "k|1", "1", "a|x", "0" }, true }, { { "a|x", "1" }, false },
        { { "a|x", "0", "k|1", "2" }, false }, { { "a|x", "-1" }, false }, { { "a|x", "zero" }, false }, { { "a|x", "536870912" }, false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct arena a = { 0 };
        struct err e = { 0 };
        struct part *p = part_of(&a, nothing, row[i].names, &e);
        assert_int_equal(p != NULL, row[i].want);
        assert_int_equal(e.kind, row[i].want ? ERR_NONE : ERR_BUG);
        part_free(p);
        arena_fini(&a);
    }
}

static void a_generation_begins_with_the_append_time_and_never_goes_back(void **state)
{
    static const struct { int64_t append_ms; bool turns; int64_t now, before, clock_ms; } row[] = {
        { 10500, true, 10, -1, 10500 }, { 10999, false, 10, -1, 10999 }, { 9000, false, 10, -1, 10999 },
        { 11000, true, 11, 10, 11000 }, { 10999, false, 11, 10, 11000 }, { 12001, true, 12, 11, 12001 },
        { 14000, true, 14, -1, 14000 },  /* a whole window without a record: nothing to remember */
        { 15000, true, 15, 14, 15000 },
    };
    struct arena a = { 0 };
    struct err e = { 0 };
    struct part *p = part_of(&a, nothing, nothing, &e);
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_int_equal(part_turns(p, row[i].append_ms, WINDOW_MS), row[i].turns);
        part_clock(p, row[i].append_ms, WINDOW_MS);
        assert_int_equal(p->ids.now.number, row[i].now);
        assert_int_equal(p->ids.before.number, row[i].before);
        assert_int_equal(p->clock_ms, row[i].clock_ms);
    }
    part_free(p);
    arena_fini(&a);
}

/* How many keys of the generation the commit at hand drops; each drop is noted, and none may come twice. */
struct dropped { unsigned char *seen; size_t size; };

static void commit(struct part *p, struct dropped by_generation[], size_t generations)
{
    struct commit k = begin();
    commit_section(&k, COMMIT_DROPS);
    size_t first = kept.n;
    part_commit_drops(p, &k);
    for (size_t i = first; i < kept.n; i++) {
        long long g, segment, bucket;
        char text[GENERATION_KEY + 1];
        snprintf(text, sizeof text, SLICE_FMT, SLICE_ARG(kept.arg[i]));
        assert_int_equal(sscanf(text, ":i:%lld:%lld:%lld", &g, &segment, &bucket), 3);
        assert_true(g >= 0 && (size_t)g < generations && bucket < 81920 && segment < 2);
        unsigned char *seen = &by_generation[g].seen[segment * 81920 + bucket];
        assert_int_equal(*seen, 0);
        *seen = 1;
        by_generation[g].size++;
    }
}

static void every_key_of_a_generation_that_is_over_is_dropped_once(void **state)
{
    /* generation numbers as the records bring them, how many ids each gets, how many commits each has */
    static const struct { int64_t number[6]; int64_t ids[6]; int commits[6]; } row[] = {
        { { 0, 1, 2, 3, 4, 5 }, { 10, 10, 10, 10, 0, 0 }, { 5, 5, 5, 5, 5, 5 } },      /* one after the other, room for all drops */
        { { 0, 1, 2, 3, 4, 5 }, { 10, 10, 10, 10, 0, 0 }, { 1, 1, 1, 1, 1, 5 } },      /* hardly a commit in a window */
        { { 0, 1, 3, 4, 5, 6 }, { 10, 10, 10, 0, 0, 0 }, { 5, 5, 5, 5, 5, 5 } },       /* a pause: two are over at once */
        { { 0, 1, 3, 5, 7, 9 }, { 10, 10, 10, 10, 10, 0 }, { 1, 1, 1, 1, 1, 25 } },    /* pauses, and hardly a commit */
        { { 0, 1, 2, 4, 5, 6 }, { 10, 10, 10, 0, 0, 0 }, { 1, 1, 1, 1, 1, 5 } },       /* two over while a third is still being dropped */
        { { 0, 3, 6, 7, 8, 9 }, { 700000, 10, 0, 0, 0, 0 }, { 3, 3, 40, 5, 5, 5 } },   /* two segments */
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct arena a = { 0 };
        struct err e = { 0 };
        struct dropped got[10];
        int64_t want[10] = { 0 };
        for (size_t g = 0; g < ROWS(got); g++)
            got[g] = (struct dropped){ arena_zalloc(&a, 2 * 81920), 0 };
        struct part *p = part_of(&a, nothing, nothing, &e);
        for (size_t step = 0; step < 6; step++) {
            part_clock(p, row[i].number[step] * WINDOW_MS, WINDOW_MS);
            p->ids.now.ids = row[i].ids[step];
            for (int s = 0; s < generation_segments(&p->ids.now); s++)
                want[row[i].number[step]] += p->ids.now.buckets << (3 * s);
            for (int c = 0; c < row[i].commits[step]; c++)
                commit(p, got, ROWS(got));
        }
        for (size_t g = 0; g < ROWS(got); g++)
            if ((int64_t)got[g].size != want[g])
                fail_msg("row %zu: %zu keys of generation %zu were dropped, expected %lld", i, got[g].size, g, (long long)want[g]);
        part_free(p);
        arena_fini(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_commit_stores_is_what_a_claim_finds),
        cmocka_unit_test(a_dictionary_that_cannot_be_is_refused),
        cmocka_unit_test(a_generation_begins_with_the_append_time_and_never_goes_back),
        cmocka_unit_test(every_key_of_a_generation_that_is_over_is_dropped_once),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_fini(&kept.a);
    return failed;
}
