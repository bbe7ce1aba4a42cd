/* lane: origin marks and what is read back of a partition's state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "route/lane.h"

static char *names[] = { "ignore", "answer", "contact", "queue.care" };
static const struct rules rules = { .outcomes = names, .outcome_count = 4 };

/* A flat list as HGETALL answers it. */
static struct lane *load(const char *const *text, size_t n, struct err *e)
{
    redisReply items[32] = { { 0 } }, *list[32];
    for (size_t i = 0; i < n; i++) {
        items[i] = (redisReply){ .type = REDIS_REPLY_STRING, .str = (char *)(uintptr_t)text[i], .len = (int)strlen(text[i]) };
        list[i] = &items[i];
    }
    redisReply flat = { .type = REDIS_REPLY_ARRAY, .elements = n, .element = list };
    return lane_new(&flat, &rules, e);
}

static void an_origin_is_a_partition_and_an_offset(void **state)
{
    (void)state;
    static const struct { const char *text; bool ok; int32_t p; int64_t offset; } row[] = {
        { "0:0", true, 0, 0 },      { "3:1200", true, 3, 1200 },  { "4095:9007199254740993", true, 4095, 9007199254740993 },
        { "4096:1", false, 0, 0 },  { "-1:1", false, 0, 0 },      { "1:-1", false, 0, 0 },
        { "1", false, 0, 0 },       { "", false, 0, 0 },          { "1:", false, 0, 0 },
        { ":1", false, 0, 0 },      { "1:2:3", false, 0, 0 },     { "a:1", false, 0, 0 },
        { " 1:2", false, 0, 0 },    { "1:99999999999999999999", false, 0, 0 },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct origin o = { 0 };
        bool ok = origin_parse(slice_of(row[i].text), &o);
        if (ok != row[i].ok || (ok && (o.partition != row[i].p || o.offset != row[i].offset)))
            fail_msg("'%s': %d", row[i].text, ok);
    }
}

static void what_is_not_beyond_the_last_of_its_origin_was_here_before(void **state)
{
    (void)state;
    static const struct { struct origin o; bool fresh; } row[] = {
        { { 0, 0 }, true },  { { 0, 0 }, false }, { { 0, 5 }, true }, { { 0, 3 }, false }, { { 0, 5 }, false }, { { 0, 6 }, true },
        { { 2, 1 }, true },  { { 1, 1 }, true },  { { 2, 1 }, false }, { { 4095, 7 }, true }, { { 4095, 7 }, false },
    };
    struct err e = { 0 };
    struct lane *l = load(NULL, 0, &e);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (origin_pass(&l->marks, &row[i].o) != row[i].fresh)
            fail_msg("row %zu", i);
    assert_int_equal(l->marks.n, 4096);
    lane_free(l);
}

static void the_stored_state_is_read_back(void **state)
{
    (void)state;
    static const char *const text[] = { "off", "70", "o:0", "12", "o:11", "30", "new", "40", "dup", "20", "dlq", "10", "r:queue.care", "33",
                                        "r:ignore", "6", "r:queue.gone", "1", "owner", "o:1", "last_sum", "99" };
    struct err e = { 0 };
    struct lane *l = load(text, sizeof text / sizeof text[0], &e);
    assert_non_null(l);
    assert_int_equal(l->marks.n, 12);
    assert_false(origin_pass(&l->marks, &(struct origin){ 0, 11 }));
    assert_true(origin_pass(&l->marks, &(struct origin){ 0, 12 }));
    assert_false(origin_pass(&l->marks, &(struct origin){ 11, 29 }));
    assert_int_equal(l->routed + l->repeats + l->refused, 70);
    assert_int_equal(l->outcomes[3], 33);
    assert_int_equal(l->outcomes[0], 6);
    lane_free(l);
}

static void a_state_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const char *const bad[][2] = { { "o:x", "1" }, { "o:", "1" }, { "o:4096", "1" }, { "o:-1", "1" }, { "o:1", "x" }, { "o:1", "" } };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct err e = { 0 };
        assert_null(load(bad[i], 2, &e));
        assert_int_equal(e.kind, ERR_BUG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_a_partition_and_an_offset),
        cmocka_unit_test(what_is_not_beyond_the_last_of_its_origin_was_here_before),
        cmocka_unit_test(the_stored_state_is_read_back),
        cmocka_unit_test(a_state_that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
