/* handling, silence: decisions fold into what is known, the same one twice changes nothing, and all of it survives its record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "route/handling.h"
#include "route/silence.h"

#define T0 1795322533120LL
enum { WATCH, ALERT, CRISIS };

static struct json *json;
static struct arena arena;

static struct action act(enum action_kind kind, const char *id, const char *by, const char *data)
{
    return (struct action){ .kind = kind, .id = slice_of(id), .by = slice_of(by), .role = SLICE("committee"), .at_ms = T0, .incident = SLICE("5f0c"),
                            .data = slice_of(data) };
}

static bool apply(struct handling *h, const struct action *a, int level)
{
    bool changed = false;
    struct err e = { 0 };
    return handling_apply(h, a, level, json, &arena, &changed, &e) && changed;
}

static void do_it(struct handling *h, enum action_kind kind, const char *id, const char *by, const char *data, int level)
{
    struct action a = act(kind, id, by, data);
    if (!apply(h, &a, level))
        fail_msg("%s %s was not taken", action_kind_name(kind), data);
}

static struct handling with_steps(void)
{
    static const char *steps[] = { "Ask the NOC", "Publish" };
    static struct procedure p = { .link = "https://example.com/p", .steps = { steps, 2 } };
    static struct committee c = { .name = "telecoms", .procedures = &p, .procedure_count = 1 };
    struct handling h;
    handling_init(&h);
    handling_assign(&h, &c, SLICE("technical"), SLICE("alert"));
    return h;
}

static char *printed(const struct handling *h)
{
    struct buf out = { 0 };
    handling_print(h, &out);
    char *p = strdup(buf_z(&out));
    buf_fini(&out);
    return p;
}

/* Prints it, reads it back, prints that: the same. Gives back what was read. */
static struct handling again(const struct handling *h)
{
    struct json_value root;
    struct err e = { 0 };
    struct handling r = { 0 };
    char *text = printed(h);
    char *padded = arena_zalloc(&arena, strlen(text) + JSON_PADDING);
    memcpy(padded, text, strlen(text));
    assert_true(json_parse(json, padded, strlen(text), &root, &e));
    if (!handling_parse(&r, json, root, &e))
        fail_msg("%s: %s", text, e.msg);
    char *back = printed(&r);
    assert_string_equal(back, text);
    free(text);
    free(back);
    return r;
}

static void everything_that_people_did_survives_its_record(void **state)
{
    (void)state;
    struct handling h = with_steps();
    do_it(&h, ACTION_ACKNOWLEDGE, "1", "ana \"ñ\"", "", ALERT);
    do_it(&h, ACTION_TICK, "2", "ana", "{\"step\":1,\"done\":true}", ALERT);
    do_it(&h, ACTION_NOTE, "3", "luis", "{\"text\":\"fibre cut\\nin Zapopan\"}", ALERT);
    do_it(&h, ACTION_APPROVE, "4", "eva", "{\"text\":\"Trabajamos en ello\",\"lang\":\"es\"}", ALERT);
    do_it(&h, ACTION_SILENCE, "5", "luis", "{\"to\":\"2026-11-22T06:00:00.000Z\",\"why\":\"works\"}", ALERT);
    do_it(&h, ACTION_HAND_OVER, "6", "ana", "{\"to\":\"luis\"}", CRISIS);
    do_it(&h, ACTION_CLOSE, "7", "luis", "{\"why\":\"mended\"}", CRISIS);
    h.step_level = CRISIS;
    h.step = 2;
    h.step_ms = T0 + 5;
    h.next_ms = T0 + 900000;
    handling_owe(&h, DUE_UNANSWERED, 2);
    handling_owe(&h, DUE_WATCH, 0);
    struct handling r = again(&h);
    assert_int_equal(r.state, HANDLING_CLOSED);
    assert_string_equal(r.owner, "luis");
    assert_string_equal(r.committee, "telecoms");
    assert_true(r.ticks[0].done_ms == T0 && r.ticks[1].done_ms == 0);
    assert_int_equal(r.due_count, 4);
    assert_int_equal(r.event_count, 7);
    assert_string_equal(r.events[1].text, "1: Ask the NOC");
    handling_fini(&h);
    handling_fini(&r);
}

static void the_same_decision_twice_is_one(void **state)
{
    (void)state;
    struct handling h = with_steps();
    struct action note = act(ACTION_NOTE, "n", "ana", "{\"text\":\"x\"}"), ack = act(ACTION_ACKNOWLEDGE, "a", "ana", "");
    assert_true(apply(&h, &note, ALERT));
    assert_true(apply(&h, &ack, ALERT));
    char *before = printed(&h);
    struct handling r = again(&h);
    assert_false(apply(&r, &note, ALERT));       /* also after a fail-over */
    assert_false(apply(&r, &ack, ALERT));
    char *after = printed(&r);
    assert_string_equal(after, before);
    free(before);
    free(after);
    handling_fini(&h);
    handling_fini(&r);
}

static void what_says_nothing_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const struct { enum action_kind kind; const char *data; } row[] = {
        { ACTION_NOTE, "" }, { ACTION_NOTE, "{\"text\":7}" }, { ACTION_NOTE, "[1]" }, { ACTION_NOTE, "{broken" }, { ACTION_HAND_OVER, "{}" }, { ACTION_TICK, "{\"step\":0}" },
        { ACTION_TICK, "{\"step\":3}" }, { ACTION_TICK, "" }, { ACTION_SILENCE, "{\"to\":\"soon\"}" }, { ACTION_SILENCE, "" }, { ACTION_TAKE, "" }, { ACTION_WRONG, "{}" },
    };
    struct handling h = with_steps();
    char *before = printed(&h);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct action a = act(row[i].kind, "x", "ana", row[i].data);
        if (apply(&h, &a, ALERT))
            fail_msg("row %zu was taken", i);
    }
    char *after = printed(&h);
    assert_string_equal(after, before);
    free(before);
    free(after);
    handling_fini(&h);
}

static void a_rise_asks_again_and_a_standing_level_does_not(void **state)
{
    (void)state;
    struct handling h = with_steps();
    assert_false(handling_risen(&h, CRISIS, T0));        /* nobody has it yet */
    do_it(&h, ACTION_ACKNOWLEDGE, "1", "ana", "", ALERT);
    assert_false(handling_risen(&h, ALERT, T0));
    assert_true(handling_risen(&h, CRISIS, T0));
    assert_int_equal(h.state, HANDLING_NEW);
    assert_int_equal(h.reopened, 0);
    do_it(&h, ACTION_CLOSE, "2", "ana", "{\"false\":true}", ALERT);
    struct handling closed = again(&h);
    assert_true(closed.no_crisis);
    handling_fini(&closed);
    assert_true(handling_risen(&h, CRISIS, T0));
    assert_int_equal(h.reopened, 1);
    handling_fini(&h);
}

static void a_procedure_of_a_higher_level_keeps_the_ticks_of_equal_steps(void **state)
{
    (void)state;
    static const char *steps[] = { "Call the spokesperson", "Ask the NOC" };
    static struct procedure p = { .steps = { steps, 2 } };
    static struct committee c = { .name = "telecoms", .procedures = &p, .procedure_count = 1 };
    struct handling h = with_steps();
    do_it(&h, ACTION_TICK, "1", "ana", "{\"step\":1}", ALERT);
    handling_assign(&h, &c, SLICE("technical"), SLICE("crisis"));
    assert_int_equal(h.tick_count, 2);
    assert_true(h.ticks[0].done_ms == 0 && h.ticks[1].done_ms == T0);
    assert_string_equal(h.ticks[1].by, "ana");
    handling_fini(&h);
}

static void a_long_timeline_keeps_how_it_began_and_what_was_last(void **state)
{
    (void)state;
    struct handling h;
    handling_init(&h);
    for (int i = 0; i < 1000; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        handling_note(&h, T0 + i, "note", "ana", slice_of(text));
    }
    assert_int_equal(h.event_count, HANDLING_EVENTS);
    assert_string_equal(h.events[0].text, "0");
    assert_string_equal(h.events[h.event_count - 1].text, "999");
    assert_true(h.dropped);
    handling_fini(&h);
}

static void what_was_told_is_no_longer_owed(void **state)
{
    (void)state;
    struct handling h;
    handling_init(&h);
    handling_owe(&h, DUE_UNANSWERED, 1);
    handling_owe(&h, DUE_UNANSWERED, 12);
    assert_false(handling_paid(&h, SLICE("unanswered.2")));
    assert_true(handling_paid(&h, SLICE("unanswered.1")));
    assert_false(handling_paid(&h, SLICE("unanswered.1")));
    assert_int_equal(h.due_count, 1);
    handling_fini(&h);
}

static void a_silence_lasts_from_when_to_when_it_says(void **state)
{
    (void)state;
    struct silence *list = NULL, *changed;
    struct err e = { 0 };
    struct action a = { .kind = ACTION_SILENCE, .id = SLICE("1"), .by = SLICE("ana"), .brand = SLICE("telenorte"), .at_ms = T0,
                        .data = SLICE("{\"from\":\"2026-11-22T05:00:00Z\",\"to\":\"2026-11-22T06:00:00Z\",\"why\":\"core \\\"upgrade\\\"\"}") };
    assert_true(silence_apply(&list, &a, json, &arena, &changed, &e) && changed);
    int64_t from = changed->from_ms;
    assert_null(silence_of(list, SLICE("telenorte"), from - 1));
    assert_non_null(silence_of(list, SLICE("telenorte"), from));
    assert_non_null(silence_of(list, SLICE("telenorte"), from + 3599999));
    assert_null(silence_of(list, SLICE("telenorte"), from + 3600000));
    assert_null(silence_of(list, SLICE("zumovil"), from));
    assert_true(silence_apply(&list, &a, json, &arena, &changed, &e) && !changed);   /* the same again */
    struct buf out = { 0 };
    silence_print(list, &out);
    assert_string_equal(buf_z(&out), "{\"v\":1,\"silence\":{\"brand\":\"telenorte\",\"from\":\"2026-11-22T05:00:00.000Z\",\"to\":\"2026-11-22T06:00:00.000Z\",\"by\":\"ana\","
                                     "\"why\":\"core \\\"upgrade\\\"\",\"id\":\"1\"}}");
    a.id = SLICE("2");
    a.data = SLICE("{\"why\":\"for ever\"}");
    assert_false(silence_apply(&list, &a, json, &arena, &changed, &e));
    assert_non_null(silence_of(list, SLICE("telenorte"), from));
    buf_fini(&out);
    silences_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_that_people_did_survives_its_record),
        cmocka_unit_test(the_same_decision_twice_is_one),
        cmocka_unit_test(what_says_nothing_is_refused_and_changes_nothing),
        cmocka_unit_test(a_rise_asks_again_and_a_standing_level_does_not),
        cmocka_unit_test(a_procedure_of_a_higher_level_keeps_the_ticks_of_equal_steps),
        cmocka_unit_test(a_long_timeline_keeps_how_it_began_and_what_was_last),
        cmocka_unit_test(what_was_told_is_no_longer_owed),
        cmocka_unit_test(a_silence_lasts_from_when_to_when_it_says),
    };
    json = json_new(4096);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    json_free(json);
    arena_fini(&arena);
    return failed;
}
