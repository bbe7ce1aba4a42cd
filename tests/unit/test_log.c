#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/* The line that comes out on standard error, from behind the daemon's name. */
static void say(int json, const char *value, char *out, size_t n)
{
    int ends[2], was = dup(STDERR_FILENO);
    char line[4096];
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    log_init("test", LOG_LEVEL_INFO);
    log_set_json(json);
    log_info("event=x cause=\"%s\" n=1", value);
    log_set_json(0);
    dup2(was, STDERR_FILENO);
    ssize_t got = read(ends[0], line, sizeof line - 1);
    assert_true(got > 0);
    line[got] = 0;
    const char *from = strstr(line, json ? "\"daemon\":\"test\"" : "daemon=test ");
    assert_non_null(from);
    snprintf(out, n, "%s", from + strlen(json ? "\"daemon\":\"test\"" : "daemon=test "));
    close(ends[0]);
    close(ends[1]);
    close(was);
}

static void what_comes_from_outside_ends_neither_a_value_nor_a_line(void **state)
{
    static const struct { const char *value, *text, *json; } row[] = {
        { "plain", "plain", "plain" },
        { "say \"no\"!", "say \\\"no\\\"!", "say \\\"no\\\"!" },
        { "one\ntwo\tthree\r", "one\\ntwo\\tthree\\r", "one\\ntwo\\tthree\\r" },
        { "a\\b", "a\\\\b", "a\\\\b" },
        { "\x1b[31m", " [31m", " [31m" },
        { "", "", "" },
    };
    char got[4096], want[4096];
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        say(0, row[i].value, got, sizeof got);
        snprintf(want, sizeof want, "event=x cause=\"%s\" n=1\n", row[i].text);
        assert_string_equal(got, want);
        say(1, row[i].value, got, sizeof got);
        snprintf(want, sizeof want, ",\"event\":\"x\",\"cause\":\"%s\",\"n\":\"1\"}\n", row[i].json);
        assert_string_equal(got, want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_comes_from_outside_ends_neither_a_value_nor_a_line) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
