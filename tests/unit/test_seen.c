/* seen: entries survive their encoding, and an id lies in the same place whatever the batches were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "classify/seen.h"
#include "io/generation.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))

static struct arena entries;   /* what they hold, until the program ends */

static struct seen entry(uint32_t flags, int64_t updated_ms, uint32_t minute, size_t n, uint32_t first, uint32_t step)
{
    struct seen s = { .flags = flags, .updated_ms = updated_ms, .minute = minute };
    for (size_t i = 0; i < n; i++)
        assert_true(seen_add(&entries, &s, first + (uint32_t)i * step));
    return s;
}

static struct seen weighed(uint32_t weight, size_t n)
{
    struct seen s = entry(SEEN_COUNTED | SEEN_WEIGHED, 0, 29922042, n, 100, 1);
    s.weight = weight;
    return s;
}

static void an_entry_is_read_as_it_was_written(void **state)
{
    const struct seen row[] = {
        entry(0, 0, 0, 0, 0, 0),
        entry(SEEN_DELETED, 0, 0, 0, 0, 0),
        entry(SEEN_DELETED | SEEN_UPDATED, 1795322520123, 0, 0, 0, 0),
        entry(SEEN_UPDATED, -1, 0, 0, 0, 0),
        entry(SEEN_COUNTED, 0, 29922042, 0, 0, 0),
        weighed(1, 3), weighed(300, 0), weighed(1000000000, 12),
        entry(SEEN_COUNTED, 0, UINT32_MAX, 1, 0, 0),
        entry(SEEN_COUNTED, 0, 1, 3, 127, 1),             /* 127, 128, 129: one byte and two */
        entry(SEEN_COUNTED, 0, 1, 3, 16383, 1),           /* two bytes and three */
        entry(SEEN_COUNTED, 0, 1, 3, 2097151, 1),
        entry(SEEN_COUNTED, 0, 1, 3, 268435455, 1),       /* four and five */
        entry(SEEN_COUNTED | SEEN_UPDATED, INT64_MAX, 7, 12, 5, 1000003),
        entry(SEEN_COUNTED | SEEN_UPDATED, INT64_MIN + 1, 7, SEEN_NUMBERS_MAX, 536870000, 1),
    };
    struct arena a = { 0 };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct seen got;
        assert_true(seen_decode(&a, seen_encode(&a, &row[i]), &got));
        assert_int_equal(got.flags, row[i].flags);
        assert_int_equal(got.updated_ms, row[i].updated_ms);
        assert_int_equal(got.minute, row[i].minute);
        assert_int_equal(got.weight, row[i].weight);
        assert_int_equal(got.n, row[i].n);
        if (got.n)
            assert_memory_equal(got.numbers, row[i].numbers, got.n * sizeof *got.numbers);
    }
    arena_fini(&a);
}

static void an_entry_of_a_matched_mention_stays_small(void **state)
{
    struct arena a = { 0 };
    struct seen s = entry(SEEN_COUNTED | SEEN_UPDATED, 1795322520123, 29922042, 6, 100, 1);
    (void)state;
    assert_true(seen_encode(&a, &s).n <= 20);
    arena_fini(&a);
}

/* Cut anywhere but between two numbers it is no entry; there it is one with fewer, which no reader can tell. */
static void what_is_cut_or_too_long_is_no_entry(void **state)
{
    static const struct { const char *bytes; size_t n; bool want; } row[] = {
        { "", 0, false },
        { "\0", 1, true },
        { "\0\0", 2, false },                              /* something behind the end */
        { "\4", 1, false },                                /* updated, and no time */
        { "\4\1\2\3\4\5\6\7", 8, false },
        { "\4\1\2\3\4\5\6\7\10", 9, true },
        { "\4\1\2\3\4\5\6\7\10\11", 10, false },
        { "\1\1\2\3", 4, false },                          /* counted, and not the whole minute */
        { "\1\1\2\3\4", 5, true },
        { "\1\1\2\3\4\200", 6, false },                    /* a number that goes on */
        { "\1\1\2\3\4\200\1", 7, true },
        { "\1\1\2\3\4\200\200\200\200", 9, false },
    };
    char many[5 + SEEN_NUMBERS_MAX + 1] = { 1 };
    struct seen got;
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(seen_decode(&entries, (struct slice){ row[i].bytes, row[i].n }, &got), row[i].want);
    assert_true(seen_decode(&entries, (struct slice){ many, sizeof many - 1 }, &got));
    assert_int_equal(got.n, SEEN_NUMBERS_MAX);
    assert_false(seen_decode(&entries, (struct slice){ many, sizeof many }, &got));
}

static void the_number_of_buckets_follows_from_the_generation_before(void **state)
{
    static const struct { int64_t ids, want; } row[] = {
        { 0, 8192 }, { 1, 8192 }, { 524288, 8192 }, { 524352, 16384 }, { 10000000, 262144 }, { INT64_C(4000000000), 1 << 22 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(generation_buckets_after(row[i].ids), row[i].want);
}

static void segments_fill_one_after_the_other_each_eight_times_as_large(void **state)
{
    const struct generation g = { .number = 3, .buckets = 2048 };
    const int64_t first = 2048 * GENERATION_FILL;
    const struct { int64_t position; int want; } row[] = {
        { 0, 0 }, { first - 1, 0 }, { first, 1 }, { first * 9 - 1, 1 }, { first * 9, 2 }, { first * 73 - 1, 2 }, { first * 73, 3 },
        { INT64_C(1) << 60, 6 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct generation full = g;
        full.ids = row[i].position + 1;
        assert_int_equal(generation_segment_of(&g, row[i].position), row[i].want);
        assert_int_equal(generation_segments(&full), row[i].want + 1);
    }
    assert_int_equal(generation_segments(&g), 0);
}

static void a_key_depends_on_generation_segment_and_id_alone(void **state)
{
    static const struct { int64_t number, ids, buckets; int segment; uint64_t id; const char *want; } row[] = {
        { 2968, 0, 2048, 0, 0, ":i:2968:0:0" },
        { 2968, 0, 2048, 0, 2047, ":i:2968:0:2047" },
        { 2968, 0, 2048, 0, 2048, ":i:2968:0:0" },
        { 2968, 5000000, 2048, 0, 2048, ":i:2968:0:0" },   /* however full it is */
        { 2968, 0, 2048, 1, 2048, ":i:2968:1:2048" },
        { 2969, 0, 2048, 2, 131071, ":i:2969:2:131071" },
        { 2969, 0, 2048, 2, 131072, ":i:2969:2:0" },
        { 2969, 0, 4096, 0, UINT64_MAX, ":i:2969:0:4095" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        char text[GENERATION_KEY];
        struct generation g = { row[i].number, row[i].ids, row[i].buckets };
        struct slice key = generation_key(text, SEEN_LETTER, &g, row[i].segment, row[i].id);
        assert_int_equal(key.n, strlen(row[i].want));
        assert_memory_equal(key.p, row[i].want, key.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_read_as_it_was_written),
        cmocka_unit_test(an_entry_of_a_matched_mention_stays_small),
        cmocka_unit_test(what_is_cut_or_too_long_is_no_entry),
        cmocka_unit_test(the_number_of_buckets_follows_from_the_generation_before),
        cmocka_unit_test(segments_fill_one_after_the_other_each_eight_times_as_large),
        cmocka_unit_test(a_key_depends_on_generation_segment_and_id_alone),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_fini(&entries);
    return failed;
}
