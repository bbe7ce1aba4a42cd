/* The topic packs: what each language finds, and how an installation adds to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/classifier.h"

#define ROWS(a) (sizeof(a) / sizeof *(a))

struct fixture {
    struct conf *conf;
    struct classifier *cl;
    struct classifier_worker *w;
    struct mention_parser *mp;
    struct arena a;
    struct buf json, found;
};

static bool open_yaml(struct fixture *f, const char *yaml, struct err *e)
{
    *f = (struct fixture){ .conf = conf_parse("test.yaml", slice_of(yaml), e) };
    f->cl = f->conf ? classifier_open(f->conf, e) : NULL;
    if (!f->cl) {
        conf_free(f->conf);
        return false;
    }
    f->w = classifier_worker_new(f->cl);
    f->mp = mention_parser_new();
    return true;
}

static void close_all(struct fixture *f)
{
    classifier_worker_free(f->w);
    classifier_close(f->cl);
    mention_parser_free(f->mp);
    conf_free(f->conf);
    arena_fini(&f->a);
    buf_fini(&f->json);
    buf_fini(&f->found);
}

static struct verdict run(struct fixture *f, const char *lang, struct slice text)
{
    struct err e = { 0 };
    struct mention m;
    struct verdict v;
    buf_reset(&f->json);
    buf_addz(&f->json, "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T10:00:00Z\",\"author\":{\"handle\":\"ana\"},\"text\":");
    buf_json(&f->json, text);
    if (*lang)
        buf_printf(&f->json, ",\"lang\":\"%s\"", lang);
    buf_char(&f->json, '}');
    assert_true(mention_parse(f->mp, &f->a, buf_slice(&f->json), &m, &e));
    classifier_run(f->w, &f->a, &m, &v);
    return v;
}

/* "app,outage", in the order of the alphabet; "-" for none. */
static const char *topics_of(struct fixture *f, const char *lang, struct slice text)
{
    static const char *const order[] = { "app", "billing", "branch", "cards", "coverage", "fraud", "outage", "price", "roaming", "staff" };
    struct verdict v = run(f, lang, text);
    uint32_t bit;
    buf_reset(&f->found);
    for (size_t i = 0; i < ROWS(order); i++)
        if (topics_find(classifier_topics(f->cl), slice_of(order[i]), &bit) && v.topics & 1u << bit)
            buf_printf(&f->found, "%s%s", f->found.n ? "," : "", order[i]);
    return f->found.n ? buf_z(&f->found) : "-";
}

static void each_text_of_the_table_is_about_what_it_says(void **state)
{
    struct fixture f;
    struct err e = { 0 };
    char line[1024];
    size_t rows = 0;
    FILE *in = fopen("tests/topics.tsv", "re");
    (void)state;
    assert_non_null(in);
    assert_true(open_yaml(&f, "{}", &e));
    while (fgets(line, sizeof line, in)) {
        struct slice rest = slice_trim(slice_of(line)), lang, text;
        if (line[0] == '#')
            continue;
        assert_true(slice_next(&rest, '\t', &lang) && slice_next(&rest, '\t', &text));
        const char *got = topics_of(&f, arena_strz(&f.a, lang), text);
        if (!slice_is(rest, got))
            fail_msg(SLICE_FMT ": '" SLICE_FMT "' is about %s instead of " SLICE_FMT, SLICE_ARG(lang), SLICE_ARG(text), got, SLICE_ARG(rest));
        rows++;
    }
    fclose(in);
    assert_true(rows >= 120);
    close_all(&f);
}

static void a_pack_looks_at_its_own_language_only(void **state)
{
    static const struct { const char *lang, *text, *want; } row[] = {
        { "es", "el token", "app" }, { "en", "la factura y la sucursal", "-" }, { "pt", "the bill of the branch", "-" }, { "fr", "la factura", "-" },
        { "es", "the bill of the branch", "-" }, { "es-MX", "la factura", "billing" },
        { "", "factura", "billing" },          /* too short to tell: every pack looks at it */
    };
    struct fixture f;
    struct err e = { 0 };
    (void)state;
    assert_true(open_yaml(&f, "{}", &e));
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(topics_of(&f, row[i].lang, slice_of(row[i].text)), row[i].want);
    close_all(&f);
}

static void an_installation_adds_to_topics_replaces_them_and_makes_its_own(void **state)
{
    static const struct { const char *yaml, *lang, *text, *want; } row[] = {
        { "topics: [{ name: roaming, query: 'itinerancia OR roaming' }]", "es", "itinerancia en Chile", "coverage,roaming" },
        { "topics: [{ name: roaming, query: 'itinerancia OR roaming' }]", "fr", "roaming", "roaming" },
        { "topics: [{ name: roaming, query: 'roaming', languages: es }]", "fr", "roaming", "-" },
        { "topics: [{ name: roaming, query: 'roaming', languages: [es, fr] }]", "fr", "roaming", "roaming" },
        { "topics: [{ name: billing, query: 'planilla' }]", "es", "la planilla y la factura", "billing" },
        { "topics: [{ name: billing, query: 'planilla' }]", "es", "la factura", "billing" },
        { "topics: [{ name: billing, query: 'planilla', instead: true }]", "es", "la factura", "-" },
        { "topics: [{ name: billing, query: 'planilla', instead: true }]", "es", "la planilla", "billing" },
        { "topics: [{ name: billing, query: 'planilla', instead: true, languages: es }]", "es", "la factura", "-" },
        { "topics: [{ name: billing, query: 'planilla', instead: true, languages: es }]", "en", "the bill", "billing" },
        { "topics: [{ name: billing, query: 'a1', instead: true }, { name: billing, query: 'a2', instead: true }]", "es", "a1", "billing" },
        { "classify: { built_in_topics: false }", "es", "la factura", "-" },
        { "classify: { built_in_topics: false }\ntopics: [{ name: price, query: 'factura' }]", "es", "la factura", "price" },
        { "queries: [{ name: papel, query: 'planilla OR boleta' }]\ntopics: [{ name: price, query: '@@papel' }]", "es", "la planilla", "price" },
        { "topics: [{ name: roaming, query: 'planilla' }]", "es", "#MiPlanilla", "roaming" },
        { "topics: [{ name: roaming, query: 'planilla', hashtag_parts: false }]", "es", "#MiPlanilla", "-" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct fixture f;
        struct err e = { 0 };
        assert_true(open_yaml(&f, row[i].yaml, &e));
        assert_string_equal(topics_of(&f, row[i].lang, slice_of(row[i].text)), row[i].want);
        close_all(&f);
    }
}

static void a_mistake_in_a_topic_is_named_with_its_place(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "topics:\n  - { name: price, query: 'caro barato' }", "test.yaml:2:33: topic 'price': two terms" },
        { "topics:\n  - { name: price, query: 'caro OR @@nada' }", "test.yaml:2:36: topic 'price':" },
        { "topics:\n  - { name: 'Precio|x', query: 'caro' }", "test.yaml:2:14: topic 'Precio|x': use a-z" },
        { "topics:\n  - { name: '', query: 'caro' }", "test.yaml:2:14: name: must not be empty" },
        { "topics:\n  - { name: price, query: 'caro', languages: spanish }", "'spanish' is no language" },
        { "topics:\n  - { name: price }", "query" },
        { "topics: caro", "topics must be a list" },
        { "topics:\n  - { name: price, query: caro, lang: es }", "languages" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct fixture f;
        struct err e = { 0 };
        assert_false(open_yaml(&f, row[i].yaml, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (!strstr(e.msg, row[i].want))
            fail_msg("'%s' does not say '%s'", e.msg, row[i].want);
    }
}

static void topics_are_at_most_as_many_as_there_are_bits(void **state)
{
    struct buf yaml = { 0 };
    struct fixture f;
    struct err e = { 0 };
    (void)state;
    buf_addz(&yaml, "classify: { built_in_topics: false }\ntopics:\n");
    for (int i = 0; i < TOPICS_MAX; i++)
        buf_printf(&yaml, "  - { name: t%d, query: 'palabra%d OR todas' }\n", i, i);
    assert_true(open_yaml(&f, buf_z(&yaml), &e));
    assert_int_equal(run(&f, "es", slice_of("todas")).topics, UINT32_MAX);
    assert_int_equal(run(&f, "es", slice_of("palabra31")).topics, 1u << 31);
    close_all(&f);
    buf_addz(&yaml, "  - { name: more, query: 'palabra' }\n");
    assert_false(open_yaml(&f, buf_z(&yaml), &e));
    assert_non_null(strstr(e.msg, "more than 32 topics"));
    buf_fini(&yaml);
}

static void the_mark_of_the_configuration_follows_its_topics(void **state)
{
    static const char *const yaml[] = { "{}", "classify: { built_in_topics: false }", "topics: [{ name: roaming, query: 'x' }]",
                                        "topics: [{ name: roaming, query: 'x', languages: es }]", "topics: [{ name: roaming, query: 'y' }]" };
    char mark[ROWS(yaml)][17];
    (void)state;
    for (size_t i = 0; i < ROWS(yaml); i++) {
        struct fixture f;
        struct err e = { 0 };
        assert_true(open_yaml(&f, yaml[i], &e));
        snprintf(mark[i], sizeof mark[i], "%s", classifier_config(f.cl));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(mark[i], mark[k]);
        close_all(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_of_the_table_is_about_what_it_says),
        cmocka_unit_test(a_pack_looks_at_its_own_language_only),
        cmocka_unit_test(an_installation_adds_to_topics_replaces_them_and_makes_its_own),
        cmocka_unit_test(a_mistake_in_a_topic_is_named_with_its_place),
        cmocka_unit_test(topics_are_at_most_as_many_as_there_are_bits),
        cmocka_unit_test(the_mark_of_the_configuration_follows_its_topics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
