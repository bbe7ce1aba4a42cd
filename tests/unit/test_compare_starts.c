/* Every pattern of the table is tried at each word that it may begin with, and at few others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "classify/sentiment/compare_starts.h"
#include "classify/sentiment/compare_table.h"

static bool has(const struct pattern_set *s, size_t i)
{
    return s->bits[i / 64] >> i % 64 & 1;
}

static size_t count(const struct pattern_set *s)
{
    size_t n = 0;
    for (size_t k = 0; k < PATTERN_SETS; k++)
        n += (size_t)__builtin_popcountll(s->bits[k]);
    return n;
}

/* "a|bc*" at a, bc and bcz. */
static void assert_begins_with(size_t i, struct slice ways)
{
    struct slice way;
    char word[64];
    while (slice_next(&ways, '|', &way)) {
        bool open = way.p[way.n - 1] == '*';
        snprintf(word, sizeof word, "%.*s%s", (int)(way.n - open), way.p, open ? "z" : "");
        for (size_t n = strlen(word); n >= way.n - open; n--) {
            struct pattern_set s = compare_starts(compare_patterns[i].lang, (struct slice){ word, n }, false);
            if (!has(&s, i))
                fail_msg("'%s' is not tried at %.*s", compare_patterns[i].words, (int)n, word);
        }
    }
}

static void test_none_is_left_out(void **state)
{
    (void)state;
    for (size_t i = 0; compare_patterns[i].lang; i++) {
        struct slice rest = slice_of(compare_patterns[i].words), item;
        bool optional = true;
        while (optional && slice_next(&rest, ' ', &item)) {
            optional = item.p[0] == '?';
            item.p += optional;
            item.n -= optional;
            struct pattern_set named = compare_starts(compare_patterns[i].lang, SLICE(""), true);
            if (slice_eq(item, SLICE("X")))
                assert_true(has(&named, i));
            else if (!memchr(".<>", item.p[0], 3))
                assert_begins_with(i, item);
        }
    }
}

static void test_few_are_tried(void **state)
{
    (void)state;
    size_t all = 0;
    while (compare_patterns[all].lang)
        all++;
    const char *const words[] = { "hola", "gracias", "mucho", "telefono", "sucursal", "ayer" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct pattern_set s = compare_starts("es", slice_of(words[i]), false);
        assert_true(count(&s) < all / 20);
    }
    struct pattern_set other = compare_starts("fr", SLICE("mejor"), true);
    assert_int_equal(count(&other), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_none_is_left_out), cmocka_unit_test(test_few_are_tried) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
