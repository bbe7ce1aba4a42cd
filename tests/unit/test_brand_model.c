/* A brand's own model: what `pulso train --brand` makes judges that brand, says so, and judges no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>

#include "classify/classifier.h"
#include "classify/train/adapt.h"

static struct buf adapted;           /* zorbo is good, frunco is bad, where no lexicon and no other model knows them */
static char version[24];

static int adapt(void **state)
{
    static const char *const word[] = { "frunco", "tienda", "zorbo" };
    static const char *const plain[] = { "la mesa azul", "el tren de las seis", "una calle", "ayer en la plaza", "dos libros" };
    struct err e = { 0 };
    struct texts t;
    struct adapt_report r;
    char text[200];
    struct lexicon *lx = lexicon_load(NULL, "es", &e);
    struct model *base = model_built_in("es", &e), *made;
    (void)state;
    texts_init(&t, lx);
    for (int i = 0; i < 180; i++) {
        struct text as = { .head = HEAD_CARE, .weight = 1, .intent = -1, .flags = TEXT_SAID, .label = i % 3 };
        snprintf(text, sizeof text, "%s %s %c%c %c", word[i % 3], plain[i % 5], 'a' + i % 23, 'a' + i / 23, 'a' + i % 7);
        texts_add(&t, slice_of(text), &as);
    }
    bool ok = adapt_model(base, &t, "telenorte", &adapted, &r, NULL, &e) && r.better && (made = model_of(buf_slice(&adapted), "made", &e));
    if (ok) {
        snprintf(version, sizeof version, "%s", made->version);
        model_free(made);
    }
    texts_fini(&t);
    model_free(base);
    lexicon_free(lx);
    return ok ? 0 : -1;
}

static int forget(void **state)
{
    (void)state;
    buf_fini(&adapted);
    return 0;
}

static struct classifier *open_with(const char *yaml, const char *file, struct slice bytes, struct err *e)
{
    struct bundle b;
    bundle_init(&b, "test");
    assert_true(bundle_add(&b, "a.yaml", "a.yaml", slice_of(yaml), e) && bundle_add(&b, file, file, bytes, e));
    bundle_sort(&b);
    struct classifier *cl = classifier_open_bundle(&b, "0000000000000000", NULL, e);
    bundle_fini(&b);
    return cl;
}

static const char two[] =
    "brands:\n"
    "  - { id: telenorte, model: model/brands/tn.model, queries: [{ name: t, query: telenorte }] }\n"
    "  - { id: zumovil, queries: [{ name: z, query: zumovil }] }\n";

static void it_judges_its_brand_alone_and_is_named(void **state)
{
    static const struct { const char *text, *lang; uint32_t brand; enum label want; bool own, whole; } row[] = {
        { "telenorte zorbo zorbo", "es", 0, LABEL_POSITIVE, true, true },
        { "telenorte frunco frunco", "es", 0, LABEL_NEGATIVE, true, true },
        { "zumovil frunco frunco", "es", 1, LABEL_NEUTRAL, false, false },
        { "telenorte frunco frunco. zumovil frunco frunco", "es", 0, LABEL_NEGATIVE, true, false },
        { "telenorte frunco frunco. zumovil frunco frunco", "es", 1, LABEL_NEUTRAL, false, false },
        { "telenorte frunco frunco", "en", 0, LABEL_NEUTRAL, false, false },     /* no model of its own in English */
    };
    struct err e = { 0 };
    struct classifier *cl = open_with(two, "model/brands/tn.model", buf_slice(&adapted), &e);
    (void)state;
    if (!cl)
        fail_msg("%s", e.msg);
    struct classifier_worker *w = classifier_worker_new(cl);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = { 0 };
        struct verdict v;
        struct mention m = { .text = slice_of(row[i].text), .lang = slice_of(row[i].lang) };
        classifier_run(w, &a, &m, &v);
        const struct verdict_brand *b = &v.brands[row[i].brand && v.brand_count > 1 ? 1 : 0];
        if (b->brand != row[i].brand || b->label != row[i].want || (b->model != NULL) != row[i].own || (strcmp(v.model, version) == 0) != row[i].whole)
            fail_msg("%s: %s by %s, all of it by %s", row[i].text, label_name(b->label), b->model ? b->model : "-", v.model);
        if (b->model)
            assert_string_equal(b->model, version);
        if (row[i].whole)
            assert_int_equal(v.sentiment.label, row[i].want);
        arena_fini(&a);
    }
    classifier_worker_free(w);
    classifier_close(cl);
}

static void the_result_names_it(void **state)
{
    struct err e = { 0 };
    struct classifier *cl = open_with(two, "model/brands/tn.model", buf_slice(&adapted), &e);
    struct arena a = { 0 };
    struct buf out = { 0 };
    struct verdict v;
    struct mention m = { .text = SLICE("telenorte frunco frunco. zumovil frunco frunco"), .lang = SLICE("es"), .raw = SLICE("{}") };
    char want[64];
    (void)state;
    assert_non_null(cl);
    struct classifier_worker *w = classifier_worker_new(cl);
    classifier_run(w, &a, &m, &v);
    verdict_print(cl, &m, &v, &out);
    snprintf(want, sizeof want, "},\"model\":\"%s\"},{\"brand\":\"zumovil\"", version);
    assert_non_null(strstr(buf_z(&out), want));
    arena_fini(&a);
    buf_fini(&out);
    classifier_worker_free(w);
    classifier_close(cl);
}

static void a_slip_is_said_with_its_place(void **state)
{
    static const struct { const char *model, *file, *say; } row[] = {
        { "model/brands/other.model", "lexicon/es/x.tsv", "a.yaml:1:34: there is no 'model/brands/other.model' in the directory" },
        { "a.yaml", "lexicon/es/x.tsv", "a.yaml:1:34: 'a.yaml' is no model" },
        { "[{ a: b }]", "lexicon/es/x.tsv", "a.yaml:1:35: the name of a model's file is wanted here" },
        { "[model/brands/tn.model, model/brands/tn.model]", "model/brands/tn.model", "a.yaml:1:58: brand 'telenorte' has a model for 'es' already" },
        { "model/brands/tn.model", "model/brands/tm.model", "model/brands/tm.model: no brand says that it is its model" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct err e = { 0 };
        char yaml[200];
        snprintf(yaml, sizeof yaml, "brands: [{ id: telenorte, model: %s, queries: [{ name: t, query: telenorte }] }]\n", row[i].model);
        bool model = strstr(row[i].file, ".model");
        assert_null(open_with(yaml, row[i].file, model ? buf_slice(&adapted) : SLICE("[feelings]\nzurrido\t3\n"), &e));
        if (strncmp(e.msg, row[i].say, strlen(row[i].say)) != 0)
            fail_msg("said: %s", e.msg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_judges_its_brand_alone_and_is_named),
        cmocka_unit_test(the_result_names_it),
        cmocka_unit_test(a_slip_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, adapt, forget);
}
