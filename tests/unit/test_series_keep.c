/*
 * What crises have learned is kept in a real Redis, and only ever replaced by what is of a later minute: an owner that stood still
 * and comes back does not write over its successor's.
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

#include "app/app.h"
#include "base/clock.h"
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
        s->v[i].track.bad = x;
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
        assert_true(s->v[i].track.bad == x);
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

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_kept_is_only_replaced_by_what_is_later) };
    return cmocka_run_group_tests(tests, start, stop);
}
