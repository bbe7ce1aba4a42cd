#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/admin.h"
#include "app/app.h"
#include "app/app_signals.h"
#include "app/conf_node.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/slice.h"

/* A small daemon with one option of its own; its turns play the test's story. */
struct toy {
    int64_t speed;
    int turns, reloads, only_checked;
    int64_t at_us[16];
    struct app *app;
    bool (*story)(struct toy *t, struct err *e);
    char seen[4096];
};

static const struct conf_key toy_keys[] = { { "speed", CONF_INT, offsetof(struct toy, speed), "1", "how fast" }, { 0 } };

static bool toy_read(struct conf *c, void *self, struct err *e)
{
    struct toy fresh = { 0 }, *t = self;
    if (!conf_section(c, "ingest", toy_keys, &fresh, e))
        return false;
    if (fresh.speed > 100)
        return conf_fail_at(c, "ingest.speed", e, "too fast; write at most 100");
    if (t)
        t->speed = fresh.speed;
    return true;
}

static void toy_reload(struct conf *c, void *self)
{
    struct err e = { 0 };
    struct toy *t = self;
    assert_true(toy_read(c, self, &e));
    t->reloads++;
}

static bool toy_turn(void *self, struct err *e)
{
    struct toy *t = self;
    if (t->turns < 16)
        t->at_us[t->turns] = clock_mono_us();
    t->turns++;
    return t->story(t, e);
}

static void toy_print(bool markdown)
{
    conf_print("toy", toy_keys, markdown);
}

/* A folder for each test: pulso.yaml, what was logged, what was printed. */
static char folder[64], conf_file[96], log_file[96], out_file[96], port_file[96];
static int real_err, real_out;

static void spill(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static const char *slurp(const char *path)
{
    static char text[65536];
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[n] = 0;
    return text;
}

static bool redirect(int number, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    bool ok = fd >= 0 && dup2(fd, number) >= 0;
    close(fd);
    return ok;
}

static int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/test_app.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(conf_file, sizeof conf_file, "%s/pulso.yaml", folder);
    snprintf(log_file, sizeof log_file, "%s/log", folder);
    snprintf(out_file, sizeof out_file, "%s/out", folder);
    snprintf(port_file, sizeof port_file, "%s/port", folder);
    spill(conf_file, "zone: UTC\n");
    fflush(stdout);
    real_err = dup(STDERR_FILENO);
    real_out = dup(STDOUT_FILENO);
    return redirect(STDERR_FILENO, log_file) && redirect(STDOUT_FILENO, out_file) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    fflush(stdout);
    dup2(real_err, STDERR_FILENO);
    dup2(real_out, STDOUT_FILENO);
    close(real_err);
    close(real_out);
    unsetenv("PULSO_ADMIN_PORT_FILE");
    unsetenv("PULSO_CONFIG");
    unsetenv("NOTIFY_SOCKET");
    unlink(conf_file);
    unlink(log_file);
    unlink(out_file);
    unlink(port_file);
    return rmdir(folder);
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" holds \"%s\"", text, part);
}

static struct app toy_app(struct toy *t)
{
    return (struct app){ .name = "toy", .about = "plays", .read = toy_read, .reload = toy_reload, .print_config = toy_print, .self = t };
}

static bool start(struct app *app, struct err *e)
{
    char *argv[] = { "pulso-toy", "--config", conf_file, NULL };
    return app_start(app, 3, argv, e);
}

/* Starts, loops through the story and stops; the exit code. */
static int run(struct toy *t, struct err *e)
{
    struct app app = toy_app(t);
    t->app = &app;
    bool ok = start(&app, e) && app_loop(&app, toy_turn, t, e);
    assert_int_equal(ok, e->kind == ERR_NONE);
    app_stop(&app);
    return app_exit_code(e);
}

static const char *http_text(int port, const char *request)
{
    static char text[65536];
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    size_t n = 0;
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(write(fd, request, strlen(request)), strlen(request));
    for (ssize_t got; n < sizeof text - 1 && (got = read(fd, text + n, sizeof text - 1 - n)) > 0;)
        n += (size_t)got;
    text[n] = 0;
    close(fd);
    return text;
}

static const char *http(int port, const char *method, const char *path)
{
    char request[256];
    snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", method, path);
    return http_text(port, request);
}

static bool stop_at_once(struct toy *t, struct err *e)
{
    (void)t, (void)e;
    raise(SIGTERM);
    return true;
}

static void options_that_only_print_end_with_0(void **state)
{
    static const struct { const char *option, *part; } row[] = {
        { "--help", "pulso-toy: plays\n" }, { "--help", "--config FILE" }, { "--version", "pulso-toy " PULSO_VERSION "\n" },
        { "--help-config", "\nkafka:\n  brokers" }, { "--help-config", "\ntoy:\n  speed" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct app app = toy_app(NULL);
        struct err e = { 0 };
        char *argv[] = { "pulso-toy", (char *)(uintptr_t)row[i].option, NULL };
        assert_true(app_start(&app, 2, argv, &e));
        assert_true(app.done);
        assert_int_equal(app_exit_code(&e), 0);
        app_stop(&app);
        fflush(stdout);
        assert_holds(slurp(out_file), row[i].part);
    }
}

static void wrong_options_end_with_2_and_say_what_to_do(void **state)
{
    static const struct { const char *argv[4]; const char *part; } row[] = {
        { { "pulso-toy" }, "say --config FILE or set PULSO_CONFIG" },
        { { "pulso-toy", "--confg", "x" }, "unknown option --confg; try --help" },
        { { "pulso-toy", "--config" }, "--config wants a value" },
        { { "pulso-toy", "pulso.yaml" }, "pulso.yaml is no option" },
        { { "pulso-toy", "--config", "/nonexistent/x.yaml" }, "/nonexistent/x.yaml: No such file" },
        { { "pulso-toy", "--instance", "a b" }, "say --config" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct app app = toy_app(NULL);
        struct err e = { 0 };
        char *argv[5] = { 0 };
        int n = 0;
        for (; n < 4 && row[i].argv[n]; n++)
            argv[n] = (char *)(uintptr_t)row[i].argv[n];
        assert_false(app_start(&app, n, argv, &e));
        assert_int_equal(app_exit_code(&e), 2);
        assert_holds(e.msg, row[i].part);
        app_stop(&app);
    }
}

static bool note_self(struct conf *c, void *self, struct err *e)
{
    (void)c, (void)e;
    if (self)
        ((struct toy *)self)->turns++;
    return true;
}

static void check_says_fine_or_the_place_and_starts_nothing(void **state)
{
    struct toy t = { 0 };
    struct app app = toy_app(&t);
    struct err e = { 0 };
    char *argv[] = { "pulso-toy", "--check", "--config", conf_file, NULL };
    (void)state;
    app.read = note_self;
    assert_true(app_start(&app, 4, argv, &e));
    assert_true(app.done);
    assert_null(app.admin);
    assert_int_equal(t.turns, 0);   /* it was called without self */
    app_stop(&app);
    fflush(stdout);
    assert_holds(slurp(out_file), "pulso.yaml: fine\n");
    spill(conf_file, "zone: UTC\ningest: { sped: 3 }\n");
    app = toy_app(&t);
    assert_false(app_start(&app, 4, argv, &e));
    assert_true(app.done);
    assert_int_equal(app_exit_code(&e), 2);
    app_stop(&app);
    assert_holds(slurp(log_file), "pulso.yaml:2:11: 'sped' is not known here; did you mean 'speed'?\n");
    assert_lacks(slurp(log_file), "level=error");
}

static void the_file_may_come_from_the_environment(void **state)
{
    struct app app = toy_app(&(struct toy){ 0 });
    struct err e = { 0 };
    char *argv[] = { "pulso-toy", "--check", NULL };
    (void)state;
    setenv("PULSO_CONFIG", conf_file, 1);
    assert_true(app_start(&app, 2, argv, &e));
    app_stop(&app);
}

static void the_common_sections_have_working_defaults(void **state)
{
    struct err e = { 0 };
    struct app_common a;
    struct conf *c = conf_parse("x.yaml", slice_of(""), &e);
    (void)state;
    assert_true(app_common_read(c, &a, &e));
    assert_string_equal(a.prefix, "pulso.");
    assert_string_equal(a.zone, "UTC");
    assert_string_equal(a.kafka.brokers, "127.0.0.1:9092");
    assert_string_equal(a.kafka.security, "plaintext");
    assert_int_equal(a.kafka.partitions, 8);
    assert_int_equal(a.kafka.replication, 1);
    assert_null(a.kafka.user);
    assert_null(a.kafka.options);
    assert_string_equal(a.redis.address, "127.0.0.1:6379");
    assert_int_equal(a.redis.timeout_ms, 5000);
    assert_string_equal(a.admin.listen, "127.0.0.1:0");
    assert_string_equal(a.log.level, "info");
    conf_free(c);
}

/* Run from the repository's folder, as make does. */
static void the_shipped_file_is_valid_and_says_the_defaults(void **state)
{
    struct err e = { 0 };
    struct app_common shipped, none;
    struct conf *c = conf_load("deploy/pulso.yaml", &e), *empty = conf_parse("x.yaml", slice_of(""), &e);
    (void)state;
    if (!c || !app_common_read(c, &shipped, &e))
        fail_msg("%s", e.msg);
    assert_true(app_common_read(empty, &none, &e));
    const struct { const char *name, *is, *want; } row[] = {
        { "prefix", shipped.prefix, none.prefix }, { "zone", shipped.zone, none.zone },
        { "kafka.brokers", shipped.kafka.brokers, none.kafka.brokers }, { "kafka.security", shipped.kafka.security, none.kafka.security },
        { "redis.address", shipped.redis.address, none.redis.address }, { "admin.listen", shipped.admin.listen, none.admin.listen },
        { "log.level", shipped.log.level, none.log.level }, { "log.format", shipped.log.format, none.log.format },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (strcmp(row[i].is, row[i].want) != 0)
            fail_msg("%s: %s, but the default is %s", row[i].name, row[i].is, row[i].want);
    assert_int_equal(shipped.kafka.partitions, none.kafka.partitions);
    assert_int_equal(shipped.kafka.replication, none.kafka.replication);
    assert_int_equal(shipped.redis.timeout_ms, none.redis.timeout_ms);
    conf_free(c);
    conf_free(empty);
}

static void the_common_sections_are_read_whole(void **state)
{
    struct err e = { 0 };
    struct app_common a;
    struct conf *c = conf_parse("/etc/pulso/pulso.yaml", slice_of(
        "prefix: acme.\nzone: America/Mexico_City\n"
        "kafka: { brokers: 'a:1,b:2', security: sasl_ssl, user: u, password: 'env:PULSO_TEST_PASSWORD', ca: ca.pem, cert: c.pem, key: /k.pem,\n"
        "  partitions: 12, replication: 3, options: { socket.keepalive.enable: true } }\n"
        "redis: { address: 'unix:/run/redis.sock', timeout: 250ms }\nadmin: { listen: '' }\nlog: { level: debug, format: json }\n"
        "brands: []\nsets: {}\ningest: {}\nclassify: {}\nroute: {}\n"), &e);
    (void)state;
    setenv("PULSO_TEST_PASSWORD", "pw", 1);
    if (!app_common_read(c, &a, &e))
        fail_msg("%s", e.msg);
    assert_string_equal(a.prefix, "acme.");
    assert_string_equal(a.kafka.password, "pw");
    assert_string_equal(a.kafka.ca, "/etc/pulso/ca.pem");
    assert_string_equal(a.kafka.key, "/k.pem");
    assert_int_equal(a.kafka.partitions, 12);
    assert_string_equal(conf_scalar(conf_get(a.kafka.options, "socket.keepalive.enable")), "true");
    assert_string_equal(a.redis.address, "unix:/run/redis.sock");
    assert_int_equal(a.redis.timeout_ms, 250);
    assert_string_equal(a.admin.listen, "");
    assert_string_equal(a.log.format, "json");
    unsetenv("PULSO_TEST_PASSWORD");
    conf_free(c);
}

static void mistakes_in_the_common_sections_are_said_with_a_fix(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "kafkaa: {}", "x.yaml:1:1: 'kafkaa' is not known here; did you mean 'kafka'?" },
        { "prefix: 'a b'", "x.yaml:1:10: prefix: 'a b' must be 1 to 64 letters" },
        { "prefix: ''", "must be 1 to 64 letters" },
        { "prefix: 'a{b}'", "must be 1 to 64 letters" },
        { "zone:\n", "x.yaml:1:1: zone: nothing stands behind it" },
        { "prefix: p.\nzone: ~\n", "x.yaml:2:1: zone: nothing" },
        { "prefix: null", "x.yaml:1:1: prefix: nothing" },
        { "zone: Mars/Olympus", "x.yaml:1:7: zone: " },
        { "kafka: { security: sasl_tls }", "x.yaml:1:20: kafka.security: 'sasl_tls' is not known; did you mean sasl_ssl?" },
        { "kafka: { security: sasl_ssl }", "x.yaml: kafka.user: is needed with security sasl_ssl" },
        { "kafka: { security: sasl_ssl, user: u }", "x.yaml: kafka.password: is needed" },
        { "kafka: { security: sasl_ssl, sasl_mechanism: SCRAM }", "'SCRAM' is not known" },
        { "kafka: { user: u }", "would not use it; write sasl_ssl" },
        { "kafka: { ca: c.pem }", "plaintext would not encrypt; write ssl or sasl_ssl" },
        { "kafka: { security: ssl, cert: c.pem }", "kafka.key: cert and key go together" },
        { "kafka: { security: ssl, key: c.pem }", "kafka.cert: cert and key go together" },
        { "kafka: { brokers: '' }", "x.yaml:1:20: kafka.brokers: must not be empty" },
        { "kafka: { partitions: 0 }", "0 is not between 1 and 4096" },
        { "kafka: { replication: 0 }", "0 is not between 1 and 100" },
        { "kafka: { options: [a] }", "x.yaml:1:19: options: properties are expected" },
        { "kafka: { options: { a: [b] } }", "x.yaml:1:24: a: one value is expected" },
        { "redis: { address: localhost }", "'localhost' is neither host:port nor unix:/path" },
        { "redis: { address: 'localhost:0' }", "neither" },
        { "redis: { address: '::1:6379' }", "neither" },
        { "redis: { user: u }", "redis.password: is needed with a user" },
        { "redis: { timeout: 1ms }", "1 is not between 10 and 3600000" },
        { "admin: { listen: 9100 }", "x.yaml:1:18: admin.listen: '9100' is not host:port" },
        { "admin: { listen: 'localhost:99999' }", "is not host:port" },
        { "log: { level: verbose }", "write one of error, warn, info, debug" },
        { "log: { format: jso }", "did you mean json?" },
        { "redis: { ca: c.pem }", "x.yaml:1:14: redis.ca: this build cannot speak TLS to Redis" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct err e = { 0 };
        struct app_common a;
        struct conf *c = conf_parse("x.yaml", slice_of(row[i].yaml), &e);
        assert_non_null(c);
        if (app_common_read(c, &a, &e))
            fail_msg("%s was accepted", row[i].yaml);
        assert_int_equal(e.kind, ERR_CONFIG);
        assert_holds(e.msg, row[i].want);
        conf_free(c);
    }
}

static bool look_at_the_admin_port(struct toy *t, struct err *e)
{
    static const struct { const char *method, *path, *status, *part; } row[] = {
        { "GET", "/metrics", "HTTP/1.1 200 ", "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n" },
        { "GET", "/metrics", "HTTP/1.1 200 ", "pulso_build_info{daemon=\"toy\"" },
        { "GET", "/metrics", "HTTP/1.1 200 ", "\npulso_toy_turns_total " },
        { "GET", "/health/live", "HTTP/1.1 200 ", "\r\n\r\nalive\n" },
        { "GET", "/health/ready", "HTTP/1.1 200 ", "\r\n\r\nready\n" },
        { "GET", "/", "HTTP/1.1 404 ", "try /metrics" },
        { "GET", "/metrics/../../etc/passwd", "HTTP/1.1 404 ", "nothing here" },
        { "POST", "/metrics", "HTTP/1.1 405 ", "\r\nAllow: GET, HEAD\r\n" },
        { "DELETE", "/health/live", "HTTP/1.1 405 ", "only answers GET and HEAD" },
    };
    int port = admin_port(t->app->admin);
    (void)e;
    if (t->turns == 1) {
        assert_holds(http(port, "GET", "/health/ready"), "HTTP/1.1 503 ");
        assert_holds(http(port, "GET", "/health/ready"), "\r\n\r\nstarting\n");
        return true;
    }
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *got = http(port, row[i].method, row[i].path);
        assert_int_equal(strncmp(got, row[i].status, strlen(row[i].status)), 0);
        assert_holds(got, row[i].part);
    }
    const char *head = http(port, "HEAD", "/health/live");
    assert_holds(head, "HTTP/1.1 200 ");
    assert_string_equal(strstr(head, "\r\n\r\n"), "\r\n\r\n");
    raise(SIGTERM);
    return true;
}

static void the_admin_port_answers_and_is_written_down(void **state)
{
    struct toy t = { .story = look_at_the_admin_port };
    struct err e = { 0 };
    char line[64];
    (void)state;
    setenv("PULSO_ADMIN_PORT_FILE", port_file, 1);
    assert_int_equal(run(&t, &e), 0);
    int port = atoi(slurp(port_file));
    assert_true(port > 0);
    snprintf(line, sizeof line, "event=admin listen=127.0.0.1:%d\n", port);
    assert_holds(slurp(log_file), line);
}

static bool send_garbage(struct toy *t, struct err *e)
{
    int port = admin_port(t->app->admin);
    char too_long[40000];
    snprintf(too_long, sizeof too_long, "GET /%039000d HTTP/1.1\r\n\r\n", 0);
    (void)e;
    http_text(port, "\r\n\r\n\1\2\3\r\n\r\n");
    http_text(port, "GET\r\n\r\n");
    http_text(port, too_long);
    raise(SIGTERM);
    assert_holds(http(port, "GET", "/health/live"), "200");
    return true;
}

static void garbage_on_the_admin_port_harms_nothing(void **state)
{
    struct toy t = { .story = send_garbage };
    struct err e = { 0 };
    (void)state;
    assert_int_equal(run(&t, &e), 0);
}

static void an_empty_listen_opens_no_port(void **state)
{
    struct toy t = { .story = stop_at_once };
    struct err e = { 0 };
    (void)state;
    spill(conf_file, "admin: { listen: '' }\n");
    assert_int_equal(run(&t, &e), 0);
    assert_lacks(slurp(log_file), "event=admin");
}

static void a_port_in_use_is_said_as_such(void **state)
{
    struct err e = { 0 };
    char listen_text[32];
    struct admin *first = admin_open("127.0.0.1:0", &e);
    (void)state;
    assert_non_null(first);
    snprintf(listen_text, sizeof listen_text, "127.0.0.1:%d", admin_port(first));
    assert_null(admin_open(listen_text, &e));
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_holds(e.msg, "Address already in use; choose another");
    admin_close(first);
}

static bool fail_three_times(struct toy *t, struct err *e)
{
    if (t->turns > 1 && t->turns <= 4) {
        const char *got = http(admin_port(t->app->admin), "GET", "/health/ready");
        assert_holds(got, "HTTP/1.1 503 ");
        assert_holds(got, "\r\n\r\nredis away\n");
    }
    if (t->turns <= 3)
        return err_set(e, ERR_RETRY, "redis away");
    if (t->turns == 5) {
        assert_holds(http(admin_port(t->app->admin), "GET", "/health/ready"), "HTTP/1.1 200 ");
        raise(SIGTERM);
    }
    return true;
}

static void a_retry_waits_longer_each_time_and_shows_as_not_ready(void **state)
{
    struct toy t = { .story = fail_three_times };
    struct err e = { 0 };
    (void)state;
    assert_int_equal(run(&t, &e), 0);
    assert_int_equal(t.turns, 5);
    for (int i = 0; i < 3; i++) {
        int64_t waited = t.at_us[i + 1] - t.at_us[i], least = ((int64_t)100000 << i) - 5000;
        assert_in_range(waited, least, least * 2);
    }
    assert_true(t.at_us[4] - t.at_us[3] < 90000);
    assert_holds(slurp(log_file), "level=warn daemon=toy event=retry failures=1 pause_ms=100 cause=\"redis away\"");
    assert_holds(slurp(log_file), "event=recovered failures=3");
    assert_lacks(slurp(log_file), "failures=3 pause_ms");
}

static bool always_retry(struct toy *t, struct err *e)
{
    if (t->turns == 4)
        alarm(1);   /* falls into the pause of 800 ms */
    return err_set(e, ERR_RETRY, "away");
}

static void alarm_to_term(int number)
{
    (void)number;
    raise(SIGTERM);
}

static void a_stop_ends_the_pause_and_is_no_failure(void **state)
{
    struct toy t = { .story = always_retry };
    struct err e = { 0 };
    (void)state;
    signal(SIGALRM, alarm_to_term);
    assert_int_equal(run(&t, &e), 0);
    signal(SIGALRM, SIG_DFL);
    assert_int_equal(t.turns, 5);   /* the pause before the sixth is 1600 ms */
    assert_true(clock_mono_us() - t.at_us[3] < 1500000);
}

/* A reload ends each pause at once, so that the pauses can grow to their end here. */
static bool retry_with_reloads(struct toy *t, struct err *e)
{
    if (t->turns == 9)
        return true;
    raise(t->turns == 10 ? SIGTERM : SIGHUP);
    return err_set(e, ERR_RETRY, "away");
}

static void pauses_grow_to_5_s_and_begin_anew_after_a_success(void **state)
{
    struct toy t = { .story = retry_with_reloads };
    struct err e = { 0 };
    (void)state;
    int64_t begun = clock_mono_us();
    assert_int_equal(run(&t, &e), 0);
    assert_true(clock_mono_us() - begun < 2000000);
    const char *log = slurp(log_file);
    assert_holds(log, "failures=4 pause_ms=800 ");
    assert_holds(log, "failures=8 pause_ms=5000 ");
    assert_holds(strstr(log, "event=recovered failures=8"), "failures=1 pause_ms=100 ");
}

static enum err_kind kind_to_fail_with;

static bool fail_with_kind(struct toy *t, struct err *e)
{
    (void)t;
    return kind_to_fail_with == ERR_NONE ? false : err_set(e, kind_to_fail_with, "no");
}

static void any_other_error_ends_the_loop_with_its_code(void **state)
{
    static const struct { enum err_kind kind; int code; } row[] = { { ERR_DROP, 1 }, { ERR_CONFIG, 2 }, { ERR_BUG, 3 }, { ERR_NONE, 3 } };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct toy t = { .story = fail_with_kind };
        struct err e = { 0 };
        kind_to_fail_with = row[i].kind;
        assert_int_equal(run(&t, &e), row[i].code);
        assert_int_equal(t.turns, 1);
    }
}

/* Broken YAML, then what the daemon refuses, then a good file. */
static bool reload_story(struct toy *t, struct err *e)
{
    static const char *const files[] = { "ingest: { speed: [\n", "log: { level: loud }\n", "ingest: { speed: 101 }\n",
                                         "zone: Europe/Madrid\nprefix: other.\ningest: { speed: 9 }\nlog: { level: debug }\nbrands: [{ id: mute }]\n" };
    (void)e;
    if (t->turns > 1 && t->turns <= 4) {   /* the old one goes on */
        assert_int_equal(t->speed, 5);
        assert_int_equal(t->reloads, 0);
        assert_string_equal(conf_scalar(conf_get(conf_get(conf_root(t->app->conf), "ingest"), "speed")), "5");
    }
    if (t->turns <= 4) {
        spill(conf_file, files[t->turns - 1]);
        raise(SIGHUP);
        return true;
    }
    assert_int_equal(t->speed, 9);
    assert_int_equal(t->reloads, 1);
    assert_string_equal(t->app->common.prefix, "first.");
    assert_string_equal(t->app->common.log.level, "debug");
    log_debug("event=heard");
    assert_holds(http(admin_port(t->app->admin), "GET", "/metrics"), "\npulso_toy_reloads_total{result=\"refused\"} 3\n");
    raise(SIGINT);
    return true;
}

static void a_reload_takes_a_good_file_and_refuses_a_broken_one(void **state)
{
    struct toy t = { .story = reload_story };
    struct err e = { 0 };
    (void)state;
    spill(conf_file, "prefix: first.\ningest: { speed: 5 }\n");
    assert_int_equal(run(&t, &e), 0);
    assert_int_equal(t.turns, 5);
    const char *log = slurp(log_file);
    assert_holds(log, "event=reload ok=0 cause=\"");
    assert_holds(log, "pulso.yaml:2:1: ");
    assert_holds(log, "pulso.yaml:1:15: log.level: 'loud' is not known");
    assert_holds(log, "pulso.yaml:1:18: ingest.speed: too fast; write at most 100\"\n");
    assert_holds(log, "event=reload option=zone now=UTC wanted=Europe/Madrid");
    assert_holds(log, "event=reload option=prefix now=first. wanted=other.");
    assert_holds(log, "event=reload ok=1");
    assert_holds(log, "later=\"brands: take effect at the next start\"\n");
    assert_holds(log, "level=debug daemon=toy event=heard");
}

/* One after the other, each against the file that the daemon was started with. */
static const struct { const char *yaml, *later; } again[] = {
    { "toy: { a: 1, b: [x, { c: 2 }] }\nbrands:\n  - { id: claro, queries: [{ name: q, query: claro }] }\n", NULL },
    { "# moved, other order\n\nbrands: [{ queries: [{ query: 'claro', name: q }], id: claro }]\ntoy:\n  b: [x, c: 2]\n  d:\n  a: 1\n", "" },
    { "toy: { a: 1, b: [x, { c: 3 }] }\nbrands:\n  - { id: claro, queries: [{ name: q, query: claro }] }\n", "toy" },
    { "toy: { a: 1, b: [x, { c: 3 }] }\nbrands:\n  - { id: claro, queries: [{ name: q, query: claro }] }\n", "toy" },
    { "toy: { a: 1, b: [x, { c: 2 }] }\nbrands:\n  - { id: claro, queries: [{ name: q, query: claro OR clarito }] }\n", "brands" },
    { "toy: { a: 1, b: [x, { c: 2 }], e: 1 }\nkafka: { partitions: 9 }\n", "kafka, brands, toy" },
    { "toy: { a: 1, b: [x] }\nbrands:\n  - { id: claro, queries: [{ name: q, query: claro }] }\nsets: { a: [claro] }\nlog: { level: warn }\n", "toy" },
    { "toy: { a: 1, b: [x, { c: 2 }] }\nbrands:\n  - { id: claro, queries: [{ name: q, query: claro }] }\n", "" },
};

static void a_reload_tells_what_takes_effect_only_later(void **state)
{
    struct err e = { 0 };
    struct app app = { .name = "toy", .conf = conf_parse("x.yaml", slice_of(again[0].yaml), &e) };
    (void)state;
    for (size_t i = 1; i < sizeof again / sizeof again[0]; i++) {
        struct buf out = { 0 };
        struct conf *fresh = conf_parse("x.yaml", slice_of(again[i].yaml), &e);
        assert_non_null(fresh);
        assert_string_equal(app_later(&app, fresh, &out), again[i].later);
        fresh->older = app.conf;
        app.conf = fresh;
        buf_fini(&out);
    }
    conf_free(app.conf);
}

static void a_reload_of_ingest_takes_tokens_over_and_nothing_else_of_a_source(void **state)
{
    static const struct { const char *yaml, *later; } row[] = {
        { "brands: []\ningest: { sources: [{ name: h, type: http, tokens: [{ name: b }, { name: c }] }] }", "" },
        { "ingest: { sources: [{ name: h, type: http }] }", "" },
        { "ingest: { sources: [{ name: h, type: http, listen: '127.0.0.1:1', tokens: [{ name: a }] }] }", "ingest" },
        { "ingest: { sources: [{ name: h, type: http }, { name: i, type: http }] }", "ingest" },
        { "ingest: { tokens: 1, sources: [{ name: h, type: http }] }", "ingest" },
    };
    struct err e = { 0 };
    struct app app = { .name = "ingest",
                       .conf = conf_parse("x.yaml", SLICE("ingest: { sources: [{ name: h, type: http, tokens: [{ name: a }] }] }"), &e) };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct buf out = { 0 };
        struct conf *fresh = conf_parse("x.yaml", slice_of(row[i].yaml), &e);
        assert_string_equal(app_later(&app, fresh, &out), row[i].later);
        conf_free(fresh);
        buf_fini(&out);
    }
    conf_free(app.conf);
}

static bool hup_once_then_stop(struct toy *t, struct err *e)
{
    (void)e;
    raise(t->turns == 1 ? SIGHUP : SIGTERM);
    return true;
}

static void systemd_hears_of_every_step(void **state)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    static const char *const want[] = { "READY=1\nSTATUS=ready", "RELOADING=1\nMONOTONIC_USEC=", "READY=1", "STATUS=stopping", "STOPPING=1" };
    struct toy t = { .story = hup_once_then_stop };
    struct err e = { 0 };
    char got[512];
    (void)state;
    snprintf(at.sun_path, sizeof at.sun_path, "%s/notify", folder);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    setenv("NOTIFY_SOCKET", at.sun_path, 1);
    setenv("WATCHDOG_USEC", "3000000", 1);
    int code = run(&t, &e);
    unsetenv("WATCHDOG_USEC");
    unlink(at.sun_path);
    assert_int_equal(code, 0);
    ssize_t n = recv(fd, got, sizeof got - 1, 0);
    assert_true(n > 0);
    got[n] = 0;
    assert_string_equal(got, "WATCHDOG=1");
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        n = recv(fd, got, sizeof got - 1, 0);
        assert_true(n > 0);
        got[n] = 0;
        assert_int_equal(strncmp(got, want[i], strlen(want[i])), 0);
    }
    assert_int_equal(recv(fd, got, sizeof got, 0), -1);
    close(fd);
}

static bool write_to_nobody(struct toy *t, struct err *e)
{
    int fd[2];
    (void)t, (void)e;
    assert_int_equal(pipe(fd), 0);
    close(fd[0]);
    assert_int_equal(write(fd[1], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    close(fd[1]);
    raise(SIGTERM);
    assert_true(app_stopping());
    return true;
}

static void a_reader_that_left_does_not_end_us(void **state)
{
    struct toy t = { .story = write_to_nobody };
    struct err e = { 0 };
    (void)state;
    assert_int_equal(run(&t, &e), 0);
}

static void the_instance_is_given_or_made_of_host_and_process(void **state)
{
    char host[65] = "", want[128];
    char *argv[] = { "pulso-toy", "--config", conf_file, "--instance", "toy-1", NULL };
    struct err e = { 0 };
    struct app app = toy_app(&(struct toy){ 0 });
    (void)state;
    gethostname(host, sizeof host - 1);
    snprintf(want, sizeof want, "%s-%d", host, (int)getpid());
    assert_true(app_start(&app, 3, argv, &e));
    assert_string_equal(app.instance, want);
    assert_false(app.static_member);
    app_stop(&app);
    app = toy_app(&(struct toy){ 0 });
    assert_true(app_start(&app, 5, argv, &e));
    assert_string_equal(app.instance, "toy-1");
    assert_true(app.static_member);
    app_stop(&app);
    argv[4] = "a b";
    app = toy_app(&(struct toy){ 0 });
    assert_false(app_start(&app, 5, argv, &e));
    assert_holds(e.msg, "--instance a b: use");
    app_stop(&app);
}

static void stopping_what_never_started_is_fine(void **state)
{
    struct app app = { .name = "toy" };
    (void)state;
    app_stop(&app);
    app_stop(&app);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(options_that_only_print_end_with_0),
        T(wrong_options_end_with_2_and_say_what_to_do),
        T(check_says_fine_or_the_place_and_starts_nothing),
        T(the_file_may_come_from_the_environment),
        T(the_common_sections_have_working_defaults),
        T(the_shipped_file_is_valid_and_says_the_defaults),
        T(the_common_sections_are_read_whole),
        T(mistakes_in_the_common_sections_are_said_with_a_fix),
        T(the_admin_port_answers_and_is_written_down),
        T(garbage_on_the_admin_port_harms_nothing),
        T(an_empty_listen_opens_no_port),
        T(a_port_in_use_is_said_as_such),
        T(a_retry_waits_longer_each_time_and_shows_as_not_ready),
        T(a_stop_ends_the_pause_and_is_no_failure),
        T(pauses_grow_to_5_s_and_begin_anew_after_a_success),
        T(any_other_error_ends_the_loop_with_its_code),
        T(a_reload_takes_a_good_file_and_refuses_a_broken_one),
        T(a_reload_tells_what_takes_effect_only_later),
        T(a_reload_of_ingest_takes_tokens_over_and_nothing_else_of_a_source),
        T(systemd_hears_of_every_step),
        T(a_reader_that_left_does_not_end_us),
        T(the_instance_is_given_or_made_of_host_and_process),
        T(stopping_what_never_started_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
