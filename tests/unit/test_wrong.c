/* What a person says of a mention: read and written alike, and the later above the earlier. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/wrong.h"

static bool parse(struct arena *a, const char *text, struct wrong *w, struct err *e)
{
    struct json *j = json_new(4096);
    bool ok = wrong_parse(j, a, slice_of(text), w, e);
    json_free(j);
    return ok;
}

static void what_is_said_is_written_and_read_alike(void **state)
{
    static const char *const row[] = {
        "{}",
        "{\"label\":\"negative\"}",
        "{\"label\":\"positive\",\"intent\":\"praise\",\"topics\":[\"billing\",\"app\"],\"of_brand\":true,\"note\":\"he said \\\"no\\\"\"}",
        "{\"topics\":[]}",
        "{\"of_brand\":false,\"withdrawn\":true}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = { 0 };
        struct err e = { 0 };
        struct buf out = { 0 };
        struct wrong w;
        if (!parse(&a, row[i], &w, &e))
            fail_msg("%s: %s", row[i], e.msg);
        wrong_print(&w, &out);
        assert_string_equal(buf_z(&out), row[i]);
        buf_fini(&out);
        arena_fini(&a);
    }
}

static void what_makes_no_sense_is_refused_with_the_member(void **state)
{
    static const struct { const char *data, *say; } row[] = {
        { "[]", "data: an array where an object belongs" },
        { "{\"label\":\"angry\"}", "data.label: negative, neutral or positive is wanted" },
        { "{\"label\":1}", "data.label: a whole number where a string belongs" },
        { "{\"intent\":\"two words\"}", "data.intent: no intent's name" },
        { "{\"topics\":\"billing\"}", "data.topics: a string where an array belongs" },
        { "{\"topics\":[1]}", "data.topics: holds what is no topic's name" },
        { "{\"of_brand\":\"no\"}", "data.of_brand: a string where true or false belongs" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = { 0 };
        struct err e = { 0 };
        struct wrong w;
        assert_false(parse(&a, row[i].data, &w, &e));
        assert_int_equal(e.kind, ERR_DROP);
        assert_string_equal(e.msg, row[i].say);
        arena_fini(&a);
    }
}

static void a_later_word_stands_above_an_earlier_one_member_by_member(void **state)
{
    struct arena a = { 0 };
    struct err e = { 0 };
    struct buf out = { 0 };
    struct wrong w, later;
    (void)state;
    assert_true(parse(&a, "{\"label\":\"negative\",\"topics\":[\"app\"],\"note\":\"first\"}", &w, &e));
    assert_true(parse(&a, "{\"label\":\"neutral\",\"intent\":\"question\"}", &later, &e));
    wrong_put_on(&w, &later);
    assert_true(parse(&a, "{\"topics\":[]}", &later, &e));
    wrong_put_on(&w, &later);
    wrong_print(&w, &out);
    assert_string_equal(buf_z(&out), "{\"label\":\"neutral\",\"intent\":\"question\",\"topics\":[],\"note\":\"first\"}");
    assert_true(parse(&a, "{\"withdrawn\":true}", &later, &e));
    wrong_put_on(&w, &later);
    assert_true(w.withdrawn && !w.label.n && !w.topics_said);
    assert_true(parse(&a, "{\"intent\":\"praise\"}", &later, &e));
    wrong_put_on(&w, &later);
    assert_true(!w.withdrawn && !w.label.n && slice_is(w.intent, "praise"));
    buf_fini(&out);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_is_written_and_read_alike),
        cmocka_unit_test(what_makes_no_sense_is_refused_with_the_member),
        cmocka_unit_test(a_later_word_stands_above_an_earlier_one_member_by_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
