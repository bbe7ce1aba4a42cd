/* Adapting a model to a brand: it learns the brand's words, keeps the rest, and is refused where it is not better. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "classify/train/adapt.h"

static struct lexicon *lx;
static struct model *base;

/* Nothing that a lexicon or the base knows: zorbo is good, frunco is bad, where labels follow words. */
static void corrections(struct texts *t, int n, bool by_chance)
{
    static const char *const word[] = { "frunco", "tienda", "zorbo" };
    static const char *const plain[] = { "la mesa azul", "el tren de las seis", "una calle", "ayer en la plaza", "dos libros" };
    char text[200];
    unsigned chance = 7;
    texts_init(t, lx);
    for (int i = 0; i < n; i++) {
        struct text as = { .head = HEAD_CARE, .weight = 1, .intent = -1, .flags = TEXT_SAID };
        chance = chance * 1103515245u + 12345u;
        as.label = by_chance ? (int)(chance >> 16) % LABEL_COUNT : i % 3;
        snprintf(text, sizeof text, "%s %s %c%c %c", word[i % 3], plain[i % 5], 'a' + i % 23, 'a' + i / 23, 'a' + i % 7);
        texts_add(t, slice_of(text), &as);
    }
}

static bool adapt(int n, bool by_chance, struct buf *out, struct adapt_report *r, struct err *e)
{
    struct texts t;
    corrections(&t, n, by_chance);
    bool ok = adapt_model(base, &t, "telenorte", out, r, NULL, e);
    texts_fini(&t);
    return ok;
}

static struct feeling feel(const struct model *m, const char *text)
{
    struct scorer sc = { .lang = "es", .lx = lx, .model = m, .coverage = 1 };
    struct scorer_scratch *scratch = calloc(1, sizeof *scratch);
    struct tokenizer *tk = tokenizer_new();
    struct arena a = { 0 };
    struct tokens t;
    struct feeling f;
    assert_non_null(scratch);
    tokens_scan(tk, &a, slice_of(text), &t);
    scorer_run(&sc, scratch, &t, 0, t.n, &f);
    arena_fini(&a);
    tokenizer_free(tk);
    free(scratch);
    return f;
}

static void a_brand_s_words_are_learned_and_all_else_is_kept(void **state)
{
    struct buf bytes = { 0 };
    struct adapt_report r;
    struct err e = { 0 };
    (void)state;
    assert_true(adapt(180, false, &bytes, &r, &e));
    assert_true(r.better && r.compared.new_f1 > 0.9 && r.compared.old_f1 < 0.6);
    struct model *m = model_of(buf_slice(&bytes), "adapted", &e);
    assert_non_null(m);
    assert_int_equal(feel(m, "zorbo zorbo").sentiment.label, LABEL_POSITIVE);
    assert_int_equal(feel(m, "frunco frunco").sentiment.label, LABEL_NEGATIVE);
    assert_int_equal(feel(m, "pésimo servicio, nadie contesta y me cobraron dos veces").sentiment.label, LABEL_NEGATIVE);
    assert_int_equal(feel(m, "¿a qué hora abre la sucursal?").intent, feel(base, "¿a qué hora abre la sucursal?").intent);
    assert_int_equal(m->file.heads, 1u << HEAD_CARE | 1u << HEAD_INTENT);
    model_free(m);
    buf_fini(&bytes);
}

static void labels_given_by_chance_make_no_model(void **state)
{
    struct buf bytes = { 0 };
    struct adapt_report r;
    struct err e = { 0 };
    (void)state;
    assert_true(adapt(180, true, &bytes, &r, &e));
    assert_false(r.better);
    assert_int_equal(bytes.n, 0);
    buf_fini(&bytes);
}

static void too_few_corrections_make_no_model(void **state)
{
    struct buf bytes = { 0 };
    struct adapt_report r;
    struct err e = { 0 };
    (void)state;
    assert_false(adapt(ADAPT_TEXTS_LEAST - 1, false, &bytes, &r, &e));
    assert_int_equal(e.kind, ERR_CONFIG);
    buf_fini(&bytes);
}

static int open_all(void **state)
{
    struct err e = { 0 };
    (void)state;
    lx = lexicon_load(NULL, "es", &e);
    base = model_built_in("es", &e);
    return lx && base ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    model_free(base);
    lexicon_free(lx);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_brand_s_words_are_learned_and_all_else_is_kept),
        cmocka_unit_test(labels_given_by_chance_make_no_model),
        cmocka_unit_test(too_few_corrections_make_no_model),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
