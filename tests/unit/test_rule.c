/* rule: who gets a mention, and what a mistake in the rules looks like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "route/rule.h"

static struct brand brand_rows[] = { { .id = "movistar", .own = true }, { .id = "claro" }, { .id = "banco-galicia" } };
static const struct brands brands = { .v = brand_rows, .n = 3 };

struct read { struct conf_strs teams; const struct conf_node *rules, *priority; };
static const struct conf_key read_keys[] = {
    { "teams", CONF_STRS, offsetof(struct read, teams), NULL, "" },
    { "rules", CONF_NODE, offsetof(struct read, rules), NULL, "" },
    { "priority", CONF_NODE, offsetof(struct read, priority), NULL, "" },
    { 0 }
};

static struct conf *conf;

static struct rules *open_rules(const char *yaml, struct err *e)
{
    struct read top = { 0 };
    conf = conf_parse("p.yaml", slice_of(yaml), e);
    if (!conf || !conf_section(conf, "route", read_keys, &top, e))
        return NULL;
    return rules_open(conf_get(conf_root(conf), "route"), &top.teams, &brands, e);
}

/* One rule to be tried, with what it says in braces, and the rest. */
static struct rules *open_one(const char *when)
{
    char yaml[1024];
    struct err e = { 0 };
    snprintf(yaml, sizeof yaml, "route:\n  teams: [care]\n  rules:\n    - { name: it, when: { %s }, then: { queue: care } }\n    - { name: rest, then: ignore }\n", when);
    struct rules *rs = open_rules(yaml, &e);
    if (!rs)
        fail_msg("%s", e.msg);
    return rs;
}

static const char record[] =
    "{\"v\":1,\"platform\":\"mastodon\",\"id\":\"1\",\"kind\":\"reply\",\"created_at\":\"2026-11-22T04:42:13Z\",\"country\":\"AR\","
    "\"author\":{\"id\":\"88\",\"followers\":1200},\"text\":\"Claro funciona, Movistar es un desastre sin se\xc3\xb1" "al\",\"pulso\":";
static const char two_brands[] =
    "{\"lang\":\"es\",\"sentiment\":{\"label\":\"neutral\",\"score\":-0.1,\"why\":[[\"desastre\",-2,1,2]]},\"brands\":["
    "{\"brand\":\"movistar\",\"queries\":[\"m\"],\"own\":false,\"sentiment\":{\"label\":\"negative\",\"score\":-0.71,\"confidence\":0.88}},"
    "{\"brand\":\"claro\",\"queries\":[\"c\"],\"own\":true,\"sentiment\":{\"label\":\"positive\",\"score\":0.5,\"confidence\":0.7}}],\"new\":{\"x\":[1]}}";
static const char no_brands[] = "{\"lang\":\"pt\",\"sentiment\":{\"label\":\"negative\",\"score\":-1},\"brands\":[]}";

static struct priority urgent;    /* of the last decision */
static struct buf *asked;         /* why the first rule does not take it, if anybody asks */

static const struct rule *decide(const struct rules *rs, const char *pulso, struct arena *a)
{
    struct err e = { 0 };
    struct found f;
    struct mention m;
    struct mention_parser *mp = mention_parser_new();
    struct json *j = json_new(4096);
    struct rule_worker *w = rule_worker_new(rs);
    struct slice json = arena_printf(a, "%s%s}", record, pulso);
    if (!mention_parse(mp, a, json, &m, &e) || !found_read(j, a, m.extra, &f, &e))
        fail_msg("%s", e.msg);
    const struct rule *r = rules_decide(w, a, &m, &f, &urgent);
    if (asked)
        assert_int_equal(rules_explain(w, &rs->v[0], asked), r == &rs->v[0]);
    rule_worker_free(w);
    json_free(j);
    mention_parser_free(mp);
    return r;
}

struct when_row { const char *when; bool fits; };

static void expect_rows(const char *pulso, const struct when_row *row, size_t n)
{
    struct arena a = { 0 };
    for (size_t i = 0; i < n; i++) {
        struct rules *rs = open_one(row[i].when);
        bool fits = strcmp(decide(rs, pulso, &a)->name, "it") == 0;
        if (fits != row[i].fits)
            fail_msg("{ %s }: %d, expected %d", row[i].when, fits, row[i].fits);
        rules_close(rs);
        conf_free(conf);
        arena_reset(&a);
    }
    arena_fini(&a);
}

static void conditions_on_the_mention_decide_by_what_it_is(void **state)
{
    (void)state;
    static const struct when_row row[] = {
        { "platform: mastodon", true },            { "platform: [x, mastodon]", true },   { "platform: x", false },
        { "platform: mastodo", false },            { "lang: es", true },                  { "lang: [pt, ES]", true },
        { "lang: pt", false },                     { "country: [AR, UY]", true },         { "country: ar", true },
        { "country: MX", false },                  { "kind: reply", true },               { "kind: [post, reply]", true },
        { "kind: dm", false },                     { "followers_from: 1200", true },      { "followers_from: 1201", false },
        { "priority_from: 45", true },             { "text: desastre", true },            { "text: maravilla", false },
        { "text: funciona, platform: x", false },  { "text: funciona, lang: es", true },  { "priority_from: 46", false },
        { "intent: [praise, complaint]", false },  { "topic: outage", false },            { "pii: any", false },
        { "unsure: false", true },                 { "unsure: true", false },             { "verified: false", true },
        { "verified: true", false },
    };
    expect_rows(two_brands, row, sizeof row / sizeof row[0]);
}

static void conditions_on_what_classify_found_besides(void **state)
{
    (void)state;
    static const char found[] =
        "{\"lang\":\"es\",\"sentiment\":{\"label\":\"negative\",\"score\":-0.5,\"unsure\":true},\"intent\":\"cancellation\",\"topics\":[\"billing\",\"app\"],"
        "\"pii\":[\"phone\",\"shoe-size\"],\"brands\":[]}";
    static const struct when_row row[] = {
        { "intent: cancellation", true },     { "intent: [praise, cancellation]", true }, { "intent: complaint", false },
        { "topic: app", true },               { "topic: [outage, billing]", true },       { "topic: outage", false },
        { "pii: phone", true },               { "pii: [card, phone]", true },             { "pii: any", true },
        { "pii: card", false },               { "unsure: true", true },                   { "unsure: false", false },
        { "priority_from: 80", true },        { "priority_from: 81", false },             { "topic: app, intent: praise", false },
    };
    expect_rows(found, row, sizeof row / sizeof row[0]);
}

static void expect_priority(const char *rule, const char *pulso, const char *want)
{
    char yaml[512];
    struct err e = { 0 };
    struct arena a = { 0 };
    struct buf said = { 0 };
    snprintf(yaml, sizeof yaml, "route:\n  teams: [care]\n  priority: { complaint: 21, reach_1k: 7 }\n  rules: [ { name: it, then: { queue: care }%s } ]\n", rule);
    struct rules *rs = open_rules(yaml, &e);
    if (!rs)
        fail_msg("%s", e.msg);
    decide(rs, pulso, &a);
    buf_printf(&said, "%lld:", (long long)urgent.value);
    for (size_t i = 0; i < urgent.reason_count; i++)
        buf_printf(&said, " %s %lld", urgent.reasons[i].why, (long long)urgent.reasons[i].points);
    assert_string_equal(buf_z(&said), want);
    buf_fini(&said);
    rules_close(rs);
    conf_free(conf);
    arena_fini(&a);
}

static void how_urgent_it_is_adds_up_and_a_rule_has_the_last_word(void **state)
{
    static const char complaint[] = "{\"sentiment\":{\"label\":\"negative\",\"score\":-1},\"intent\":\"complaint\",\"pii\":[\"phone\"]}";
    static const char mixed[] = "{\"sentiment\":{\"label\":\"positive\",\"score\":1},\"brands\":[{\"brand\":\"claro\",\"sentiment\":{\"label\":\"positive\"}},"
                                "{\"brand\":\"movistar\",\"sentiment\":{\"label\":\"negative\"}}]}";
    (void)state;
    expect_priority("", complaint, "78: base 30 complaint 21 negative 10 reach 7 personal_data 10");
    expect_priority("", mixed, "47: base 30 negative 10 reach 7");
    expect_priority(", raise: 40", complaint, "100: base 30 complaint 21 negative 10 reach 7 personal_data 10 rule 40");
    expect_priority(", raise: -100", complaint, "0: base 30 complaint 21 negative 10 reach 7 personal_data 10 rule -100");
    expect_priority(", priority: 5", complaint, "5: rule 5");
    expect_priority(", priority: 0, raise: 3", complaint, "3: rule 0 rule 3");
}

static void a_rule_says_what_it_misses(void **state)
{
    static const struct { const char *when, *why; } row[] = {
        { "platform: x", "platform: mastodon" },
        { "followers_from: 5000", "followers_from: 1200" },
        { "country: MX", "country: AR" },
        { "kind: dm", "kind: reply" },
        { "intent: praise", "intent: not said" },
        { "topic: outage", "topic: none" },
        { "pii: any", "pii: none" },
        { "verified: true", "verified: not said" },
        { "priority_from: 99", "priority_from: 45" },
        { "brand: claro, label: negative", "brand, own, label, score_below: movistar is negative (-0.71), claro is positive (0.50), its own post" },
        { "text: maravilla", "text: it does not match" },
        { "text: desastre", "" },
    };
    struct arena a = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct rules *rs = open_one(row[i].when);
        struct buf why = { 0 };
        asked = &why;
        decide(rs, two_brands, &a);
        asked = NULL;
        assert_string_equal(buf_z(&why), row[i].why);
        buf_fini(&why);
        rules_close(rs);
        conf_free(conf);
    }
    arena_fini(&a);
}

static void conditions_on_a_brand_hold_of_one_and_the_same_brand(void **state)
{
    (void)state;
    static const struct when_row row[] = {
        { "brand: movistar", true },                     { "brand: [banco-galicia, claro]", true },
        { "brand: banco-galicia", false },               { "label: negative", true },
        { "label: positive", true },                     { "label: neutral", false },   /* the mention's, not a brand's */
        { "label: [neutral, negative]", true },          { "brand: movistar, label: negative", true },
        { "brand: claro, label: negative", false },      { "brand: [claro, movistar], label: negative", true },
        { "own: true", true },                           { "own: false", true },
        { "own: true, label: negative", false },         { "own: true, brand: movistar", false },
        { "own: true, brand: claro", true },             { "score_below: -0.7", true },
        { "score_below: -0.71", false },                 { "score_below: 0.6, brand: claro", true },
        { "score_below: 0.5, brand: claro", false },     { "score_below: 0, own: true", false },
        { "label: negative, text: desastre, brand: movistar, kind: reply, lang: es, followers_from: 1", true },
        { "label: negative, text: desastre, brand: movistar, kind: post, lang: es, followers_from: 1", false },
    };
    expect_rows(two_brands, row, sizeof row / sizeof row[0]);
}

static void without_brands_the_whole_mention_is_what_counts(void **state)
{
    (void)state;
    static const struct when_row row[] = {
        { "label: negative", true },  { "label: positive", false }, { "score_below: -0.9", true }, { "brand: movistar", false },
        { "own: true", false },       { "own: false", true },       { "lang: pt", true },
    };
    expect_rows(no_brands, row, sizeof row / sizeof row[0]);
}

static void the_first_rule_that_fits_decides_outcome_team_and_priority(void **state)
{
    (void)state;
    static const char yaml[] =
        "route:\n  teams: [care, press]\n  rules:\n"
        "    - { name: ours, when: { own: true, brand: movistar }, then: ignore }\n"
        "    - { name: reach, when: { followers_from: 1000, label: negative }, then: { queue: press }, priority: 90 }\n"
        "    - { name: angry, when: { label: negative }, then: { contact: care } }\n"
        "    - { name: hello, when: { label: positive }, then: answer }\n"
        "    - { name: asks, when: { intent: question }, then: { answer: press } }\n"
        "    - { name: rest, when: {}, then: { queue: care }, priority: 0 }\n";
    struct err e = { 0 };
    struct arena a = { 0 };
    struct rules *rs = open_rules(yaml, &e);
    if (!rs)
        fail_msg("%s", e.msg);
    const struct rule *r = decide(rs, two_brands, &a);
    assert_string_equal(r->name, "reach");
    assert_int_equal(r->then, THEN_QUEUE);
    assert_string_equal(rs->teams.v[r->team], "press");
    assert_string_equal(rs->outcomes[r->outcome], "queue.press");
    assert_int_equal(r->priority, 90);
    assert_string_equal(rs->outcomes[rs->v[2].outcome], "queue.care");
    assert_int_equal(rs->v[2].then, THEN_CONTACT);
    assert_false(rs->v[2].sets_priority);
    assert_string_equal(rs->outcomes[rs->v[3].outcome], "unanswered");   /* where no article fits */
    assert_int_equal(rs->v[3].team, -1);
    assert_int_equal(rs->v[4].then, THEN_ANSWER);
    assert_string_equal(rs->outcomes[rs->v[4].outcome], "queue.press");
    assert_string_equal(rs->outcomes[OUTCOME_ANSWER], "answer");
    assert_string_equal(decide(rs, "{\"sentiment\":{\"label\":\"neutral\",\"score\":0}}", &a)->name, "rest");
    rules_close(rs);
    conf_free(conf);
    arena_fini(&a);
}

static void a_mistake_is_said_with_its_place_and_what_to_write(void **state)
{
    (void)state;
    static const struct { const char *rules, *place, *what; } row[] = {
        { "[]", "p.yaml:3:10:", "least is" },
        { "[ { name: a, when: { lang: es }, then: ignore } ]", "p.yaml:3:12:", "the last rule has to take everything" },
        { "[ { name: a, then: ignore }, { name: b, then: ignore } ]", "p.yaml:3:39:", "\"b\" is never reached: \"a\"" },
        { "[ { name: a, then: { queue: caer } } ]", "p.yaml:3:38:", "did you mean \"care\"" },
        { "[ { name: a, then: { queue: sales-of-the-north } } ]", "p.yaml:3:38:", "no team" },
        { "[ { name: a, then: { queu: care } } ]", "p.yaml:3:29:", "then is" },
        { "[ { name: a, then: delete } ]", "p.yaml:3:29:", "then is" },
        { "[ { name: a } ]", "p.yaml:3:12:", "no then" },
        { "[ { then: ignore } ]", "p.yaml:3:12:", "name is missing" },
        { "[ { name: a, then: ignore, priority: 101 } ]", "p.yaml:3:47:", "0 to 100" },
        { "[ { name: a, then: ignore, prio: 1 } ]", "p.yaml:3:37:", "priority" },
        { "[ { name: a, when: { label: [negative, neutral] }, then: ignore }, { name: b, when: { lang: es, label: negative }, then: ignore }, { name: r, then: ignore } ]",
          "p.yaml:3:77:", "\"b\" is never reached: \"a\" before it takes" },
        { "[ { name: a, when: { followers_from: 0 }, then: ignore }, { name: b, when: { lang: es }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:68:",
          "\"b\" is never reached" },
        { "[ { name: a, when: { pii: any }, then: ignore }, { name: b, when: { pii: [phone, card] }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:59:",
          "\"b\" is never reached" },
        { "[ { name: a, when: { intent: complain }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:39:", "\"complaint\"" },
        { "[ { name: a, when: { pii: phones }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:36:", "\"phone\"" },
        { "[ { name: a, then: ignore, raise: 101 } ]", "p.yaml:3:44:", "-100 to 100" },
        { "[ { name: a, when: { priority_from: 101 }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:46:", "0 to 100" },
        { "[ { name: a, when: { brand: movstar }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:38:", "did you mean \"movistar\"" },
        { "[ { name: a, when: { brand: [claro, movistr] }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:46:", "\"movistar\"" },
        { "[ { name: a, when: { label: bad }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:38:", "no label" },
        { "[ { name: a, when: { kind: repply }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:37:", "\"reply\"" },
        { "[ { name: a, when: { score_below: -1 }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:44:", "-1 to 1" },
        { "[ { name: a, when: { score_below: low }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:44:", "score_below" },
        { "[ { name: a, when: { followers_from: -3 }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:47:", "negative" },
        { "[ { name: a, when: { sentiment: bad }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:31:", "sentiment" },
        { "[ { name: a, when: { text: 'a (b OR' }, then: ignore }, { name: r, then: ignore } ]", "p.yaml:3:38:", "text, character " },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char yaml[512];
        struct err e = { 0 };
        snprintf(yaml, sizeof yaml, "route:\n  teams: [care, press]\n  rules: %s\n", row[i].rules);
        assert_null(open_rules(yaml, &e));
        if (e.kind != ERR_CONFIG || strncmp(e.msg, row[i].place, strlen(row[i].place)) != 0 || !strstr(e.msg, row[i].what))
            fail_msg("row %zu: %s", i, e.msg);
        conf_free(conf);
    }
}

static void team_names_are_what_topics_can_be_called(void **state)
{
    (void)state;
    static const char *const bad[] = { "Care", "a b", "\"\"", "care, care", "ca/re", "\xc3\xb1" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char yaml[256];
        struct err e = { 0 };
        snprintf(yaml, sizeof yaml, "route:\n  teams: [%s]\n  rules: [ { name: rest, then: ignore } ]\n", bad[i]);
        assert_null(open_rules(yaml, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        assert_non_null(strstr(e.msg, "p.yaml:2:"));
        conf_free(conf);
    }
}

static void a_record_that_classify_did_not_write_is_refused(void **state)
{
    (void)state;
    static const struct { const char *pulso, *what; } row[] = {
        { "", "no member pulso" },
        { "[]", "an array" },
        { "{\"sentiment\":3}", "sentiment" },
        { "{\"sentiment\":{\"score\":0}}", "no label" },
        { "{\"sentiment\":{\"label\":\"neutral\",\"score\":\"x\"}}", "score" },
        { "{\"brands\":{}}", "brands" },
        { "{\"brands\":[{}]}", "brand" },
        { "{\"brands\":[7]}", "brands[]" },
        { "{\"topics\":\"outage\"}", "topics" },
        { "{\"topics\":[1]}", "topics[]" },
        { "{\"pii\":{}}", "pii" },
        { "{\"lang\"", "pulso" },
    };
    struct arena a = { 0 };
    struct json *j = json_new(4096);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct err e = { 0 };
        struct found f;
        assert_false(found_read(j, &a, slice_of(row[i].pulso), &f, &e));
        if (e.kind != ERR_DROP || !strstr(e.msg, row[i].what))
            fail_msg("row %zu: %s", i, e.msg);
    }
    json_free(j);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_on_the_mention_decide_by_what_it_is),
        cmocka_unit_test(conditions_on_what_classify_found_besides),
        cmocka_unit_test(how_urgent_it_is_adds_up_and_a_rule_has_the_last_word),
        cmocka_unit_test(a_rule_says_what_it_misses),
        cmocka_unit_test(conditions_on_a_brand_hold_of_one_and_the_same_brand),
        cmocka_unit_test(without_brands_the_whole_mention_is_what_counts),
        cmocka_unit_test(the_first_rule_that_fits_decides_outcome_team_and_priority),
        cmocka_unit_test(a_mistake_is_said_with_its_place_and_what_to_write),
        cmocka_unit_test(team_names_are_what_topics_can_be_called),
        cmocka_unit_test(a_record_that_classify_did_not_write_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
