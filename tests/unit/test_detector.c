/* rarity, level, latch, detector: the formulas of their headers, by hand and on made days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "route/crisis/detector.h"
#include "route/crisis/latch.h"

#define HOUR INT64_C(480000)     /* some hour since 1970 */

static void assert_near(double is, double want)
{
    if (!(fabs(is - want) <= 2e-3 * fmax(1, fabs(want))))
        fail_msg("%g, expected %g", is, want);
}

static void what_was_never_seen_is_as_rare_as_is_believed(void **state)
{
    (void)state;
    struct rarity none = { 0 };
    static const struct { enum rarity_kind kind; double v, want; } row[] = {
        { RARITY_OF_SCORES, 0, 1 },  { RARITY_OF_SCORES, -5, 1 },  { RARITY_OF_SCORES, 2, 2 },
        { RARITY_OF_SCORES, 6, 10 }, { RARITY_OF_HOURS, 4, 2 },    { RARITY_OF_HOURS, 400, 101 },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_near(rarity_hours(&none, row[i].kind, row[i].v, 24), row[i].want);
}

static void a_value_is_as_rare_as_the_hours_that_reached_it(void **state)
{
    (void)state;
    struct rarity r = { 0 };
    for (int i = 0; i < 90; i++)
        rarity_learn(&r, 1.1, 1e9);
    for (int i = 0; i < 10; i++)
        rarity_learn(&r, 8.0, 1e9);
    assert_near(rarity_seen(&r), 100);
    assert_near(rarity_hours(&r, RARITY_OF_SCORES, 4, 24), 124 / (10 + 24 / 5.0));
    assert_near(rarity_hours(&r, RARITY_OF_SCORES, 100, 24), 124 / (24 / 2501.0));
    /* in the middle of a bin, by the doubling's quarters: half of it lies above */
    assert_near(rarity_hours(&r, RARITY_OF_SCORES, 8 * pow(2, 0.125), 24), 124 / (5 + 24 / (1 + 16 * pow(2, 0.25))));
    assert_true(rarity_hours(&r, RARITY_OF_SCORES, 1e12, 24) < 1e30);
}

static void a_table_forgets_within_its_memory(void **state)
{
    (void)state;
    struct rarity r = { 0 };
    for (int i = 0; i < 672; i++)
        rarity_learn(&r, 3, 672);
    assert_near(rarity_seen(&r), 672 * (1 - pow(1 - 1 / 672.0, 672)));
}

static void the_usual_is_the_median_of_this_hour_of_the_day(void **state)
{
    (void)state;
    struct level l;
    level_init(&l);
    assert_near(level_usual(&l, HOUR), 0);
    for (int64_t h = HOUR - 14 * 24; h < HOUR; h++)
        level_tell(&l, h, h % 24 == HOUR % 24 ? 70 : h % 24 == (HOUR + 1) % 24 ? 100 : 10);
    assert_near(level_usual(&l, HOUR), 70);          /* of 10, 70 and 100, fourteen times each */
    assert_near(level_usual(&l, HOUR + 2), 10 + 0);  /* of 100 (the one before), 10, 10 */
    for (int64_t h = HOUR - 5 * 24; h < HOUR; h++)   /* an incident of five days teaches nothing */
        level_tell(&l, h, 5000);
    assert_near(level_usual(&l, HOUR), 100);
    level_tell(&l, HOUR + 400 * 24, 1);              /* what was said a year ago is no answer */
    assert_near(level_usual(&l, HOUR + 400 * 24 + 1), 1);
}

/* Weekdays of 100, and two days of 60 at the end of each week: told apart after three weeks, and a loud week is no weekday. */
static void a_day_of_the_week_is_told_apart_from_the_others(void **state)
{
    (void)state;
    struct level l;
    level_init(&l);
    for (int64_t h = 0; h < 28 * 24; h++) {
        double sum = h / 24 % 7 >= 5 ? 60 : 100;
        level_tell(&l, HOUR + h, h / 24 == 6 ? 9 * sum : sum);     /* and one of these days was a disaster */
        if (h == 19 * 24)
            assert_near(level_usual(&l, HOUR + 19 * 24 + 12), 100);
    }
    assert_near(level_usual(&l, HOUR + 28 * 24 + 12), 100);
    level_tell(&l, HOUR + 33 * 24 - 1, 100);
    for (int64_t h = 28 * 24; h < 34 * 24; h++)
        level_tell(&l, HOUR + h, h / 24 % 7 >= 5 ? 60 : 100);
    assert_near(level_usual(&l, HOUR + 34 * 24 + 12), 100 * (60 + 10 / 13.0) / (100 + 10 / 13.0));
}

/* What was told again is as if it had been so from the first. */
static void an_hour_that_is_told_anew_is_measured_anew(void **state)
{
    (void)state;
    struct detector a, b;
    struct detector_score sa, sb;
    detector_init(&a, &detector_usual);
    detector_init(&b, &detector_usual);
    for (int64_t h = HOUR - 30; h < HOUR; h++) {
        detector_tell(&a, h, 60);
        detector_tell(&b, h, 600);
    }
    for (int64_t m = HOUR * 60; m < HOUR * 60 + 61; m++) {
        if (m == HOUR * 60 + 60)
            for (int64_t h = HOUR - 30; h < HOUR; h++)
                detector_tell(&b, h, h % 3 ? 60 : 40), detector_tell(&a, h, h % 3 ? 60 : 40);
        detector_close(&a, m, 1, true, &sa);
        detector_close(&b, m, 1, true, &sb);
    }
    assert_true(a.day == b.day);
    for (int i = 0; i < 25; i++)
        assert_true(a.usual[i] == b.usual[i]);
}

static void a_young_brand_is_compared_with_its_first_day(void **state)
{
    (void)state;
    struct level l;
    level_init(&l);
    static const double sums[] = { 10, 30, 20 };
    for (int i = 0; i < 3; i++)
        level_tell(&l, HOUR + i, sums[i]);
    assert_near(level_usual(&l, HOUR + 3), 20);
    assert_near(level_usual(&l, HOUR + 2), 20);      /* of the two before it */
    assert_near(level_usual(&l, HOUR), 0);           /* nothing looks ahead */
}

static void an_incident_is_one_alarm_and_ends_after_its_calm(void **state)
{
    (void)state;
    static const struct { double score; int64_t ms; bool may; enum latch_change want; } row[] = {
        { 71, 1, true, LATCH_SAME },     { 72, 2, false, LATCH_SAME },   { 72, 3, true, LATCH_OPENED },   { 900, 4, true, LATCH_SAME },
        { 35, 5, true, LATCH_SAME },     { 35, 1004, true, LATCH_SAME }, { 36, 1005, true, LATCH_SAME },  { 1, 1006, true, LATCH_SAME },
        { 1, 2005, false, LATCH_SAME },  { 1, 2006, false, LATCH_CLOSED }, { 99, 2007, true, LATCH_OPENED },
    };
    struct latch l = { 0 };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (latch_step(&l, row[i].score, 72, 1000, row[i].ms, row[i].may) != row[i].want)
            fail_msg("row %zu", i);
}

/* Poisson-like counts that need no generator of their own: n trials of the same chance. */
static double noisy(double mean)
{
    int n = 0;
    for (int i = 0; i < 40; i++)
        n += rand() % 10000 < mean / 40 * 10000;
    return n;
}

static double day_rhythm(int64_t minute) { return 1.0 + 0.75 * sin(2 * M_PI * (double)(minute % 1440) / 1440); }

static struct detector *three_weeks(struct detector_score *s)
{
    struct detector *d = malloc(sizeof *d);
    assert_non_null(d);
    detector_init(d, &detector_usual);
    srand(5);
    for (int64_t m = HOUR * 60; m < HOUR * 60 + 21 * 1440 + 30; m++)   /* half an hour into an hour */
        detector_close(d, m, noisy(2 * day_rhythm(m)), true, s);
    return d;
}

static void a_usual_day_is_calm_and_a_burst_at_night_is_rare(void **state)
{
    (void)state;
    struct detector_score s;
    double most = 0;
    struct detector *d = three_weeks(&s);
    int64_t m = d->row + 1;
    for (int i = 0; i < 1440; i++, m++) {
        detector_close(d, m, noisy(2 * day_rhythm(m)), true, &s);
        most = fmax(most, s.hours[DETECTOR_BOTH]);
    }
    assert_true(most < 120);
    while (m % 1440 != 1080)                       /* to the night, when one in two minutes has a mention */
        detector_close(d, m, noisy(2 * day_rhythm(m)), true, &s), m++;
    assert_true(s.expected[0] < 12);
    for (int i = 0; i < 15; i++, m++)
        detector_close(d, m, 10, true, &s);
    assert_true(s.hours[DETECTOR_BOTH] > 300);
    assert_near(s.x[0], 150);
    free(d);
}

static void what_is_peeked_at_is_what_closing_would_find(void **state)
{
    (void)state;
    struct detector_score s, peeked, closed;
    struct detector *d = three_weeks(&s);
    static const double more[] = { 9, 14, 3 };
    detector_peek(d, more, 3, &peeked);
    for (int i = 0; i < 3; i++)
        detector_close(d, d->row + 1, more[i], true, &closed);
    for (int w = 0; w < 2; w++) {
        assert_near(peeked.x[w], closed.x[w]);
        assert_near(peeked.z[w], closed.z[w]);
    }
    assert_near(peeked.hours[2], closed.hours[2]);
    free(d);
}

static void a_row_counted_anew_is_as_if_it_had_been_so(void **state)
{
    (void)state;
    struct detector_score s, late, right;
    struct detector *a = three_weeks(&s), *b = three_weeks(&s);
    int64_t m = a->row + 1;
    detector_close(a, m, 2, true, &late);
    detector_close(b, m, 40, true, &right);
    detector_amend(a, m, 40);
    detector_amend(a, m - DETECTOR_ROWS, 1000);    /* out of every window: of no account */
    detector_peek(a, NULL, 0, &late);
    assert_near(late.hours[2], right.hours[2]);
    assert_near(a->hour_sum, b->hour_sum);
    free(a);
    free(b);
}

static void hours_that_were_not_heard_teach_nothing(void **state)
{
    (void)state;
    struct detector_score s;
    struct detector *d = three_weeks(&s);
    double known = detector_history(d), usual = level_usual(&d->level, (d->row + 1) / 60 + 72);
    for (int64_t m = d->row + 1, end = m + 2 * 1440; m < end; m++)
        detector_close(d, m, 0, false, &s);        /* a source fell silent for two days */
    assert_near(detector_history(d), known * (1 - 1 / 672.0) + 1);   /* the hour that was heard by half */
    assert_true(level_usual(&d->level, d->row / 60 + 25) > usual * 0.8);
    detector_close(d, d->row + 100000, 3, true, &s);   /* and for two months */
    assert_near(s.x[1], 3);
    assert_true(isfinite(s.hours[2]));
    free(d);
}

static void rows_of_any_length_have_their_windows(void **state)
{
    (void)state;
    static const struct { int row_s, shorter, longer; } row[] = { { 60, 15, 180 }, { 300, 3, 36 }, { 420, 2, 25 }, { 900, 1, 12 }, { 3600, 1, 3 } };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct detector d;
        struct detector_score s;
        struct detector_conf c = detector_usual;
        c.row_s = row[i].row_s;
        detector_init(&d, &c);
        assert_int_equal(d.rows[0], row[i].shorter);
        assert_int_equal(d.rows[1], row[i].longer);
        for (int64_t r = HOUR * 3600 / c.row_s, end = r + 5 * 86400 / c.row_s; r < end; r++)
            detector_close(&d, r, 7, true, &s);
        assert_near(s.x[1], 7 * row[i].longer);
        assert_near(s.expected[1], 7 * row[i].longer);
        assert_near(s.usual_day[0], 7 * row[i].shorter);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_never_seen_is_as_rare_as_is_believed),
        cmocka_unit_test(a_value_is_as_rare_as_the_hours_that_reached_it),
        cmocka_unit_test(a_table_forgets_within_its_memory),
        cmocka_unit_test(the_usual_is_the_median_of_this_hour_of_the_day),
        cmocka_unit_test(a_day_of_the_week_is_told_apart_from_the_others),
        cmocka_unit_test(an_hour_that_is_told_anew_is_measured_anew),
        cmocka_unit_test(a_young_brand_is_compared_with_its_first_day),
        cmocka_unit_test(an_incident_is_one_alarm_and_ends_after_its_calm),
        cmocka_unit_test(a_usual_day_is_calm_and_a_burst_at_night_is_rare),
        cmocka_unit_test(what_is_peeked_at_is_what_closing_would_find),
        cmocka_unit_test(a_row_counted_anew_is_as_if_it_had_been_so),
        cmocka_unit_test(hours_that_were_not_heard_teach_nothing),
        cmocka_unit_test(rows_of_any_length_have_their_windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
