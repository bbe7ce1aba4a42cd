#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/diff.h"
#include "cli/lines_in.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])
#define BRANDS(movistar, claro) \
    "brands:\n- { id: movistar, queries: [{ name: m, query: '" movistar "' }, { name: ruido, query: futbol }] }\n" \
    "- { id: claro, queries: [{ name: c, query: '" claro "' }] }\nsets:\n  telecoms: [movistar, claro]\n"

static struct cli cli = { .config = "/dev/null" };

static const char *file(const char *name, const char *text)
{
    static char path[4][128];
    static int n;
    n = (n + 1) % 4;
    snprintf(path[n], sizeof path[n], "%s/pulso-test-%d-%s", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid(), name);
    FILE *f = fopen(path[n], "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path[n];
}

static bool take(struct diff *d, const char *id, const char *text)
{
    char json[1024];
    struct err e = { 0 };
    snprintf(json, sizeof json, "{\"platform\":\"x\",\"id\":\"%s\",\"created_at\":\"2026-11-22T10:00:00Z\",\"author\":{\"handle\":\"a\"},%s}", id, text);
    return diff_take(d, slice_of(json), &e);
}

static void take_all(struct diff *d)
{
    static const char *const texts[] = {
        "\"text\":\"movistar no anda\"", "\"text\":\"movistar en el futbol\"", "\"text\":\"claro que anda\"",
        "\"text\":\"lejos\",\"title\":\"claro y movistar\"", "\"text\":\"nada\"",
    };
    char id[8];
    for (size_t i = 0; i < ROWS(texts); i++) {
        snprintf(id, sizeof id, "%zu", i);
        assert_true(take(d, id, texts[i]));
    }
}

static void open_diff(struct diff *d, const struct query_opts *o, const char *old, const char *new)
{
    struct err e = { 0 };
    *d = (struct diff){ .cli = &cli, .o = o };
    if (!diff_open(d, old, new, &e))
        fail_msg("%s", e.msg);
}

static const struct diff_row *row(const struct diff_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->n; i++)
        if (strcmp(rows->v[i].name, name) == 0)
            return &rows->v[i];
    fail_msg("no row %s", name);
    return NULL;
}

static void expect(const struct diff_row *r, int before, int after, int added, int removed)
{
    int64_t got[] = { r->n[OLD], r->n[NEW], r->added, r->removed };
    int want[] = { before, after, added, removed };
    for (int i = 0; i < 4; i++)
        if (got[i] != want[i])
            fail_msg("%s: figure %d is %d, not %d", r->name, i, (int)got[i], want[i]);
}

static void two_queries_are_compared_mention_by_mention(void **state)
{
    struct query_opts o = { 0 };
    struct diff d;
    (void)state;
    open_diff(&d, &o, "movistar", "claro OR (movistar NOT futbol)");
    take_all(&d);
    expect(&d.all, 3, 3, 1, 1);
    assert_int_equal(d.seen, 5);
    assert_int_equal(d.changed, 2);
    diff_close(&d);
}

static void the_same_query_written_otherwise_changes_nothing(void **state)
{
    struct query_opts o = { 0 };
    struct diff d;
    (void)state;
    open_diff(&d, &o, "movistar OR claro", "claro OR MOVISTAR");
    take_all(&d);
    expect(&d.all, 4, 4, 0, 0);
    assert_int_equal(d.example_count, 0);
    diff_close(&d);
}

static void a_mention_counts_once_however_often_it_comes(void **state)
{
    struct query_opts o = { 0 };
    struct diff d;
    (void)state;
    open_diff(&d, &o, "movistar", "claro");
    take_all(&d);
    take_all(&d);
    assert_true(take(&d, "9", "\"text\":\"movistar\",\"deleted\":true"));
    assert_int_equal(d.repeats, 5);
    assert_int_equal(d.passed_over, 1);
    expect(&d.all, 3, 2, 1, 2);
    assert_false(take(&d, "10", "\"kind\":\"nothing at all\""));
    diff_close(&d);
}

static void configurations_are_compared_by_query_brand_and_set(void **state)
{
    struct query_opts o = { 0 };
    struct diff d;
    struct diff_set *sets;
    const char *old = file("old.yaml", BRANDS("movistar", "claro")), *new = file("new.yaml", BRANDS("movistar NOT @@ruido", "claro OR nada"));
    (void)state;
    open_diff(&d, &o, old, new);
    take_all(&d);
    expect(row(&d.queries, "m"), 3, 2, 0, 1);
    expect(row(&d.queries, "ruido"), 1, 1, 0, 0);
    expect(row(&d.queries, "c"), 2, 3, 1, 0);
    expect(row(&d.brands, "movistar"), 3, 3, 0, 0);   /* @@ruido is one of its queries, too */
    expect(row(&d.brands, "claro"), 2, 3, 1, 0);
    assert_int_equal(diff_sets(&d, &sets), 1);
    assert_string_equal(sets[0].id, "telecoms");
    assert_int_equal(sets[0].total[OLD], 5);
    assert_int_equal(sets[0].total[NEW], 6);
    diff_close(&d);
    unlink(old);
    unlink(new);
}

static void a_query_can_stand_in_the_place_of_one_of_the_configuration(void **state)
{
    struct query_opts o = { .replaces = "m" };
    struct diff d;
    struct err e = { 0 };
    const char *conf = file("conf.yaml", BRANDS("movistar", "claro"));
    (void)state;
    open_diff(&d, &o, conf, "movistar NOT @@ruido");
    take_all(&d);
    expect(row(&d.queries, "m"), 3, 2, 0, 1);
    expect(row(&d.queries, "c"), 2, 2, 0, 0);
    diff_close(&d);
    o.replaces = "mm";
    d = (struct diff){ .cli = &cli, .o = &o };
    assert_false(diff_open(&d, conf, "movistar", &e));
    assert_non_null(strstr(e.msg, "no query named mm"));
    diff_close(&d);
    o.replaces = NULL;
    d = (struct diff){ .cli = &cli, .o = &o };
    assert_false(diff_open(&d, conf, "movistar", &e));
    assert_non_null(strstr(e.msg, "--for NAME"));
    diff_close(&d);
    unlink(conf);
}

static void what_is_taken_in_by_name_does_not_count_by_itself(void **state)
{
    const char *names = file("names", "@@ruido = futbol OR lejos\n");
    struct query_opts o = { .names = names };
    struct diff d;
    (void)state;
    open_diff(&d, &o, "movistar", "movistar NOT @@ruido");
    take_all(&d);
    expect(&d.all, 3, 1, 0, 2);
    assert_int_equal(d.queries.n, 1);
    diff_close(&d);
    unlink(names);
}

static void an_example_names_the_clause_that_decides(void **state)
{
    static const struct { const char *old, *new, *text, *why_old, *why_new; bool added; } rows[] = {
        { "movistar", "claro OR movistar", "claro que si", "movistar", "claro", true },
        { "movistar", "movistar NOT (futbol OR arena)", "movistar arena", "movistar", "NOT arena", false },
        { "movistar", "movistar AND country:AR", "movistar", "movistar", "country:AR", false },
        { "movistar AND mala", "movistar AND mal*", "movistar malisima", "mala", "mal*", true },
        { "oro OR (movistar AND mala)", "movistar", "movistar", "mala", "movistar", true },
        { "movistar NEAR/1 mala", "movistar NEAR/3 mala", "movistar no es tan mala", "movistar NEAR/1 mala", "movistar NEAR/3 mala", true },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct query_opts o = { 0 };
        struct diff d;
        char text[128];
        open_diff(&d, &o, rows[i].old, rows[i].new);
        snprintf(text, sizeof text, "\"text\":\"%s\"", rows[i].text);
        assert_true(take(&d, "1", text));
        assert_int_equal(d.example_count, 1);
        assert_int_equal(d.examples[0].added, rows[i].added);
        if (!slice_is(d.examples[0].why[OLD], rows[i].why_old) || !slice_is(d.examples[0].why[NEW], rows[i].why_new))
            fail_msg("%s -> %s: old " SLICE_FMT ", new " SLICE_FMT, rows[i].old, rows[i].new, SLICE_ARG(d.examples[0].why[OLD]),
                     SLICE_ARG(d.examples[0].why[NEW]));
        diff_close(&d);
    }
}

static void an_example_shows_what_matches_in_a_long_text(void **state)
{
    struct query_opts o = { .examples = 1 };
    struct diff d;
    struct buf json = { 0 };
    struct err e = { 0 };
    (void)state;
    open_diff(&d, &o, "movistar", "movistar OR claro");
    buf_addz(&json, "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T10:00:00Z\",\"author\":{\"handle\":\"a\"},\"text\":\"");
    for (int i = 0; i < 5000; i++)
        buf_addz(&json, i == 4000 ? "claro " : "ñandú ");
    buf_addz(&json, "\"}");
    assert_true(diff_take(&d, buf_slice(&json), &e));
    assert_true(take(&d, "2", "\"text\":\"claro\""));
    assert_int_equal(d.example_count, 1);
    const struct diff_example *x = &d.examples[0];
    assert_int_equal(x->place_count, 1);
    assert_true(x->excerpt.n < 600);
    assert_memory_equal(x->excerpt.p + x->places[0].start, "claro", 5);
    assert_true(((unsigned char)x->excerpt.p[0] & 0xc0) != 0x80);
    diff_close(&d);
    buf_fini(&json);
}

static void a_limit_ends_it(void **state)
{
    struct query_opts o = { .limit = 5 };
    struct diff d;
    (void)state;
    open_diff(&d, &o, "movistar", "claro");
    assert_false(diff_full(&d));
    take_all(&d);
    assert_true(diff_full(&d));
    diff_close(&d);
}

static void lines_are_cut_however_long_they_are(void **state)
{
    struct buf b = { 0 };
    struct slice line;
    struct err e = { 0 };
    (void)state;
    buf_addz(&b, "one\n\n  two \r\n");
    for (size_t i = 0; i < LINES_IN_MAX / 4 * 5; i++)
        buf_char(&b, 'x');
    buf_addz(&b, "\nlast");
    const char *path = file("lines", buf_z(&b));
    struct lines_in *in = lines_in_open(path, &e);
    assert_non_null(in);
    assert_true(lines_in_next(in, &line, &e) && slice_is(line, "one"));
    assert_true(lines_in_next(in, &line, &e) && slice_is(line, "two"));
    assert_int_equal(lines_in_number(in), 3);
    assert_true(lines_in_next(in, &line, &e) && line.n == 0);
    assert_int_equal(lines_in_number(in), 4);
    assert_true(lines_in_next(in, &line, &e) && slice_is(line, "last"));
    assert_false(lines_in_next(in, &line, &e));
    assert_int_equal(e.kind, ERR_NONE);
    lines_in_close(in);
    unlink(path);
    buf_fini(&b);
    assert_null(lines_in_open(path, &e));
    assert_int_equal(e.kind, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_queries_are_compared_mention_by_mention),
        cmocka_unit_test(the_same_query_written_otherwise_changes_nothing),
        cmocka_unit_test(a_mention_counts_once_however_often_it_comes),
        cmocka_unit_test(configurations_are_compared_by_query_brand_and_set),
        cmocka_unit_test(a_query_can_stand_in_the_place_of_one_of_the_configuration),
        cmocka_unit_test(what_is_taken_in_by_name_does_not_count_by_itself),
        cmocka_unit_test(an_example_names_the_clause_that_decides),
        cmocka_unit_test(an_example_shows_what_matches_in_a_long_text),
        cmocka_unit_test(a_limit_ends_it),
        cmocka_unit_test(lines_are_cut_however_long_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
