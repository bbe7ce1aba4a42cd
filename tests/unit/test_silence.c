/* silence: a source that broke is told from a night, from a small platform and from one that was not listened to yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "metrics/silence.h"

enum { DAYS = 15, HOURS = DAYS * 24, FROM = 14 * 24 };

/* 20 an hour by day, none from 1 to 7; then hours [quiet, quiet + hours) of the last day are silent. */
static size_t found(int64_t by_day, size_t quiet, size_t hours, struct silence *out)
{
    int64_t n[HOURS];
    struct silence v[HOURS];
    struct silences all = { .v = v };
    for (size_t i = 0; i < HOURS; i++)
        n[i] = i % 24 >= 1 && i % 24 < 7 ? 0 : by_day;
    for (size_t i = 0; i < hours; i++)
        n[FROM + quiet + i] = 0;
    silence_find(n, FROM, HOURS, SLICE("x"), 0, &all);
    if (all.n)
        *out = v[0];
    return all.n;
}

static void a_silence_is_what_chance_does_not_make(void **state)
{
    static const struct { int64_t by_day; size_t quiet, hours, want; } row[] = {
        { 20, 12, 0, 0 }, { 20, 12, 1, 1 }, { 20, 12, 5, 1 },   /* the night is none, an hour at noon is */
        { 2, 12, 5, 0 }, { 2, 12, 7, 1 },                       /* a small platform takes longer */
        { 20, 0, 2, 1 },                                        /* into the night */
        { 0, 12, 12, 0 },                                       /* nothing ever came */
    };
    struct silence s = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (found(row[i].by_day, row[i].quiet, row[i].hours, &s) != row[i].want)
            fail_msg("row %zu: not %zu silences", i, row[i].want);
    assert_int_equal(found(20, 12, 5, &s), 1);
    assert_int_equal(s.from_ms, (FROM + 12) * INT64_C(3600000));
    assert_int_equal(s.to_ms, (FROM + 17) * INT64_C(3600000));
    assert_true(s.usual == 100);
}

static void what_is_new_has_no_silence_before_it_and_none_without_a_past(void **state)
{
    int64_t n[HOURS] = { 0 };
    struct silence v[HOURS];
    struct silences all = { .v = v };
    (void)state;
    for (size_t i = FROM + 3; i < HOURS; i++)
        n[i] = i == FROM + 10 ? 0 : 50;
    silence_find(n, FROM, HOURS, SLICE("x"), 0, &all);
    assert_int_equal(all.n, 0);          /* one day says nothing of what is usual at ten */
    silence_find(n, 0, 0, SLICE("x"), 0, &all);
    assert_int_equal(all.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_silence_is_what_chance_does_not_make),
        cmocka_unit_test(what_is_new_has_no_silence_before_it_and_none_without_a_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
