/* learned: how often words come, from what was read: in fixed memory, and by a sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdio.h>

#include "base/hash.h"
#include "classify/learned.h"
#include "query/frequencies.h"

static void see(struct learned *l, const char *text, int times)
{
    struct mention m = { .text = slice_of(text) };
    for (int i = 0; i < times; i++)
        learned_see(l, &m);
}

/* Of a million; -1: not in the table. */
static int64_t of_a_million(struct learned *l, const char *word)
{
    struct buf b = { 0 };
    struct frequencies f = { 0 };
    struct err e;
    learned_table(l, &b);
    assert_true(frequencies_read(&f, buf_slice(&b), &e));      /* what it writes is what compiling reads */
    double n = frequencies_of(&f, slice_of(word));
    frequencies_fini(&f);
    buf_fini(&b);
    return n > 0 ? (int64_t)n : -1;
}

static void a_word_counts_once_a_mention(void **state)
{
    struct learned *l = learned_new();
    (void)state;
    see(l, "la señal la SEÑAL la", 1000);
    see(l, "la 3000 nooooo #tag @ana https://a.co/la", 3000);
    assert_int_equal(of_a_million(l, "la"), 1000000);
    assert_int_equal(of_a_million(l, "senal"), 250000);        /* bare, as queries are compared */
    assert_int_equal(of_a_million(l, "nooooo"), -1);
    assert_int_equal(of_a_million(l, "3000"), -1);
    assert_int_equal(of_a_million(l, "#tag"), -1);
    learned_free(l);
}

static void titles_count_and_rare_words_do_not(void **state)
{
    struct learned *l = learned_new();
    struct mention m = { .text = SLICE("uno"), .title = SLICE("dos uno") };
    (void)state;
    for (int i = 0; i < 5000; i++)
        learned_see(l, &m);
    see(l, "casi", 4);
    see(l, "algo", 5);
    assert_in_range(of_a_million(l, "dos"), 990000, 1000000);
    assert_in_range(of_a_million(l, "uno"), 990000, 1000000);
    assert_int_equal(of_a_million(l, "casi"), -1);
    assert_in_range(of_a_million(l, "algo"), 900, 1000);
    learned_free(l);
}

static void too_few_mentions_are_no_table(void **state)
{
    struct learned *l = learned_new();
    (void)state;
    see(l, "hola", LEARNED_LEAST - 1);
    assert_int_equal(of_a_million(l, "hola"), -1);
    see(l, "hola", 1);
    assert_int_equal(of_a_million(l, "hola"), 1000000);
    learned_free(l);
}

static void after_the_first_it_is_a_sample(void **state)
{
    struct learned *l = learned_new();
    (void)state;
    see(l, "hola", LEARNED_FIRST);
    assert_int_equal(learned_mentions(l), LEARNED_FIRST);
    see(l, "hola", LEARNED_EACH * 100);
    assert_in_range(learned_mentions(l), LEARNED_FIRST + 99, LEARNED_FIRST + 101);
    learned_free(l);
}

/* Words that come once each, far more than there is room for: the common one stays known, and nothing grows (sanitizers count no
 * memory, so there that half says nothing). */
static void memory_is_fixed_whatever_is_said(void **state)
{
    struct learned *l = learned_new();
    char text[200];
    size_t before = 0;
    (void)state;
    for (int i = 0; i < 15000; i++) {
        int n = snprintf(text, sizeof text, "siempre %s", i % 10 ? "" : "aveces");
        for (int k = 0; k < 10; k++)
            n += snprintf(text + n, sizeof text - (size_t)n, " w%dx%d", i, k);
        see(l, text, 1);
        if (i == 5000)
            before = mallinfo2().uordblks;
    }
    assert_int_equal(mallinfo2().uordblks, before);
    assert_in_range(of_a_million(l, "siempre"), 950000, 1000000);
    assert_in_range(of_a_million(l, "aveces"), 95000, 105000);
    assert_int_equal(of_a_million(l, "w14999x0"), -1);
    learned_free(l);
}

static void what_was_kept_is_taken_up_again(void **state)
{
    struct learned *a = learned_new(), *b = learned_new();
    struct buf first = { 0 }, second = { 0 };
    (void)state;
    see(a, "la luz", 3000);
    see(a, "la", 1000);
    learned_table(a, &first);
    learned_take(b, learned_mentions(a), buf_slice(&first));
    learned_table(b, &second);
    assert_int_equal(learned_mentions(b), 4000);
    assert_int_equal(of_a_million(b, "la"), 1000000);
    assert_int_equal(of_a_million(b, "luz"), 750000);
    assert_int_equal(first.n, second.n);
    buf_fini(&first);
    buf_fini(&second);
    learned_free(a);
    learned_free(b);
}

static void what_others_wrote_there_is_passed_over(void **state)
{
    static const char *const bad[] = { "", "x", "\t5\n", "la\t-3\n", "la\tmany\n", "la\t99999999999\n", "averyveryverylongwordthatisnotkeptatall\t9000\n", "\n\n\t\t\n" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct learned *l = learned_new();
        struct buf b = { 0 };
        learned_take(l, i % 2 ? INT64_MAX : 5000, slice_of(bad[i]));
        learned_table(l, &b);
        assert_int_equal(b.n, 0);
        see(l, "la", LEARNED_FIRST);
        buf_fini(&b);
        learned_free(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_counts_once_a_mention),
        cmocka_unit_test(titles_count_and_rare_words_do_not),
        cmocka_unit_test(too_few_mentions_are_no_table),
        cmocka_unit_test(after_the_first_it_is_a_sample),
        cmocka_unit_test(memory_is_fixed_whatever_is_said),
        cmocka_unit_test(what_was_kept_is_taken_up_again),
        cmocka_unit_test(what_others_wrote_there_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
