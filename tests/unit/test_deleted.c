/* deleted: the counter's name, and what the counts of an incident say of those who took their complaint back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "metrics/deleted.h"

#define MIN_MS INT64_C(60000)
#define START_MS (INT64_C(1792393200000) / MIN_MS * MIN_MS)

static void names_are_written_and_read_back(void **state)
{
    (void)state;
    char text[DELETED_NAME];
    struct deleted_name n;
    struct slice name = deleted_name_put(text, SLICE("b|tele|x|negative"), 7200);
    assert_true(deleted_name_parse(name, &n));
    assert_true(slice_is(n.brand, "tele") && slice_is(n.platform, "x") && slice_is(n.label, "negative") && n.bucket == spread_bucket(7200));
    assert_int_equal(deleted_name_put(text, SLICE("o|tele|x"), 7200).n, 0);
    assert_true(deleted_name_parse(deleted_name_put(text, SLICE("b|tele|x|negative"), -5), &n) && n.bucket == 0);
    static const char *const bad[] = { "", "d|tele|x|negative", "d|tele|x|negative|896", "d|tele|x|negative|-1", "b|tele|x|negative|3", "d|tele|x|negative|3|4" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(deleted_name_parse(slice_of(bad[i]), &n));
}

/* Minutes after the start: when said, how many, when they were deleted (0: they stand). The statement comes after 60 minutes, now is after 180. */
struct said { int at, n, gone; };

static struct deleted told(struct arena *a, const struct said *said, size_t n, int statement)
{
    struct err e = { 0 };
    struct zone *utc = zone_open("UTC", &e);
    struct deleted d = { .brand = SLICE("tele"), .from_ms = START_MS, .to_ms = START_MS + 180 * MIN_MS, .now_ms = START_MS + 180 * MIN_MS,
                         .statement_ms = statement ? START_MS + statement * MIN_MS : 0, .a = a };
    assert_true(deleted_plan(&d, utc, d.now_ms));
    assert_int_equal(d.plan.bin_count, 180);
    for (size_t i = 0; i < n; i++)
        d.counts[(size_t)said[i].at * DELETED_COLUMNS + (said[i].gone ? 1 + spread_bucket((said[i].gone - said[i].at) * 60) : 0)] += said[i].n;
    deleted_settle(&d);
    plan_fini(&d.plan);
    zone_close(utc);
    return d;
}

static void those_of_before_and_of_after_are_told_apart(void **state)
{
    (void)state;
    struct arena a = { 0 };
    static const struct said said[] = { { 10, 100, 0 }, { 10, 2, 30 }, { 20, 40, 90 }, { 100, 50, 0 }, { 100, 3, 170 } };
    struct deleted d = told(&a, said, 5, 60);
    assert_true(d.known);
    assert_int_equal(d.before.n, 2);
    assert_int_equal(d.before.of, 142);
    assert_int_equal(d.after.n, 43);
    assert_int_equal(d.after.of, 193);
    /* 100 stood 50 min, 2 of them 20 (within 1.6 %), 40 of them 40; after: 100 of 120 min, 40 of 30, 50 of 80, 3 of 70 */
    assert_true(fabs(d.before.stood_h - (100 * 50 + 2 * 20 + 40 * 40) / 60.0) < 0.1);
    assert_true(fabs(d.after.stood_h - (100 * 120 + 40 * 30 + 50 * 80 + 3 * 70) / 60.0) < 1);
    assert_true(deleted_recovers(&d) && d.ratio.value > 5 && d.ratio.low > 1 && d.ratio.low < d.ratio.value);
    arena_fini(&a);
}

static void what_is_no_more_than_before_or_too_few_is_no_sign(void **state)
{
    (void)state;
    struct arena a = { 0 };
    struct buf out = { 0 };
    static const struct said same[] = { { 0, 100, 0 }, { 0, 10, 50 }, { 0, 20, 150 } }, few[] = { { 0, 100, 0 }, { 0, 3, 100 } };
    struct deleted d = told(&a, same, 3, 60);
    assert_true(!deleted_recovers(&d) && !deleted_few(&d));
    d = told(&a, few, 2, 60);
    assert_true(deleted_few(&d) && !deleted_recovers(&d));
    d = told(&a, same, 3, 0);
    assert_true(d.before.n == 30 && d.after.n == 0 && deleted_few(&d));
    deleted_say(&d, &out);
    assert_string_equal(buf_z(&out), "30 of 130 negative mentions; no statement was approved");
    buf_reset(&out);
    deleted_print(&d, &out);
    assert_non_null(strstr(buf_z(&out), "\"before\":{\"n\":30,\"of\":130,"));
    assert_non_null(strstr(buf_z(&out), "\"after\":null,\"ratio\":null,\"sign\":\"few\"}"));
    buf_fini(&out);
    arena_fini(&a);
}

static void what_is_no_longer_kept_is_not_known(void **state)
{
    (void)state;
    struct arena a = { 0 };
    struct err e = { 0 };
    struct buf out = { 0 };
    struct zone *utc = zone_open("UTC", &e);
    struct deleted d = { .brand = SLICE("tele"), .from_ms = START_MS, .to_ms = START_MS + 60 * MIN_MS, .now_ms = START_MS + 200 * 24 * 60 * MIN_MS, .a = &a };
    assert_true(deleted_plan(&d, utc, d.now_ms));        /* by the hour */
    assert_int_equal(d.plan.bins[0].to_ms - d.plan.bins[0].from_ms, 60 * MIN_MS);
    plan_fini(&d.plan);
    d = (struct deleted){ .brand = SLICE("tele"), .from_ms = START_MS, .to_ms = START_MS + 60 * MIN_MS, .now_ms = START_MS + 500 * 24 * 60 * MIN_MS, .a = &a };
    assert_false(deleted_plan(&d, utc, d.now_ms));
    deleted_print(&d, &out);
    assert_string_equal(buf_z(&out), "null");
    buf_fini(&out);
    zone_close(utc);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_written_and_read_back),
        cmocka_unit_test(those_of_before_and_of_after_are_told_apart),
        cmocka_unit_test(what_is_no_more_than_before_or_too_few_is_no_sign),
        cmocka_unit_test(what_is_no_longer_kept_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
