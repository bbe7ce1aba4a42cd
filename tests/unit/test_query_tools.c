#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/query_tools.h"
#include "query/explain.h"
#include "query/lint.h"
#include "query/print.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static void a_query_is_printed_in_its_canonical_form(void **state)
{
    static const struct { const char *query, *want; } row[] = {
        { "  a   AND\tb ", "a AND b" }, { "a AND NOT b", "a NOT b" }, { "a NOT NOT b", "a AND b" }, { "((a))", "a" },
        { "a OR b AND c", "a OR (b AND c)" }, { "(a AND b) OR c NOT d", "(a AND b) OR (c NOT d)" }, { "NOT b AND a", "NOT b AND a" },
        { "Movistar OR \"SIN Señal\"", "Movistar OR \"SIN Señal\"" }, { "\"one\"", "one" }, { "\"AND\" OR \"near\"", "\"AND\" OR \"near\"" },
        { "e-mail", "\"e mail\"" }, { "{BT}", "{BT}" }, { "\"{BT} móvil\"", "\"{BT} móvil\"" }, { "{Banco Galicia}", "\"{Banco} {Galicia}\"" },
        { "te?ef*ca*", "te?ef*ca*" }, { "(a AND b)~5", "\"a b\"~5" }, { "((x OR y) AND z)~5", "((x OR y) AND z)~5" },
        { "\"e-mail no\"~3", "(\"e mail\" AND no)~3" }, { "a NEAR/3 b NEAR/2f c", "a NEAR/3 b NEAR/2f c" },
        { "(a NEAR/3 b) NEAR/2 c", "a NEAR/3 b NEAR/2 c" }, { "a NEAR/3 (b NEAR/2 c)", "a NEAR/3 (b NEAR/2 c)" },
        { "(a OR b) NEAR/0 (c)", "(a OR b) NEAR/0 c" }, { "[ crédito ]{3}", "[crédito]{3}" }, { "[(a OR b)]{2}", "[(a OR b)]{2}" },
        { "title:( a )", "title:a" }, { "title:(a OR b)", "title:(a OR b)" }, { "TITLE:\"a b\"~2", "title:\"a b\"~2" },
        { "country:( AR OR UY )", "country:(AR OR UY)" }, { "country:AR OR country:UY", "country:(AR OR UY)" }, { "lang:es", "language:es" },
        { "author:\"Ana María\"", "author:\"Ana María\"" }, { "likes:[ 1 TO * ]", "likes:[1 TO *]" }, { "@@a AND x", "@@a AND x" },
        { "a <<<why>>> OR b <<<end>>>", "a OR <<<why>>> b <<<end>>>" }, { "title:(<<<x>>> a)", "title:(<<<x>>> a)" },
        { "\"*️⃣ x\"", "\"*️⃣ x\"" }, { "@ana@x.org OR #Gol OR $TEF", "@ana@x.org OR #Gol OR $TEF" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct buf b = { 0 };
        struct query_error qe;
        if (!query_format(slice_of(row[i].query), PRINT_WIDTH, &b, &qe))
            fail_msg("%s: %s", row[i].query, qe.what);
        assert_string_equal(buf_z(&b), row[i].want);
        buf_fini(&b);
    }
}

static void a_long_query_is_broken_before_its_operators(void **state)
{
    struct buf b = { 0 };
    struct query_error qe;
    (void)state;
    assert_true(query_format(SLICE("(movistar OR claro OR personal) AND (mala OR pésima) NOT sorteo"), 24, &b, &qe));
    assert_string_equal(buf_z(&b), "(movistar\n OR claro\n OR personal)\nAND (mala OR pésima)\nNOT sorteo");
    buf_fini(&b);
}

struct warnings { struct slice query; struct buf said; };

static void hear(void *self, const struct query_error *w)
{
    struct warnings *all = self;
    assert_true(w->at + w->len <= all->query.n);
    buf_printf(&all->said, "[%.*s] %s; ", (int)w->len, all->query.p + w->at, w->what);
}

static void what_is_hardly_meant_is_warned_of(void **state)
{
    static const struct { const char *query, *at, *what; } row[] = {   /* at NULL: no warning at all */
        { "a AND b OR c", "[a AND b]", "brackets" }, { "oro OR (gol NOT dos)", NULL, NULL }, { "(gol AND pase) OR red", NULL, NULL }, { "gol OR pase NOT red", NULL, NULL },
        { "gol OR gol", "[gol]", "twice" }, { "gol AND x AND gol", "[gol]", "twice" }, { "gol* OR golazo", "[golazo]", "adds nothing" },
        { "senal OR señal", "[señal]", "adds nothing" }, { "claro AND {Claro}", "[{Claro}]", "stricter" }, { "señal OR senal", "[senal]", "adds nothing" },
        { "gol NOT gol", "[NOT gol]", "can never match" }, { "golazo NOT gol*", "[NOT gol*]", "can never match" }, { "NOT gol AND golazo", NULL, NULL },
        { "country:AR AND country:UY", "[country:UY]", "only one" }, { "likes:[1 TO 5] AND likes:[6 TO *]", "[likes:[6 TO *]]", "both ranges" },
        { "de OR la", "[de OR la]", "nearly everything" }, { "de AND movistar", NULL, NULL }, { "language:es", "[language:es]", "nearly everything" },
        { "language:es AND movistar", NULL, NULL },
        { "de*", "[de*]", "nearly everything" }, { "des*", NULL, NULL }, { "de* AND movistar", NULL, NULL }, { "platform:x", "[platform:x]", "nearly everything" },
        { "title:la", "[title:la]", "nearly everything" }, { "{claro}", "[{claro}]", "capital" }, { "\"no no\"~3", NULL, NULL },
        { "movistar NEAR/5 (mala OR pesim*)", NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct warnings w = { .query = slice_of(row[i].query) };
        struct query_error qe;
        assert_true(query_lint(w.query, hear, &w, &qe));
        const char *said = buf_z(&w.said);
        if (row[i].at ? !strstr(said, row[i].at) || !strstr(said, row[i].what) : w.said.n > 0)
            fail_msg("%s: %s", row[i].query, said);
        buf_fini(&w.said);
    }
}

static struct explain *explained(const char *query, const char *const *names, const struct mention *m, struct buf *out)
{
    struct query_error qe;
    struct explain *x = explain_open(slice_of(query), NULL, names, &qe);
    if (!x)
        fail_msg("%s: %s", query, qe.what);
    explain_run(x, m);
    explain_print(x, out);
    return x;
}

static void an_explanation_says_yes_or_no_to_each_clause_and_where(void **state)
{
    static const struct { const char *query, *text, *want; } row[] = {
        { "claro AND mal*", "Claro anda malísimo", "yes claro AND mal*\nyes   claro -> text 0-5 \"Claro\"\nyes   mal* -> text 11-20 \"malísimo\"\n" },
        { "claro NOT mal", "Claro mal", "no  claro NOT mal\nyes   claro -> text 0-5 \"Claro\"\nno    NOT mal\nyes     mal -> text 6-9 \"mal\"\n" },
        { "a NEAR/1 b", "b x a", "yes a NEAR/1 b -> text 0-5 \"b x a\"\nyes   a -> text 4-5 \"a\"\nyes   b -> text 0-1 \"b\"\n" },
        { "\"a b\"~0", "a x b b a", "yes \"a b\"~0 -> text 6-7 \"b\", text 8-9 \"a\"\nyes   a -> text 0-1 \"a\", text 8-9 \"a\"\n"
                                    "yes   b -> text 4-5 \"b\", text 6-7 \"b\"\n" },
        { "\"no anda\"", "ay #ClaroNoAnda", "yes \"no anda\" -> text 3-15 \"#ClaroNoAnda\"\n" },
        { "[no]{2}", "no", "no  [no]{2}\nyes   no -> text 0-2 \"no\"\n" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct mention m = { .text = slice_of(row[i].text) };
        struct buf b = { 0 };
        struct explain *x = explained(row[i].query, NULL, &m, &b);
        assert_string_equal(buf_z(&b), row[i].want);
        explain_close(x);
        buf_fini(&b);
    }
}

static void an_explanation_enters_names_and_titles_and_is_also_json(void **state)
{
    static const char *const names[] = { "mal", "malo OR pésimo", NULL };
    struct mention m = { .text = SLICE("pésimo"), .title = SLICE("El \"Claro\"") };
    const struct explain_place *p;
    struct buf b = { 0 };
    (void)state;
    struct explain *x = explained("title:claro AND @@mal", names, &m, &b);
    assert_non_null(strstr(buf_z(&b), "yes   @@mal -> text 0-7 \"pésimo\"\nyes     malo OR pésimo\nno        malo\n"));
    buf_reset(&b);
    explain_json(x, &b);
    assert_non_null(strstr(buf_z(&b), "{\"match\":true,\"clause\":{\"op\":\"and\",\"text\":\"title:claro AND @@mal\",\"is\":true,"));
    assert_non_null(strstr(buf_z(&b), "{\"op\":\"title\",\"text\":\"title:claro\",\"is\":true,\"places\":[{\"in\":\"title\",\"start\":4,\"end\":9,\"as\":\"Claro\"}]"));
    assert_int_equal(explain_places(x, &p), 2);
    assert_true(p[0].title && !p[1].title && p[0].start == 4);
    m.title = SLICE("otra");
    assert_false(explain_run(x, &m));
    assert_int_equal(explain_places(x, &p), 0);
    explain_close(x);
    buf_fini(&b);
}

static void names_may_come_in_any_order_but_not_in_circles(void **state)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    (void)state;
    assert_true(query_set_name(qs, SLICE("uno"), SLICE("x AND @@dos"), NULL, &qe));
    assert_true(query_set_name(qs, SLICE("dos"), SLICE("y NOT @@tres"), NULL, &qe));
    assert_true(query_set_name(qs, SLICE("tres"), SLICE("z OR w"), NULL, &qe));
    assert_true(query_set_name(qs, SLICE("a"), SLICE("x AND @@b"), NULL, &qe));
    assert_true(query_set_name(qs, SLICE("b"), SLICE("x AND @@c"), NULL, &qe));
    assert_true(query_set_name(qs, SLICE("c"), SLICE("x NOT @@a"), NULL, &qe));
    assert_false(query_set_name(qs, SLICE("c"), SLICE("x"), NULL, &qe));
    assert_non_null(strstr(qe.what, "two queries are named c"));
    assert_false(query_set_name(qs, SLICE("d e"), SLICE("x"), NULL, &qe));
    assert_false(query_set_name(qs, SLICE("d"), SLICE("x y"), NULL, &qe));
    assert_true(query_set_add(qs, 1, SLICE("@@uno"), &qe));
    assert_false(query_set_add(qs, 2, SLICE("q OR @@b"), &qe));
    assert_int_equal(qe.at, 5);
    assert_non_null(strstr(qe.what, "@@b leads back to itself: @@b > @@c > @@a > @@b"));
    assert_false(query_set_add(qs, 2, SLICE("@@nada"), &qe));
    assert_int_equal(query_set_count(qs), 1);
    query_set_free(qs);
}

static void names_are_bounded_in_depth_and_cheap_in_width(void **state)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct err e;
    (void)state;
    assert_true(query_set_name(qs, SLICE("n0"), SLICE("x"), NULL, &qe));
    for (int i = 1; i < 40; i++) {   /* each has the one below twice: 2^31 evaluations, if they were not remembered */
        char name[8], text[64];
        snprintf(name, sizeof name, "n%d", i);
        snprintf(text, sizeof text, "(y AND @@n%d) OR @@n%d", i - 1, i - 1);
        assert_true(query_set_name(qs, slice_of(name), slice_of(text), NULL, &qe));
    }
    assert_true(query_set_add(qs, 1, SLICE("@@n30"), &qe));
    assert_false(query_set_add(qs, 2, SLICE("@@n39"), &qe));
    assert_non_null(strstr(qe.what, "QUERY_MAX_NAMES"));
    assert_true(query_set_compile(qs, &e));
    assert_true(query_set_bytes(qs) > 1000);
    query_set_free(qs);
}

static void a_file_holds_one_query_or_several_by_name(void **state)
{
    static const struct { const char *file; size_t n; struct { const char *name, *text; size_t line; } want[3]; } row[] = {
        { "a OR\n  b\n", 1, { { "", "a OR\n  b", 1 } } }, { "\n\n @@x AND b", 1, { { "", "@@x AND b", 3 } } }, { "  \n", 0, { { 0 } } },
        { "@@uno = a\n@@dos =\n  b OR\n  @@uno\n\n@@tres=c", 3, { { "uno", "a", 1 }, { "dos", "b OR\n  @@uno", 3 }, { "tres", "c", 6 } } },
        { "x OR y\n@@uno = a\n", 2, { { "", "x OR y", 1 }, { "uno", "a", 2 } } },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        char path[] = "/tmp/pulso-queries-XXXXXX";
        struct query_file f;
        struct err e = { 0 };
        int fd = mkstemp(path);
        assert_true(fd >= 0 && write(fd, row[i].file, strlen(row[i].file)) == (ssize_t)strlen(row[i].file));
        close(fd);
        if (!query_file_read(&f, path, &e))
            fail_msg("%s", e.msg);
        unlink(path);
        assert_int_equal(f.n, row[i].n);
        for (size_t k = 0; k < f.n; k++) {
            assert_string_equal(f.v[k].name, row[i].want[k].name);
            assert_true(slice_is(f.v[k].text, row[i].want[k].text));
            assert_int_equal(f.v[k].line, row[i].want[k].line);
        }
        const char *const *pairs = query_file_pairs(&f);
        if (f.n == 3)
            assert_true(strcmp(pairs[4], "tres") == 0 && strcmp(pairs[5], "c") == 0 && !pairs[6]);
        query_file_fini(&f);
    }
    struct query_file f;
    struct err e = { 0 };
    assert_false(query_file_read(&f, "/nonexistent/queries", &e));
    assert_int_equal(e.kind, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_printed_in_its_canonical_form),
        cmocka_unit_test(a_long_query_is_broken_before_its_operators),
        cmocka_unit_test(what_is_hardly_meant_is_warned_of),
        cmocka_unit_test(an_explanation_says_yes_or_no_to_each_clause_and_where),
        cmocka_unit_test(an_explanation_enters_names_and_titles_and_is_also_json),
        cmocka_unit_test(names_may_come_in_any_order_but_not_in_circles),
        cmocka_unit_test(a_file_holds_one_query_or_several_by_name),
        cmocka_unit_test(names_are_bounded_in_depth_and_cheap_in_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
