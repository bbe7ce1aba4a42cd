/*
 * What crises have learned is kept in a real Redis, and only ever replaced by what is of a later minute: an owner that stood still
 * and comes back does not write over its successor's. And a successor comes to the same scores, whatever was read in or came up meanwhile.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>
#include <cmocka.h>
#include <math.h>

#include "app/app.h"
#include "base/clock.h"
#include "model/keys.h"
#include "route/crisis/series_own.h"

enum { MINUTE = 29000000, TRIES = 500 };

static struct brand brand_list[] = { { .id = "a" }, { .id = "b" } };
static const struct brands two = { .v = brand_list, .n = 2 };
static struct crisis_types types;
static char dir[] = "/tmp/pulso-keep.XXXXXX", address[64];
static pid_t server;
static struct app_common common = { .prefix = "pulso.", .redis = { .address = address, .user = "", .password = "", .ca = "", .timeout_ms = 2000 } };
static struct store *store;

static int start(void **state)
{
    struct err e = { 0 };
    (void)state;
    if (!mkdtemp(dir) || (server = fork()) < 0)
        return -1;
    if (server == 0) {
        execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", "r", "--dir", dir, "--save", "", "--logfile", "log", (char *)NULL);
        _exit(127);
    }
    snprintf(address, sizeof address, "unix:%s/r", dir);
    store = store_open(&common, "test");
    for (int i = 0; i < TRIES; i++) {
        store_command(store, "PING");
        redisReply *r = store_ask(store, &e);
        freeReplyObject(r);
        if (r)
            return 0;
        clock_sleep_ms(20);
    }
    fprintf(stderr, "redis-server does not start: %s\n", e.msg);
    return -1;
}

static int stop(void **state)
{
    char path[64];
    (void)state;
    store_close(store);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    for (const char *const *f = (const char *const[]){ "r", "log", NULL }; *f; f++) {
        snprintf(path, sizeof path, "%s/%s", dir, *f);
        unlink(path);
    }
    rmdir(dir);
    return 0;
}

/* A series as it is when this minute was closed; x tells whose it is. */
static struct series *as_of(int64_t minute, double x)
{
    struct series *s = series_new("pulso.", &two, &types, 1);
    s->minute = minute + SERIES_OPEN;
    s->closed = minute;
    for (size_t i = 0; i < s->n; i++) {
        s->v[i].track.d.row = minute;
        s->v[i].track.hour_bad = x;
    }
    return s;
}

static void save(struct series *s)
{
    struct err e = { 0 };
    assert_true(series_save(s, store, &e));
}

/* Who takes over an hour later finds, of every brand, what this one kept. */
static void expect_kept(int64_t minute, double x)
{
    struct err e = { 0 };
    struct series *s = series_new("pulso.", &two, &types, 1);
    s->minute = MINUTE + 240;
    assert_true(series_load(s, store, MINUTE - 600, &e));
    assert_int_equal(s->n, 2);
    for (size_t i = 0; i < s->n; i++) {
        assert_int_equal(s->v[i].track.d.row, minute);
        assert_true(s->v[i].track.hour_bad == x);
    }
    series_free(s);
}

static void what_is_kept_is_only_replaced_by_what_is_later(void **state)
{
    struct series *first = as_of(MINUTE, 1), *successor = as_of(MINUTE + 60, 2);
    (void)state;
    save(first);
    expect_kept(MINUTE, 1);
    save(successor);
    expect_kept(MINUTE + 60, 2);
    save(first);                 /* it was paused before it saved, and wakes up */
    expect_kept(MINUTE + 60, 2);
    series_free(first);
    first = as_of(MINUTE + 120, 3);
    save(first);
    expect_kept(MINUTE + 120, 3);
    series_free(first);
    series_free(successor);
}

/* ---- a successor ---- */

enum { BAD, GOOD, OUTAGE, OUTAGE_BAD, BEGAN = MINUTE + 10 };   /* numbers of counters; when somebody first looked: in the middle of an hour */
static const char *const names[] = { "b|a|x|negative", "b|a|x|neutral", "t|a|outage", "n|a|outage" };

static void tell(const char *command, const char *key, int64_t unit, const char *a, const char *b)
{
    char whole[64];
    struct err e = { 0 };
    if (unit < 0)
        snprintf(whole, sizeof whole, "{pulso.m.0}:%s", key);
    else
        snprintf(whole, sizeof whole, "{pulso.m.0}:%s:%lld", key, (long long)unit);
    store_command(store, command);
    store_arg(store, slice_of(whole));
    store_arg(store, slice_of(a));
    store_arg(store, slice_of(b));
    redisReply *r = store_ask(store, &e);
    if (!r)
        fail_msg("%s %s: %s", command, whole, e.msg);
    freeReplyObject(r);
}

static void tell_number(const char *command, const char *key, int64_t unit, int64_t a, int64_t b)
{
    char first[24], second[24];
    snprintf(first, sizeof first, "%lld", (long long)a);
    snprintf(second, sizeof second, "%lld", (long long)b);
    tell(command, key, unit, first, second);
}

static void name(int number)
{
    char text[24];
    snprintf(text, sizeof text, "%d", number);
    tell("HSET", "n", -1, names[number], text);
    snprintf(text, sizeof text, "%d", number + 1);
    tell("HSET", "s", -1, STATE_NAMES, text);
}

/* As classify counts. minutes: false for what is older than those are kept. */
static void count(int64_t minute, int number, int64_t n, bool minutes)
{
    if (minutes) {
        tell_number("HINCRBY", "m", minute, number, n);
        tell_number("ZADD", "mi", -1, minute, minute);
    }
    tell_number("HINCRBY", "h", minute / 60, number, n);
    tell_number("ZADD", "hi", -1, minute / 60, minute / 60);
    tell("HINCRBY", "s", -1, STATE_OFFSET, "1");
}

static void begin(void)
{
    struct err e = { 0 };
    store_command(store, "FLUSHALL");
    redisReply *r = store_ask(store, &e);
    assert_non_null(r);
    freeReplyObject(r);
    name(BAD);
    name(GOOD);
}

static void read_at(struct series *s, int64_t minute)
{
    struct news_input in;
    struct err e = { 0 };
    if (!series_inputs(s, store, &in, &e) || !series_read(s, store, minute * MINUTE_MS + 30000, &e))
        fail_msg("%s", e.msg);
}

/* An ordinary stretch of time, looked at every so many minutes. */
static void live(struct series *s, int64_t from, int64_t to, int step)
{
    for (int64_t m = from; m < to; m++) {
        count(m, BAD, 1 + m % 2, true);
        count(m, GOOD, 4, true);
        if (m % step == 0)
            read_at(s, m);
    }
}

static struct sight sight_of(const struct series *s, size_t track)
{
    struct sight out;
    series_sight(s, track, &out);
    return out;
}

/* Whoever takes over just now sees the same, of every track. */
static void expect_same(struct series *s, int64_t minute)
{
    struct series *successor = series_new("pulso.", &two, &types, 1);
    read_at(s, minute);
    read_at(successor, minute);
    assert_int_equal(series_tracks(successor), series_tracks(s));
    for (size_t t = 0; t < series_tracks(s); t++) {
        struct sight was = sight_of(s, t), is = sight_of(successor, t);
        for (int w = 0; w < 3; w++)
            if (fabs(is.score.hours[w] - was.score.hours[w]) > 1e-6 * was.score.hours[w])
                fail_msg("track %zu: once in %f hours, its predecessor said %f", t, is.score.hours[w], was.score.hours[w]);
        assert_true(is.x == was.x && is.usual == was.usual && is.history == was.history && is.score.expected[1] == was.score.expected[1]);
        assert_true(is.share == was.share && is.all[0] == was.all[0] && is.all[1] == was.all[1]);
    }
    series_free(successor);
}

/* Ten days of 600 an hour, read in while somebody looks. */
static void read_in_history(void)
{
    for (int64_t hour = BEGAN / 60 - 240; hour < BEGAN / 60 - 4; hour++)
        for (int k = 0; k < 6; k++)
            count(hour * 60 + 10 * k, BAD, 100, hour > BEGAN / 60 - 70);
}

static void history_that_is_read_in_changes_no_score_of_a_successor(void **state)
{
    struct series *s = series_new("pulso.", &two, &types, 1);
    (void)state;
    begin();
    live(s, BEGAN, BEGAN + 15, 1);
    read_in_history();
    live(s, BEGAN + 15, BEGAN + 20, 1);
    count(BEGAN + 19, BAD, 40, true);
    expect_same(s, BEGAN + 20);                  /* before anything was kept by the hour */
    live(s, BEGAN + 20, BEGAN + 140, 5);
    expect_same(s, BEGAN + 140);
    series_free(s);
}

static void history_that_is_read_in_is_usual_within_a_day(void **state)
{
    struct series *s = series_new("pulso.", &two, &types, 1);
    (void)state;
    begin();
    live(s, BEGAN, BEGAN + 10, 1);
    read_in_history();
    live(s, BEGAN + 10, BEGAN + 25 * 60, 30);
    read_at(s, BEGAN + 25 * 60);
    struct sight is = sight_of(s, 0);
    assert_true(fabs(is.score.expected[DETECTOR_SHORT] - 150) < 1);
    assert_true(is.history > 15 && is.history < 30);
    expect_same(s, BEGAN + 25 * 60 + 1);
    series_free(s);
}

static void a_topic_that_has_just_come_up_was_as_silent_for_a_successor(void **state)
{
    struct series *s = series_new("pulso.", &two, &types, 1);
    (void)state;
    begin();
    live(s, BEGAN, BEGAN + 10 * 60, 15);
    name(OUTAGE);
    name(OUTAGE_BAD);
    live(s, BEGAN + 10 * 60, BEGAN + 10 * 60 + 5, 1);
    count(BEGAN + 10 * 60 + 4, OUTAGE, 30, true);
    count(BEGAN + 10 * 60 + 4, OUTAGE_BAD, 30, true);
    read_at(s, BEGAN + 10 * 60 + 5);
    assert_int_equal(series_tracks(s), 3);
    assert_true(sight_of(s, 2).history > 5 && sight_of(s, 2).x == 30);
    expect_same(s, BEGAN + 10 * 60 + 6);
    series_free(s);
}

static void whoever_is_behind_what_is_kept_waits(void **state)
{
    struct series *s = series_new("pulso.", &two, &types, 1), *successor = series_new("pulso.", &two, &types, 1);
    struct news_input in;
    struct err e = { 0 };
    (void)state;
    begin();
    live(s, BEGAN, BEGAN + 10 * 60, 15);
    read_at(s, BEGAN + 10 * 60);
    int64_t kept = (BEGAN + 10 * 60) / 60 * 60 + SERIES_OPEN;      /* saved when the hour's first minute was closed, or somewhat later */
    assert_true(series_inputs(successor, store, &in, &e));
    assert_false(series_read(successor, store, (kept - 30) * MINUTE_MS, &e));
    assert_int_equal(e.kind, ERR_RETRY);
    read_at(successor, BEGAN + 10 * 60);
    assert_true(sight_of(successor, 0).history == sight_of(s, 0).history && sight_of(s, 0).history > 5);
    series_free(successor);
    successor = series_new("pulso.", &two, &types, 1);
    assert_true(series_inputs(successor, store, &in, &e));
    err_clear(&e);
    assert_true(series_read(successor, store, (kept - 60 * 24) * MINUTE_MS, &e));     /* that clock was wrong */
    series_free(successor);
    series_free(s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_only_replaced_by_what_is_later),
        cmocka_unit_test(history_that_is_read_in_changes_no_score_of_a_successor),
        cmocka_unit_test(history_that_is_read_in_is_usual_within_a_day),
        cmocka_unit_test(whoever_is_behind_what_is_kept_waits),
        cmocka_unit_test(a_topic_that_has_just_come_up_was_as_silent_for_a_successor),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
