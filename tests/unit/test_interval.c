/* How far figures could move by chance, against values worked out elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>

#include "metrics/interval.h"

static void near(double got, double want, double within)
{
    if (fabs(got - want) > within)
        fail_msg("%.6f instead of %.6f", got, want);
}

/* Newcombe 1998, table II, rows of method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/10. */
static void a_difference_of_shares_has_the_interval_that_newcombe_printed(void **state)
{
    static const struct { double a, m, b, n, low, high; } row[] = {
        { 56, 70, 48, 80, 0.0524, 0.3339 }, { 9, 10, 3, 10, 0.1705, 0.8090 }, { 10, 10, 0, 10, 0.6075, 1.0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct interval d = interval_difference(interval_share(row[i].a, row[i].m), interval_share(row[i].b, row[i].n));
        near(d.low, row[i].low, 0.00006);
        near(d.high, row[i].high, 0.00006);
    }
}

static void what_holds_zero_does_not_differ(void **state)
{
    (void)state;
    assert_false(interval_differs(interval_difference(interval_share(50, 100), interval_share(48, 100))));
    assert_true(interval_differs(interval_difference(interval_share(500, 1000), interval_share(400, 1000))));
}

static void few_mentions_never_look_certain(void **state)
{
    struct sov_count one = { .slot = { [SOV_NEGATIVE] = 1 } }, many = { .slot = { [SOV_NEGATIVE] = 400, [SOV_NEUTRAL] = 400, [SOV_POSITIVE] = 200 } };
    struct interval few = interval_net(&one), sure = interval_net(&many);
    (void)state;
    near(few.value, -1, 0);
    assert_true(few.high > 0 && few.low == -1);
    near(sure.value, -0.2, 1e-9);
    assert_true(sure.low > -0.27 && sure.high < -0.13 && sure.low < -0.2 && sure.high > -0.2);
}

static void a_ratio_of_counts_is_finite_also_beside_nothing(void **state)
{
    struct interval same = interval_ratio(100, 100), fresh = interval_ratio(30, 0);
    (void)state;
    near(same.value, 1, 1e-9);
    assert_true(same.low < 1 && same.high > 1);
    assert_true(isfinite(fresh.high) && fresh.low > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_of_shares_has_the_interval_that_newcombe_printed),
        cmocka_unit_test(what_holds_zero_does_not_differ),
        cmocka_unit_test(few_mentions_never_look_certain),
        cmocka_unit_test(a_ratio_of_counts_is_finite_also_beside_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
