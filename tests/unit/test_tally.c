/*
 * tally: what a batch adds, by minute, hour and local day, as it goes into the commit. The store is one that only keeps the
 * arguments: it takes the place of io/store.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/when.h"
#include "io/tally.h"
#include "kept_store.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))
#define MINUTE INT64_C(60000)

static int64_t number_at(size_t i)
{
    int64_t v;
    assert_true(slice_int(kept.arg[i], &v));
    return v;
}

static void commit_of(struct tally *t, const char *zone_name, int64_t clock_ms)
{
    struct err e = { 0 };
    struct zone *z = zone_open(zone_name, &e);
    assert_non_null(z);
    kept.n = 0;
    struct commit k = { .s = &kept, .section = COMMIT_FIELDS, .mark = store_hold(&kept, SLICE("0")) };
    tally_commit(t, z, clock_ms, &k);
    assert_true(commit_end(&k, &e));
    zone_close(z);
}

/* Where the counters of the commit begin: behind no fields and no hashes. */
enum { COUNTERS = 2 };

/* What the commit adds to a counter of a bucket; -1000: it does not name it. */
static int64_t delta(const char *suffix, int64_t number)
{
    size_t i = COUNTERS + 1;
    for (int64_t groups = number_at(COUNTERS); groups > 0; groups--) {
        size_t n = (size_t)number_at(i + 1);
        for (size_t k = 0; k < n; k++)
            if (slice_is(kept.arg[i], suffix) && number_at(i + 2 + k) == number)
                return number_at(i + 2 + n + k);
        i += 2 + 2 * n;
    }
    return -1000;
}

static int64_t ms_of(const char *text)
{
    int64_t ms = 0;
    assert_true(when_parse(slice_of(text), WHEN_RFC3339, NULL, &ms));
    return ms;
}

static void a_record_too_old_for_minutes_or_hours_counts_in_the_coarser_ones(void **state)
{
    const int64_t now = 29922042;        /* minutes; 42 past the hour */
    const struct { int64_t minute; enum tally_level want; } row[] = {
        { now, TALLY_MINUTE }, { now + 100000, TALLY_MINUTE }, { now - TALLY_MINUTES_KEPT, TALLY_MINUTE },
        { now - TALLY_MINUTES_KEPT - 1, TALLY_HOUR }, { (now / 60 - TALLY_HOURS_KEPT) * 60, TALLY_HOUR },
        { (now / 60 - TALLY_HOURS_KEPT) * 60 - 1, TALLY_DAY }, { 0, TALLY_DAY },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_int_equal(tally_level((uint32_t)row[i].minute, now * MINUTE), row[i].want);
        assert_int_equal(tally_level((uint32_t)row[i].minute, now * MINUTE + MINUTE - 1), row[i].want);
    }
}

static void days_begin_where_the_zone_says(void **state)
{
    static const struct { const char *zone, *at, *day; } row[] = {
        { "America/Mexico_City", "2026-01-02T05:59:00Z", "2026-01-01T00:00:00Z" },
        { "America/Mexico_City", "2026-01-02T06:00:00Z", "2026-01-02T00:00:00Z" },
        { "UTC", "2026-01-02T23:59:00Z", "2026-01-02T00:00:00Z" },
        { "Asia/Kolkata", "2026-01-02T18:29:00Z", "2026-01-02T00:00:00Z" },
        { "Asia/Kolkata", "2026-01-02T18:30:00Z", "2026-01-03T00:00:00Z" },
        { "Asia/Kathmandu", "2026-01-02T18:14:00Z", "2026-01-02T00:00:00Z" },
        { "Asia/Kathmandu", "2026-01-02T18:15:00Z", "2026-01-03T00:00:00Z" },
        { "America/New_York", "2026-03-08T04:59:00Z", "2026-03-07T00:00:00Z" },   /* before summer time begins */
        { "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T00:00:00Z" },
        { "America/New_York", "2026-03-09T03:59:00Z", "2026-03-08T00:00:00Z" },   /* and after */
        { "America/New_York", "2026-03-09T04:00:00Z", "2026-03-09T00:00:00Z" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct arena a = { 0 };
        struct tally t;
        char minute[32], hour[32], day[32];
        int64_t ms = ms_of(row[i].at);
        tally_init(&t, &a);
        tally_add(&t, (uint32_t)(ms / MINUTE), TALLY_MINUTE, 5, 1);
        commit_of(&t, row[i].zone, ms);
        snprintf(minute, sizeof minute, ":m:%lld", (long long)(ms / MINUTE));
        snprintf(hour, sizeof hour, ":h:%lld", (long long)(ms / MINUTE / 60));
        snprintf(day, sizeof day, ":d:%lld", (long long)(ms_of(row[i].day) / MINUTE / 1440));
        assert_int_equal(delta(minute, 5), 1);
        assert_int_equal(delta(hour, 5), 1);
        assert_int_equal(delta(day, 5), 1);
        assert_int_equal(number_at(COUNTERS), 3);
        arena_fini(&a);
    }
}

static void what_is_added_and_taken_away_is_summed_and_a_sum_of_zero_is_written(void **state)
{
    struct arena a = { 0 };
    struct tally t;
    const uint32_t m = 29922042;         /* hour 498700, day 20779 in UTC */
    (void)state;
    tally_init(&t, &a);
    tally_add(&t, m, TALLY_MINUTE, 1, 1);
    tally_add(&t, m, TALLY_MINUTE, 1, 1);
    tally_add(&t, m + 1, TALLY_MINUTE, 1, 1);
    tally_add(&t, m, TALLY_MINUTE, 2, 1);
    tally_add(&t, m, TALLY_MINUTE, 2, -1);
    tally_add(&t, m, TALLY_HOUR, 1, 5);
    tally_add(&t, m, TALLY_DAY, 1, 7);
    commit_of(&t, "UTC", m * MINUTE);
    static const struct { const char *suffix; int64_t number, want; } row[] = {
        { ":m:29922042", 1, 2 }, { ":m:29922043", 1, 1 }, { ":m:29922042", 2, 0 }, { ":h:498700", 1, 8 }, { ":h:498700", 2, 0 },
        { ":d:20779", 1, 15 }, { ":d:20779", 2, 0 }, { ":m:29922043", 2, -1000 },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(delta(row[i].suffix, row[i].number), row[i].want);
    arena_fini(&a);
}

static void many_counters_of_one_bucket_go_in_groups_that_lua_can_take(void **state)
{
    struct arena a = { 0 };
    struct tally t;
    (void)state;
    tally_init(&t, &a);
    for (uint32_t i = 0; i < 4500; i++)
        tally_add(&t, 100, TALLY_DAY, i, i + 1);
    commit_of(&t, "UTC", 0);
    assert_int_equal(number_at(COUNTERS), 3);
    for (uint32_t i = 0; i < 4500; i += 499)
        assert_int_equal(delta(":d:0", i), i + 1);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_too_old_for_minutes_or_hours_counts_in_the_coarser_ones),
        cmocka_unit_test(days_begin_where_the_zone_says),
        cmocka_unit_test(what_is_added_and_taken_away_is_summed_and_a_sum_of_zero_is_written),
        cmocka_unit_test(many_counters_of_one_bucket_go_in_groups_that_lua_can_take),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_fini(&kept.a);
    return failed;
}
