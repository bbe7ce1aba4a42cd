/* The classifier as a whole: from a mention and a configuration to the member "pulso". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "classify/classifier.h"

static const char config[] =
    "brands:\n"
    "  - id: telenorte\n    own: true\n    accounts: ['@TelenorteAyuda']\n"
    "    queries:\n      - { name: tn, query: 'telenorte' }\n      - { name: tn-caida, query: 'telenorte AND (caida OR \"sin señal\")' }\n"
    "  - id: zumovil\n    queries:\n      - { name: zm, query: 'zumovil AND language:es' }\n"
    "  - id: fibranube\n    queries:\n      - { name: ruido, query: 'sorteo OR concurso' }\n      - { name: fn, query: 'fibranube NOT @@ruido' }\n"
    "      - { name: fn-tag, query: 'fibranubemas', hashtag_parts: false }\n";

struct fixture {
    struct conf *conf;
    struct classifier *cl;
    struct classifier_worker *w;
    struct mention_parser *mp;
    struct arena a;
    struct buf out;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct err e = { 0 };
    f = (struct fixture){ 0 };
    f.conf = conf_parse("test.yaml", slice_of(config), &e);
    f.cl = f.conf ? classifier_open(f.conf, &e) : NULL;
    if (!f.cl) {
        fprintf(stderr, "%s\n", e.msg);
        return -1;
    }
    f.w = classifier_worker_new(f.cl);
    f.mp = mention_parser_new();
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    classifier_worker_free(f->w);
    classifier_close(f->cl);
    mention_parser_free(f->mp);
    conf_free(f->conf);
    arena_fini(&f->a);
    buf_fini(&f->out);
    return 0;
}

/* `extra` holds further members, each begun by a comma. */
static struct verdict classify(struct fixture *f, const char *handle, const char *text, const char *extra, struct mention *m)
{
    struct err e = { 0 };
    struct verdict v;
    struct buf json = { 0 };
    buf_printf(&json, "{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T04:42:13Z\",\"author\":{\"handle\":\"%s\"},\"text\":", handle);
    buf_json(&json, slice_of(text));
    buf_printf(&json, "%s}", extra);
    if (!mention_parse(f->mp, &f->a, buf_slice(&json), m, &e))
        fail_msg("%s", e.msg);
    buf_fini(&json);
    classifier_run(f->w, &f->a, m, &v);
    return v;
}

static void brands_come_with_the_queries_that_matched(void **state)
{
    static const struct { const char *text; size_t brands; uint32_t first, queries; } row[] = {
        { "hoy llueve en la ciudad", 0, 0, 0 },
        { "Telenorte abre una tienda", 1, 0, 1 },
        { "otra vez sin señal, telenorte", 1, 0, 2 },
        { "me paso de zumovil a telenorte porque ya no los aguanto más", 2, 0, 1 },
        { "zumovil no me responde nunca el reclamo", 1, 1, 1 },
    };
    struct fixture *f = *state;
    struct mention m;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct verdict v = classify(f, "ana", row[i].text, "", &m);
        assert_int_equal(v.brand_count, row[i].brands);
        if (v.brand_count) {
            assert_int_equal(v.brands[0].brand, row[i].first);
            assert_int_equal(v.brands[0].query_count, row[i].queries);
        }
    }
}

static void queries_take_others_in_and_may_leave_hashtags_whole(void **state)
{
    static const struct { const char *text; size_t brands; } row[] = {
        { "fibranube no anda", 1 }, { "fibranube hace un sorteo", 1 }, { "el sorteo", 1 }, { "#FibranubeNoAnda", 1 }, { "#NoFibranubemas", 0 }, { "#fibranubemas", 1 },
    };
    struct fixture *f = *state;
    struct mention m;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct verdict v = classify(f, "ana", row[i].text, "", &m);
        if (v.brand_count != row[i].brands)
            fail_msg("%s: %zu brands", row[i].text, v.brand_count);
    }
    struct verdict v = classify(f, "ana", "fibranube hace un sorteo", "", &m);
    assert_int_equal(v.brands[0].query_count, 1);      /* ruido, and not fn */
    assert_string_equal(v.queries[v.brands[0].first_query], "ruido");
}

static void a_brand_writing_about_itself_is_marked_as_its_own(void **state)
{
    struct fixture *f = *state;
    struct mention m;
    assert_true(classify(f, "telenorteayuda", "Telenorte te ayuda", "", &m).brands[0].own);
    assert_true(classify(f, "@TelenorteAyuda", "Telenorte te ayuda", "", &m).brands[0].own);
    assert_false(classify(f, "telenorte", "Telenorte te ayuda", "", &m).brands[0].own);
}

static void the_language_is_the_records_else_the_detected_one(void **state)
{
    static const struct { const char *text, *extra, *lang; size_t brands; } row[] = {
        { "zumovil no me deja llamar desde hace una hora", "", "es", 1 },
        { "my zumovil line does not work since this morning", "", "en", 0 },
        { "zumovil no me deja llamar desde hace una hora", ",\"lang\":\"en\"", "en", 0 },
        { "zumovil", ",\"lang\":\"es-MX\"", "es", 1 },
    };
    struct fixture *f = *state;
    struct mention m;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct verdict v = classify(f, "ana", row[i].text, row[i].extra, &m);
        assert_string_equal(v.lang, row[i].lang);
        assert_int_equal(v.brand_count, row[i].brands);
    }
}

static void each_language_is_scored_with_its_own_lexicon(void **state)
{
    static const struct { const char *text, *lang; enum label want; } row[] = {
        { "telenorte: servicio pésimo, una vergüenza", "es", LABEL_NEGATIVE },
        { "telenorte: terrible service, what a disgrace", "en", LABEL_NEGATIVE },
        { "telenorte: excellent service, thank you so much", "en", LABEL_POSITIVE },
        { "telenorte: péssimo atendimento, uma vergonha", "pt", LABEL_NEGATIVE },
        { "telenorte: terrible service, what a disgrace", "fr", LABEL_NEGATIVE },   /* not ours: detected */
    };
    struct fixture *f = *state;
    struct mention m;
    char extra[24];
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        snprintf(extra, sizeof extra, ",\"lang\":\"%s\"", row[i].lang);
        assert_int_equal(classify(f, "ana", row[i].text, extra, &m).sentiment.label, row[i].want);
    }
}

static struct classifier *opened(const char *yaml, struct conf **c, struct err *e)
{
    *c = conf_parse("t", slice_of(yaml), e);
    return *c ? classifier_open(*c, e) : NULL;
}

/* "dahora" praises in Portuguese and says nothing in Spanish and English. */
static void a_text_that_does_not_tell_its_language_is_read_in_that_of_its_country_or_brand_or_the_first(void **state)
{
    static const char brands[] = "brands: [{ id: br, country: BR, queries: [{ name: q, query: cabofixo }] }, { id: mx, country: MX, queries: [{ name: r, query: fibranube }] }]\n";
    static const struct { const char *languages, *text, *extra; bool praised; } row[] = {
        { "", "dahora", "", false },
        { "", "dahora", ",\"country\":\"BR\"", true },
        { "", "dahora", ",\"country\":\"br\"", true },
        { "", "dahora", ",\"country\":\"AR\"", false },
        { "", "dahora #cabofixo", "", true },
        { "", "dahora #fibranube", "", false },
        { "", "dahora #cabofixo", ",\"country\":\"AR\"", false },             /* where it was written goes first */
        { "classify: { languages: [pt, es] }\n", "dahora", "", true },
        { "classify: { languages: [pt, es] }\n", "dahora", ",\"country\":\"AR\"", false },
        { "classify: { languages: [pt] }\n", "dahora", ",\"country\":\"AR\"", true },
        { "classify: { languages: [es, en] }\n", "dahora #cabofixo", ",\"country\":\"BR\"", false },
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char yaml[512];
        struct conf *c;
        struct err e = { 0 };
        struct mention m;
        snprintf(yaml, sizeof yaml, "%s%s", row[i].languages, brands);
        struct fixture own = { .mp = f->mp, .a = f->a, .cl = opened(yaml, &c, &e) };
        own.w = classifier_worker_new(own.cl);
        struct verdict v = classify(&own, "ana", row[i].text, row[i].extra, &m);
        f->a = own.a;
        assert_string_equal(v.lang, "und");
        if ((v.sentiment.score > 0) != row[i].praised)
            fail_msg("row %zu: %.2f", i, (double)v.sentiment.score);
        classifier_worker_free(own.w);
        classifier_close(own.cl);
        conf_free(c);
    }
}

static void a_text_in_another_language_is_neutral(void **state)
{
    struct fixture *f = *state;
    struct mention m;
    struct verdict v = classify(f, "ana", "das ist wirklich sehr schlecht, ich kann nicht mit euch arbeiten, super legal genial", "", &m);
    assert_string_equal(v.lang, "und");
    assert_true(v.sentiment.label == LABEL_NEUTRAL && v.sentiment.whys == 0);
}

static void a_learned_intent_tells_how_sure_it_is_and_a_sign_does_not(void **state)
{
    static const struct { const char *text, *extra; bool learned; } row[] = {
        { "el dólar cierra a 20.10 en ventanilla", ",\"lang\":\"es\"", true },
        { "pésimo servicio, llevo dos horas esperando y nadie contesta", ",\"lang\":\"es\"", true },
        { "how do I change my seat?", ",\"lang\":\"en\"", false },
        { "Où est la gare de la ville, s'il vous plaît ?", "", false },
    };
    struct fixture *f = *state;
    struct mention m;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        float sure = classify(f, "ana", row[i].text, row[i].extra, &m).intent_confidence;
        if (row[i].learned ? sure < 1.0f / INTENT_COUNT || sure > 1 : sure >= 0)
            fail_msg("\"%s\": %.2f", row[i].text, (double)sure);
    }
}

static void languages_that_are_none_or_twice_are_refused(void **state)
{
    static const char *const yaml[] = { "classify: { languages: [es, fr] }", "classify: { languages: [pt, pt] }" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct err e = { 0 };
        struct conf *c;
        assert_null(opened(yaml[i], &c, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        conf_free(c);
    }
}

static void the_answer_is_the_input_with_one_more_member(void **state)
{
    struct fixture *f = *state;
    struct mention m, again;
    struct err e = { 0 };
    struct verdict v = classify(f, "ana", "telenorte no funciona 😡 \"nada\"", ",\"unknown\":{\"kept\":[1,2]}", &m);
    buf_reset(&f->out);
    verdict_print(f->cl, &m, &v, &f->out);
    struct slice whole = buf_slice(&f->out), head = { m.raw.p, m.raw.n - 1 };
    assert_true(slice_starts(whole, head));
    assert_true(mention_parse(f->mp, &f->a, whole, &again, &e));
    assert_true(slice_eq(again.text, m.text));
    assert_true(slice_starts(again.extra, SLICE("{\"lang\":\"es\",\"sentiment\":{\"label\":\"negative\",\"score\":-0.")));
    struct slice brand = SLICE("\"brand\":\"telenorte\",\"queries\":[\"tn\"],\"own\":false");
    assert_non_null(memmem(again.extra.p, again.extra.n, brand.p, brand.n));
}

static void a_wrong_query_is_said_with_its_place(void **state)
{
    static const struct { const char *yaml, *want; } row[] = {
        { "brands:\n  - id: a\n    queries:\n      - { name: q, query: 'x AND' }\n", "test.yaml:4:33: query 'q': the query ends" },
        { "brands:\n  - id: a\n    queries:\n      - { name: q, query: 'x' }\n      - { name: q, query: 'y' }\n", "test.yaml:5:28: a query named 'q'" },
        { "brands:\n  - id: a\n    queries:\n      - name: q\n        query: 'ñandú AND'\n", "test.yaml:5:26: query 'q': the query ends" },
        { "brands:\n  - id: a\n    queries:\n      - name: q\n        query: |\n          x AND\n            (y or z)\n", "test.yaml:7:16: query 'q': operators" },
        { "brands:\n  - id: a\n    queries:\n      - name: q\n        query: \"o\\u00f1o AND (x or\n          z)\"\n", "test.yaml:5:33: query 'q': operators" },
        { "brands:\n  - id: A\n", "test.yaml:2:9: brand id 'A'" },
        { "brands:\n  - id: a\n  - id: a\n", "test.yaml:3:9: brand 'a' stands here a second time" },
        { "brands:\n  - id: a\nsets:\n  s: [a, b]\n", "test.yaml:4:10: set 's': no brand has the id 'b'" },
        { "brands:\n  - id: a\nsets:\n  s: [a, a]\n", "test.yaml:4:10: set 's': 'a' stands in it twice" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct err e = { 0 };
        struct conf *c = conf_parse("test.yaml", slice_of(row[i].yaml), &e);
        assert_non_null(c);
        assert_null(classifier_open(c, &e));
        assert_int_equal(e.kind, ERR_CONFIG);
        if (!slice_starts(slice_of(e.msg), slice_of(row[i].want)))
            fail_msg("row %zu: %s", i, e.msg);
        conf_free(c);
    }
}

static void the_mark_of_a_configuration_changes_with_what_results_depend_on(void **state)
{
    static const char *const yaml[] = {
        "brands: [{ id: a, queries: [{ name: q, query: x }] }]", "brands: [{ id: a, queries: [{ name: q, query: y }] }]",
        "brands: [{ id: b, queries: [{ name: q, query: x }] }]", "brands: [{ id: a, accounts: [z], queries: [{ name: q, query: x }] }]",
        "brands: [{ id: a, queries: [{ name: q, query: x }] }]\nclassify: { languages: [pt, es, en] }",
        "brands: [{ id: a, queries: [{ name: q, query: x }] }]\nclassify: { languages: [es, en] }",
    };
    char mark[6][17];
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct err e = { 0 };
        struct conf *c = conf_parse("t", slice_of(yaml[i]), &e);
        struct classifier *cl = classifier_open(c, &e);
        assert_non_null(cl);
        snprintf(mark[i], sizeof mark[i], "%s", classifier_config(cl));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(mark[i], mark[k]);
        classifier_close(cl);
        conf_free(c);
    }
}

static void a_folder_of_lexicons_may_leave_languages_out_but_not_all(void **state)
{
    char root[] = "/tmp/pulso-lexicons-XXXXXX", dir[64], file[80], yaml[160];
    struct fixture f = { .mp = mention_parser_new() };
    struct err e = { 0 };
    struct mention m;
    (void)state;
    assert_non_null(mkdtemp(root));
    snprintf(dir, sizeof dir, "%s/en", root);
    snprintf(file, sizeof file, "%s/mine.tsv", dir);
    snprintf(yaml, sizeof yaml, "classify: { lexicon: %s, models: off }\nbrands: [ { id: a, queries: [ { name: n, query: x } ] } ]\n", root);
    f.conf = conf_parse("t.yaml", slice_of(yaml), &e);
    assert_null(classifier_open(f.conf, &e));                /* no language at all: its name is a mistake */
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_non_null(strstr(e.msg, root));
    mkdir(dir, 0700);
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fputs("[feelings]\nterrible\t3\n", out);
    fclose(out);
    f.cl = classifier_open(f.conf, &e);
    assert_non_null(f.cl);
    f.w = classifier_worker_new(f.cl);
    assert_int_equal(classify(&f, "ana", "terrible", ",\"lang\":\"en\"", &m).sentiment.label, LABEL_POSITIVE);   /* theirs */
    assert_int_equal(classify(&f, "ana", "terrible", ",\"lang\":\"es\"", &m).sentiment.label, LABEL_NEGATIVE);   /* built in */
    classifier_worker_free(f.w);
    classifier_close(f.cl);
    conf_free(f.conf);
    mention_parser_free(f.mp);
    arena_fini(&f.a);
    buf_fini(&f.out);
    unlink(file);
    rmdir(dir);
    rmdir(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(brands_come_with_the_queries_that_matched, set_up, tear_down),
        cmocka_unit_test_setup_teardown(queries_take_others_in_and_may_leave_hashtags_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_brand_writing_about_itself_is_marked_as_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_language_is_the_records_else_the_detected_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_that_does_not_tell_its_language_is_read_in_that_of_its_country_or_brand_or_the_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_in_another_language_is_neutral, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_learned_intent_tells_how_sure_it_is_and_a_sign_does_not, set_up, tear_down),
        cmocka_unit_test(languages_that_are_none_or_twice_are_refused),
        cmocka_unit_test_setup_teardown(each_language_is_scored_with_its_own_lexicon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_answer_is_the_input_with_one_more_member, set_up, tear_down),
        cmocka_unit_test(a_folder_of_lexicons_may_leave_languages_out_but_not_all),
        cmocka_unit_test(a_wrong_query_is_said_with_its_place),
        cmocka_unit_test(the_mark_of_a_configuration_changes_with_what_results_depend_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
