/*
 * Texts made to be expensive: one word again and again, as long as a mention may
 * be. What queries with NEAR inside NEAR ask of them must stay within bounds of
 * memory and time, however the distances are chosen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <malloc.h>
#include <time.h>

#include "query/parse.h"
#include "query/query.h"

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 15          /* and its memory is not ours to count */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWER 15
#endif
#endif
#ifndef SLOWER
#define SLOWER 1
#endif

#define TEXT_BYTES (256u * 1024)
#define SECONDS_MAX 4.0    /* of the processor, on a slow and busy machine; measured: below 1 */
#define BYTES_MAX (48u * 1024 * 1024)

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* `front`, then `again` up to the size, then `end`. */
static void repeat(struct buf *b, const char *front, const char *again, const char *end, size_t size)
{
    buf_reset(b);
    buf_addz(b, front);
    while (b->n + strlen(again) + strlen(end) <= size)
        buf_addz(b, again);
    buf_addz(b, end);
}

struct cost { double seconds; size_t bytes; };

static bool judge(const char *query, const struct buf *text, struct cost *cost)
{
    struct query_set *qs = query_set_new();
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct query_error qe;
    struct err e;
    struct tokens k, title;
    struct mention m = { 0 };
    const uint32_t *ids;
    if (!query_set_add(qs, 1, slice_of(query), &qe))
        fail_msg("%s: %s", query, qe.what);
    assert_true(query_set_compile(qs, &e));
    struct query_match *qm = query_match_new(qs);
    tokens_scan(t, &a, buf_slice(text), &k);
    tokens_scan(t, &a, SLICE(""), &title);
    struct mallinfo2 before = mallinfo2();
    double begun = seconds();
    bool is = query_match_run(qm, &m, &k, &title, &ids) == 1;
    cost->seconds = seconds() - begun;
    struct mallinfo2 after = mallinfo2();
    cost->bytes = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    query_match_free(qm);
    query_set_free(qs);
    tokenizer_free(t);
    arena_fini(&a);
    return is;
}

static void near_inside_near_is_bounded(void **state)
{
    static const struct { const char *query, *front, *again, *end; bool is; } row[] = {
        { "(a NEAR/1000 a) NEAR/1000 a", "", "a ", "", true },
        { "((a NEAR/1000 a) NEAR/1000 a) NEAR/1000f b", "b ", "a ", "", false },
        { "((a NEAR/1000 a) NEAR/1000 a) NEAR/1000f b", "", "a ", "b", true },
        { "b NEAR/0f ((a NEAR/9 a) NEAR/1000 (a NEAR/9 a))", "", "a ", "b", false },
        { "(a NEAR/1000 (a OR b)) NEAR/1000f (c NEAR/1000 (a OR b))", "", "a b ", "c", true },
        { "((a NEAR/1000f a) NEAR/1000f (a NEAR/1000f a)) NEAR/0f b", "b ", "a ", "", false },
        { "a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/1000 a NEAR/0f b", "b ", "a ", "", false },
        { "(\"a a a\" NEAR/1000 \"a a\") NEAR/1000 (a NEAR/1000 b)", "b ", "a ", "", true },
        { "[a NEAR/1000 a]{3}", "", "a ", "", true },
        { "[a NEAR/1000 b]{2}", "", "a ", "b", false },
        { "[(a NEAR/1000 a) NEAR/1000 b]{2}", "b ", "a ", "b", true },
        { "[a NEAR/1000 a]{60000}", "", "a ", "", true },
        { "[(a NEAR/5 a) NEAR/5 a]{60000}", "", "a ", "", false },
        { "[ab NEAR/1000 cd]{9000}", "", "#AbCd ", "", true },
        { "(ab NEAR/1000 cd) NEAR/1000f (cd NEAR/1000 xy)", "xy ", "#AbCd ", "", false },
    };
    struct buf text = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct cost cost;
        repeat(&text, row[i].front, row[i].again, row[i].end, TEXT_BYTES);
        bool is = judge(row[i].query, &text, &cost);
        print_message("%.3f s, %zu KiB: %s\n", cost.seconds, cost.bytes / 1024, row[i].query);
        if (is != row[i].is)
            fail_msg("%s: %d", row[i].query, is);
        if (cost.seconds > SECONDS_MAX * SLOWER || (SLOWER == 1 && cost.bytes > BYTES_MAX))
            fail_msg("%s takes %.2f s and %zu bytes", row[i].query, cost.seconds, cost.bytes);
    }
    buf_fini(&text);
}

/* An article of 20,000 words in which all is near, and nothing quite near enough. */
static void a_long_article_is_bounded(void **state)
{
    struct buf text = { 0 };
    struct cost cost;
    (void)state;
    repeat(&text, "", "la red de movistar no anda ", "", 20000 / 6 * strlen("la red de movistar no anda "));
    assert_false(judge("((red NEAR/900 movistar) NEAR/900 (no NEAR/900 anda)) NEAR/0f ((no NEAR/5 red) NEAR/5f hoy) OR hoy", &text, &cost));
    assert_true(cost.seconds < SECONDS_MAX * SLOWER);
    assert_true(judge("((red NEAR/900 movistar) NEAR/900 (no NEAR/900 anda)) NEAR/0f ((no NEAR/5 red) NEAR/5f movistar)", &text, &cost));
    assert_true(cost.seconds < SECONDS_MAX * SLOWER);
    buf_fini(&text);
}

static void more_nears_inside_each_other_than_can_be_bounded_are_refused_by_name(void **state)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct buf q = { 0 };
    (void)state;
    for (int forward = 0; forward < 2; forward++) {
        buf_reset(&q);
        buf_char(&q, 'a');
        for (int i = 0; i <= QUERY_MAX_NEAR; i++)
            buf_addz(&q, forward ? " NEAR/5f a" : " NEAR/5 a");
        assert_int_equal(query_set_add(qs, 1, buf_slice(&q), &qe), forward);
        if (!forward)
            assert_non_null(strstr(qe.what, "QUERY_MAX_NEAR"));
    }
    buf_fini(&q);
    query_set_free(qs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_inside_near_is_bounded),
        cmocka_unit_test(a_long_article_is_bounded),
        cmocka_unit_test(more_nears_inside_each_other_than_can_be_bounded_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
