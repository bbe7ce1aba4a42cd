/* burst: the arithmetic of the first alert, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "route/crisis/burst.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define T0 1795322520000LL   /* some minute */

static const struct burst_limits limits = {
    .window_ms = 15 * MINUTE, .floor = 15, .close_ms = 30 * MINUTE, .factor = 4, .z = 6, .crisis_factor = 4,
};

static void the_score_compares_the_window_with_the_day_before_it(void **state)
{
    (void)state;
    static const struct { int64_t x, day, covered; double mu, z; } row[] = {
        { 0, 0, 1440, 0, 0 },
        { 15, 15, 1440, 0, 15 },                  /* silence before: noise is 1 */
        { 10, 105, 1440, 1, 9 / 1.449137675 },    /* 95 in 1425 minutes: 1 per window */
        { 50, 1000, 1440, 10, 40 / 4.582575695 }, /* 950 before: 10 per window */
        { 5, 3, 1440, 0, 5 },                     /* hours read before the minutes: never below nothing */
        { 20, 80, 60, 20, 0 },                    /* 45 minutes known before: 60 in 3 windows */
        { 20, 20, 10, 0, 20 },                    /* a young installation */
        { 20, 40, 20, 20, 0 },                    /* less than a window before: taken as one */
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct burst_score s = burst_score(row[i].x, row[i].day, row[i].covered, 15);
        assert_true(fabs(s.mu - row[i].mu) < 1e-6);
        assert_true(fabs(s.z - row[i].z) < 1e-6);
    }
}

static void all_three_conditions_must_hold_to_open(void **state)
{
    (void)state;
    static const struct { int64_t x; double mu; bool opens; } row[] = {
        { 15, 0, true }, { 14, 0, false },          /* the floor */
        { 799, 200, false }, { 800, 200, true },    /* the factor (z 9) */
        { 39, 10, false }, { 40, 10, true },        /* four times (z 6.3 then) */
        { 16, 4, false },                           /* four times, above the floor, z 4.7 */
        { 20, 4, true },                            /* z 6.2 */
        { 19, 4, false },                           /* z 5.9 */
        { 15, 0.5, true },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct burst_score s = { row[i].x, row[i].mu, ((double)row[i].x - row[i].mu) / sqrt(row[i].mu + 1 + 0.1 * row[i].mu * row[i].mu) };
        bool opens = burst_opens(&limits, &s);
        if (opens != row[i].opens)
            fail_msg("row %zu: x %lld mu %g z %g", i, (long long)s.x, s.mu, s.z);
    }
}

static void the_threshold_is_the_least_count_that_opens(void **state)
{
    (void)state;
    for (double mu = 0; mu < 500; mu = mu * 1.3 + 0.1) {
        double least = ceil(burst_threshold(&limits, mu));
        struct burst_score at = { (int64_t)least, mu, (least - mu) / sqrt(mu + 1 + 0.1 * mu * mu) };
        struct burst_score below = { (int64_t)least - 1, mu, (least - 1 - mu) / sqrt(mu + 1 + 0.1 * mu * mu) };
        assert_true(burst_opens(&limits, &at));
        assert_false(burst_opens(&limits, &below));
    }
}

static enum burst_change step(struct burst *b, int64_t x, int64_t minute, bool may_open)
{
    struct burst_score s = burst_score(x, x, 1440, 15);
    return burst_step(&limits, b, &s, T0 + minute * MINUTE, may_open);
}

static void an_incident_opens_rises_once_and_closes_after_half_an_hour_of_calm(void **state)
{
    (void)state;
    static const struct { int64_t minute, x; enum burst_change want; } row[] = {
        { 0, 14, BURST_SAME },   { 1, 16, BURST_OPENED }, { 2, 16, BURST_SAME },   { 3, 63, BURST_SAME },
        { 4, 64, BURST_RAISED }, { 5, 300, BURST_SAME },  { 6, 7, BURST_SAME },    { 30, 7, BURST_SAME },
        { 31, 8, BURST_SAME },   /* half of 15 is 7.5: the calm begins anew */
        { 32, 7, BURST_SAME },   { 61, 0, BURST_SAME },   { 62, 0, BURST_CLOSED }, { 63, 7, BURST_SAME },
        { 64, 15, BURST_OPENED },
    };
    struct burst b = { 0 };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        enum burst_change got = step(&b, row[i].x, row[i].minute, true);
        if (got != row[i].want)
            fail_msg("row %zu: change %d, expected %d", i, (int)got, (int)row[i].want);
    }
    assert_int_equal(b.opened_ms, T0 + 64 * MINUTE);
    assert_int_equal(b.x_opened, 15);
}

static void stale_news_neither_opens_nor_raises_but_closes(void **state)
{
    (void)state;
    struct burst b = { 0 };
    assert_int_equal(step(&b, 500, 0, false), BURST_SAME);
    assert_int_equal(step(&b, 20, 1, true), BURST_OPENED);
    assert_int_equal(step(&b, 500, 2, false), BURST_SAME);
    assert_int_equal(step(&b, 0, 3, false), BURST_SAME);
    assert_int_equal(step(&b, 0, 33, false), BURST_CLOSED);
}

static void event_time_waits_for_the_slowest_partition_that_is_behind(void **state)
{
    (void)state;
    static const struct { struct burst_input v[3]; int64_t clock, want; } row[] = {
        { { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } }, T0, 0 },                              /* nothing was ever said */
        { { { 5, 9, T0 - 50 }, { 7, 7, T0 }, { 3, 3, T0 - HOUR } }, T0 + 99, T0 - 50 },    /* one behind */
        { { { 5, 9, T0 - 50 }, { 7, 8, T0 - 90 }, { 3, 3, T0 } }, T0, T0 - 90 },           /* two behind */
        { { { 9, 9, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0 + 10000, T0 + 8000 },       /* all at the end: the clock */
        { { { 9, 9, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0 + 500, T0 },                /* never before the last event */
        { { { 9, 9, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0 + HOUR, T0 + MINUTE },      /* nor far beyond it */
        { { { 0, 4, 0 }, { 8, 8, T0 }, { 3, 3, T0 } }, T0, 0 },                            /* one has not begun: unknown */
        { { { 9, 7, T0 - 50 }, { 8, 8, T0 }, { 3, 3, 0 } }, T0, T0 },                      /* an end that was asked for a moment ago */
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        int64_t got = burst_now(row[i].v, 3, row[i].clock);
        if (got != row[i].want)
            fail_msg("row %zu: %lld, expected %lld", i, (long long)got, (long long)row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_score_compares_the_window_with_the_day_before_it),
        cmocka_unit_test(all_three_conditions_must_hold_to_open),
        cmocka_unit_test(the_threshold_is_the_least_count_that_opens),
        cmocka_unit_test(an_incident_opens_rises_once_and_closes_after_half_an_hour_of_calm),
        cmocka_unit_test(stale_news_neither_opens_nor_raises_but_closes),
        cmocka_unit_test(event_time_waits_for_the_slowest_partition_that_is_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
