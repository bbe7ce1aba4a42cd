/* What a group's members own, read from Kafka's own bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "io/group.h"

/* version 1; two topics: "other" with 0, "mine" with 1, 3, 9; user data null */
static const unsigned char bytes[] = {
    0, 1, 0, 0, 0, 2,
    0, 5, 'o', 't', 'h', 'e', 'r', 0, 0, 0, 1, 0, 0, 0, 0,
    0, 4, 'm', 'i', 'n', 'e', 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 9,
    0xff, 0xff, 0xff, 0xff,
};

static void an_assignment_names_the_partitions_of_one_topic(void **state)
{
    bool owned[4] = { false };
    (void)state;
    assert_int_equal(group_owned(bytes, sizeof bytes, "mine", owned, 4), 2);   /* 9 is beyond the topic */
    assert_false(owned[0]);
    assert_true(owned[1]);
    assert_false(owned[2]);
    assert_true(owned[3]);
    assert_int_equal(group_owned(bytes, sizeof bytes, "mine", owned, 4), 0);   /* none that was not known */
    assert_int_equal(group_owned(bytes, sizeof bytes, "min", owned, 4), 0);
    assert_int_equal(group_owned(bytes, 0, "mine", owned, 4), 0);
}

/* Each length in memory of its own, so that a read beyond it is seen. */
static void what_is_cut_short_is_no_assignment(void **state)
{
    (void)state;
    for (size_t n = 1; n < sizeof bytes - 4; n++) {
        bool owned[4] = { false };
        unsigned char *cut = malloc(n);
        assert_non_null(cut);
        memcpy(cut, bytes, n);
        assert_int_equal(group_owned(cut, n, "mine", owned, 4), -1);
        free(cut);
    }
}

static void lengths_that_lie_are_refused(void **state)
{
    static const size_t places[] = { 2, 6, 13, 27 };   /* topics, a topic's length, partitions of either topic */
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        bool owned[4] = { false };
        unsigned char lie[sizeof bytes];
        memcpy(lie, bytes, sizeof bytes);
        lie[places[i]] = 0x7f;
        assert_int_equal(group_owned(lie, sizeof lie, "mine", owned, 4), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_assignment_names_the_partitions_of_one_topic),
        cmocka_unit_test(what_is_cut_short_is_no_assignment),
        cmocka_unit_test(lengths_that_lie_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
