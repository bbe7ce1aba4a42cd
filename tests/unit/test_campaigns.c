/* Campaigns, customers and hashtag groups: what the configuration says of them, and what is wrong with it, at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "metrics/campaigns.h"
#include "metrics/customers.h"
#include "metrics/hashtags.h"

#define ROWS(r) (sizeof(r) / sizeof((r)[0]))

static void a_campaign_is_found_with_its_period_and_set(void **state)
{
    static const char yaml[] = "sets: { banks: [a] }\ncampaigns:\n  - { name: one, from: 2026-11-13, to: 2026-11-16, set: banks }\n"
                               "  - { name: two, from: 2026-11-13T20:00:00Z, to: 2026-11-13T22:00:00Z, query: '#x', about: a match }\n";
    struct err e = { 0 };
    struct conf *c = conf_parse("p.yaml", slice_of(yaml), &e);
    struct campaign g;
    char text[CAMPAIGN_PERIOD];
    (void)state;
    assert_true(campaigns_check(c, NULL, &e));
    assert_true(campaign_find(c, "one", &g, &e));
    assert_string_equal(campaign_period(&g, text), "2026-11-13..2026-11-16");
    assert_string_equal(g.set, "banks");
    assert_null(g.query);
    assert_true(campaign_find(c, "two", &g, &e));
    assert_string_equal(campaign_period(&g, text), "2026-11-13T20:00:00Z..2026-11-13T22:00:00Z");
    assert_string_equal(g.query, "#x");
    assert_false(campaign_find(c, "three", &g, &e));
    assert_non_null(strstr(e.msg, "names one, two"));
    conf_free(c);
}

static void what_makes_no_campaign_is_said_at_its_place(void **state)
{
    static const struct { const char *yaml, *why; } row[] = {
        { "campaigns: { a: b }\n", "p.yaml:1:12: campaigns is a list" },
        { "campaigns: [{ name: a, from: 2026-11-13 }]\n", "to" },
        { "campaigns: [{ name: A b, from: 2026-11-13, to: 2026-11-14 }]\n", "p.yaml:1:21: campaign 'A b'" },
        { "campaigns: [{ name: a, from: 2026-11-14, to: 2026-11-13 }]\n", "p.yaml:1:30: campaign a: " },
        { "campaigns: [{ name: a, from: yesterdy, to: 2026-11-13 }]\n", "campaign a: " },
        { "sets: { x: [b] }\ncampaigns: [{ name: a, from: 2026-11-13, to: 2026-11-14, set: y }]\n", "`sets:` names no y" },
        { "campaigns: [{ name: a, from: 2026-11-13, to: 2026-11-14 }, { name: a, from: 2026-11-13, to: 2026-11-14 }]\n", "two campaigns are called a" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct conf *c = conf_parse("p.yaml", slice_of(row[i].yaml), &e);
        assert_non_null(c);
        if (campaigns_check(c, NULL, &e) || !strstr(e.msg, row[i].why))
            fail_msg("%s: said \"%s\", should hold \"%s\"", row[i].yaml, e.msg, row[i].why);
        conf_free(c);
    }
}

static void hashtags_of_a_group_are_one_row(void **state)
{
    struct err e = { 0 };
    struct conf *c = conf_parse("p.yaml", SLICE("hashtag_groups:\n  - { name: buen fin, hashtags: ['#BuenFin', elbuenfín] }\n"), &e);
    struct arena a = { 0 };
    struct hashtag_groups g;
    struct estimate_item v[] = { { SLICE("#otro"), 50, 60 }, { SLICE("#buenfin"), 40, 41 }, { SLICE("#elbuenfin"), 30, 33 }, { SLICE("#buen"), 20, 20 } };
    struct estimate_items items = { .v = v, .n = ROWS(v), .missed = 3 };
    (void)state;
    assert_true(hashtags_read(c, &a, &g, &e));
    hashtags_join(&g, &items);
    assert_int_equal(items.n, 3);
    assert_true(slice_is(items.v[0].text, "buen fin") && items.v[0].low == 70 && items.v[0].high == 74);
    assert_true(slice_is(items.v[1].text, "#otro") && slice_is(items.v[2].text, "#buen"));
    conf_free(c);
    c = conf_parse("p.yaml", SLICE("hashtag_groups: [{ name: x, hashtags: ['#A'] }, { name: y, hashtags: [á] }]\n"), &e);
    assert_false(hashtags_check(c, NULL, &e));
    assert_non_null(strstr(e.msg, "p.yaml:1:49: #a stands in two hashtag groups: in x already"));
    conf_free(c);
    arena_fini(&a);
}

static void customers_of_a_period_are_the_mean_of_its_days(void **state)
{
    static const struct { const char *brand, *period; double want; } row[] = {
        { "tele", "2026-10", 3000 }, { "tele", "2026-10-20..2026-10-20", 3000 }, { "tele", "2026-11", 6000 }, { "tele", "2026-10-31..2026-11-01", 4500 },
        { "tele", "2026-10-30..2026-11-01", 4000 }, { "tele", "2027-10", 6000 }, { "tele", "2027-11", 0 }, { "tele", "2026-09-30..2026-10-10", 0 },
        { "banco", "2026-12", 70 }, { "nobody", "2026-12", 0 },
    };
    struct err e = { 0 };
    char yaml[256], path[] = "/tmp/customers-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    (void)state;
    assert_true(f && fputs("# as the regulator says\n\ntele\t2026-10\t3000\r\nbanco \t 2026-12\t70\n", f) >= 0 && fclose(f) == 0);
    snprintf(yaml, sizeof yaml, "customers:\n  - { brand: tele, month: 2026-11, count: 6000 }\n  - { file: %s }\n", path);
    struct conf *c = conf_parse("p.yaml", slice_of(yaml), &e);
    struct customers all;
    struct zone *z = zone_open("America/Mexico_City", &e);
    if (!customers_read(c, &all, &e))
        fail_msg("%s", e.msg);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct period p;
        assert_true(period_parse(slice_of(row[i].period), z, 0, &p, &e));
        double got = customers_of(&all, slice_of(row[i].brand), z, &p);
        if (got < row[i].want - 1e-6 || got > row[i].want + 1e-6)
            fail_msg("%s in %s: %f customers, expected %f", row[i].brand, row[i].period, got, row[i].want);
    }
    assert_true(customers_per_thousand(12, 3000) == 4 && customers_per_thousand(0, 3000) == 0 && customers_per_thousand(12, 0) < 0);
    customers_fini(&all);
    zone_close(z);
    conf_free(c);
    unlink(path);
}

static void what_makes_no_customers_is_said_at_its_place(void **state)
{
    static const struct { const char *yaml, *why; } row[] = {
        { "customers: 5\n", "p.yaml:1:12: customers is a list" },
        { "customers: [{ brand: a, month: 2026-13, count: 5 }]\n", "p.yaml:1:13: customers of a: '2026-13' is no month" },
        { "customers: [{ brand: a, month: 2026-10 }]\n", "the count is a whole number" },
        { "customers: [{ month: 2026-10, count: 4 }]\n", "no brand is named" },
        { "customers: [{ brand: a, month: 2026-10, count: 5 }, { brand: a, month: 2026-10, count: 6 }]\n", "customers of a in 2026-10 are said twice" },
        { "customers: [{ brand: a, file: x.tsv }]\n", "a file, or a brand" },
        { "customers: [{ file: /nowhere/x.tsv }]\n", "p.yaml:1:21: /nowhere/x.tsv: No such file" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct conf *c = conf_parse("p.yaml", slice_of(row[i].yaml), &e);
        assert_non_null(c);
        if (customers_check(c, NULL, &e) || !strstr(e.msg, row[i].why))
            fail_msg("%s: said \"%s\", should hold \"%s\"", row[i].yaml, e.msg, row[i].why);
        conf_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_campaign_is_found_with_its_period_and_set),
        cmocka_unit_test(what_makes_no_campaign_is_said_at_its_place),
        cmocka_unit_test(hashtags_of_a_group_are_one_row),
        cmocka_unit_test(customers_of_a_period_are_the_mean_of_its_days),
        cmocka_unit_test(what_makes_no_customers_is_said_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
