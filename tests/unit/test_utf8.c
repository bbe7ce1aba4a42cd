#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/utf8.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static void code_points_come_out_and_go_back_in(void **state)
{
    static const struct { const char *in; int32_t cp; } row[] = {
        { "a", 'a' }, { "\x7f", 0x7F }, { "\xC2\x80", 0x80 }, { "ñ", 0xF1 }, { "\xDF\xBF", 0x7FF },
        { "\xE0\xA0\x80", 0x800 }, { "€", 0x20AC }, { "\xEF\xBF\xBF", 0xFFFF }, { "\xF0\x90\x80\x80", 0x10000 },
        { "😡", 0x1F621 }, { "\xF4\x8F\xBF\xBF", 0x10FFFF },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct slice s = slice_of(row[i].in);
        char back[4];
        assert_int_equal(utf8_next(&s), row[i].cp);
        assert_int_equal(s.n, 0);
        assert_int_equal(utf8_put(back, row[i].cp), strlen(row[i].in));
        assert_memory_equal(back, row[i].in, strlen(row[i].in));
    }
}

static void bad_bytes_are_found_where_they_are(void **state)
{
    static const struct { const char *in; size_t at; } row[] = {
        { "\x80", 0 }, { "ab\xC3", 2 }, { "a\xC0\x80", 1 }, { "a\xC1\xBF", 1 }, { "\xE0\x80\x80", 0 },
        { "\xED\xA0\x80", 0 }, { "x\xF0\x80\x80\x80", 1 }, { "\xF4\x90\x80\x80", 0 }, { "\xF5\x80\x80\x80", 0 },
        { "ñ\xE2\x82", 2 }, { "\xFF", 0 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        size_t at = 99;
        assert_false(utf8_valid(slice_of(row[i].in), &at));
        assert_int_equal(at, row[i].at);
    }
}

static void good_text_is_valid(void **state)
{
    size_t at;
    (void)state;
    assert_true(utf8_valid(SLICE("¡Señal, señor! 😡"), &at));
    assert_true(utf8_valid(SLICE(""), &at));
}

static void a_bad_byte_is_passed_one_at_a_time(void **state)
{
    struct slice s = SLICE("\xC3" "a");
    (void)state;
    assert_int_equal(utf8_next(&s), UTF8_INVALID);
    assert_int_equal(utf8_next(&s), 'a');
}

static void back_finds_where_the_code_point_before_begins(void **state)
{
    struct slice s = SLICE("añ😡");
    (void)state;
    assert_int_equal(utf8_back(s, 7), 3);
    assert_int_equal(utf8_back(s, 3), 1);
    assert_int_equal(utf8_back(s, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_points_come_out_and_go_back_in),
        cmocka_unit_test(bad_bytes_are_found_where_they_are),
        cmocka_unit_test(good_text_is_valid),
        cmocka_unit_test(a_bad_byte_is_passed_one_at_a_time),
        cmocka_unit_test(back_finds_where_the_code_point_before_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
