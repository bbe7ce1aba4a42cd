#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cli/opts.h"
#include "cli/table.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))

static void widths_are_columns_and_not_bytes(void **state)
{
    static const struct { const char *text; size_t want; } row[] = {
        { "", 0 }, { "hola", 4 }, { "señal", 5 }, { "sen\xCC\x83" "al", 5 }, { "日本", 4 }, { "😡", 2 }, { "🇦🇷", 2 },
        { "👩‍👧", 2 }, { "❤️", 2 }, { "−", 1 }, { "\xff", 1 }, { "█▏", 2 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(screen_width(slice_of(row[i].text)), row[i].want);
}

static void texts_are_cut_at_whole_characters_with_an_ellipsis(void **state)
{
    static const struct { const char *text; size_t columns; const char *want; size_t used; } row[] = {
        { "hola", 4, "hola", 4 }, { "hola", 3, "ho…", 3 }, { "hola", 1, "…", 1 }, { "hola", 0, "", 0 },
        { "日本語", 4, "日…", 3 }, { "日本語", 5, "日本…", 5 }, { "日本", 4, "日本", 4 },
        { "a😡b", 3, "a…", 2 }, { "sen\xCC\x83" "al", 4, "sen\xCC\x83" "…", 4 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        assert_int_equal(screen_add(&b, slice_of(row[i].text), row[i].columns), row[i].used);
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static void nothing_that_moves_the_cursor_or_turns_the_text_gets_through(void **state)
{
    static const struct { const char *text, *want; } row[] = {
        { "a\033[2Jb", "a[2Jb" }, { "a\nb\t c", "a b c" }, { "\r\n  x", "x" }, { "a\xC2\x9B" "31mb", "a31mb" },
        { "abc\xE2\x80\xAE" "def", "abcdef" }, { "a\xE2\x80\x8B" "b", "ab" }, { "\xEF\xBB\xBFx", "x" },
        { "a\x7f\x08" "b", "ab" }, { "x\xF3\xA0\x81\x81", "x" }, { "\xff\xfe", "��" },
        { "Z\xCC\x80\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85", "Z\xCC\x80\xCC\x81\xCC\x82" },
        { "\xCC\x80x", "x" }, { "👩‍👧", "👩‍👧" }, { "a\xE2\x80\xA8" "b", "a b" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        screen_add(&b, slice_of(row[i].text), SIZE_MAX);
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static void numbers_get_separators_of_thousands(void **state)
{
    static const struct { int64_t n; const char *want; } row[] = {
        { 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 1234567, "1,234,567" }, { -999, "-999" }, { -1000, "-1,000" },
        { INT64_MAX, "9,223,372,036,854,775,807" }, { INT64_MIN, "-9,223,372,036,854,775,808" },
    };
    char out[SCREEN_NUMBER];
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(screen_number(row[i].n, out), row[i].want);
}

static void bars_fill_in_eighths_and_never_hide_what_is_there(void **state)
{
    static const struct { int64_t part, whole; const char *want; } row[] = {
        { 0, 10, "" }, { 10, 10, "████" }, { 5, 10, "██" }, { 1, 1000000, "▏" }, { 9, 32, "█▏" }, { 1, 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        screen_bar(&b, row[i].part, row[i].whole, 4);
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static char *printed(const struct table *t, bool color, size_t columns)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    table_print(t, f, color, columns);
    fclose(f);
    return text;
}

static void make_table(struct table *t)
{
    table_column(t, "brand", ALIGN_LEFT);
    table_column(t, "mentions", ALIGN_RIGHT);
    table_column(t, "why", ALIGN_FLEX);
    table_add(t, STYLE_BOLD, SLICE("señal"));
    table_number(t, 1234567);
    table_add(t, STYLE_PLAIN, SLICE("because it is a long story"));
    table_add(t, STYLE_PLAIN, SLICE("日本"));
    table_number(t, 7);
    table_add(t, STYLE_PLAIN, SLICE(""));
}

static void tables_line_up_whatever_the_script(void **state)
{
    struct table t = { 0 };
    (void)state;
    make_table(&t);
    char *text = printed(&t, false, 0);
    assert_string_equal(text, "brand   mentions  why\n"
                              "señal  1,234,567  because it is a long story\n"
                              "日本           7\n");
    free(text);
    table_fini(&t);
}

static void only_the_flexible_column_gives_way_on_a_narrow_terminal(void **state)
{
    struct table t = { 0 };
    (void)state;
    make_table(&t);
    char *text = printed(&t, false, 34);
    assert_non_null(strstr(text, "señal  1,234,567  because it is a…\n"));
    free(text);
    text = printed(&t, false, 5);
    assert_non_null(strstr(text, "señal  1,234,567  because it …\n"));
    free(text);
    table_fini(&t);
}

static void colours_are_escape_sequences_only_where_they_are_wanted(void **state)
{
    struct table t = { 0 };
    (void)state;
    make_table(&t);
    char *text = printed(&t, true, 0);
    assert_non_null(strstr(text, "\033[1mseñal\033[0m  1,234,567"));
    free(text);
    text = printed(&t, false, 0);
    assert_null(strchr(text, '\033'));
    free(text);
    table_fini(&t);
}

static void csv_fields_are_quoted_and_formulas_are_disarmed(void **state)
{
    static const struct { const char *field, *want; } row[] = {
        { "plain", "plain" }, { "", "" }, { "a,b", "\"a,b\"" }, { "say \"hi\"", "\"say \"\"hi\"\"\"" }, { "a\nb", "\"a\nb\"" },
        { "=1+1", "\"'=1+1\"" }, { "@x", "\"'@x\"" }, { "-12", "-12" }, { "-0.25", "-0.25" }, { "-cmd", "\"'-cmd\"" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        table_csv(&b, slice_of(row[i].field));
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static void slips_of_the_hand_are_understood_and_other_words_are_not(void **state)
{
    static const char *const names[] = { "sov", "classify", "tail", "topics", "doctor", "period", NULL };
    static const struct { const char *word, *want; } row[] = {
        { "sv", "sov" }, { "clasify", "classify" }, { "claissfy", "classify" }, { "tial", "tail" }, { "docter", "doctor" },
        { "perid", "period" }, { "top", "topics" }, { "banana", NULL }, { "", NULL }, { "x", NULL }, { "zzzzzz", NULL },
        { "a-very-long-word-that-nobody-can-have-meant-to-type-here", NULL },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        const char *near = opts_near(row[i].word, names);
        if (!row[i].want)
            assert_null(near);
        else
            assert_string_equal(near ? near : "(none)", row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_columns_and_not_bytes),
        cmocka_unit_test(texts_are_cut_at_whole_characters_with_an_ellipsis),
        cmocka_unit_test(nothing_that_moves_the_cursor_or_turns_the_text_gets_through),
        cmocka_unit_test(numbers_get_separators_of_thousands),
        cmocka_unit_test(bars_fill_in_eighths_and_never_hide_what_is_there),
        cmocka_unit_test(tables_line_up_whatever_the_script),
        cmocka_unit_test(only_the_flexible_column_gives_way_on_a_narrow_terminal),
        cmocka_unit_test(colours_are_escape_sequences_only_where_they_are_wanted),
        cmocka_unit_test(csv_fields_are_quoted_and_formulas_are_disarmed),
        cmocka_unit_test(slips_of_the_hand_are_understood_and_other_words_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
