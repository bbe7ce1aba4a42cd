/* zone: the same answers as the C library, which reads the same tzdata. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/when.h"
#include "base/zone.h"
#include "base/zone_rule.h"

#define N(t) (sizeof(t) / sizeof(t)[0])
#define DAY_S 86400

/* Mexico gave daylight saving up, Buenos Aires had it now and then, Lord Howe
 * moves by half an hour, Dublin's winter is the exception, Apia left a day out,
 * Casablanca follows the moon, Troll jumps two hours, Kathmandu has odd minutes. */
static const char *const zones[] = {
    "America/Mexico_City", "America/Argentina/Buenos_Aires", "Europe/Madrid", "America/Los_Angeles", "UTC",
    "America/Santiago", "America/Bogota", "America/Sao_Paulo", "Australia/Lord_Howe", "Europe/Dublin",
    "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll", "Asia/Kathmandu", "America/Godthab", "Etc/GMT+3",
};

static struct zone *open_both(const char *name)
{
    struct err e = { 0 };
    struct zone *z = zone_open(name, &e);
    if (!z)
        fail_msg("%s", e.msg);
    setenv("TZ", name, 1);
    tzset();
    return z;
}

static int32_t offset_of_libc(int64_t utc_s)
{
    time_t t = (time_t)utc_s;
    struct tm tm;
    localtime_r(&t, &tm);
    return (int32_t)tm.tm_gmtoff;
}

static void assert_same_offset(const struct zone *z, int64_t utc_s)
{
    if (zone_offset(z, utc_s) != offset_of_libc(utc_s))
        fail_msg("%s at %lld: %d, the C library says %d", zone_name(z), (long long)utc_s,
                 zone_offset(z, utc_s), offset_of_libc(utc_s));
}

/* Both sides of a change that lies somewhere after `from` and not after `to`. */
static void check_around_change(const struct zone *z, int64_t from, int64_t to)
{
    while (to - from > 1) {
        int64_t mid = from + (to - from) / 2;
        if (offset_of_libc(mid) == offset_of_libc(from))
            from = mid;
        else
            to = mid;
    }
    assert_same_offset(z, from);
    assert_same_offset(z, to);
}

static void offsets_agree_with_the_c_library_from_1990_to_2100(void **state)
{
    (void)state;
    for (size_t i = 0; i < N(zones); i++) {
        struct zone *z = open_both(zones[i]);
        int64_t last = when_days(2101, 1, 1) * DAY_S;
        int changes = 0;
        for (int64_t t = when_days(1990, 1, 1) * DAY_S; t < last; t += DAY_S / 2) {
            assert_same_offset(z, t);
            if (offset_of_libc(t) != offset_of_libc(t - DAY_S / 2)) {
                check_around_change(z, t - DAY_S / 2, t);
                changes++;
            }
        }
        if (strcmp(zones[i], "Europe/Madrid") == 0)
            assert_int_equal(changes, 2 * 111);
        zone_close(z);
    }
}

static int64_t local_of(const struct zone *z, int64_t utc_s)
{
    return utc_s + zone_offset(z, utc_s);
}

/* By trying: the first second whose local time is this one. */
static bool first_with_local_time(const struct zone *z, int64_t local_s, int64_t *utc_s)
{
    for (*utc_s = local_s - 15 * 3600; *utc_s <= local_s + 13 * 3600; *utc_s += 900)
        if (local_of(z, *utc_s) == local_s)
            return true;
    return false;
}

static void local_times_go_back_to_the_first_instant_that_has_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < N(zones); i++) {
        struct zone *z = open_both(zones[i]);
        for (int64_t local = when_days(2008, 1, 1) * DAY_S; local < when_days(2012, 2, 1) * DAY_S; local += 1800) {
            int64_t want, got = zone_to_utc(z, local);
            if (first_with_local_time(z, local, &want) ? got != want : local_of(z, got) <= local)
                fail_msg("%s: local %lld became %lld", zones[i], (long long)local, (long long)got);
        }
        zone_close(z);
    }
}

static void twice_and_never_are_settled_as_promised(void **state)
{
    static const struct { const char *zone, *local, *utc; } row[] = {
        { "Europe/Madrid", "2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z" },
        { "Europe/Madrid", "2026-03-29 02:30:00", "2026-03-29T01:30:00.000Z" },  /* never: 03:30 */
        { "Europe/Madrid", "2026-03-29 03:00:00", "2026-03-29T01:00:00.000Z" },
        { "Europe/Madrid", "2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z" },  /* twice */
        { "Europe/Madrid", "2026-10-25 03:00:00", "2026-10-25T02:00:00.000Z" },
        { "Europe/Madrid", "2090-07-01 12:00:00", "2090-07-01T10:00:00.000Z" },
        { "America/Los_Angeles", "2026-11-01 01:30:00", "2026-11-01T08:30:00.000Z" },
        { "Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-03T15:45:00.000Z" },
        { "Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T22:00:00.000Z" },   /* a whole day never */
        { "America/Mexico_City", "2022-07-01 12:00:00", "2022-07-01T17:00:00.000Z" },
        { "America/Mexico_City", "2026-07-01 12:00:00", "2026-07-01T18:00:00.000Z" },
        { "UTC", "2026-07-01 12:00:00", "2026-07-01T12:00:00.000Z" },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        struct zone *z = open_both(row[i].zone);
        char text[WHEN_TEXT];
        int64_t local_ms;
        assert_true(when_parse(slice_of(row[i].local), WHEN_SQL, NULL, &local_ms));
        when_print(zone_to_utc(z, local_ms / 1000) * 1000, text);
        assert_string_equal(text, row[i].utc);
        zone_close(z);
    }
}

static void days_begin_at_local_midnight(void **state)
{
    static const struct { const char *zone, *utc; int year, month, day; } row[] = {
        { "America/Mexico_City", "2026-11-22T05:59:59Z", 2026, 11, 21 },
        { "America/Mexico_City", "2026-11-22T06:00:00Z", 2026, 11, 22 },
        { "Europe/Madrid", "2026-06-30T21:59:59Z", 2026, 6, 30 },
        { "Europe/Madrid", "2026-06-30T22:00:00Z", 2026, 7, 1 },
        { "Asia/Kathmandu", "2026-06-30T18:15:00Z", 2026, 7, 1 },
        { "UTC", "2026-06-30T23:59:59Z", 2026, 6, 30 },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        struct zone *z = open_both(row[i].zone);
        int64_t ms;
        assert_true(when_parse(slice_of(row[i].utc), WHEN_RFC3339, NULL, &ms));
        assert_int_equal(zone_day(z, ms / 1000), when_days(row[i].year, row[i].month, row[i].day));
        zone_close(z);
    }
    struct zone *utc = open_both("UTC");
    assert_int_equal(zone_day(utc, -1), -1);
    assert_int_equal(zone_day(utc, -DAY_S), -1);
    assert_int_equal(zone_day(utc, -DAY_S - 1), -2);
    zone_close(utc);
}

static void names_that_are_no_zone_are_refused(void **state)
{
    static const char *const name[] = {
        "", "/etc/passwd", "/Europe/Madrid", "./UTC", "../zoneinfo/UTC", "America/../UTC", "Mars/Olympus", "America", "zone.tab", "tzdata.zi",
        "Europe/Madrid ", "Europe\\Madrid", "right/UTC", "right/Europe/Madrid",
        "America/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    (void)state;
    for (size_t i = 0; i < N(name); i++) {
        struct err e = { 0 };
        if (zone_open(name[i], &e))
            fail_msg("\"%s\" was accepted", name[i]);
        assert_int_equal(e.kind, ERR_CONFIG);
        assert_true(strlen(e.msg) > 20);
    }
    zone_close(NULL);
}

/* What a file named Bent says, put where PULSO_ZONEINFO points. */
static bool opens(const char *folder, const char *bytes, size_t n)
{
    char path[128];
    struct err e = { 0 };
    snprintf(path, sizeof path, "%s/Bent", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
    struct zone *z = zone_open("Bent", &e);
    bool opened = z != NULL;
    if (opened)
        for (int64_t t = -(INT64_C(1) << 40); t < INT64_C(1) << 40; t += INT64_C(1) << 34)
            zone_to_utc(z, t);
    zone_close(z);
    unlink(path);
    return opened;
}

/* Cut at every length and bent in every byte: refused or usable, never a crash. */
static void broken_files_are_refused_or_harmless(void **state)
{
    char folder[] = "/tmp/pulso-zone-XXXXXX";
    static char good[8192], bent[8192];
    (void)state;
    FILE *f = fopen("/usr/share/zoneinfo/America/Mexico_City", "r");
    assert_non_null(f);
    size_t n = fread(good, 1, sizeof good, f);
    fclose(f);
    assert_true(n > 100 && n < sizeof good);
    assert_non_null(mkdtemp(folder));
    setenv("PULSO_ZONEINFO", folder, 1);
    assert_true(opens(folder, good, n));
    for (size_t cut = 0; cut < n; cut++)
        if (opens(folder, good, cut))
            fail_msg("%zu of %zu bytes were accepted", cut, n);
    for (size_t i = 0; i < n; i++) {
        memcpy(bent, good, n);
        bent[i] ^= (char)0x81;
        opens(folder, bent, n);
    }
    unsetenv("PULSO_ZONEINFO");
    rmdir(folder);
}

static void rules_are_read_as_posix_says(void **state)
{
    static const struct { const char *text; bool ok; int32_t std_s, dst_s; const char *start, *end; } row[] = {
        { "CET-1CEST,M3.5.0,M10.5.0/3", true, 3600, 7200, "2026-03-29T01:00:00.000Z", "2026-10-25T01:00:00.000Z" },
        { "PST8PDT,M3.2.0,M11.1.0", true, -28800, -25200, "2026-03-08T10:00:00.000Z", "2026-11-01T09:00:00.000Z" },
        { "IST-1GMT0,M10.5.0,M3.5.0/1", true, 3600, 0, "2026-10-25T01:00:00.000Z", "2026-03-29T01:00:00.000Z" },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true, -7200, -3600, "2026-03-29T01:00:00.000Z", "2026-10-25T01:00:00.000Z" },
        { "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true, 37800, 39600, "2026-10-03T15:30:00.000Z", "2026-04-04T15:00:00.000Z" },
        { "AAA0BBB,J60/0,59/0", true, 0, 3600, "2026-03-01T00:00:00.000Z", "2026-02-28T23:00:00.000Z" },
        { "CST6", true, -21600, 0, NULL, NULL },
        { "<-03>3", true, -10800, 0, NULL, NULL },
        { "", false, 0, 0, NULL, NULL },
        { "CST", false, 0, 0, NULL, NULL },
        { "C6", false, 0, 0, NULL, NULL },
        { "<-03", false, 0, 0, NULL, NULL },
        { "CST6CDT", false, 0, 0, NULL, NULL },
        { "CST6CDT,M3.2.0", false, 0, 0, NULL, NULL },
        { "CST6CDT,M13.2.0,M11.1.0", false, 0, 0, NULL, NULL },
        { "CST6CDT,M3.6.0,M11.1.0", false, 0, 0, NULL, NULL },
        { "CST6CDT,M3.2.7,M11.1.0", false, 0, 0, NULL, NULL },
        { "CST6CDT,M3.2.0,M11.1.0x", false, 0, 0, NULL, NULL },
        { "CST6CDT,J0,J365", false, 0, 0, NULL, NULL },
        { "CST168", false, 0, 0, NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < N(row); i++) {
        struct zone_rule r;
        char text[WHEN_TEXT];
        int64_t start, end;
        if (zone_rule_parse(slice_of(row[i].text), &r) != row[i].ok)
            fail_msg("\"%s\" was %s", row[i].text, row[i].ok ? "refused" : "accepted");
        if (!row[i].ok)
            continue;
        assert_int_equal(r.std_s, row[i].std_s);
        assert_int_equal(r.has_dst, row[i].start != NULL);
        if (!r.has_dst)
            continue;
        assert_int_equal(r.dst_s, row[i].dst_s);
        zone_rule_year(&r, 2026, &start, &end);
        when_print(start * 1000, text);
        assert_string_equal(text, row[i].start);
        when_print(end * 1000, text);
        assert_string_equal(text, row[i].end);
    }
}

static void julian_days_of_a_rule_skip_the_leap_day(void **state)
{
    struct zone_rule r;
    int64_t start, end;
    (void)state;
    assert_true(zone_rule_parse(SLICE("AAA0BBB,J60/0,60/0"), &r));
    zone_rule_year(&r, 2028, &start, &end);
    assert_int_equal(start, when_days(2028, 3, 1) * DAY_S);
    assert_int_equal(end, when_days(2028, 3, 1) * DAY_S - 3600);
    zone_rule_year(&r, 2027, &start, &end);
    assert_int_equal(start, when_days(2027, 3, 1) * DAY_S);
    assert_int_equal(end, when_days(2027, 3, 2) * DAY_S - 3600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_agree_with_the_c_library_from_1990_to_2100),
        cmocka_unit_test(local_times_go_back_to_the_first_instant_that_has_them),
        cmocka_unit_test(twice_and_never_are_settled_as_promised),
        cmocka_unit_test(days_begin_at_local_midnight),
        cmocka_unit_test(names_that_are_no_zone_are_refused),
        cmocka_unit_test(broken_files_are_refused_or_harmless),
        cmocka_unit_test(rules_are_read_as_posix_says),
        cmocka_unit_test(julian_days_of_a_rule_skip_the_leap_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
