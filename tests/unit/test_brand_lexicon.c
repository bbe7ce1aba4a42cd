/* Words whose value is another one for a brand: for that brand alone, and above every other lexicon. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "classify/classifier.h"

static const char brands[] =
    "brands:\n"
    "  - { id: telenorte, lexicon: [{ zurrido: -3 }, { bajo: 3 }], queries: [{ name: t, query: telenorte }] }\n"
    "  - { id: zumovil, queries: [{ name: z, query: zumovil }] }\n";

static struct classifier *open_with(const char *yaml, const char *file, const char *text, struct err *e)
{
    struct bundle b;
    bundle_init(&b, "test");
    assert_true(bundle_add(&b, "a.yaml", "a.yaml", slice_of(yaml), e));
    if (file)
        assert_true(bundle_add(&b, file, file, slice_of(text), e));
    bundle_sort(&b);
    struct classifier *cl = classifier_open_bundle(&b, "0000000000000000", NULL, e);
    bundle_fini(&b);
    return cl;
}

static enum label label_of(const struct classifier *cl, const char *text, uint32_t brand)
{
    struct classifier_worker *w = classifier_worker_new(cl);
    struct arena a = { 0 };
    struct verdict v;
    struct mention m = { .text = slice_of(text), .lang = SLICE("es") };
    enum label found = LABEL_COUNT;
    classifier_run(w, &a, &m, &v);
    for (size_t i = 0; i < v.brand_count; i++)
        if (v.brands[i].brand == brand)
            found = v.brands[i].label;
    arena_fini(&a);
    classifier_worker_free(w);
    return found;
}

static void words_of_a_brand_count_for_it_alone(void **state)
{
    static const struct { const char *text; uint32_t brand; enum label want; } row[] = {
        { "telenorte es zurrido", 0, LABEL_NEGATIVE },
        { "zumovil es zurrido", 1, LABEL_NEUTRAL },
        { "el precio de telenorte es bajo", 0, LABEL_POSITIVE },
        { "telenorte es zurrido y zumovil abre a las nueve", 0, LABEL_NEGATIVE },
        { "telenorte es zurrido y zumovil abre a las nueve", 1, LABEL_NEUTRAL },
    };
    struct err e = { 0 };
    struct classifier *cl = open_with(brands, NULL, NULL, &e);
    (void)state;
    if (!cl)
        fail_msg("%s", e.msg);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        enum label got = label_of(cl, row[i].text, row[i].brand);
        if (got != row[i].want)
            fail_msg("\"%s\", brand %u: %d", row[i].text, row[i].brand, (int)got);
    }
    classifier_close(cl);
}

static void a_file_of_a_brand_does_the_same(void **state)
{
    struct err e = { 0 };
    struct classifier *cl = open_with(brands, "lexicon/brands/zumovil.tsv", "[feelings]\nzurrido\t3\n", &e);
    (void)state;
    if (!cl)
        fail_msg("%s", e.msg);
    assert_int_equal(label_of(cl, "zumovil es zurrido", 1), LABEL_POSITIVE);
    assert_int_equal(label_of(cl, "telenorte es zurrido", 0), LABEL_NEGATIVE);
    classifier_close(cl);
}

static void a_slip_is_said_with_its_place(void **state)
{
    static const struct { const char *yaml, *file, *text, *say; } row[] = {
        { "brands: [{ id: x, lexicon: [{ bajo: mucho }] }]", NULL, NULL, "a.yaml:1:31: \"mucho\" is not a number" },
        { "brands: [{ id: x, lexicon: [bajo] }]", NULL, NULL, "a.yaml:1:29: words with their values are wanted here" },
        { "brands: [{ id: x, lexicon: [{ bajo: 1 }, { Bajo: 2 }] }]", NULL, NULL, "a.yaml:1:44: \"Bajo\" is already given at a.yaml:1" },
        { "brands: [{ id: x }]", "lexicon/brands/y.tsv", "[feelings]\nbajo\t1\n", "lexicon/brands/y.tsv: no brand has the id 'y'" },
        { "brands: [{ id: x }]", "lexicon/brands/x.tsv", "[feelings]\nbajo\t9\n", "lexicon/brands/x.tsv:2:6: \"9\" is not a number" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct err e = { 0 };
        assert_null(open_with(row[i].yaml, row[i].file, row[i].text, &e));
        if (!slice_starts(slice_of(e.msg), slice_of(row[i].say)))
            fail_msg("said \"%s\", wanted \"%s\"", e.msg, row[i].say);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_a_brand_count_for_it_alone),
        cmocka_unit_test(a_file_of_a_brand_does_the_same),
        cmocka_unit_test(a_slip_is_said_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
