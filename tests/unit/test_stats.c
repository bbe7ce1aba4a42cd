#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/stats.h"

static int reset(void **state)
{
    (void)state;
    stats_reset();
    return 0;
}

static void assert_printed(const char *part)
{
    struct buf b = { 0 };
    stats_print(&b);
    bool found = strstr(buf_z(&b), part) != NULL;
    if (!found)
        print_error("%s", b.p);
    buf_fini(&b);
    if (!found)
        fail_msg("\"%s\" is not in it", part);
}

static void counters_and_gauges_print_as_prometheus_reads_them(void **state)
{
    struct metric *c = stat_counter("pulso_test_mentions_total", NULL, "Mentions taken,\nin a line with a \\.");
    struct metric *g = stat_gauge("pulso_test_lag_records", NULL, "Records behind.");
    (void)state;
    stat_add(c, 3);
    stat_add(c, 4);
    stat_set(g, 12);
    stat_add(g, -20);
    assert_int_equal(stat_value(c), 7);
    assert_printed("# HELP pulso_test_mentions_total Mentions taken,\\nin a line with a \\\\.\n"
                   "# TYPE pulso_test_mentions_total counter\npulso_test_mentions_total 7\n");
    assert_printed("# TYPE pulso_test_lag_records gauge\npulso_test_lag_records -8\n");
}

static void series_of_one_name_stand_together_under_one_head(void **state)
{
    struct metric *a = stat_gauge("pulso_test_offset", "partition=\"0\"", "Offset.");
    stat_set(stat_gauge("pulso_test_between", NULL, "Comes between."), 1);
    struct metric *b = stat_gauge("pulso_test_offset", "partition=\"1\"", "Offset.");
    (void)state;
    stat_set(a, 5);
    stat_set(b, 6);
    assert_printed("# HELP pulso_test_offset Offset.\n# TYPE pulso_test_offset gauge\n"
                   "pulso_test_offset{partition=\"0\"} 5\npulso_test_offset{partition=\"1\"} 6\n#");
}

static void the_same_name_and_labels_give_the_same_stat(void **state)
{
    char labels[] = "k=\"a\"";   /* callers build labels on their stack */
    struct metric *a = stat_counter("pulso_test_same_total", labels, "Same.");
    (void)state;
    assert_ptr_equal(a, stat_counter("pulso_test_same_total", "k=\"a\"", "Same."));
    labels[3] = 'b';
    assert_ptr_not_equal(a, stat_counter("pulso_test_same_total", labels, "Same."));
    assert_ptr_equal(a, stat_counter("pulso_test_same_total", "k=\"a\"", "Same."));
    assert_ptr_not_equal(a, stat_counter("pulso_test_same_total", NULL, "Same."));
}

static void a_histogram_counts_what_is_not_above_each_bound(void **state)
{
    static const struct { int64_t us; const char *first; } row[] = {
        { 0, "{le=\"0.0005\"} 1" }, { -5, "{le=\"0.0005\"} 1" }, { 500, "{le=\"0.0005\"} 1" }, { 501, "{le=\"0.001\"} 1" }, { 1000, "{le=\"0.001\"} 1" },
        { 1001, "{le=\"0.002\"} 1" }, { 60000000, "{le=\"65.536\"} 1" }, { 65536001, "{le=\"+Inf\"} 1" }, { INT64_MAX / 2, "{le=\"+Inf\"} 1" },
    };
    static const char *const bounds[] = { "0.0005", "0.001", "0.002", "65.536", "+Inf" };
    struct metric *h = stat_histogram("pulso_test_turn_seconds", NULL, "A turn.");
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char want[64];
        stats_reset();
        stat_observe_us(h, row[i].us);
        snprintf(want, sizeof want, "pulso_test_turn_seconds_bucket%s\n", row[i].first);
        assert_printed(want);
        for (size_t k = 0; k < sizeof bounds / sizeof bounds[0] && !strstr(row[i].first, bounds[k]); k++) {
            snprintf(want, sizeof want, "pulso_test_turn_seconds_bucket{le=\"%s\"} 0\n", bounds[k]);
            assert_printed(want);
        }
        assert_printed("pulso_test_turn_seconds_count 1\n");
    }
}

static void a_histogram_sums_seconds_and_keeps_its_labels(void **state)
{
    struct metric *h = stat_histogram("pulso_test_call_seconds", "to=\"redis\"", "A call.");
    (void)state;
    stat_observe_us(h, 1500000);
    stat_observe_us(h, 1000025);
    assert_printed("# TYPE pulso_test_call_seconds histogram\npulso_test_call_seconds_bucket{to=\"redis\",le=\"0.0005\"} 0\n");
    assert_printed("pulso_test_call_seconds_bucket{to=\"redis\",le=\"1.024\"} 1\npulso_test_call_seconds_bucket{to=\"redis\",le=\"2.048\"} 2\n");
    assert_printed("pulso_test_call_seconds_sum{to=\"redis\"} 2.500025\npulso_test_call_seconds_count{to=\"redis\"} 2\n");
}

enum { THREADS = 4, ROUNDS = 20000 };

static void *bump(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        stat_add(stat_counter("pulso_test_race_total", i % 2 ? "odd=\"1\"" : NULL, "Race."), 1);
        stat_observe_us(stat_histogram("pulso_test_race_seconds", NULL, "Race."), 10);
    }
    return NULL;
}

static void threads_lose_no_count(void **state)
{
    pthread_t t[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&t[i], NULL, bump, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(stat_value(stat_counter("pulso_test_race_total", NULL, "Race.")), THREADS * ROUNDS / 2);
    assert_int_equal(stat_value(stat_counter("pulso_test_race_total", "odd=\"1\"", "Race.")), THREADS * ROUNDS / 2);
    assert_printed("pulso_test_race_seconds_count 80000\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(counters_and_gauges_print_as_prometheus_reads_them, reset),
        cmocka_unit_test_setup(series_of_one_name_stand_together_under_one_head, reset),
        cmocka_unit_test_setup(the_same_name_and_labels_give_the_same_stat, reset),
        cmocka_unit_test_setup(a_histogram_counts_what_is_not_above_each_bound, reset),
        cmocka_unit_test_setup(a_histogram_sums_seconds_and_keeps_its_labels, reset),
        cmocka_unit_test_setup(threads_lose_no_count, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
