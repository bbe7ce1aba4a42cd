/* names: counter names get numbers in order of first use, and the same ones after a restart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "io/names.h"

static struct slice nth(char out[32], int n)
{
    return (struct slice){ out, (size_t)snprintf(out, 32, "b|brand-%d|x|negative", n) };
}

static void numbers_are_given_in_order_of_first_use(void **state)
{
    static const struct { const char *name; uint32_t want; } row[] = {
        { "a|x", 0 }, { "k|1", 1 }, { "a|x", 0 }, { "a|", 2 }, { "", 3 }, { "a|x|", 4 }, { "", 3 }, { "k|1", 1 },
    };
    struct names n = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_int_equal(names_number(&n, slice_of(row[i].name)), row[i].want);
    assert_int_equal(n.count, 5);
    assert_int_equal(n.committed, 0);
    assert_true(names_whole(&n));
    names_fini(&n);
}

static void ten_thousand_names_keep_their_numbers_while_the_table_grows(void **state)
{
    struct names n = { 0 };
    char text[32];
    (void)state;
    for (int i = 0; i < 10000; i++)
        assert_int_equal(names_number(&n, nth(text, i)), i);
    for (int i = 9999; i >= 0; i--)
        assert_int_equal(names_number(&n, nth(text, i)), i);
    assert_int_equal(n.count, 10000);
    names_fini(&n);
}

static void what_was_stored_is_loaded_in_any_order_and_continued(void **state)
{
    struct names n = { 0 };
    char text[32];
    (void)state;
    for (int i = 0; i < 3000; i++)       /* 7 has no common divisor with 3000 */
        names_load(&n, nth(text, i * 7 % 3000), (uint32_t)(i * 7 % 3000));
    assert_true(names_whole(&n));
    assert_int_equal(n.count, 3000);
    assert_int_equal(n.committed, 3000);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(names_number(&n, nth(text, i)), i);
    assert_int_equal(names_number(&n, SLICE("new")), 3000);
    assert_int_equal(n.committed, 3000);
    names_fini(&n);
}

static void a_number_that_is_missing_shows(void **state)
{
    static const struct { uint32_t numbers[4]; size_t n; bool whole; } row[] = {
        { { 0 }, 0, true }, { { 0 }, 1, true }, { { 1 }, 1, false }, { { 1, 0 }, 2, true }, { { 0, 2, 3 }, 3, false }, { { 3, 1, 0, 2 }, 4, true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct names n = { 0 };
        char text[32];
        for (size_t k = 0; k < row[i].n; k++)
            names_load(&n, nth(text, (int)row[i].numbers[k]), row[i].numbers[k]);
        assert_int_equal(names_whole(&n), row[i].whole);
        names_fini(&n);
    }
}

static void names_do_not_borrow(void **state)
{
    struct names n = { 0 };
    char text[] = "a|x";
    (void)state;
    assert_int_equal(names_number(&n, slice_of(text)), 0);
    text[2] = 'y';
    assert_int_equal(names_number(&n, slice_of(text)), 1);
    assert_int_equal(names_number(&n, SLICE("a|x")), 0);
    names_fini(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_given_in_order_of_first_use),
        cmocka_unit_test(ten_thousand_names_keep_their_numbers_while_the_table_grows),
        cmocka_unit_test(what_was_stored_is_loaded_in_any_order_and_continued),
        cmocka_unit_test(a_number_that_is_missing_shows),
        cmocka_unit_test(names_do_not_borrow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
