#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>

#include "base/when.h"
#include "metrics/plan.h"
#include "metrics/sov.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))

static struct zone *zone(const char *name)
{
    struct err e = { 0 };
    struct zone *z = zone_open(name, &e);
    assert_non_null(z);
    return z;
}

static int64_t ms_of(const char *rfc3339)
{
    int64_t ms = 0;
    assert_true(when_parse(slice_of(rfc3339), WHEN_RFC3339, NULL, &ms));
    return ms;
}

static void shares_add_up_to_the_whole_and_stay_within_one_of_the_truth(void **state)
{
    static const struct { int64_t n[4]; size_t count; int64_t want[4]; } row[] = {
        { { 1, 1, 1 }, 3, { 334, 333, 333 } },
        { { 2, 1 }, 2, { 667, 333 } },
        { { 0, 0 }, 2, { 0, 0 } },
        { { 5 }, 1, { 1000 } },
        { { 999, 1, 0 }, 3, { 999, 1, 0 } },
        { { 1, 9999 }, 2, { 0, 1000 } },
        { { 3000000000000000, 6000000000000000 }, 2, { 333, 667 } },
        { { 1, 1, 1, 4 }, 4, { 143, 143, 143, 571 } },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        int64_t parts[4] = { 0 };
        sov_parts(row[i].n, row[i].count, 1000, parts);
        for (size_t k = 0; k < row[i].count; k++)
            assert_int_equal(parts[k], row[i].want[k]);
    }
}

static void any_shares_sum_to_a_hundred_per_cent(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 2000; round++) {
        int64_t n[9], parts[9], sum = 0, all = 0;
        for (size_t i = 0; i < ROWS(n); i++)
            all += n[i] = rand() % (round + 2);
        sov_parts(n, ROWS(n), 1000, parts);
        for (size_t i = 0; i < ROWS(n); i++) {
            sum += parts[i];
            if (all)
                assert_true(fabs((double)parts[i] - 1000.0 * (double)n[i] / (double)all) < 1);
        }
        assert_int_equal(sum, all ? 1000 : 0);
    }
}

static void fractions_of_shared_mentions_add_up_to_whole_ones(void **state)
{
    (void)state;
    for (int64_t n = 2; n <= 64; n++) {
        int64_t each = SOV_UNIT - sov_shared(1, n), left = n * each - SOV_UNIT;
        assert_true(n <= 16 ? left == 0 : left > -n && left < n);   /* a millionth of a mention for each brand at most */
    }
    struct sov_count c = { .slot = { [SOV_NEGATIVE] = 3, [SOV_POSITIVE] = 2, [SOV_SHARED] = sov_shared(2, 2) + sov_shared(1, 3) } };
    assert_int_equal(sov_fractional(&c), 2 * SOV_UNIT + 2 * SOV_UNIT / 2 + SOV_UNIT / 3);
    assert_int_equal(sov_shared(7, 0), 0);   /* of a counter that nobody wrote */
}

static void the_wilson_interval_is_that_of_the_books(void **state)
{
    static const struct { int64_t n, all; double low, high; } row[] = {
        { 0, 0, 0, 1 }, { 0, 10, 0, 0.27753 }, { 10, 10, 0.72247, 1 }, { 5, 10, 0.23659, 0.76341 },
        { 15, 100, 0.09306, 0.23283 }, { 500000, 1000000, 0.49902, 0.50098 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        double low, high;
        sov_wilson((double)row[i].n, (double)row[i].all, &low, &high);
        assert_true(fabs(low - row[i].low) < 0.00001);
        assert_true(fabs(high - row[i].high) < 0.00001);
    }
}

static void net_sentiment_is_positive_minus_negative_over_all(void **state)
{
    static const struct { struct sov_count c; double want; } row[] = {
        { { { 0, 0, 0, 0 } }, 0 }, { { { 3, 1, 0, 4 } }, -0.75 }, { { { 1, 2, 1, 0 } }, 0 }, { { { 0, 0, 9, 0 } }, 1 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_true(fabs(sov_net(&row[i].c) - row[i].want) < 1e-12);
}

static void a_sparkline_shows_rates_so_that_short_bins_are_not_calm(void **state)
{
    static const int64_t n[] = { 30, 60, 60, 60, 10 }, ms[] = { 30, 60, 60, 60, 10 };
    double out[5];
    (void)state;
    assert_int_equal(sov_series(n, ms, 5, out, 24), 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(fabs(out[i] - 1) < 1e-12);
    assert_int_equal(sov_series(n, ms, 5, out, 2), 2);
    assert_true(fabs(out[0] - 1) < 1e-12 && fabs(out[1] - 1) < 1e-12);
}

static void periods_are_read_as_people_write_them(void **state)
{
    static const struct { const char *text, *from, *to; } row[] = {
        { "24h", "2026-11-21T15:31:00Z", "2026-11-22T15:31:00Z" },
        { "90m", "2026-11-22T14:01:00Z", "2026-11-22T15:31:00Z" },
        { "7d", "2026-11-15T15:31:00Z", "2026-11-22T15:31:00Z" },
        { "today", "2026-11-22T03:00:00Z", "2026-11-23T03:00:00Z" },
        { "yesterday", "2026-11-21T03:00:00Z", "2026-11-22T03:00:00Z" },
        { "2020-10-17", "2020-10-17T03:00:00Z", "2020-10-18T03:00:00Z" },
        { "2020-02", "2020-02-01T03:00:00Z", "2020-03-01T03:00:00Z" },
        { "2020-12", "2020-12-01T03:00:00Z", "2021-01-01T03:00:00Z" },
        { "2020-10-01..2020-10-17", "2020-10-01T03:00:00Z", "2020-10-18T03:00:00Z" },
        { "2020-10-01..2020-10-01", "2020-10-01T03:00:00Z", "2020-10-02T03:00:00Z" },
        { "2020-10-17T05:00:00Z..2020-10-17T06:30:00Z", "2020-10-17T05:00:00Z", "2020-10-17T06:30:00Z" },
        { "2020-10-17 05:00:00..2020-10-17T09:00:00Z", "2020-10-17T08:00:00Z", "2020-10-17T09:00:00Z" },
        { "yesterday..today", "2026-11-21T03:00:00Z", "2026-11-23T03:00:00Z" },
        { "today..now", "2026-11-22T03:00:00Z", "2026-11-22T15:31:00Z" },
    };
    struct zone *z = zone("America/Argentina/Buenos_Aires");
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct period p;
        struct err e = { 0 };
        if (!period_parse(slice_of(row[i].text), z, ms_of("2026-11-22T15:30:12Z"), &p, &e))
            fail_msg("%s: %s", row[i].text, e.msg);
        assert_int_equal(p.from_ms, ms_of(row[i].from));
        assert_int_equal(p.to_ms, ms_of(row[i].to));
    }
    zone_close(z);
}

static void what_is_no_period_is_refused_with_what_to_write(void **state)
{
    static const struct { const char *text, *part; } row[] = {
        { "", "is no time" }, { "soon", "is no time" }, { "0h", "is no time" }, { "7x", "is no time" }, { "-3d", "is no time" },
        { "2020-13", "is no time" }, { "2020-02-30", "is no time" }, { "2020-10-17..", "is no time" }, { "..today", "is no time" },
        { "2020-10-17..2020-10-01", "earlier time comes first" }, { "now", "one instant" },
        { "2020-10-17T05:00:30Z..2020-10-17T06:00:00Z", "whole minutes" },
    };
    struct zone *z = zone("UTC");
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct period p;
        struct err e = { 0 };
        assert_false(period_parse(slice_of(row[i].text), z, ms_of("2026-11-22T15:30:12Z"), &p, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (!strstr(e.msg, row[i].part))
            fail_msg("%s: %s", row[i].text, e.msg);
    }
    zone_close(z);
}

/* The keys as "d3 h2 m30": how many of each unit. */
static void describe(const struct plan *p, char *out, size_t n)
{
    int count[3] = { 0 };
    for (size_t i = 0; i < p->key_count; i++)
        count[p->keys[i].unit]++;
    snprintf(out, n, "d%d h%d m%d", count[UNIT_DAY], count[UNIT_HOUR], count[UNIT_MINUTE]);
}

static void each_period_is_covered_by_the_coarsest_roll_ups_that_fit(void **state)
{
    static const struct { const char *period, *zone; enum plan_unit bins; const char *keys; size_t bin_count; } row[] = {
        { "2026-11-20..2026-11-21", NULL, UNIT_DAY, "d2 h0 m0", 2 },
        { "2020-10", NULL, UNIT_DAY, "d31 h0 m0", 31 },
        { "2026-11-21", NULL, UNIT_HOUR, "d0 h24 m0", 24 },
        { "2026-11-21T01:30:00Z..2026-11-21T04:10:00Z", NULL, UNIT_DAY, "d0 h2 m40", 2 },
        { "24h", NULL, UNIT_HOUR, "d0 h23 m60", 25 },
        { "24h", NULL, UNIT_DAY, "d0 h23 m60", 2 },
        { "7d", NULL, UNIT_DAY, "d6 h24 m31", 8 },
        { "90m", NULL, UNIT_MINUTE, "d0 h0 m90", 90 },
        { "72h", NULL, UNIT_MINUTE, "d0 h0 m4319", 4319 },   /* those that are surely still there */
        { "2026-11-20..2026-11-21", "Europe/Madrid", UNIT_DAY, "d0 h48 m0", 2 },
        { "2026-11-20", "Asia/Kolkata", UNIT_DAY, "d0 h23 m60", 1 },
        { "2026-03-29", "Europe/Madrid", UNIT_DAY, "d0 h23 m0", 1 },   /* the day on which the clocks go forward */
        { "2026-10-25", "Europe/Madrid", UNIT_DAY, "d0 h25 m0", 1 },
    };
    struct zone *home = zone("America/Argentina/Buenos_Aires");
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct zone *z = row[i].zone ? zone(row[i].zone) : NULL;
        struct plan_limits l = { z ? NULL : home, ms_of("2026-11-22T15:30:12Z") };
        struct plan plan = { 0 };
        struct period p;
        struct err e = { 0 };
        char keys[64];
        assert_true(period_parse(slice_of(row[i].period), z ? z : home, l.clock_ms, &p, &e));
        plan_settle(&p, row[i].bins, z ? z : home, &l);
        if (!plan_make(&plan, &p, row[i].bins, z ? z : home, &l, &e))
            fail_msg("%s: %s", row[i].period, e.msg);
        describe(&plan, keys, sizeof keys);
        assert_string_equal(keys, row[i].keys);
        assert_int_equal(plan.bin_count, row[i].bin_count);
        plan_fini(&plan);
        zone_close(z);
    }
    zone_close(home);
}

static void bins_and_keys_leave_no_gap_and_overlap_nowhere(void **state)
{
    struct zone *z = zone("America/Sao_Paulo");
    struct plan_limits l = { z, ms_of("2026-11-22T15:30:12Z") };
    (void)state;
    srand(11);
    for (int round = 0; round < 300; round++) {
        struct period p = { .to_ms = ms_of("2026-11-22T15:31:00Z") - rand() % 1000 * INT64_C(60000) };
        p.from_ms = p.to_ms - (1 + rand() % 3000) * INT64_C(60000);
        struct plan plan = { 0 };
        struct err e = { 0 };
        int64_t at = p.from_ms;
        assert_true(plan_make(&plan, &p, (enum plan_unit)(rand() % 3), z, &l, &e));
        for (size_t i = 0; i < plan.key_count; i++) {
            const struct plan_key *k = &plan.keys[i];
            int64_t size = k->unit == UNIT_HOUR ? 3600000 : 60000;
            int64_t from = k->unit == UNIT_DAY ? period_day_ms(z, (int32_t)k->index) : k->index * size;
            assert_int_equal(from, at);
            assert_true(from >= plan.bins[k->bin].from_ms && from < plan.bins[k->bin].to_ms);
            at = k->unit == UNIT_DAY ? period_day_ms(z, (int32_t)k->index + 1) : from + size;
        }
        assert_int_equal(at, p.to_ms);
        plan_fini(&plan);
    }
    zone_close(z);
}

/* Each minute of the period is read once, all that is read beside is taken out again, and by hours it is never more keys. */
static void a_sum_counts_each_minute_of_its_period_once_and_no_other(void **state)
{
    enum { MINUTES = 8 * 24 * 60 };
    static int8_t seen[MINUTES];
    struct zone *z = zone("America/Sao_Paulo");
    struct plan_limits l = { z, ms_of("2026-11-22T15:30:12Z") };
    int64_t base = ms_of("2026-11-16T03:00:00Z");    /* a midnight there */
    size_t keys = 0, before = 0;
    (void)state;
    srand(12);
    for (int round = 0; round < 600; round++) {
        struct period p = { .to_ms = ms_of("2026-11-22T16:00:00Z") - rand() % 1000 * INT64_C(60000) };
        p.from_ms = p.to_ms - (1 + rand() % 3000) * INT64_C(60000);
        if (round % 2) {
            p.from_ms -= p.from_ms % 3600000 - 3600000 * (p.from_ms % 3600000 > 0 && p.to_ms - p.from_ms > 7200000);
            p.to_ms -= p.to_ms % 3600000;
            if (p.from_ms >= p.to_ms)
                continue;
        }
        struct plan plan = { 0 }, plain = { 0 };
        struct err e = { 0 };
        memset(seen, 0, sizeof seen);
        assert_true(plan_sum(&plan, &p, z, &l, &e));
        assert_int_equal(plan.bin_count, 1);
        for (size_t i = 0; i < plan.key_count; i++) {
            const struct plan_key *k = &plan.keys[i];
            int64_t size = k->unit == UNIT_HOUR ? 3600000 : 60000;
            int64_t from = k->unit == UNIT_DAY ? period_day_ms(z, (int32_t)k->index) : k->index * size;
            int64_t to = k->unit == UNIT_DAY ? period_day_ms(z, (int32_t)k->index + 1) : from + size;
            for (int64_t m = (from - base) / 60000; m < (to - base) / 60000; m++)
                seen[m] += (int8_t)k->sign;
        }
        for (int64_t m = 0; m < MINUTES; m++)
            assert_int_equal(seen[m], base + m * 60000 >= p.from_ms && base + m * 60000 < p.to_ms);
        assert_true(plan_make(&plain, &p, UNIT_HOUR, z, &l, &e));
        keys += plan.key_count;
        before += plain.key_count;
        plan_fini(&plan);
        plan_fini(&plain);
    }
    assert_true(2 * keys < before + 600);     /* about half of them */
    zone_close(z);
}

static void what_is_no_longer_kept_is_refused_and_never_undercounted(void **state)
{
    /* summed: rows that fine are gone, the sum is not */
    static const struct { const char *period, *zone; enum plan_unit bins; const char *part; bool summed; } row[] = {
        { "2026-11-10T05:30:00Z..2026-11-11T00:00:00Z", NULL, UNIT_DAY, "no longer kept by minute" },
        { "2026-11-10", NULL, UNIT_MINUTE, "no longer kept by minute", true },
        { "2020-10-17", NULL, UNIT_HOUR, "kept by day only", true },
        { "2020-10-17T03:00:00Z..2020-10-17T05:00:00Z", NULL, UNIT_DAY, "kept by day only" },
        { "2020-10-17", "Europe/Madrid", UNIT_DAY, "leave --zone out" },
    };
    struct zone *home = zone("America/Argentina/Buenos_Aires");
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct zone *z = row[i].zone ? zone(row[i].zone) : NULL;
        struct plan_limits l = { z ? NULL : home, ms_of("2026-11-22T15:30:12Z") };
        struct plan plan = { 0 };
        struct period p;
        struct err e = { 0 };
        assert_true(period_parse(slice_of(row[i].period), z ? z : home, l.clock_ms, &p, &e));
        assert_false(plan_make(&plan, &p, row[i].bins, z ? z : home, &l, &e));
        if (!strstr(e.msg, row[i].part))
            fail_msg("%s: %s", row[i].period, e.msg);
        plan_fini(&plan);
        if (row[i].summed)
            continue;
        err_clear(&e);
        assert_false(plan_sum(&plan, &p, z ? z : home, &l, &e));
        if (!strstr(e.msg, row[i].part))
            fail_msg("the sum of %s: %s", row[i].period, e.msg);
        plan_fini(&plan);
        zone_close(z);
    }
    zone_close(home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up_to_the_whole_and_stay_within_one_of_the_truth),
        cmocka_unit_test(any_shares_sum_to_a_hundred_per_cent),
        cmocka_unit_test(fractions_of_shared_mentions_add_up_to_whole_ones),
        cmocka_unit_test(the_wilson_interval_is_that_of_the_books),
        cmocka_unit_test(net_sentiment_is_positive_minus_negative_over_all),
        cmocka_unit_test(a_sparkline_shows_rates_so_that_short_bins_are_not_calm),
        cmocka_unit_test(periods_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_period_is_refused_with_what_to_write),
        cmocka_unit_test(each_period_is_covered_by_the_coarsest_roll_ups_that_fit),
        cmocka_unit_test(bins_and_keys_leave_no_gap_and_overlap_nowhere),
        cmocka_unit_test(a_sum_counts_each_minute_of_its_period_once_and_no_other),
        cmocka_unit_test(what_is_no_longer_kept_is_refused_and_never_undercounted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
