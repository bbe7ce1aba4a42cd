/* hooks: signatures, pauses, and attempts against a real HTTP receiver (tests/kit/receiver.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "io/signed.h"
#include "route/cases/change.h"
#include "route/hook.h"

#define SECRET "s3cret of this test"

/* ---- the receiver ---- */

struct receiver {
    pid_t pid;
    int port;
    char log[64];
};

static const char *unsigned_too;   /* "--unsigned": takes what has no signature */

static void receiver_up(struct receiver *r, const char *plan)
{
    int out[2], fd;
    char line[32] = "";
    strcpy(r->log, "/tmp/pulso-hook-XXXXXX");
    fd = mkstemp(r->log);
    assert_true(fd >= 0 && pipe(out) == 0);
    close(fd);
    r->pid = fork();
    if (r->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);   /* also when a test fails */
        dup2(out[1], 1);
        close(out[0]);
        close(out[1]);
        execlp("python3", "python3", "tests/kit/receiver.py", "--secret", SECRET, "--plan", plan, "--log", r->log, unsigned_too, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    for (size_t n = 0; n + 1 < sizeof line && read(out[0], line + n, 1) == 1 && line[n] != '\n'; n++)
        ;
    close(out[0]);
    r->port = atoi(line);
    assert_true(r->port > 0);
}

static void receiver_down(struct receiver *r)
{
    kill(r->pid, SIGKILL);
    waitpid(r->pid, NULL, 0);
    unlink(r->log);
}

/* Lines of the receiver's log that hold all of these words. */
static int heard(const struct receiver *r, const char *a, const char *b)
{
    char line[8192];
    int n = 0;
    FILE *f = fopen(r->log, "r");
    while (f && fgets(line, sizeof line, f))
        n += strstr(line, a) && strstr(line, b);
    if (f)
        fclose(f);
    return n;
}

/* ---- the hooks under test ---- */

struct told { int calls; size_t delivered, failed; char key[64], error[200]; };

static void on_done(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    struct told *t = self;
    t->calls++;
    t->delivered += delivered;
    t->failed += failed;
    snprintf(t->key, sizeof t->key, SLICE_FMT, SLICE_ARG(key));
    snprintf(t->error, sizeof t->error, "%s", last_error);
}

static struct conf *conf;

static struct hooks *open_hooks(const char *yaml, struct told *told, struct err *e)
{
    conf = conf_parse("test.yaml", slice_of(yaml), e);
    if (!conf)
        return NULL;
    return hooks_open(conf_get(conf_root(conf), "hooks"), on_done, told, e);
}

static struct hooks *open_webhook(const struct receiver *r, const char *more, struct told *told)
{
    char yaml[512];
    struct err e = { 0 };
    setenv("PULSO_TEST_HOOK_SECRET", SECRET, 1);
    snprintf(yaml, sizeof yaml, "hooks:\n  - { name: w, type: webhook, url: 'http://127.0.0.1:%d/alert', secret: 'env:PULSO_TEST_HOOK_SECRET'%s }\n",
             r->port, more);
    struct hooks *h = open_hooks(yaml, told, &e);
    if (!h)
        fail_msg("%s", e.msg);
    return h;
}

static void fire(struct hooks *h, const char *key, const char *brand)
{
    struct err e = { 0 };
    struct hook_alert a = { slice_of(key), slice_of(brand), SLICE("{\"id\":\"5f0c\",\"brand\":\"a \\\"b\\\" \xc3\xb1\"}") };
    assert_true(hooks_fire(h, &a, NULL, 0, &e));
}

static void turn_until(struct hooks *h, const struct told *t, int calls, int64_t limit_ms)
{
    int64_t until = clock_mono_us() + limit_ms * 1000;
    while (t->calls < calls && clock_mono_us() < until)
        hooks_turn(h, 50);
}

static void down(struct hooks *h)
{
    hooks_close(h);
    conf_free(conf);
    conf = NULL;
}

/* ---- tests ---- */

static void the_signature_is_the_hmac_of_timestamp_dot_body(void **state)
{
    (void)state;
    static const struct { const char *secret; int64_t ts; const char *body, *want; } row[] = {
        /* printf '%s' '1795322533.{"id":"x"}' | openssl dgst -sha256 -hmac key */
        { "key", 1795322533, "{\"id\":\"x\"}", "3e131510efed6fea8d181a4dca8663902ca7fac23ae740e40f7ed9b669a45f6a" },
        { "key", 1795322534, "{\"id\":\"x\"}", "fd34bc6d597a36cc6e2eba46183319f41e1ee870b4d330fbaaf89e57dba23d6f" },
        { "kez", 1795322533, "{\"id\":\"x\"}", "15bf9c0f8351349038eb08532f7f9281dd109538798395c8f3b9306d63cb55cb" },
        { "a much longer secret than one block of the hash function has, which is sixty-four bytes", 0, "", "b13c886fdfd483d0e9f26ce47ffd04d4bbb0c4fe7e0e3ea2ec47dafc0a514259" },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char hex[65];
        webhook_sign(slice_of(row[i].secret), row[i].ts, slice_of(row[i].body), hex);
        assert_string_equal(hex, row[i].want);
    }
}

/* What we send and what we take is signed in one way. */
static void a_signature_is_good_for_its_body_and_five_minutes(void **state)
{
    char signature[8 + 64];
    const int64_t now_s = 1795322533;
    const struct slice secret = SLICE(SECRET), body = SLICE("{\"kind\":\"take\"}"), at = SLICE("1795322533"), s = { signature, 71 };
    (void)state;
    strcpy(signature, "sha256=");
    webhook_sign(secret, now_s, body, signature + 7);
    assert_true(signed_is(secret, at, s, body, now_s) && signed_is(secret, at, s, body, now_s + 300) && signed_is(secret, at, s, body, now_s - 300));
    assert_false(signed_is(secret, at, s, body, now_s + 301) || signed_is(secret, at, s, body, now_s - 301));
    assert_false(signed_is(SLICE("another"), at, s, body, now_s) || signed_is(secret, SLICE("1795322534"), s, body, now_s) || signed_is(secret, at, s, SLICE("{}"), now_s));
    assert_false(signed_could_be(SLICE("soon"), s, now_s) || signed_could_be(at, SLICE("sha256=00"), now_s) || signed_could_be(at, SLICE(""), now_s));
    signature[70] = signature[70] == '0' ? '1' : '0';
    assert_false(signed_is(secret, at, s, body, now_s));
    signature[70] = 'G';
    assert_false(signed_could_be(at, s, now_s));
}

static void pauses_double_from_a_quarter_to_thirty_seconds_less_up_to_half(void **state)
{
    (void)state;
    static const int64_t want[] = { 250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
    for (unsigned i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_int_equal(hooks_pause_ms(i + 1, 0), want[i]);
        assert_int_equal(hooks_pause_ms(i + 1, 1), want[i] / 2);
    }
    assert_int_equal(hooks_pause_ms(1000000, 0), 30000);
}

static void two_failures_and_a_success_are_one_accepted_alert_with_one_key(void **state)
{
    (void)state;
    struct receiver r;
    struct told t = { 0 };
    receiver_up(&r, "500,500");
    struct hooks *h = open_webhook(&r, "", &t);
    fire(h, "5f0c-alert", "movistar");
    turn_until(h, &t, 1, 10000);
    assert_int_equal(t.calls, 1);
    assert_int_equal(t.delivered, 1);
    assert_int_equal(t.failed, 0);
    assert_string_equal(t.key, "5f0c-alert");
    assert_int_equal(heard(&r, "\"did\": \"500\"", "5f0c-alert"), 2);
    assert_int_equal(heard(&r, "\"did\": \"200\"", "\"signed\": true"), 1);
    assert_int_equal(heard(&r, "5f0c-alert", "\"signed\": true"), 3);
    down(h);
    receiver_down(&r);
}

static void hanging_dropping_and_redirecting_receivers_are_tried_again(void **state)
{
    (void)state;
    static const char *const plans[] = { "hang", "drop", "302,307", "429,503", "404" };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct receiver r;
        struct told t = { 0 };
        receiver_up(&r, plans[i]);
        struct hooks *h = open_webhook(&r, ", timeout: 300ms", &t);
        fire(h, "k", "movistar");
        turn_until(h, &t, 1, 10000);
        assert_int_equal(t.delivered, 1);
        assert_int_equal(heard(&r, "\"did\": \"200\"", "/alert"), 1);
        assert_int_equal(heard(&r, "/elsewhere", ""), 0);
        down(h);
        receiver_down(&r);
    }
}

static void a_slow_receiver_does_not_hold_up_another_alert(void **state)
{
    (void)state;
    struct receiver r;
    struct told t = { 0 };
    receiver_up(&r, "hang");
    struct hooks *h = open_webhook(&r, "", &t);
    fire(h, "first", "movistar");
    hooks_turn(h, 0);
    for (int i = 0; i < 100 && heard(&r, "hang", "first") == 0; i++)
        hooks_turn(h, 20);
    int64_t from = clock_mono_us();
    fire(h, "second", "movistar");
    turn_until(h, &t, 1, 3000);
    assert_string_equal(t.key, "second");
    assert_true(clock_mono_us() - from < 2000000);
    assert_int_equal(hooks_waiting(h), 1);
    down(h);   /* gives up the first in silence */
    assert_int_equal(t.calls, 1);
    receiver_down(&r);
}

static void a_dead_address_is_given_up_in_time_and_said_once(void **state)
{
    (void)state;
    struct receiver r;
    struct told t = { 0 };
    receiver_up(&r, "");
    struct hooks *h = open_webhook(&r, ", give_up: 600ms", &t);
    receiver_down(&r);
    fire(h, "k", "movistar");
    turn_until(h, &t, 1, 10000);
    assert_int_equal(t.calls, 1);
    assert_int_equal(t.failed, 1);
    assert_non_null(strstr(t.error, "hook w: "));
    assert_null(strstr(t.error, SECRET));
    turn_until(h, &t, 2, 300);
    assert_int_equal(t.calls, 1);
    assert_int_equal(hooks_waiting(h), 0);
    down(h);
}

static void a_wrong_secret_is_refused_by_the_receiver_until_given_up(void **state)
{
    (void)state;
    struct receiver r;
    struct told t = { 0 };
    receiver_up(&r, "");
    setenv("PULSO_TEST_OTHER_SECRET", "not the one", 1);
    char yaml[256];
    struct err e = { 0 };
    snprintf(yaml, sizeof yaml, "hooks: [ { name: w, type: webhook, url: 'http://127.0.0.1:%d/', secret: 'env:PULSO_TEST_OTHER_SECRET', give_up: 300ms } ]", r.port);
    struct hooks *h = open_hooks(yaml, &t, &e);
    assert_non_null(h);
    fire(h, "k", "movistar");
    turn_until(h, &t, 1, 10000);
    assert_int_equal(t.failed, 1);
    assert_non_null(strstr(t.error, "status 401"));
    assert_int_equal(heard(&r, "\"did\": \"200\"", ""), 0);
    down(h);
    receiver_down(&r);
}

/* The contract of hook.h, for every kind that one receiver can stand for; smtp has its own test with a real server. */
static void every_kind_of_hook_says_once_how_each_alert_went(void **state)
{
    (void)state;
    struct receiver r;
    unsigned_too = "--unsigned";
    receiver_up(&r, "");
    unsigned_too = NULL;
    static const char *const kinds[] = {
        "type: none", "type: memory", "type: webhook, url: '%s/', secret: 'env:PULSO_TEST_HOOK_SECRET'", "type: alertmanager, url: '%s'",
        "type: pagerduty, url: '%s/v2', routing_key: 'env:PULSO_TEST_HOOK_SECRET'", "type: slack, url: 'env:PULSO_TEST_HOOK_URL'",
        "type: telegram, url: '%s', bot: 'env:PULSO_TEST_BOT', chat: '-100'", "type: ntfy, url: '%s', topic: t",
        "type: matrix, url: '%s', room: '!a:b', token: 'env:PULSO_TEST_HOOK_SECRET'",
    };
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", r.port);
    setenv("PULSO_TEST_HOOK_SECRET", SECRET, 1);
    setenv("PULSO_TEST_HOOK_URL", url, 1);
    setenv("PULSO_TEST_BOT", "1:a", 1);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char yaml[512] = "hooks: [ { name: h, brands: [movistar], ", *end = yaml + strlen(yaml);
        const char *place = strstr(kinds[i], "%s");
        struct told t = { 0 };
        struct err e = { 0 };
        snprintf(end, sizeof yaml - (size_t)(end - yaml), "%.*s%s%s } ]", place ? (int)(place - kinds[i]) : 500, kinds[i], place ? url : "", place ? place + 2 : "");
        struct hooks *h = open_hooks(yaml, &t, &e);
        if (!h)
            fail_msg("%s: %s", yaml, e.msg);
        fire(h, "one", "movistar");
        fire(h, "one", "movistar");      /* under way already */
        fire(h, "two", "movistar");
        fire(h, "other", "claro");       /* nobody wants it: done, with nobody told */
        turn_until(h, &t, 3, 5000);
        turn_until(h, &t, 4, 50);
        assert_int_equal(t.calls, 3);
        assert_int_equal(t.delivered, 2);
        assert_int_equal(t.failed, 0);
        down(h);
    }
    assert_int_equal(hook_memory_count(), 2);
    assert_true(slice_is(hook_memory_key(1), "two"));
    hook_memory_reset();
    receiver_down(&r);
}

static void a_hook_that_gave_up_hands_on_to_its_fallback_once(void **state)
{
    (void)state;
    struct told t = { 0 };
    struct err e = { 0 };
    struct hooks *h = open_hooks("hooks: [ { name: a, type: webhook, url: 'http://127.0.0.1:1/', body: x, content_type: text/plain, give_up: 1ms, fallback: b },"
                                 " { name: b, type: memory, brands: [nobody], fallback: a } ]", &t, &e);
    if (!h)
        fail_msg("%s", e.msg);
    fire(h, "k", "movistar");
    turn_until(h, &t, 1, 5000);
    assert_int_equal(t.calls, 1);
    assert_int_equal(t.failed, 1);       /* it stays visible */
    assert_int_equal(t.delivered, 1);    /* and somebody knows */
    assert_int_equal(hook_memory_count(), 1);
    hook_memory_reset();
    down(h);
}

static void only_the_levels_and_people_that_were_named_are_told(void **state)
{
    (void)state;
    struct told t = { 0 };
    struct err e = { 0 };
    struct hooks *h = open_hooks("hooks: [ { name: a, type: memory, levels: [crisis] }, { name: b, type: memory, lang: pt } ]", &t, &e);
    assert_non_null(h);
    struct hook_alert a = { .key = SLICE("1"), .brand = SLICE("m"), .body = SLICE("{}"), .level = SLICE("alert"), .stage = SLICE("alert") };
    const struct hook_to to[] = { { "b", "ana", "x@y", "en" }, { "b", "luis", "z@y", NULL }, { "nobody", NULL, NULL, NULL } };
    assert_true(hooks_fire(h, &a, NULL, 0, &e));
    hooks_turn(h, 0);
    assert_int_equal(hook_memory_count(), 1);
    a.key = SLICE("2");
    assert_true(hooks_fire(h, &a, to, 3, &e));
    hooks_turn(h, 0);
    assert_int_equal(hook_memory_count(), 3);
    assert_true(slice_is(hook_memory_key(1), "2.ana"));     /* one receiver, two people: no repeat of each other */
    assert_true(slice_is(hook_memory_key(2), "2.luis"));
    assert_true(slice_starts(hook_memory_text(1), SLICE("ALERT ")));
    assert_true(slice_starts(hook_memory_text(2), SLICE("ALERTA ")));
    hook_memory_reset();
    down(h);
}

static void a_hook_that_has_cases_hears_of_no_incident_but_one_that_names_it(void **state)
{
    (void)state;
    struct told t = { 0 };
    struct err e = { 0 };
    const char *name;
    struct hooks *h = open_hooks("hooks: [ { name: crm, type: memory, cases: [opened, closed], teams: care }, { name: b, type: memory } ]", &t, &e);
    assert_non_null(h);
    assert_int_equal(hooks_count(h), 2);
    assert_int_equal(hooks_cases(h, 0, &name)->changes, 1u << CHANGE_OPENED | 1u << CHANGE_CLOSED);
    assert_string_equal(name, "crm");
    assert_int_equal(hooks_cases(h, 1, &name)->changes, 0);
    static const char *names[] = { "press", "caro" };
    assert_false(hooks_check_teams(h, &(struct conf_strs){ names, 2 }, &e));
    if (!strstr(e.msg, "test.yaml:1:69: no team \"care\"; did you mean \"caro\"?"))
        fail_msg("%s", e.msg);
    fire(h, "1", "movistar");
    hooks_turn(h, 0);
    assert_int_equal(hook_memory_count(), 1);
    struct hook_alert a = { .key = SLICE("2"), .brand = SLICE("m"), .body = SLICE("{}"), .stage = SLICE("alert") };
    assert_true(hooks_fire(h, &a, &(struct hook_to){ .hook = "crm" }, 1, &e));
    hooks_turn(h, 0);
    assert_int_equal(hook_memory_count(), 2);
    hook_memory_reset();
    down(h);
}

static void one_failing_hook_does_not_keep_the_other_from_being_told(void **state)
{
    (void)state;
    struct told t = { 0 };
    struct err e = { 0 };
    struct hooks *h = open_hooks("hooks: [ { name: a, type: memory }, { name: b, type: none } ]", &t, &e);
    assert_non_null(h);
    hook_memory_fail(1);
    fire(h, "k", "movistar");
    hooks_turn(h, 0);
    assert_int_equal(t.calls, 0);        /* not done before all have it */
    turn_until(h, &t, 1, 5000);
    assert_int_equal(t.delivered, 2);
    assert_int_equal(hook_memory_count(), 1);
    hook_memory_reset();
    down(h);
}

static void more_alerts_than_memory_is_kept_for_are_refused(void **state)
{
    (void)state;
    struct told t = { 0 };
    struct err e = { 0 };
    struct hooks *h = open_hooks("hooks: []", &t, &e);
    assert_non_null(h);
    int taken = 0;
    for (bool ok = true; ok && taken < 1000; taken += ok) {
        char key[16];
        snprintf(key, sizeof key, "%d", taken);
        struct hook_alert a = { slice_of(key), SLICE("b"), SLICE("{}") };
        ok = hooks_fire(h, &a, NULL, 0, &e);
    }
    assert_int_equal(taken, 256);
    assert_int_equal(e.kind, ERR_RETRY);
    hooks_turn(h, 0);
    assert_int_equal(t.calls, 256);
    down(h);
}

static void a_mistake_in_a_hook_is_said_with_its_place(void **state)
{
    (void)state;
    static const struct { const char *yaml, *place, *what; } row[] = {
        { "hooks: 7", "test.yaml:1:8", "list" },
        { "hooks: [ { name: a } ]", "test.yaml:1:10", "type" },
        { "hooks: [ { name: a, type: carrier-pigeon } ]", "test.yaml:1:27", "webhook" },
        { "hooks: [ { name: a, type: none, colour: red } ]", "test.yaml:1:33", "colour" },
        { "hooks: [ { name: 'a b', type: none } ]", "test.yaml:1:19", "name" },
        { "hooks: [ { name: a, type: none }, { name: a, type: none } ]", "test.yaml:1:43", "already" },
        { "hooks: [ { name: a, type: webhook, url: 'ftp://x/', secret: 'env:PULSO_TEST_HOOK_SECRET' } ]", "test.yaml:1:", "http://" },
        { "hooks: [ { name: a, type: webhook, url: 'http://u:p@x/', secret: 'env:PULSO_TEST_HOOK_SECRET' } ]", "test.yaml:1:", "secret" },
        { "hooks: [ { name: a, type: webhook, url: 'http://x/' } ]", "test.yaml:1:", "secret" },
        { "hooks: [ { name: a, type: webhok } ]", "test.yaml:1:27", "webhook" },
        { "hooks: [ { name: a, type: none, fallback: b } ]", "test.yaml:1:43", "no hook \"b\"" },
        { "hooks: [ { name: a, type: none, lang: de } ]", "test.yaml:1:39", "es, en or pt" },
        { "hooks: [ { name: a, type: none, levels: [alert, red] } ]", "test.yaml:1:49", "watch, alert or crisis" },
        { "hooks: [ { name: a, type: webhook, url: 'http://x/', body: '{{titel}}' } ]", "test.yaml:1:", "{{title}}" },
        { "hooks: [ { name: a, type: webhook, url: 'http://x/', body: '{\"a\": {{title}} }' } ]", "test.yaml:1:", "JSON" },
        { "hooks: [ { name: a, type: webhook, url: 'http://{{to}}/', body: '\"x\"' } ]", "test.yaml:1:", "host" },
        { "hooks: [ { name: a, type: webhook, url: 'http://x/{{to', body: '\"x\"' } ]", "test.yaml:1:", "}}" },
        { "hooks: [ { name: a, type: telegram, bot: 'env:PULSO_TEST_HOOK_SECRET', chat: 7 } ]", "test.yaml:1:", "token" },
        { "hooks: [ { name: a, type: none, cases: [closed, opend] } ]", "test.yaml:1:49", "did you mean \"opened\"?" },
        { "hooks: [ { name: a, type: none, teams: care } ]", "test.yaml:1:40", "go with cases" },
        { "hooks: [ { name: a, type: none, cases: all, levels: alert } ]", "test.yaml:1:53", "make two of it" },
        { "hooks: [ { name: a, type: ntfy, topic: 'a/b' } ]", "test.yaml:1:", "topic" },
        { "hooks: [ { name: a, type: smtp, server: mail, from: a@b, to: c@d } ]", "test.yaml:1:", "host:port" },
        { "hooks: [ { name: a, type: smtp, server: 'mail:25', from: a@b, to: \"c@d\\r\\nBcc: x@y\" } ]", "test.yaml:1:", "no address" },
    };
    setenv("PULSO_TEST_HOOK_SECRET", SECRET, 1);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct told t = { 0 };
        struct err e = { 0 };
        assert_null(open_hooks(row[i].yaml, &t, &e));
        if (e.kind != ERR_CONFIG || !strstr(e.msg, row[i].place) || !strstr(e.msg, row[i].what))
            fail_msg("row %zu: %s", i, e.msg);
        conf_free(conf);
    }
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    log_init("test", LOG_LEVEL_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signature_is_the_hmac_of_timestamp_dot_body),
        cmocka_unit_test(a_signature_is_good_for_its_body_and_five_minutes),
        cmocka_unit_test(pauses_double_from_a_quarter_to_thirty_seconds_less_up_to_half),
        cmocka_unit_test(two_failures_and_a_success_are_one_accepted_alert_with_one_key),
        cmocka_unit_test(hanging_dropping_and_redirecting_receivers_are_tried_again),
        cmocka_unit_test(a_slow_receiver_does_not_hold_up_another_alert),
        cmocka_unit_test(a_dead_address_is_given_up_in_time_and_said_once),
        cmocka_unit_test(a_wrong_secret_is_refused_by_the_receiver_until_given_up),
        cmocka_unit_test(every_kind_of_hook_says_once_how_each_alert_went),
        cmocka_unit_test(a_hook_that_gave_up_hands_on_to_its_fallback_once),
        cmocka_unit_test(only_the_levels_and_people_that_were_named_are_told),
        cmocka_unit_test(a_hook_that_has_cases_hears_of_no_incident_but_one_that_names_it),
        cmocka_unit_test(one_failing_hook_does_not_keep_the_other_from_being_told),
        cmocka_unit_test(more_alerts_than_memory_is_kept_for_are_refused),
        cmocka_unit_test(a_mistake_in_a_hook_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
