/* What the estimates promise: the error of counts of different things, the bounds of what is said most, which texts are one story. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>

#include "base/hash.h"
#include "base/hll.h"
#include "classify/estimates/top.h"
#include "classify/story.h"
#include "model/estimate.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))

static uint64_t nth(uint64_t n) { return hash64((struct slice){ (const char *)&n, sizeof n }); }

static void different_things_are_counted_within_the_stated_error(void **state)
{
    static const uint64_t row[] = { 0, 1, 2, 10, 100, 1000, 5000, 20000, 100000, 1000000 };
    double squares = 0;
    int sets = 0;
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++)
        for (uint64_t seed = 0; seed < 8; seed++) {
            uint8_t r[HLL_REGISTERS] = { 0 };
            for (uint64_t n = 0; n < row[i]; n++) {
                hll_add(r, nth(seed << 32 | n));
                assert_int_equal(hll_add(r, nth(seed << 32 | n)), -1);   /* twice changes nothing */
            }
            double off = row[i] ? hll_count(r) / (double)row[i] - 1 : hll_count(r);
            assert_true(fabs(off) < 4 * HLL_ERROR);
            if (row[i] <= 10)
                assert_true(fabs(hll_count(r) - (double)row[i]) < 0.5);
            else if (row[i] >= 5000)
                squares += off * off, sets++;
        }
    assert_true(sqrt(squares / sets) < 1.3 * HLL_ERROR);
    assert_true(sqrt(squares / sets) > 0.4 * HLL_ERROR);   /* it is as large as is said, too */
}

static void sets_are_joined_in_any_order_and_from_either_stored_form(void **state)
{
    uint8_t all[HLL_REGISTERS] = { 0 }, joined[HLL_REGISTERS] = { 0 }, few[HLL_REGISTERS] = { 0 }, many[HLL_REGISTERS] = { 0 };
    char entries[HLL_SPARSE * HLL_ENTRY];
    size_t n = 0;
    (void)state;
    for (uint64_t i = 0; i < 3000; i++) {
        int at = hll_add(i < 300 ? few : many, nth(i));
        hll_add(all, nth(i));
        if (i < 300 && at >= 0) {
            entries[n++] = (char)(at & 255);
            entries[n++] = (char)(at >> 8);
            entries[n++] = (char)few[at];
        }
    }
    assert_true(hll_join(joined, (struct slice){ (const char *)many, HLL_REGISTERS }) && hll_join(joined, (struct slice){ entries, n }));
    assert_memory_equal(joined, all, HLL_REGISTERS);
    assert_true(hll_join(joined, (struct slice){ NULL, 0 }));
    assert_false(hll_join(joined, SLICE("ab")));              /* no whole entry */
    assert_false(hll_join(joined, SLICE("\xff\xff\x01")));    /* no such register */
    assert_false(hll_join(joined, SLICE("\x01\x01\xff")));    /* no such value */
}

/* Zipf's law over 5,000 words, with the true counts beside it. */
static void what_is_said_most_is_never_counted_too_low_nor_beyond_its_error(void **state)
{
    static int64_t truth[5000];
    struct top *t = top_new(TOP_SLOTS_MAX, 40);
    char word[16];
    int64_t all = 0;
    (void)state;
    srand(3);
    for (int i = 0; i < 60000; i++) {
        int w = (int)(exp(rand() / (double)RAND_MAX * log(5000))) - 1;
        snprintf(word, sizeof word, "w%d", w);
        top_add(t, slice_of(word));
        truth[w]++;
        all++;
    }
    assert_int_equal(t->n, TOP_SLOTS_MAX);
    bool there[5000] = { false };
    for (int i = 0; i < t->n; i++) {
        char out[TOP_VALUE];
        int64_t count, error;
        struct slice text;
        assert_true(estimate_slot(top_value(t, i, out), &count, &error, &text));
        int64_t w;
        assert_true(slice_int((struct slice){ text.p + 1, text.n - 1 }, &w));
        there[w] = true;
        assert_true(count >= truth[w] && count - error <= truth[w]);
    }
    for (int w = 0; w < 5000; w++)
        assert_true(there[w] || truth[w] <= all / TOP_SLOTS_MAX);
    free(t);
}

static void what_is_stored_of_a_top_is_what_is_loaded(void **state)
{
    struct top *t = top_new(3, 8), *back = top_new(3, 8);
    char out[TOP_VALUE], field[16];
    (void)state;
    static const char *const said[] = { "uno", "dos", "uno", "señalización", "cuatro", "a b c" };   /* cut between characters; one takes a place */
    for (size_t i = 0; i < ROWS(said); i++)
        top_add(t, slice_of(said[i]));
    for (int i = 0; i < t->n; i++) {
        snprintf(field, sizeof field, "%d", i);
        assert_true(top_load(back, slice_of(field), top_value(t, i, out)));
    }
    assert_int_equal(back->n, t->n);
    top_add(t, SLICE("señalización"));
    top_add(back, SLICE("señalización"));
    for (int i = 0; i < t->n; i++) {
        char other[TOP_VALUE];
        struct slice a = top_value(t, i, out), b = top_value(back, i, other);
        assert_true(slice_eq(a, b));
    }
    static const char *const bad[][2] = { { "3", "1 0 x" }, { "-1", "1 0 x" }, { "x", "1 0 x" }, { "0", "1 1 x" }, { "0", "0 0 x" }, { "0", "1" }, { "0", "1 0 123456789" } };
    for (size_t i = 0; i < ROWS(bad); i++)
        assert_false(top_load(back, slice_of(bad[i][0]), slice_of(bad[i][1])));
    free(t);
    free(back);
}

static uint64_t story(struct tokenizer *k, struct arena *a, const char *text, enum mention_kind kind, const char *id, const char *of)
{
    struct mention m = { .platform = SLICE("x"), .id = slice_of(id), .kind = kind, .in_reply_to = slice_of(of) };
    struct tokens said;
    tokens_scan(k, a, slice_of(text), &said);
    return story_of(&m, &said);
}

static void copies_and_reposts_are_one_story_and_other_texts_are_not(void **state)
{
    static const char original[] = "Movistar está caída en Córdoba https://t.co/abc";
    static const struct { const char *text; enum mention_kind kind; bool same; } row[] = {
        { "RT @ana: Movistar está caída en Córdoba https://t.co/xyz", KIND_REPOST, true }, { "movistar ESTÁ caída, en Cordoba!!", KIND_POST, true },
        { "@bea @carla Movistar está caída en Córdoba", KIND_REPLY, true }, { "Movistar está caída en Rosario", KIND_POST, false },
        { "Movistar está caída en Córdoba @enre", KIND_POST, false }, { "Córdoba está caída en Movistar", KIND_POST, false }, { "", KIND_REPOST, false },
    };
    struct tokenizer *k = tokenizer_new();
    struct arena a = { 0 };
    (void)state;
    uint64_t want = story(k, &a, original, KIND_POST, "1", "");
    for (size_t i = 0; i < ROWS(row); i++)
        assert_int_equal(story(k, &a, row[i].text, row[i].kind, "2", "1") == want, row[i].same);
    /* without words: of the original; of each its own */
    assert_true(story(k, &a, "", KIND_REPOST, "2", "1") == story(k, &a, "https://t.co/a", KIND_REPOST, "3", "1"));
    assert_true(story(k, &a, "", KIND_REPOST, "2", "1") != story(k, &a, "", KIND_REPOST, "3", "4"));
    assert_true(story(k, &a, "https://t.co/a", KIND_POST, "2", "") != story(k, &a, "https://t.co/a", KIND_POST, "3", ""));
    arena_fini(&a);
    tokenizer_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(different_things_are_counted_within_the_stated_error),
        cmocka_unit_test(sets_are_joined_in_any_order_and_from_either_stored_form),
        cmocka_unit_test(what_is_said_most_is_never_counted_too_low_nor_beyond_its_error),
        cmocka_unit_test(what_is_stored_of_a_top_is_what_is_loaded),
        cmocka_unit_test(copies_and_reposts_are_one_story_and_other_texts_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
