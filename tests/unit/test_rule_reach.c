/* rule_reach: held against brute force. Random rules over few values are read as a configuration and every mention
 * that can be made of these values is decided by the real rules: what one of them reaches is reachable, and what
 * none reaches is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "route/rule_reach.h"

static struct brand brand_rows[] = { { .id = "movistar" }, { .id = "claro" } };
static const struct brands brands = { .v = brand_rows, .n = 2 };

struct top { struct conf_strs teams; const struct conf_node *rules; };
static const struct conf_key top_keys[] = {
    { "teams", CONF_STRS, offsetof(struct top, teams), NULL, "" },
    { "rules", CONF_NODE, offsetof(struct top, rules), NULL, "" },
    { 0 }
};

static uint64_t dice;
static unsigned roll(unsigned n)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice >> 20) % n;
}

static void add_list(struct buf *b, const char *name, const char *const *words, unsigned n)
{
    unsigned mask = 1 + roll((1u << n) - 1);
    bool first = true;
    buf_printf(b, "%s: [", name);
    for (unsigned i = 0; i < n; i++)
        if (mask >> i & 1) {
            buf_printf(b, "%s%s", first ? "" : ", ", words[i]);
            first = false;
        }
    buf_addz(b, "], ");
}

static void add_when(struct buf *b)
{
    static const char *const platforms[] = { "x", "mastodon" }, *const labels[] = { "negative", "neutral", "positive" },
                      *const ids[] = { "movistar", "claro" }, *const topics[] = { "outage", "app" };
    if (roll(3) == 0)
        add_list(b, "platform", platforms, 2);
    if (roll(3) == 0)
        add_list(b, "label", labels, 3);
    if (roll(3) == 0)
        add_list(b, "brand", ids, 2);
    if (roll(4) == 0)
        add_list(b, "topic", topics, 2);
    if (roll(4) == 0)
        buf_printf(b, "verified: %s, ", roll(2) ? "true" : "false");
    if (roll(4) == 0)
        buf_printf(b, "followers_from: %u, ", 100 * roll(3));
    if (roll(4) == 0)
        buf_printf(b, "text: %s, ", roll(2) ? "uno" : "dos");
}

/* Conditions that rules cannot have at once are refused when the rules are read; here they are wanted, so what is read is
 * each rule by itself with one that takes the rest, and the list is put together from these. */
static bool read_rule(const char *when, struct conf **conf, struct rules **out)
{
    struct err e = { 0 };
    struct top top = { 0 };
    struct buf yaml = { 0 };
    buf_printf(&yaml, "route:\n  teams: [care]\n  rules:\n    - { name: it, when: { %s }, then: ignore }\n    - { name: rest, then: ignore }\n", when);
    *conf = conf_parse("p.yaml", buf_slice(&yaml), &e);
    assert_true(*conf && conf_section(*conf, "route", top_keys, &top, &e));
    *out = rules_open(conf_get(conf_root(*conf), "route"), &top.teams, &brands, &e);
    buf_fini(&yaml);
    if (!*out) {
        conf_free(*conf);
        *conf = NULL;
    }
    return *out != NULL;   /* a rule that takes everything is refused: not wanted here */
}

#define RULES 7
struct world {
    struct conf *confs[RULES];
    struct rules *each[RULES], all;
    bool reached[RULES + 1];
};

static void make(struct world *w)
{
    w->all = (struct rules){ .n = RULES + 1, .v = calloc(RULES + 1, sizeof(struct rule)), .texts = query_set_new() };
    for (size_t i = 0; i < RULES; i++) {
        struct buf when = { 0 };
        struct query_error qe;
        do {
            buf_reset(&when);
            add_when(&when);
            if (when.n == 0)
                buf_addz(&when, "platform: x, ");
            when.n -= 2;
        } while (!read_rule(buf_z(&when), &w->confs[i], &w->each[i]));
        w->all.v[i] = w->each[i]->v[0];
        if (w->all.v[i].when.text)
            assert_true(query_set_add(w->all.texts, (uint32_t)i, slice_of(w->all.v[i].when.text), &qe));
        buf_fini(&when);
    }
    struct err e = { 0 };
    w->all.v[RULES] = (struct rule){ .name = "rest", .always = true };
    assert_true(query_set_compile(w->all.texts, &e));
}

static void unmake(struct world *w)
{
    for (size_t i = 0; i < RULES; i++) {
        rules_close(w->each[i]);
        conf_free(w->confs[i]);
    }
    query_set_free(w->all.texts);
    free(w->all.v);
}

static void try_all(struct world *w)
{
    static const char *const platforms[] = { "x", "mastodon", "other" }, *const labels[] = { "negative", "neutral", "positive" },
                      *const ids[] = { "movistar", "claro", NULL }, *const topics[] = { "outage", "app", NULL }, *const texts[] = { "uno", "dos", "tres" };
    struct rule_worker *worker = rule_worker_new(&w->all);
    struct arena a = { 0 };
    for (unsigned n = 0; n < 3 * 3 * 3 * 3 * 3 * 2 * 3; n++) {
        unsigned k = n;
        struct mention m = { .rating = MENTION_NONE, .likes = MENTION_NONE, .replies = MENTION_NONE, .shares = MENTION_NONE, .views = MENTION_NONE };
        struct found_brand one;
        struct found f = { .brands = &one };
        struct priority p;
        m.platform = slice_of(platforms[k % 3]), k /= 3;
        m.followers = 50 + 100 * (int64_t)(k % 3), k /= 3;
        m.text = slice_of(texts[k % 3]), k /= 3;
        f.label = slice_of(labels[k % 3]), k /= 3;
        f.topics[0] = slice_of(topics[k % 3]), f.topic_count = topics[k % 3] != NULL, k /= 3;
        m.verified = (int)(k % 2), k /= 2;
        one = (struct found_brand){ .id = slice_of(ids[k % 3]), .label = f.label };
        f.brand_count = ids[k % 3] != NULL;
        w->reached[rules_decide(worker, &a, &m, &f, &p) - w->all.v] = true;
        arena_reset(&a);
    }
    rule_worker_free(worker);
    arena_fini(&a);
}

static void what_is_proven_is_what_brute_force_finds(void **state)
{
    const char *seed = getenv("SEED");
    size_t unreachable = 0;
    (void)state;
    for (unsigned round = 1; round <= 150; round++) {
        struct world w = { 0 };
        dice = (seed ? strtoull(seed, NULL, 0) : 0x9e3779b97f4a7c15u) * round + round;
        make(&w);
        try_all(&w);
        for (size_t i = 1; i <= RULES; i++) {
            struct reach r;
            rules_reach(&w.all, i, &r);
            assert_true(r.proven);
            if (r.reachable != w.reached[i])
                fail_msg("round %u, rule %zu: proven %s, found %s", round, i, r.reachable ? "reachable" : "out of reach", w.reached[i] ? "reached" : "never reached");
            unreachable += !r.reachable;
            assert_true(r.reachable || r.by_count > 0);
        }
        unmake(&w);
    }
    assert_true(unreachable > 20);   /* else the rounds show nothing */
}

static void rules_with_too_many_values_are_not_judged(void **state)
{
    static const char *words[400];
    static char text[400][8];
    struct rule v[3] = { { .name = "a" }, { .name = "b" }, { .name = "rest", .always = true } };
    struct rules rs = { .v = v, .n = 3 };
    struct reach r;
    (void)state;
    for (size_t i = 0; i < 400; i++) {
        snprintf(text[i], sizeof text[i], "p%zu", i);
        words[i] = text[i];
    }
    v[0].when.platform = (struct conf_strs){ words, 400 };
    v[1].when.platform = (struct conf_strs){ words, 400 };
    rules_reach(&rs, 1, &r);
    assert_true(r.reachable && !r.proven);
    v[0].when.platform.n = v[1].when.platform.n = 200;
    rules_reach(&rs, 1, &r);
    assert_true(!r.reachable && r.proven && r.by_count == 1 && r.by[0] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_proven_is_what_brute_force_finds),
        cmocka_unit_test(rules_with_too_many_values_are_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
