/* The packs of deploy/brands: each is sound by itself and beside the others, and finds what the tables in tests/brands say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/classifier.h"
#include "query/lint.h"

#define LEAST_ROWS 150

static const char *const packs[] = { "ar-telecoms", "ar-banks", "mx-telecoms", "mx-banks", "es-telecoms", "es-banks", "all" };
#define PACKS (sizeof packs / sizeof packs[0])

struct pack {
    const char *name;
    struct conf *conf;
    struct classifier *cl;
    struct classifier_worker *w;
    struct mention_parser *mp;
    struct arena a;
    size_t rows, wrong, line;
};

/* All of them: a file that includes the others. */
static struct conf *load(const char *name, struct err *e)
{
    char path[80] = "build/all-packs.yaml";
    if (strcmp(name, "all") != 0) {
        snprintf(path, sizeof path, "deploy/brands/%s.yaml", name);
        return conf_load(path, e);
    }
    FILE *f = fopen(path, "w");
    if (!f)
        fail_msg("%s cannot be written: run this from the top of the repository", path);
    fputs("include: [../deploy/brands/*.yaml]\n", f);
    fclose(f);
    return conf_load(path, e);
}

static void pack_open(struct pack *p, const char *name)
{
    struct err e = { 0 };
    *p = (struct pack){ .name = name, .conf = load(name, &e) };
    p->cl = p->conf ? classifier_open(p->conf, &e) : NULL;
    if (!p->cl)
        fail_msg("%s: %s", name, e.msg);
    p->w = classifier_worker_new(p->cl);
    p->mp = mention_parser_new();
}

static void pack_close(struct pack *p)
{
    classifier_worker_free(p->w);
    classifier_close(p->cl);
    mention_parser_free(p->mp);
    conf_free(p->conf);
    arena_fini(&p->a);
}

/* Ids separated by blanks, or -. */
static void found(struct pack *p, struct slice country, struct slice text, struct buf *out)
{
    struct buf json = { 0 };
    struct mention m;
    struct verdict v;
    struct err e = { 0 };
    buf_addz(&json, "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T04:42:13Z\",\"author\":{\"handle\":\"ana\"},\"text\":");
    buf_json(&json, text);
    if (!slice_is(country, "-")) {
        buf_addz(&json, ",\"country\":");
        buf_json(&json, country);
    }
    buf_char(&json, '}');
    arena_reset(&p->a);
    if (!mention_parse(p->mp, &p->a, buf_slice(&json), &m, &e))
        fail_msg("%s:%zu: %s", p->name, p->line, e.msg);
    classifier_run(p->w, &p->a, &m, &v);
    buf_reset(out);
    for (size_t i = 0; i < v.brand_count; i++)
        buf_printf(out, "%s%s", i ? " " : "", classifier_brands(p->cl)->v[v.brands[i].brand].id);
    buf_addz(out, v.brand_count ? "" : "-");
    buf_fini(&json);
}

static bool among(struct slice word, struct slice list)
{
    struct slice one;
    while (slice_next(&list, ' ', &one))
        if (slice_eq(one, word))
            return true;
    return false;
}

/* In any order: that of the packs is nothing to an analyst. */
static bool same_brands(struct slice a, struct slice b)
{
    struct slice rest = a, one;
    bool same = a.n == b.n;
    while (same && slice_next(&rest, ' ', &one))
        same = among(one, b);
    return same;
}

static void row(struct pack *p, struct slice line, struct buf *got)
{
    struct slice country, text = { 0 }, want = { 0 }, why = line;
    if (!slice_next(&why, '\t', &country) || !slice_next(&why, '\t', &text) || !slice_next(&why, '\t', &want) || !why.n)
        fail_msg("tests/brands/%s.tsv:%zu: four columns are wanted", p->name, p->line);
    p->rows++;
    found(p, country, text, got);
    if (same_brands(buf_slice(got), want))
        return;
    print_message("tests/brands/%s.tsv:%zu: " SLICE_FMT ": is of %s, not of " SLICE_FMT "\n", p->name, p->line, SLICE_ARG(text), buf_z(got), SLICE_ARG(want));
    p->wrong++;
}

static void read_rows(struct pack *p)
{
    char path[80], *text = NULL;
    size_t cap = 0;
    ssize_t n;
    struct buf got = { 0 };
    snprintf(path, sizeof path, "tests/brands/%s.tsv", p->name);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("%s cannot be read: run this from the top of the repository", path);
    while ((n = getline(&text, &cap, f)) != -1) {
        struct slice line = { text, (size_t)n - (text[n - 1] == '\n') };
        p->line++;
        if (line.n && !slice_starts(line, SLICE("//")))
            row(p, line, &got);
    }
    fclose(f);
    free(text);
    buf_fini(&got);
}

static void every_pack_finds_what_its_table_says(void **state)
{
    size_t rows = 0, wrong = 0;
    (void)state;
    for (size_t i = 0; i < PACKS; i++) {
        struct pack p;
        pack_open(&p, packs[i]);
        read_rows(&p);
        rows += p.rows;
        wrong += p.wrong;
        pack_close(&p);
    }
    print_message("%zu rows, %zu wrong\n", rows, wrong);
    assert_true(rows >= LEAST_ROWS);
    assert_int_equal(wrong, 0);
}

struct hears { const char *pack, *query; size_t warnings; };

static void hear(void *self, const struct query_error *w)
{
    struct hears *h = self;
    print_message("%s, %s: %s\n", h->pack, h->query, w->what);
    h->warnings++;
}

static void lint(struct hears *h, const struct brand_query *q)
{
    struct query_error qe;
    h->query = q->name;
    assert_true(query_lint(slice_of(q->text), hear, h, &qe));
}

static void no_query_of_a_pack_is_warned_of(void **state)
{
    struct hears h = { 0 };
    (void)state;
    for (size_t i = 0; i < PACKS; i++) {
        struct pack p;
        pack_open(&p, packs[i]);
        const struct brands *b = classifier_brands(p.cl);
        h.pack = packs[i];
        for (size_t k = 0; k < b->shared_count; k++)
            lint(&h, &b->shared[k]);
        for (size_t k = 0; k < b->n; k++)
            for (size_t q = 0; q < b->v[k].query_count; q++)
                lint(&h, &b->v[k].queries[q]);
        pack_close(&p);
    }
    assert_int_equal(h.warnings, 0);
}

static bool in_a_set(const struct brands *b, uint32_t brand)
{
    for (size_t s = 0; s < b->set_count; s++)
        for (size_t i = 0; i < b->sets[s].n; i++)
            if (b->sets[s].brands[i] == brand)
                return true;
    return false;
}

static void every_brand_has_market_sector_accounts_competitors_and_a_set(void **state)
{
    struct pack p;
    (void)state;
    pack_open(&p, "all");
    const struct brands *b = classifier_brands(p.cl);
    for (uint32_t i = 0; i < b->n; i++) {
        const struct brand *v = &b->v[i];
        if (!v->country || !v->sector || !v->accounts.n || !v->competitor_count || !in_a_set(b, i))
            fail_msg("%s lacks one of them", v->id);
    }
    pack_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pack_finds_what_its_table_says),
        cmocka_unit_test(no_query_of_a_pack_is_warned_of),
        cmocka_unit_test(every_brand_has_market_sector_accounts_competitors_and_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
