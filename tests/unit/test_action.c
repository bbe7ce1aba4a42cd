/* action: what people decide, written and read back, and what is refused and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/decision.h"

#define N(t) (sizeof(t) / sizeof(t)[0])

struct world {
    struct json *json;
    struct arena a;
    struct buf out;
    struct action x;
    struct err e;
};

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    w->json = json_new(ACTION_MAX_BYTES);
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    json_free(w->json);
    arena_fini(&w->a);
    buf_fini(&w->out);
    free(w);
    return 0;
}

static struct action whole(void)
{
    return (struct action){
        .kind = ACTION_WRONG, .id = slice_of("k1"), .by = slice_of("lucia \"la jefa\""), .role = slice_of("analyst"), .at_ms = 1790000000123,
        .mention = slice_of("x:11"), .conversation = slice_of("x:10"), .brand = slice_of("telenorte"), .data = slice_of("{\"label\":\"negative\"}"),
    };
}

static void what_is_written_reads_the_same(void **state)
{
    struct world *w = *state;
    struct action x = whole();
    assert_true(action_print(&x, &w->out, &w->e));
    assert_true(action_parse(w->json, &w->a, buf_slice(&w->out), &w->x, &w->e));
    assert_int_equal(w->x.kind, x.kind);
    assert_true(w->x.at_ms == x.at_ms);
    assert_true(slice_eq(w->x.id, x.id) && slice_eq(w->x.by, x.by) && slice_eq(w->x.role, x.role));
    assert_true(slice_eq(w->x.mention, x.mention) && slice_eq(w->x.conversation, x.conversation) && slice_eq(w->x.brand, x.brand));
    assert_true(slice_eq(w->x.data, x.data));
    assert_int_equal(w->x.incident.n, 0);
}

static void every_kind_has_a_name_and_something_that_it_is_about(void **state)
{
    (void)state;
    for (int k = 0; k < ACTION_COUNT; k++) {
        enum action_kind back;
        assert_true(action_kind_of(slice_of(action_kind_name(k)), &back));
        assert_int_equal(back, k);
        assert_true(action_about(k) != 0);
    }
}

static void the_key_is_the_conversation_else_the_incident_else_the_brand(void **state)
{
    struct action x = whole();
    (void)state;
    assert_true(slice_eq(action_key(&x), slice_of("x:10")));
    x.conversation = (struct slice){ 0 };
    x.incident = slice_of("00ff");
    assert_true(slice_eq(action_key(&x), slice_of("00ff")));
    x.incident = (struct slice){ 0 };
    assert_true(slice_eq(action_key(&x), slice_of("telenorte")));
}

static void what_is_refused_says_which_member(void **state)
{
    static const struct { const char *record, *why; } row[] = {
        { "", "" },
        { "[]", "not a JSON object" },
        { "{\"v\":2}", "v: only version 1" },
        { "{\"v\":1,\"kind\":\"sing\"}", "kind: none that is known" },
        { "{\"v\":1,\"kind\":\"note\"}", "at: missing" },
        { "{\"v\":1,\"at\":\"2026-11-22T04:42:13.120Z\"}", "kind: missing" },
        { "{\"kind\":\"note\",\"at\":\"2026-11-22T04:42:13.120Z\"}", "v: missing" },
        { "{\"v\":1,\"kind\":\"note\",\"at\":\"yesterday\"}", "at: not a time" },
        { "{\"v\":1,\"kind\":\"note\",\"at\":\"2026-11-22T04:42:13.120Z\",\"by\":\"a\",\"role\":\"r\",\"incident\":\"i\"}", "id: missing" },
        { "{\"v\":1,\"kind\":\"note\",\"at\":\"2026-11-22T04:42:13.120Z\",\"id\":\"a\",\"role\":\"r\",\"incident\":\"i\"}", "by: missing" },
        { "{\"v\":1,\"kind\":\"note\",\"at\":\"2026-11-22T04:42:13.120Z\",\"id\":\"a\\n\",\"by\":\"b\",\"role\":\"r\",\"incident\":\"i\"}", "id: a control" },
        { "{\"v\":1,\"kind\":\"note\",\"at\":\"2026-11-22T04:42:13.120Z\",\"id\":\"a\",\"by\":\"b\",\"role\":\"r\"}", "does not say what it is about" },
        { "{\"v\":1,\"kind\":\"acknowledge\",\"at\":\"2026-11-22T04:42:13.120Z\",\"id\":\"a\",\"by\":\"b\",\"role\":\"r\",\"conversation\":\"x:1\"}", "about: incident" },
        { "{\"v\":1,\"kind\":\"wrong\",\"at\":\"2026-11-22T04:42:13.120Z\",\"id\":\"a\",\"by\":\"b\",\"role\":\"r\",\"mention\":\"x:1\"}", "mention and conversation" },
        { "{\"v\":1,\"id\":\"a\",\"id\":\"b\"}", "id: said twice" },
        { "{\"v\":1,\"kind\":\"note\",\"kind\":\"note\"}", "kind: said twice" },
        { "{\"v\":1,\"by\":7}", "by: a whole number where a string" },
        { "{\"v\":1,\"data\":[]}", "data: " },
        { "{\"v\":1,\"by\":\"a\\u0000b\"}", "by: holds a NUL" },
    };
    struct world *w = *state;
    for (size_t i = 0; i < N(row); i++) {
        w->e = (struct err){ 0 };
        assert_false(action_parse(w->json, &w->a, slice_of(row[i].record), &w->x, &w->e));
        assert_int_equal(w->e.kind, ERR_DROP);
        if (!strstr(w->e.msg, row[i].why))
            fail_msg("%s: '%s' does not say '%s'", row[i].record, w->e.msg, row[i].why);
    }
}

static void members_of_a_newer_writer_are_passed_over(void **state)
{
    struct world *w = *state;
    assert_true(action_parse(w->json, &w->a, slice_of("{\"v\":1,\"kind\":\"close\",\"at\":\"2026-11-22T04:42:13.120Z\",\"id\":\"a\",\"by\":\"b\",\"role\":\"r\","
                                                      "\"incident\":\"i\",\"mood\":{\"id\":3},\"brand\":null}"), &w->x, &w->e));
    assert_int_equal(w->x.kind, ACTION_CLOSE);
    assert_true(slice_eq(w->x.incident, slice_of("i")));
}

static void what_a_person_left_out_is_not_written(void **state)
{
    struct world *w = *state;
    struct action x = whole();
    x.by = (struct slice){ 0 };
    assert_false(action_print(&x, &w->out, &w->e));
    assert_int_equal(w->e.kind, ERR_CONFIG);
    assert_int_equal(w->out.n, 0);
    x = whole();
    x.data.n = 0;
    x.mention.n = 0;
    assert_false(action_print(&x, &w->out, &w->e));
    assert_int_equal(w->out.n, 0);
}

static void what_is_too_large_is_not_written(void **state)
{
    struct world *w = *state;
    static char text[ACTION_MAX_BYTES];
    struct action x = whole();
    memset(text, 'a', sizeof text);
    memcpy(text, "{\"a\":\"", 6);
    memcpy(text + sizeof text - 2, "\"}", 2);
    x.data = (struct slice){ text, sizeof text };
    assert_false(action_print(&x, &w->out, &w->e));
    assert_non_null(strstr(w->e.msg, "larger than"));
    assert_int_equal(w->out.n, 0);
}

static void ids_are_unlike_each_other(void **state)
{
    char one[ACTION_ID], two[ACTION_ID];
    struct world *w = *state;
    assert_true(action_new_id(one, &w->e) && action_new_id(two, &w->e));
    assert_int_equal(strlen(one), ACTION_ID - 1);
    assert_string_not_equal(one, two);
}

/* The intake refuses at once what route could not do. */
static void a_decision_that_does_not_say_what_it_must_is_refused(void **state)
{
    static const struct { enum action_kind kind; const char *data, *want; } row[] = {
        { ACTION_ANSWER, "{\"text\":\"ya\"}", NULL }, { ACTION_ANSWER, "{\"text\":\"\"}", "data.text" }, { ACTION_ANSWER, "", "data.text" }, { ACTION_ANSWER, "{\"text\":7}", "data.text" },
        { ACTION_HAND_OVER, "{\"to\":\"network\"}", NULL }, { ACTION_HAND_OVER, "{}", "data.to" }, { ACTION_EXTERNAL, "{\"id\":\"T-991\"}", NULL },
        { ACTION_EXTERNAL, "{\"text\":\"T-991\"}", "data.id" }, { ACTION_WARN, "{\"of\":\"second\"}", "data.of" }, { ACTION_TAKE, "", NULL }, { ACTION_NOTE, "[]", "no JSON object" },
    };
    struct arena a = { 0 };
    struct json *j = json_new(4096);
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct action x = { .kind = row[i].kind, .data = slice_of(row[i].data) };
        struct decision d;
        struct err e = { 0 };
        bool ok = decision_read(j, &a, &x, &d, &e);
        if (ok != !row[i].want || (!ok && (e.kind != ERR_DROP || !strstr(e.msg, row[i].want))))
            fail_msg("row %zu: %s", i, e.msg);
    }
    char longer[200];
    memset(longer, 'a', sizeof longer);
    struct action x = { .kind = ACTION_EXTERNAL, .data = arena_printf(&a, "{\"id\":\"%.*s\"}", DECISION_NAME_MAX + 1, longer) };
    struct decision d;
    struct err e = { 0 };
    assert_false(decision_read(j, &a, &x, &d, &e));
    json_free(j);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_reads_the_same, open_world, close_world),
        cmocka_unit_test(every_kind_has_a_name_and_something_that_it_is_about),
        cmocka_unit_test(the_key_is_the_conversation_else_the_incident_else_the_brand),
        cmocka_unit_test(a_decision_that_does_not_say_what_it_must_is_refused),
        cmocka_unit_test_setup_teardown(what_is_refused_says_which_member, open_world, close_world),
        cmocka_unit_test_setup_teardown(members_of_a_newer_writer_are_passed_over, open_world, close_world),
        cmocka_unit_test_setup_teardown(what_a_person_left_out_is_not_written, open_world, close_world),
        cmocka_unit_test_setup_teardown(what_is_too_large_is_not_written, open_world, close_world),
        cmocka_unit_test_setup_teardown(ids_are_unlike_each_other, open_world, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
