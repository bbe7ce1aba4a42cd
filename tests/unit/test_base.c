/* slice, arena, buf, err: the ground under everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

#define N(t) (sizeof(t) / sizeof(t)[0])

static void assert_slice(struct slice got, const char *want)
{
    if (!slice_is(got, want))
        fail_msg("\"" SLICE_FMT "\" is not \"%s\"", SLICE_ARG(got), want);
}

static void slices_are_equal_when_their_bytes_are(void **state)
{
    static const struct { struct slice a, b; bool same; } row[] = {
        { { NULL, 0 }, { "", 0 }, true }, { { "ab", 2 }, { "abc", 2 }, true }, { { "ab", 2 }, { "abc", 3 }, false },
        { { "ab", 2 }, { "Ab", 2 }, false }, { { "a\0b", 3 }, { "a\0c", 3 }, false },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++)
        assert_int_equal(slice_eq(row[i].a, row[i].b), row[i].same);
    assert_true(slice_is((struct slice){ 0 }, ""));
    assert_int_equal(slice_of(NULL).n, 0);
    assert_true(slice_eq_nocase(SLICE("HoLa"), SLICE("hOlA")));
    assert_false(slice_eq_nocase(SLICE("hola"), SLICE("hole")));
    assert_false(slice_eq_nocase(SLICE("hola"), SLICE("hol")));
}

static void slices_begin_and_end_with_parts_of_themselves(void **state)
{
    static const struct { const char *s, *part; bool starts, ends; } row[] = {
        { "pulso.m", "pulso", true, false }, { "pulso.m", ".m", false, true }, { "m", "m", true, true },
        { "m", "mm", false, false }, { "m", "", true, true }, { "", "", true, true }, { "", "m", false, false },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        assert_int_equal(slice_starts(slice_of(row[i].s), slice_of(row[i].part)), row[i].starts);
        assert_int_equal(slice_ends(slice_of(row[i].s), slice_of(row[i].part)), row[i].ends);
    }
    assert_true(slice_starts((struct slice){ 0 }, (struct slice){ 0 }));
}

static void slices_are_ordered_by_their_bytes(void **state)
{
    static const struct { const char *a, *b; int want; } row[] = {
        { "a", "b", -1 }, { "b", "a", 1 }, { "a", "a", 0 }, { "a", "ab", -1 }, { "ab", "a", 1 },
        { "", "a", -1 }, { "", "", 0 }, { "z", "\xc3\xb1", -1 },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        int c = slice_cmp(slice_of(row[i].a), slice_of(row[i].b));
        assert_int_equal((c > 0) - (c < 0), row[i].want);
    }
}

static void slice_trim_strips_only_the_edges(void **state)
{
    static const struct { const char *in, *want; } row[] = {
        { "  hola  ", "hola" }, { "que tal ", "que tal" }, { "\t\n", "" }, { "", "" }, { "ñ ", "ñ" },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++)
        assert_slice(slice_trim(slice_of(row[i].in)), row[i].want);
}

static void slice_next_gives_every_part_but_a_last_empty_one(void **state)
{
    static const struct { const char *in; const char *parts[4]; } row[] = {
        { "a,b", { "a", "b" } }, { "a,,b", { "a", "", "b" } }, { ",a", { "", "a" } }, { "a,", { "a" } },
        { "a", { "a" } }, { ",", { "" } }, { "", { NULL } },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        struct slice rest = slice_of(row[i].in), part;
        size_t n = 0;
        for (; slice_next(&rest, ',', &part); n++) {
            assert_non_null(row[i].parts[n]);
            assert_slice(part, row[i].parts[n]);
        }
        assert_null(row[i].parts[n]);
        assert_slice(part, "");           /* nothing of what stood there is taken for a part */
    }
}

static void slice_int_takes_whole_numbers_in_range_only(void **state)
{
    static const struct { const char *in; bool ok; int64_t want; } row[] = {
        { "0", true, 0 }, { "-0", true, 0 }, { "007", true, 7 }, { "-12", true, -12 },
        { "9223372036854775807", true, INT64_MAX }, { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 }, { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 }, { "", false, 0 }, { "-", false, 0 }, { "+1", false, 0 },
        { " 1", false, 0 }, { "1 ", false, 0 }, { "1.0", false, 0 }, { "0x1", false, 0 }, { "--1", false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        int64_t v = 42;
        if (slice_int(slice_of(row[i].in), &v) != row[i].ok)
            fail_msg("\"%s\" was %s", row[i].in, row[i].ok ? "refused" : "accepted");
        assert_int_equal(v, row[i].ok ? row[i].want : 42);
    }
}

static void an_arena_hands_out_aligned_memory_that_does_not_overlap(void **state)
{
    struct arena a = { 0 };
    unsigned char *p[300];
    (void)state;
    for (size_t i = 0; i < N(p); i++) {
        size_t size = i * 37 % 5000;
        p[i] = arena_alloc(&a, size);
        assert_int_equal((uintptr_t)p[i] % _Alignof(max_align_t), 0);
        memset(p[i], (int)(i & 0xff), size);
    }
    for (size_t i = 0; i < N(p); i++)
        for (size_t k = 0; k < i * 37 % 5000; k++)
            assert_int_equal(p[i][k], i & 0xff);
    arena_fini(&a);
    assert_null(a.head);
}

static void an_arena_keeps_its_memory_over_a_reset(void **state)
{
    struct arena a = { 0 };
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++)
            arena_alloc(&a, 10000);   /* more than one block */
        assert_true(a.used_bytes >= 1000000);
        arena_reset(&a);
        assert_int_equal(a.used_bytes, 0);
    }
    struct arena_block *kept = a.head;
    for (int i = 0; i < 100; i++)
        arena_alloc(&a, 10000);
    assert_ptr_equal(a.head, kept);
    arena_fini(&a);
}

static void an_arena_gives_blocks_larger_than_its_own(void **state)
{
    struct arena a = { 0 };
    (void)state;
    char *large = arena_alloc(&a, 3 << 20);
    char *zero = arena_zalloc(&a, 1 << 20);
    memset(large, 1, 3 << 20);
    for (size_t i = 0; i < 1 << 20; i += 4095)
        assert_int_equal(zero[i], 0);
    arena_fini(&a);
}

static void zeroed_memory_is_zero_after_a_reset_as_well(void **state)
{
    struct arena a = { 0 };
    (void)state;
    memset(arena_alloc(&a, 1000), '#', 1000);
    arena_reset(&a);
    char *zero = arena_zalloc(&a, 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(zero[i], 0);
    arena_fini(&a);
}

static void arena_copies_do_not_borrow(void **state)
{
    struct arena a = { 0 };
    char text[] = "hola";
    (void)state;
    struct slice copy = arena_dup(&a, slice_of(text));
    char *z = arena_strz(&a, (struct slice){ text, 2 });
    struct slice printed = arena_printf(&a, "%s-%d", text, 7);
    memset(text, '#', 4);
    assert_slice(copy, "hola");
    assert_string_equal(z, "ho");
    assert_slice(printed, "hola-7");
    assert_slice(arena_dup(&a, (struct slice){ 0 }), "");
    assert_non_null(arena_dup(&a, (struct slice){ 0 }).p);
    assert_string_equal(arena_strz(&a, (struct slice){ 0 }), "");
    arena_fini(&a);
}

static void a_buf_grows_at_its_end_and_keeps_its_memory(void **state)
{
    struct buf b = { 0 };
    (void)state;
    assert_string_equal(buf_z(&b), "");
    buf_addz(&b, "uno");
    buf_char(&b, ',');
    buf_add(&b, SLICE("dos"));
    buf_add(&b, (struct slice){ 0 });
    buf_int(&b, INT64_MIN);
    buf_printf(&b, " %s=%d", "x", 3);
    assert_string_equal(buf_z(&b), "uno,dos-9223372036854775808 x=3");
    assert_slice(buf_slice(&b), "uno,dos-9223372036854775808 x=3");
    for (int i = 0; i < 10000; i++)
        buf_printf(&b, "%09d", i);
    assert_int_equal(b.n, 31 + 90000);
    assert_memory_equal(b.p + b.n - 9, "000009999", 9);
    char *kept = b.p;
    buf_reset(&b);
    buf_addz(&b, "otra vez");
    assert_ptr_equal(b.p, kept);
    assert_slice(buf_slice(&b), "otra vez");
    buf_fini(&b);
    assert_null(b.p);
}

static void buf_json_escapes_what_json_forbids(void **state)
{
    static const struct { struct slice in; const char *want; } row[] = {
        { { NULL, 0 }, "\"\"" }, { { "hola", 4 }, "\"hola\"" }, { { "a\"b\\c/", 6 }, "\"a\\\"b\\\\c/\"" },
        { { "\n\r\t", 3 }, "\"\\n\\r\\t\"" }, { { "\x01\x1f\0", 3 }, "\"\\u0001\\u001f\\u0000\"" },
        { { "ñ😡\x7f", 7 }, "\"ñ😡\x7f\"" },
    };
    struct buf b = { 0 };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        buf_reset(&b);
        buf_json(&b, row[i].in);
        assert_slice(buf_slice(&b), row[i].want);
    }
    buf_fini(&b);
}

static void an_error_gains_its_context_on_the_way_up(void **state)
{
    struct err e = { 0 };
    (void)state;
    assert_false(err_set(&e, ERR_DROP, "%d words", 7));
    assert_false(err_at(&e, "%s:%d", "file", 3));
    assert_int_equal(e.kind, ERR_DROP);
    assert_string_equal(e.msg, "file:3: 7 words");
    err_clear(&e);
    assert_int_equal(e.kind, ERR_NONE);
    assert_string_equal(e.msg, "");
}

static void an_error_too_long_is_cut_and_stays_a_string(void **state)
{
    struct err e = { 0 };
    char wide[2000];
    (void)state;
    memset(wide, 'w', sizeof wide - 1);
    wide[sizeof wide - 1] = 0;
    err_set(&e, ERR_BUG, "%s", wide);
    assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
    err_at(&e, "front");
    assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
    assert_memory_equal(e.msg, "front: www", 10);
    err_at(&e, "%s", wide);
    assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_equal_when_their_bytes_are),
        cmocka_unit_test(slices_begin_and_end_with_parts_of_themselves),
        cmocka_unit_test(slices_are_ordered_by_their_bytes),
        cmocka_unit_test(slice_trim_strips_only_the_edges),
        cmocka_unit_test(slice_next_gives_every_part_but_a_last_empty_one),
        cmocka_unit_test(slice_int_takes_whole_numbers_in_range_only),
        cmocka_unit_test(an_arena_hands_out_aligned_memory_that_does_not_overlap),
        cmocka_unit_test(an_arena_keeps_its_memory_over_a_reset),
        cmocka_unit_test(an_arena_gives_blocks_larger_than_its_own),
        cmocka_unit_test(zeroed_memory_is_zero_after_a_reset_as_well),
        cmocka_unit_test(arena_copies_do_not_borrow),
        cmocka_unit_test(a_buf_grows_at_its_end_and_keeps_its_memory),
        cmocka_unit_test(buf_json_escapes_what_json_forbids),
        cmocka_unit_test(an_error_gains_its_context_on_the_way_up),
        cmocka_unit_test(an_error_too_long_is_cut_and_stays_a_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
