/* What a brand's names, homonyms, exclusions and accounts become: queries, and mistakes at their places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "classify/classifier.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static struct conf *parse(const char *yaml)
{
    struct err e = { 0 };
    struct conf *c = conf_parse("b.yaml", slice_of(yaml), &e);
    if (!c)
        fail_msg("%s", e.msg);
    return c;
}

static void a_brand_becomes_queries_of_its_own_name(void **state)
{
    static const struct { const char *brand; size_t at, count; const char *name, *text; } row[] = {
        { "names: zumo", 0, 1, "x~names", "(\"zumo\")" },
        { "names: [zumo, 'zumo móvil', '{Zumo}']", 0, 1, "x~names", "(\"zumo\" OR \"zumo móvil\" OR {Zumo})" },
        { "names: [zumo], exclusions: ['a OR b', c]", 0, 1, "x~names", "(\"zumo\") NOT ((a OR b) OR (c))" },
        { "names: [zumo], elsewhere: [MX, ES]", 0, 1, "x~names", "(\"zumo\") NOT country:(MX OR ES)" },
        { "names: [zumo], country: AR, country_needed: true", 0, 1, "x~names", "(\"zumo\") AND country:AR" },
        { "accounts: ['@zumo', zumo_ar]", 0, 1, "x~accounts", "\"@zumo\" OR engagingWith:\"zumo\" OR \"@zumo_ar\" OR engagingWith:\"zumo_ar\"" },
        { "accounts: { handle: zumo, platform: x, purpose: care }", 0, 1, "x~accounts", "(platform:x AND (\"@zumo\" OR engagingWith:\"zumo\"))" },
        { "names: [zumo], accounts: [zu], queries: [{ name: q, query: z }]", 1, 3, "x~accounts", "\"@zu\" OR engagingWith:\"zu\"" },
        { "names: [zumo], accounts: [zu], queries: [{ name: q, query: z }]", 2, 3, "q", "z" },
        { "accounts: [zu], queries: [{ name: q, query: z }]", 0, 1, "q", "z" },
        { "homonyms: [{ word: claro, near: 'red OR app' }]", 0, 1, "x~context", "(((claro) NEAR/8 (red OR app)))" },
        { "homonyms: [{ word: claro, near: '@@w OR app', within: 3, never: ['\"claro que\"'] }], exclusions: e", 0, 1, "x~context",
          "(((claro) NEAR/3 ((red OR (onda OR fibra)) OR app) NOT ((\"claro que\")))) NOT ((e))" },
        { "homonyms: [{ word: [nación, Nacion], near: red, capital: needed }]", 0, 1, "x~context",
          "((({Nación} OR {NACIÓN} OR {Nacion} OR {NACION}) NEAR/8 (red)))" },
        { "homonyms: [{ word: ñandú, near: red, capital: needed }]", 0, 1, "x~context", "((({Ñandú} OR {ÑANDÚ}) NEAR/8 (red)))" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct brands b;
        char yaml[600];
        snprintf(yaml, sizeof yaml, "queries: [{ name: w, query: 'red OR @@v' }, { name: v, query: onda OR fibra }]\nbrands: [{ id: x, %s }]\n", row[i].brand);
        struct conf *c = parse(yaml);
        if (!brands_read(c, &b, &e))
            fail_msg("row %zu: %s", i, e.msg);
        assert_int_equal(b.v[0].query_count, row[i].count);
        assert_string_equal(b.v[0].queries[row[i].at].name, row[i].name);
        assert_string_equal(b.v[0].queries[row[i].at].text, row[i].text);
        assert_int_equal(b.v[0].queries[row[i].at].implied, strchr(row[i].name, '~') != NULL);
        brands_fini(&b);
        struct classifier *cl = classifier_open(c, &e);      /* and every one of them is a query */
        if (!cl)
            fail_msg("row %zu: %s", i, e.msg);
        classifier_close(cl);
        conf_free(c);
    }
}

static void what_is_written_wrong_is_said_at_its_place(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "brands:\n  - id: a\n    names: ['x', 'say \"y\"']\n", "b.yaml:3:19: a name is a plain text" },
        { "brands:\n  - id: a\n    names: [x]\n    exclusions: [y, 'z)']\n", "b.yaml:4:22: brackets and quotes do not pair in 'z)'" },
        { "brands:\n  - id: a\n    names: [x]\n    exclusions: ['\"z']\n", "b.yaml:4:19: brackets and quotes do not pair" },
        { "brands:\n  - id: a\n    names: [x]\n    exclusions: [y, 'ñ and k']\n", "b.yaml:4:24: query 'a~names':" },
        { "brands:\n  - id: a\n    homonyms:\n      - { word: x, near: '@@w' }\n", "b.yaml:4:27: there is no @@w under queries" },
        { "queries:\n  - { name: w, query: 'k OR @@w' }\nbrands:\n  - id: a\n    homonyms:\n      - { word: x, near: '@@w' }\n",
          "b.yaml:2:24: @@w stands inside too many others" },
        { "queries:\n  - { name: w, query: 'k OR' }\nbrands: []\n", "b.yaml:2:28: query 'w': the query ends" },
        { "brands:\n  - id: a\n    homonyms:\n      - { word: x, near: 'k OR (l AND m)' }\n", "b.yaml:4:32: query 'a~context': AND cannot stand beside NEAR" },
        { "queries: [{ name: w, query: k }]\nbrands:\n  - id: a\n    homonyms:\n      - { word: x, near: '@@w OR (l AND m)' }\n",
          "b.yaml:5:34: query 'a~context': AND cannot stand beside NEAR" },
        { "queries: [{ name: w, query: k }]\nbrands:\n  - id: a\n    homonyms:\n      - { word: x, near: '(l AND m) OR @@w OR n' }\n",
          "b.yaml:5:27: query 'a~context': AND cannot stand beside NEAR" },
        { "queries: [{ name: w, query: 'k OR (l AND m)' }]\nbrands:\n  - id: a\n    homonyms:\n      - { word: x, near: '@@w OR n' }\n",
          "b.yaml:1:35: query 'a~context': AND cannot stand beside NEAR" },
        { "brands:\n  - id: a\n    homonyms: claro\n", "b.yaml:3:15: homonyms must be a list" },
        { "brands:\n  - id: a\n    homonyms: { word: x, near: k }\n", "b.yaml:3:15: homonyms must be a list" },
        { "queries:\n  - { name: a, query: '@@b OR @@b OR @@b OR @@b OR @@b OR @@b OR @@b OR @@b OR @@b' }\n"
          "  - { name: b, query: '@@c OR @@c OR @@c OR @@c OR @@c OR @@c OR @@c OR @@c OR @@c' }\n"
          "  - { name: c, query: '@@d OR @@d OR @@d OR @@d OR @@d OR @@d OR @@d OR @@d OR @@d' }\n"
          "  - { name: d, query: '@@f OR @@f OR @@f OR @@f OR @@f OR @@f OR @@f OR @@f OR @@f' }\n"
          "  - { name: f, query: '@@g OR @@g OR @@g OR @@g OR @@g OR @@g OR @@g OR @@g OR @@g' }\n"
          "  - { name: g, query: 'aaaaaaaaaa OR bbbbbbbbb OR cccccccccccccccccc OR ddddddddd' }\n"
          "brands:\n  - id: a\n    homonyms:\n      - { word: x, near: '@@a' }\n", "b.yaml:6:24: @@g and what stands in it is more than 1048576 bytes" },
        { "brands:\n  - id: a\n    homonyms:\n      - { word: x }\n", "b.yaml:4:9: a homonym needs near" },
        { "brands:\n  - id: a\n    homonyms:\n      - { word: 'x y', near: k }\n", "b.yaml:4:18: 'x y' is not one word" },
        { "brands:\n  - id: a\n    homonyms:\n      - { word: x, near: k, capital: yes }\n", "b.yaml:4:38: 'yes' is none of any" },
        { "brands:\n  - id: a\n    homonyms:\n      - { word: x, near: k, within: 1001 }\n", "b.yaml:4:37: 1001 is not between" },
        { "brands:\n  - id: a\n    names: [x]\n    elsewhere: [MX, ESP]\n", "b.yaml:4:21: 'ESP' is no country" },
        { "brands:\n  - id: a\n    names: [x]\n    country_needed: true\n", "b.yaml:2:9: brand 'a': country_needed needs" },
        { "brands:\n  - id: a\n    accounts: ['@x y']\n", "b.yaml:3:17: '@x y' is no account" },
        { "brands:\n  - id: a\n    accounts: [{ handle: x, purpose: fun }]\n", "b.yaml:3:38: 'fun' is none of main" },
        { "brands:\n  - id: a\n    competitors: [b]\n", "b.yaml:3:19: competitors of 'a': no brand has the id 'b'" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct err e = { 0 };
        struct conf *c = parse(row[i].yaml);
        assert_null(classifier_open(c, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (!slice_starts(slice_of(e.msg), slice_of(row[i].want)))
            fail_msg("row %zu: %s", i, e.msg);
        conf_free(c);
    }
}

static void what_else_is_said_of_a_brand_is_kept(void **state)
{
    struct err e = { 0 };
    struct brands b;
    struct conf *c = parse("brands:\n  - { id: a, sector: bank, country: MX, names: a, competitors: [c, b], accounts: [x, { handle: '@y', purpose: press }] }\n"
                           "  - { id: b, names: b }\n  - { id: c, names: c }\n");
    (void)state;
    assert_true(brands_read(c, &b, &e));
    assert_string_equal(b.v[0].sector, "bank");
    assert_string_equal(b.v[0].country, "MX");
    assert_int_equal(b.v[0].competitor_count, 2);
    assert_int_equal(b.v[0].competitors[0], 2);
    assert_int_equal(b.v[0].competitors[1], 1);
    assert_int_equal(b.v[0].accounts.n, 2);
    assert_string_equal(b.v[0].accounts.v[1], "@y");
    assert_string_equal(b.v[0].account[1].purpose, "press");
    assert_null(b.v[0].account[1].platform);
    brands_fini(&b);
    conf_free(c);
}

/* Classifies one mention; its brands' ids in `out`, separated by blanks, * behind one that wrote it itself. */
static void classify(const char *yaml, const char *handle, const char *extra, const char *text, char *out, size_t size)
{
    struct err e = { 0 };
    struct buf json = { 0 };
    struct arena a = { 0 };
    struct mention m;
    struct verdict v;
    struct conf *c = parse(yaml);
    struct classifier *cl = classifier_open(c, &e);
    struct mention_parser *mp = mention_parser_new();
    if (!cl)
        fail_msg("%s", e.msg);
    struct classifier_worker *w = classifier_worker_new(cl);
    buf_printf(&json, "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T04:42:13Z\",\"author\":{\"handle\":\"%s\"},\"text\":", handle);
    buf_json(&json, slice_of(text));
    buf_printf(&json, "%s}", extra);
    assert_true(mention_parse(mp, &a, buf_slice(&json), &m, &e));
    classifier_run(w, &a, &m, &v);
    *out = 0;
    for (size_t i = 0, n = 0; i < v.brand_count; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%s%s", i ? " " : "", classifier_brands(cl)->v[v.brands[i].brand].id, v.brands[i].own ? "*" : "");
    classifier_worker_free(w);
    mention_parser_free(mp);
    classifier_close(cl);
    conf_free(c);
    arena_fini(&a);
    buf_fini(&json);
}

static void a_mention_goes_to_the_brands_that_it_names(void **state)
{
    static const char yaml[] =
        "queries: [{ name: words, query: 'señal OR internet OR factura' }]\n"
        "brands:\n"
        "  - { id: claro-ar, country: AR, names: ['claro argentina'], accounts: [{ handle: ClaroAr, platform: x }, { handle: ClaroCare, platform: mastodon }],\n"
        "      homonyms: [{ word: claro, near: '@@words', within: 4, never: ['\"claro que\"'], capital: enough }],\n"
        "      exclusions: ['\"claro oscuro\"'], elsewhere: [MX] }\n"
        "  - { id: claro-mx, country: MX, names: ['claro méxico'], country_needed: true, homonyms: [{ word: claro, near: '@@words' }] }\n";
    static const struct { const char *handle, *extra, *text, *want; } row[] = {
        { "ana", "", "claro que sí, ya tengo internet", "" },
        { "ana", "", "claro sin señal otra vez", "claro-ar" },
        { "ana", "", "claro, y ahora me quedé un rato largo pensando en que no hay señal", "" },
        { "ana", "", "me paso a Claro mañana", "claro-ar" },
        { "ana", "", "Claro, mañana voy", "" },
        { "ana", "", "Claro que sí: me paso a Claro", "claro-ar" },
        { "ana", "", "un claro oscuro sin señal, de Claro", "" },
        { "ana", ",\"country\":\"MX\"", "claro sin señal", "claro-mx" },
        { "ana", ",\"country\":\"AR\"", "claro sin señal", "claro-ar" },
        { "ana", ",\"country\":\"UY\"", "claro sin señal", "claro-ar" },
        { "ana", ",\"country\":\"MX\"", "@ClaroAr no anda", "claro-ar" },
        { "ana", "", "@ClaroCare no anda", "" },
        { "ana", ",\"kind\":\"reply\",\"in_reply_to\":\"9\",\"in_reply_to_author\":\"claroar\"", "gracias", "claro-ar" },
        { "claroar", "", "Claro Argentina abre", "claro-ar*" },
        { "clarocare", "", "Claro Argentina abre", "claro-ar" },
    };
    char got[100];
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        classify(yaml, row[i].handle, row[i].extra, row[i].text, got, sizeof got);
        if (strcmp(got, row[i].want) != 0)
            fail_msg("row %zu: '%s' is of '%s', not of '%s'", i, row[i].text, got, row[i].want);
    }
}

static void the_mark_of_a_configuration_follows_what_brands_take_in(void **state)
{
    static const char *const yaml[] = {
        "brands: [{ id: a, names: [x] }]", "brands: [{ id: a, names: [x], exclusions: [y] }]", "brands: [{ id: a, names: [x], elsewhere: [MX] }]",
        "queries: [{ name: w, query: k }]\nbrands: [{ id: a, queries: [{ name: q, query: 'x AND @@w' }] }]",
        "queries: [{ name: w, query: l }]\nbrands: [{ id: a, queries: [{ name: q, query: 'x AND @@w' }] }]",
        "brands: [{ id: a, accounts: [x], queries: [{ name: q, query: z }] }]",
        "brands: [{ id: a, accounts: [{ handle: x, platform: y }], queries: [{ name: q, query: z }] }]",
    };
    char mark[ROWS(yaml)][17];
    (void)state;
    for (size_t i = 0; i < ROWS(yaml); i++) {
        struct err e = { 0 };
        struct conf *c = parse(yaml[i]);
        struct classifier *cl = classifier_open(c, &e);
        assert_non_null(cl);
        snprintf(mark[i], sizeof mark[i], "%s", classifier_config(cl));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(mark[i], mark[k]);
        classifier_close(cl);
        conf_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_brand_becomes_queries_of_its_own_name),
        cmocka_unit_test(what_is_written_wrong_is_said_at_its_place),
        cmocka_unit_test(what_else_is_said_of_a_brand_is_kept),
        cmocka_unit_test(a_mention_goes_to_the_brands_that_it_names),
        cmocka_unit_test(the_mark_of_a_configuration_follows_what_brands_take_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
