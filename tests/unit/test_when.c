/* when: every spelling of a time that sources use, and the calendar below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/when.h"

#define N(t) (sizeof(t) / sizeof(t)[0])
#define DAY_MS INT64_C(86400000)

static void assert_printed(const char *in, int64_t ms, const char *want)
{
    char text[WHEN_TEXT];
    size_t n = when_print(ms, text);
    assert_int_equal(n, strlen(text));
    if (strcmp(text, want) != 0)
        fail_msg("\"%s\" became %s, not %s", in, text, want);
}

static void times_are_read_in_every_format(void **state)
{
    static const struct { enum when_format f; const char *in, *want; } row[] = {
        { WHEN_RFC3339, "2026-11-22T04:42:13.120Z", "2026-11-22T04:42:13.120Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13Z", "2026-11-22T04:42:13.000Z" },
        { WHEN_RFC3339, "2026-11-22t04:42:13z", "2026-11-22T04:42:13.000Z" },
        { WHEN_RFC3339, "2026-11-22 04:42:13Z", "2026-11-22T04:42:13.000Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13.5Z", "2026-11-22T04:42:13.500Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13.05Z", "2026-11-22T04:42:13.050Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13.9999999Z", "2026-11-22T04:42:13.999Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13.12345678901234567890Z", "2026-11-22T04:42:13.123Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13+02:00", "2026-11-22T02:42:13.000Z" },
        { WHEN_RFC3339, "2026-11-22T22:42:13-03:30", "2026-11-23T02:12:13.000Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13+0000", "2026-11-22T04:42:13.000Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13-00:00", "2026-11-22T04:42:13.000Z" },
        { WHEN_RFC3339, "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z" },
        { WHEN_RFC3339, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z" },
        { WHEN_RFC3339, "2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z" },
        { WHEN_RFC3339, "2017-01-01T05:29:60+05:30", "2017-01-01T00:00:00.000Z" },
        { WHEN_RFC3339, "1990-01-01T00:00:00Z", "1990-01-01T00:00:00.000Z" },
        { WHEN_RFC3339, "1989-12-31T23:00:00-01:00", "1990-01-01T00:00:00.000Z" },
        { WHEN_RFC3339, "2200-12-31T23:59:59.999Z", "2200-12-31T23:59:59.999Z" },
        { WHEN_TWITTER, "Thu Oct 15 19:20:47 +0000 2020", "2020-10-15T19:20:47.000Z" },
        { WHEN_TWITTER, "Sun Mar 1 09:20:47 -0300 2020", "2020-03-01T12:20:47.000Z" },
        { WHEN_US, "2/24/2015 11:35", "2015-02-24T11:35:00.000Z" },
        { WHEN_US, "12/01/2015 1:05:09", "2015-12-01T01:05:09.000Z" },
        { WHEN_SQL, "2018-10-08 16:25:44", "2018-10-08T16:25:44.000Z" },
        { WHEN_SQL, "2018-10-08T16:25:44.25", "2018-10-08T16:25:44.250Z" },
        { WHEN_EPOCH_S, "1602789647", "2020-10-15T19:20:47.000Z" },
        { WHEN_EPOCH_MS, "1602789647123", "2020-10-15T19:20:47.123Z" },
        { WHEN_ANY, "2026-11-22T04:42:13.120+02:00", "2026-11-22T02:42:13.120Z" },
        { WHEN_ANY, "2026-11-22 04:42:13", "2026-11-22T04:42:13.000Z" },
        { WHEN_ANY, "Thu Oct 15 19:20:47 +0000 2020", "2020-10-15T19:20:47.000Z" },
        { WHEN_ANY, "2/24/2015 11:35", "2015-02-24T11:35:00.000Z" },
        { WHEN_ANY, "1602789647", "2020-10-15T19:20:47.000Z" },
        { WHEN_ANY, "1602789647123", "2020-10-15T19:20:47.123Z" },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        int64_t ms;
        if (!when_parse(slice_of(row[i].in), row[i].f, NULL, &ms))
            fail_msg("\"%s\" was refused", row[i].in);
        assert_printed(row[i].in, ms, row[i].want);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const struct { enum when_format f; const char *in; } row[] = {
        { WHEN_ANY, "" }, { WHEN_ANY, " " }, { WHEN_ANY, "now" }, { WHEN_ANY, "/" }, { WHEN_ANY, "-" },
        { WHEN_RFC3339, "" },
        { WHEN_RFC3339, "2026-11-22" },
        { WHEN_RFC3339, "2026-11-22T04:42Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13" },
        { WHEN_RFC3339, "2026-11-22T04:42:13.Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13,5Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13Zx" },
        { WHEN_RFC3339, " 2026-11-22T04:42:13Z" },
        { WHEN_RFC3339, "2026-11-22_04:42:13Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:13+2:00" },
        { WHEN_RFC3339, "2026-11-22T04:42:13+24:00" },
        { WHEN_RFC3339, "2026-11-22T04:42:13+02:60" },
        { WHEN_RFC3339, "2026-13-22T04:42:13Z" },
        { WHEN_RFC3339, "2026-00-22T04:42:13Z" },
        { WHEN_RFC3339, "2026-11-31T04:42:13Z" },
        { WHEN_RFC3339, "2026-11-00T04:42:13Z" },
        { WHEN_RFC3339, "2026-02-29T04:42:13Z" },
        { WHEN_RFC3339, "2100-02-29T04:42:13Z" },
        { WHEN_RFC3339, "2026-11-22T24:00:00Z" },
        { WHEN_RFC3339, "2026-11-22T04:60:13Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:61Z" },
        { WHEN_RFC3339, "2026-11-22T04:42:60Z" },
        { WHEN_RFC3339, "20261-11-22T04:42:13Z" },
        { WHEN_RFC3339, "1989-12-31T23:59:59.999Z" },
        { WHEN_RFC3339, "1990-01-01T00:30:00+01:00" },
        { WHEN_RFC3339, "2201-01-01T00:00:00Z" },
        { WHEN_RFC3339, "0000-01-01T00:00:00Z" },
        { WHEN_RFC3339, "2/24/2015 11:35" },
        { WHEN_TWITTER, "Thu Okt 15 19:20:47 +0000 2020" },
        { WHEN_TWITTER, "Xxx Oct 15 19:20:47 +0000 2020" },
        { WHEN_TWITTER, "Thu Oct 15 19:20:47 2020" },
        { WHEN_TWITTER, "Thu Oct 32 19:20:47 +0000 2020" },
        { WHEN_US, "24/2/2015 11:35" },
        { WHEN_US, "2/24/15 11:35" },
        { WHEN_US, "2/24/2015" },
        { WHEN_SQL, "2018-10-08 16:25:44Z" },
        { WHEN_SQL, "2018-10-08" },
        { WHEN_EPOCH_S, "1602789647.5" },
        { WHEN_EPOCH_S, "-1602789647" },
        { WHEN_EPOCH_S, "1602789647123" },
        { WHEN_EPOCH_S, "9223372036854775807" },
        { WHEN_EPOCH_MS, "1602789647" },
        { WHEN_EPOCH_MS, "99999999999999999999" },
        { WHEN_ANY, "0" },
        { WHEN_ANY, "100000000000" },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        int64_t ms;
        if (when_parse(slice_of(row[i].in), row[i].f, NULL, &ms))
            fail_msg("\"%s\" was accepted", row[i].in);
    }
}

static void a_time_without_a_zone_is_read_in_the_one_given(void **state)
{
    static const struct { enum when_format f; const char *in, *want; } row[] = {
        { WHEN_US, "2/24/2015 11:35", "2015-02-24T17:35:00.000Z" },
        { WHEN_SQL, "2018-07-08 16:25:44", "2018-07-08T21:25:44.000Z" },
        { WHEN_ANY, "2018-12-08 16:25:44.5", "2018-12-08T22:25:44.500Z" },
        { WHEN_ANY, "2018-12-08 16:25:44Z", "2018-12-08T16:25:44.000Z" },
        { WHEN_ANY, "2018-12-08T16:25:44+01:00", "2018-12-08T15:25:44.000Z" },
        { WHEN_TWITTER, "Thu Oct 15 19:20:47 +0000 2020", "2020-10-15T19:20:47.000Z" },
        { WHEN_EPOCH_S, "1602789647", "2020-10-15T19:20:47.000Z" },
    };
    struct err e = { 0 };
    struct zone *z = zone_open("America/Mexico_City", &e);
    (void)state;
    assert_non_null(z);
    for (size_t i = 0; i < N(row); i++) {
        int64_t ms;
        assert_true(when_parse(slice_of(row[i].in), row[i].f, z, &ms));
        assert_printed(row[i].in, ms, row[i].want);
    }
    zone_close(z);
}

static void the_calendar_agrees_with_the_c_library_on_every_day(void **state)
{
    (void)state;
    for (int64_t days = -800000; days < 800000; days++) {
        time_t t = (time_t)(days * 86400);
        struct tm tm;
        int year, month, day;
        gmtime_r(&t, &tm);
        when_civil(days, &year, &month, &day);
        if (year != tm.tm_year + 1900 || month != tm.tm_mon + 1 || day != tm.tm_mday)
            fail_msg("day %lld is not %d-%d-%d", (long long)days, year, month, day);
        if (when_days(year, month, day) != days)
            fail_msg("%d-%d-%d is not day %lld", year, month, day, (long long)days);
    }
}

static void what_is_printed_is_read_back(void **state)
{
    (void)state;
    for (int64_t ms = 631152000000; ms < 7289654400000; ms += 977 * DAY_MS / 10 + 12345) {
        char text[WHEN_TEXT];
        int64_t back;
        struct slice s = { text, when_print(ms, text) };
        assert_true(when_parse(s, WHEN_RFC3339, NULL, &back));
        assert_int_equal(back, ms);
    }
}

static void times_beyond_four_digits_of_a_year_print_as_the_nearest(void **state)
{
    static const struct { int64_t ms; const char *want; } row[] = {
        { -1, "1969-12-31T23:59:59.999Z" }, { -DAY_MS, "1969-12-31T00:00:00.000Z" },
        { INT64_MIN, "0000-01-01T00:00:00.000Z" }, { INT64_MAX, "9999-12-31T23:59:59.999Z" },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++)
        assert_printed("", row[i].ms, row[i].want);
}

static void formats_are_found_by_name(void **state)
{
    static const struct { const char *name; enum when_format f; } row[] = {
        { "rfc3339", WHEN_RFC3339 }, { "twitter", WHEN_TWITTER }, { "us", WHEN_US }, { "sql", WHEN_SQL },
        { "epoch", WHEN_EPOCH_S }, { "epoch-ms", WHEN_EPOCH_MS }, { "any", WHEN_ANY },
    };
    enum when_format f;
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        assert_true(when_format_of(slice_of(row[i].name), &f));
        assert_int_equal(f, row[i].f);
    }
    assert_false(when_format_of(SLICE("RFC"), &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_in_every_format),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(a_time_without_a_zone_is_read_in_the_one_given),
        cmocka_unit_test(the_calendar_agrees_with_the_c_library_on_every_day),
        cmocka_unit_test(what_is_printed_is_read_back),
        cmocka_unit_test(times_beyond_four_digits_of_a_year_print_as_the_nearest),
        cmocka_unit_test(formats_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
