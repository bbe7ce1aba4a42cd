#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "query/frequencies.h"
#include "query/query.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static void words_and_their_beginnings_are_found(void **state)
{
    struct frequencies f = { 0 };
    struct err e;
    (void)state;
    assert_true(frequencies_read(&f, SLICE("senal\t300\nservicio\t2000\nse\t90000\nservir\t150\n"), &e));
    static const struct { const char *word; double count, beginning; } row[] = {
        { "servicio", 2000, 2000 }, { "serv", 0, 2150 }, { "se", 90000, 92450 }, { "zz", 0, 0 }, { "a", 0, 0 }, { "servicios", 0, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_true(frequencies_of(&f, slice_of(row[i].word)) == row[i].count);
        assert_true(frequencies_beginning(&f, slice_of(row[i].word)) == row[i].beginning);
    }
    frequencies_fini(&f);
}

static void a_line_that_is_none_is_named(void **state)
{
    static const struct { const char *table, *why; } row[] = {
        { "se\t1\nservicio\n", "line 2" }, { "\t5\n", "line 1" }, { "se\tmuchos\n", "line 1" }, { "se\t-1\n", "line 1" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct frequencies f = { 0 };
        struct err e;
        assert_false(frequencies_read(&f, slice_of(row[i].table), &e));
        assert_non_null(strstr(e.msg, row[i].why));
        frequencies_fini(&f);
    }
}

static void the_table_that_ships_knows_the_commonest_words(void **state)
{
    static const char *const common[] = { "de", "que", "the", "nao", "para" };
    (void)state;
    for (size_t i = 0; i < ROWS(common); i++)
        assert_true(frequencies_of(frequencies_shipped(), slice_of(common[i])) > 10000);
}

struct result { uint64_t postings; size_t matches[3]; };

static struct result run(const char *table)
{
    static const char *const text[] = { "otra vez alfa y beta", "beta y nada", "beta otra vez" };
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct err e;
    struct result r = { 0 };
    for (uint32_t i = 0; i < 20; i++)
        assert_true(query_set_add(qs, i, SLICE("alfa AND beta"), &qe));
    assert_true(query_set_frequencies(qs, slice_of(table), &e));
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    for (size_t i = 0; i < ROWS(text); i++) {
        struct mention m = { 0 };
        struct tokens k;
        const uint32_t *ids;
        tokens_scan(t, &a, slice_of(text[i]), &k);
        r.matches[i] = query_match_run(qm, &m, &k, NULL, &ids);
    }
    r.postings = query_match_work(qm).postings;
    arena_fini(&a);
    tokenizer_free(t);
    query_match_free(qm);
    query_set_free(qs);
    return r;
}

/* beta stands in three texts, alfa in one. */
static void the_key_is_the_rarer_word_and_the_matches_stay_the_same(void **state)
{
    (void)state;
    struct result alfa = run("alfa\t50000\nbeta\t200\n"), beta = run("alfa\t200\nbeta\t50000\n");
    static const size_t want[] = { 20, 0, 0 };
    for (size_t i = 0; i < ROWS(want); i++) {
        assert_int_equal(alfa.matches[i], want[i]);
        assert_int_equal(beta.matches[i], want[i]);
    }
    assert_int_equal(alfa.postings, 3 * 20);
    assert_int_equal(beta.postings, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_their_beginnings_are_found),
        cmocka_unit_test(a_line_that_is_none_is_named),
        cmocka_unit_test(the_table_that_ships_knows_the_commonest_words),
        cmocka_unit_test(the_key_is_the_rarer_word_and_the_matches_stay_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
