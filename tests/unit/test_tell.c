/* What tells hooks of cases: which change is next, how far everything is done, and what a record of pulso.changes says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "route/tell/window.h"

static struct slot *put(struct window *w, int32_t partition, int64_t offset, const char *key)
{
    struct slot *s = window_free(w);
    assert_non_null(s);
    s->key = slice_of(key);
    window_read(w, partition, offset, s, *key != 0);
    return s;
}

static struct slot *tell(struct window *w)
{
    struct slot *s = window_due(w);
    if (s)
        s->state = SLOT_TOLD;
    return s;
}

static void the_changes_of_a_case_go_out_one_after_the_other(void **state)
{
    static struct window w;
    (void)state;
    window_init(&w, 2);
    struct slot *a1 = put(&w, 0, 10, "a"), *b1 = put(&w, 1, 11, "b"), *a2 = put(&w, 0, 12, "a"), *c1 = put(&w, 0, 13, "c");
    assert_ptr_equal(tell(&w), a1);
    assert_ptr_equal(tell(&w), b1);
    assert_ptr_equal(tell(&w), c1);      /* past the second one of a, whose first is on its way */
    assert_null(tell(&w));
    a1->state = SLOT_LETTER;             /* given up, and its letter is not there yet */
    assert_null(tell(&w));
    window_ended(a1);
    assert_ptr_equal(tell(&w), a2);
    window_fini(&w);
}

/* What is done is what lies before the first that is not, whatever ended after it. */
static void nothing_is_done_before_what_is_before_it(void **state)
{
    static struct window w;
    (void)state;
    window_init(&w, 2);
    struct slot *a = put(&w, 0, 10, "a"), *b = put(&w, 0, 11, "b");
    put(&w, 1, 90, "");                  /* not wanted: done at once */
    assert_int_equal(window_done(&w, 0), 10);
    assert_int_equal(window_done(&w, 1), 91);
    window_ended(b);
    assert_int_equal(window_done(&w, 0), 10);
    window_ended(a);
    assert_int_equal(window_done(&w, 0), 12);
    window_fini(&w);
}

static void what_waits_is_bounded(void **state)
{
    static struct window w;
    static const char *const keys[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t" };
    int told = 0;
    (void)state;
    window_init(&w, 1);
    for (int i = 0; i < WINDOW; i++)
        put(&w, 0, i, keys[i % 20]);
    assert_null(window_free(&w));
    while (tell(&w))
        told++;
    assert_int_equal(told, 20);          /* one of each case */
    window_fini(&w);

    window_init(&w, 1);                  /* one that is stuck lets so many go before it, as all of them would come again */
    put(&w, 0, 0, "stuck");
    int64_t read = 1;
    for (struct slot *s; read < 2 * WINDOW_LEAD && (s = window_free(&w)) != NULL; read++)
        window_read(&w, 0, read, s, false);
    assert_int_equal(read, WINDOW_LEAD);
    window_fini(&w);
}

static void a_change_is_read_as_it_was_written(void **state)
{
    struct arena a = { 0 };
    struct json *j = json_new(65536);
    struct casefile c = { .opened = true, .folio = { 3, 1200 }, .brand = SLICE("telenorte") };
    struct case_event says = { .kind = CASE_SAYS, .id = 7, .ms = 1795322533120, .team = SLICE("care"), .priority = 40, .first_due_ms = 1795322633120 },
                      over = { .kind = CASE_HAND_OVER, .id = 8, .ms = 1795322533121, .team = SLICE("network") },
                      warn = { .kind = CASE_WARN, .flags = WARN_FIRST, .id = 9, .ms = 1795322533122 };
    struct changes x;
    struct change_seen seen;
    struct err e = { 0 };
    (void)state;
    changes_begin(&x, &a, &(struct casefile){ 0 });
    case_put(&a, &c, &says);
    case_put(&a, &c, &over);
    case_put(&a, &c, &warn);
    changes_collect(&x, &a, &c, SLICE("x:t"));
    static const struct { enum change_kind kind; const char *id, *of, *was; int64_t ms; } want[] = {
        { CHANGE_OPENED, "-opened-0000000000000007", "", "", 1795322533120 }, { CHANGE_HANDED_OVER, "-handed_over-0000000000000008", "", "care", 1795322533121 },
        { CHANGE_WARNED, "-warned-0000000000000009", "first", "network", 1795322533122 },
    };
    const struct change *ch = x.first;
    for (size_t i = 0; i < 3; i++, ch = ch->next) {
        assert_non_null(ch);
        if (!change_seen_parse(j, &a, ch->record, &seen, &e))
            fail_msg("%s", e.msg);
        assert_true(seen.kind == want[i].kind && slice_ends(seen.id, slice_of(want[i].id)) && slice_is(seen.of, want[i].of));
        assert_true(slice_is(seen.was_team, want[i].was) && seen.at_ms == want[i].ms);
        assert_true(slice_is(seen.seen.folio, "34T7-KQ") == slice_starts(seen.id, SLICE("34T7-KQ-")) && slice_is(seen.seen.team, "network"));
    }
    assert_null(ch);
    static const char *const bad[] = {
        "", "7", "{}", "{\"v\":1,\"id\":\"a\",\"change\":\"opened\"}", "{\"v\":1,\"id\":\"a\",\"change\":\"opend\",\"case\":{\"folio\":\"1\",\"conversation\":\"x:t\",\"state\":\"new\"}}",
        "{\"id\":\"a\",\"change\":\"opened\",\"at\":\"noon\",\"case\":{\"folio\":\"1\",\"conversation\":\"x:t\",\"state\":\"new\"}}", "{\"id\":\"a\",\"change\":\"opened\",\"case\":{}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(change_seen_parse(j, &a, slice_of(bad[i]), &seen, &e));
    json_free(j);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_changes_of_a_case_go_out_one_after_the_other),
        cmocka_unit_test(nothing_is_done_before_what_is_before_it),
        cmocka_unit_test(what_waits_is_bounded),
        cmocka_unit_test(a_change_is_read_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
