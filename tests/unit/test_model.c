/* Features, the model's file, what it says and why; and that training learns and can be repeated. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "classify/train/judge.h"
#include "classify/train/minimise.h"
#include "classify/train/train.h"

static struct arena a;
static struct tokenizer *tk;
static struct scorer_scratch *scratch;
static struct scorer es, en, pt;

static void features_of(const char *text, struct features *f)
{
    struct tokens t;
    struct walk w;
    tokens_scan(tk, &a, slice_of(text), &t);
    walk_begin(&w, es.lx, &t);
    walk_run(&w, 0, t.n);
    features_scan(f, &t, 0, t.n, &w);
}

static bool same_features(const char *x, const char *y)
{
    static struct features fx, fy;
    features_of(x, &fx);
    features_of(y, &fy);
    bool same = fx.n == fy.n;
    for (size_t i = 0; same && i < fx.n; i++)
        same = fx.hash[i] == fy.hash[i];
    return same;
}

static void what_names_a_person_or_a_place_is_not_learned(void **state)
{
    static const struct { const char *x, *y; bool same; } row[] = {
        { "hola @ana", "hola @pedro", true },
        { "mira https://a.example/1", "mira https://b.example/2", true },
        { "llamen al 5512345678", "llamen al 12", true },
        { "jajaja que bien", "jajajajajaja que bien", true },
        { "#funciona", "funciona", true },
        { "Pésimo SERVICIO", "pesimo servicio", true },
        { "hola ana", "hola pedro", false },
        { "no sirve", "sirve no", false },
        { "que bien", "que mal", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (same_features(row[i].x, row[i].y) != row[i].same)
            fail_msg("\"%s\" and \"%s\" should be %s", row[i].x, row[i].y, row[i].same ? "the same" : "different");
}

static void a_long_text_has_a_bounded_number_of_features(void **state)
{
    static struct features f;
    struct buf text = { 0 };
    (void)state;
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "palabra%d ", i);
    features_of(buf_z(&text), &f);
    assert_int_equal(f.n, FEATURES_MAX);
    buf_fini(&text);
}

/* The end of the room falls into a word of many runs, so that many are cut off. */
static void nothing_of_a_long_text_is_left_for_the_next(void **state)
{
    static const char next[] = "palabra1 palabra2 no sirve";
    static struct features fresh, used;
    struct buf text = { 0 };
    uint64_t seed = 1;
    (void)state;
    features_of(next, &fresh);
    for (int round = 0; round < 20; round++) {
        buf_reset(&text);
        for (int i = 0; i < 200 * FEATURE_WORD_MAX; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_char(&text, i % FEATURE_WORD_MAX ? (char)('a' + (seed >> 33) % 26) : ' ');
        }
        features_of(buf_z(&text), &used);
        assert_int_equal(used.n, FEATURES_MAX);
        for (size_t i = 1; i < 200; i++)     /* tokens beyond the last feature have none */
            assert_true(used.token[i].end >= used.token[i - 1].end && used.token[i].end <= used.n);
        assert_int_equal(used.token[199].end, used.n);
        model_score(es.model, &used, 200, &scratch->scores);
        features_of(next, &used);
        assert_int_equal(used.n, fresh.n);
        assert_memory_equal(used.hash, fresh.hash, fresh.n * sizeof fresh.hash[0]);
        assert_memory_equal(used.seen, fresh.seen, sizeof fresh.seen);
    }
    buf_fini(&text);
}

/* What model.h says, in plain loops. */
static void score_plainly(const struct model *m, const struct features *f, size_t n, float out[MODEL_OUTPUTS], float *why, float gate)
{
    double sum[MODEL_OUTPUTS] = { 0 }, squares = 0, part[2][64] = { { 0 } };
    for (size_t i = 0, token = 0; i < f->n; i++) {
        uint32_t key = m->keys[feature_bucket(f->hash[i])];
        while (f->token[token].end <= i)
            token++;
        if (key == MODEL_NOBODY || !model_key_is(key, f->hash[i]))
            continue;
        const int8_t *w = m->weights[model_key_row(key)];
        double idf = model_key_idf(key);
        squares += idf * idf;
        for (int k = 0; k < MODEL_OUTPUTS; k++)
            sum[k] += idf * w[k];
        for (int h = 0; h < 2; h++)
            for (int half = 0; half < 2; half++)
                part[h][token - (half && f->token[token].pair == i)] += idf * (w[3 * h + LABEL_POSITIVE] - w[3 * h + LABEL_NEGATIVE]) / 2;
    }
    double norm = squares > 0 ? 1 / sqrt(squares) : 0;
    for (int h = 0; h < HEAD_COUNT; h++)
        for (int k = head_first[h]; k < head_first[h] + head_outputs[h]; k++) {
            double v = m->file.bias[k] + sum[k] * m->file.scale[h] * norm;
            for (int d = 0; d < DENSE; d++)
                v += f->dense[d] * m->file.dense[d][k];
            out[k] = (float)v;
        }
    for (size_t i = 0; i < n; i++)
        why[i] = (float)(norm * ((1 - gate) * m->file.scale[HEAD_GENERAL] * part[0][i] + gate * m->file.scale[HEAD_CARE] * part[1][i]));
}

static void scores_and_reasons_are_what_plain_loops_give(void **state)
{
    static const char *const text[] = {
        "", "no", "no no no no", "@banco pésimo servicio, llevo dos horas esperando y nadie contesta", "zzqx wwvk yyqj",
        "muchas gracias, excelente atención, muchas gracias", "😡😡 xq no sirve para nada #PésimoServicio http://a.example/1 33", "a b c d zzqx no me gusta",
    };
    float out[MODEL_OUTPUTS], why[64];
    struct tokens t;
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        features_of(text[i], &scratch->f);
        tokens_scan(tk, &a, slice_of(text[i]), &t);
        model_score(es.model, &scratch->f, t.n, &scratch->scores);
        score_plainly(es.model, &scratch->f, t.n, out, why, scratch->scores.gate);
        for (int k = 0; k < MODEL_OUTPUTS; k++)
            assert_float_equal(scratch->scores.out[k], out[k], 1e-4f);
        for (size_t k = 0; k < t.n; k++)
            assert_float_equal(scratch->scores.why[k], why[k], 1e-5f);
    }
}

static struct feeling feel(const struct scorer *sc, const char *text)
{
    struct feeling f;
    struct tokens t;
    tokens_scan(tk, &a, slice_of(text), &t);
    scorer_run(sc, scratch, &t, 0, t.n, &f);
    return f;
}

static void plain_judgements_come_out_right(void **state)
{
    static const struct { const struct scorer *sc; const char *text; enum label want; } row[] = {
        { &es, "@banco pésimo servicio, llevo dos horas esperando y nadie contesta", LABEL_NEGATIVE },
        { &es, "@banco no puedo entrar a la app desde ayer", LABEL_NEGATIVE },
        { &es, "@banco ¿a qué hora abre la sucursal del centro?", LABEL_NEUTRAL },
        { &es, "@banco muchas gracias, excelente atención, me resolvieron todo", LABEL_POSITIVE },
        { &es, "hoy es un gran día, estoy muy feliz", LABEL_POSITIVE },
        { &en, "worst airline ever, my flight was cancelled and nobody helps", LABEL_NEGATIVE },
        { &en, "thank you so much, great service and friendly crew", LABEL_POSITIVE },
        { &en, "the store opens at nine on Monday", LABEL_NEUTRAL },
        { &pt, "que serviço horrível, nunca mais compro aqui", LABEL_NEGATIVE },
        { &pt, "amei demais, atendimento maravilhoso", LABEL_POSITIVE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct feeling f = feel(row[i].sc, row[i].text);
        if (f.sentiment.label != row[i].want)
            fail_msg("\"%s\": %s (%.2f)", row[i].text, label_name(f.sentiment.label), (double)f.sentiment.score);
    }
}

/* A model has never seen them with these values; they move it all the same. */
static void words_of_an_own_lexicon_move_the_model(void **state)
{
    static const struct { const char *text; float up; } row[] = {
        { "mi plan es zurrido", -1 }, { "mi plan es plimado", 1 }, { "mi plan no es zurrido", 1 }, { "mi plan es pésimo", 1 }, { "mi plan es lento", 0 },
    };
    struct err e = { 0 };
    struct lexicon_file f = { "own.tsv", SLICE("[built-in]\n[feelings]\nzurrido\t-3\nplimado\t3\npésimo\t0\n") };
    struct scorer own = es;
    (void)state;
    own.lx = lexicon_load_files(&f, 1, "es", &e);
    assert_non_null(own.lx);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        float before = feel(&es, row[i].text).sentiment.score, after = feel(&own, row[i].text).sentiment.score;
        if (row[i].up == 0 ? after != before : (after - before) * row[i].up < 0.1f)
            fail_msg("\"%s\": from %.2f to %.2f", row[i].text, (double)before, (double)after);
    }
    struct feeling bad = feel(&own, "mi plan es zurrido");
    assert_int_equal(bad.sentiment.label, LABEL_NEGATIVE);
    assert_true(bad.sentiment.whys > 0 && isfinite(bad.sentiment.score));
    for (size_t i = 0; i < bad.sentiment.whys; i++)
        assert_true(isfinite(bad.sentiment.why[i].value));
    assert_true(isfinite(feel(&own, "pésimo").sentiment.why[0].value));      /* a hit of value 0 alone */
    lexicon_free((struct lexicon *)own.lx);
}

static void intents_come_out_right(void **state)
{
    static const struct { const struct scorer *sc; const char *text; enum intent want; } row[] = {
        { &es, "@banco pésimo servicio, llevo dos horas esperando y nadie contesta", INTENT_COMPLAINT },
        { &es, "@banco buenos días, ¿a qué hora abre la sucursal?", INTENT_QUESTION },
        { &es, "El dólar se vende en 21.08 pesos en ventanillas", INTENT_NOISE },
        { &en, "worst service ever, my internet is down again", INTENT_COMPLAINT },
        { &en, "how do I change my seat?", INTENT_QUESTION },
        { &en, "thank you, amazing support!", INTENT_PRAISE },
        { &pt, "péssimo atendimento, minha internet não funciona", INTENT_COMPLAINT },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct feeling f = feel(row[i].sc, row[i].text);
        if (f.intent != row[i].want)
            fail_msg("\"%s\": %s, wanted %s", row[i].text, intent_name(f.intent), intent_name(row[i].want));
    }
}

static void reasons_lie_in_the_text_in_order_and_the_telling_word_is_among_them(void **state)
{
    static const char text[] = "Buenas tardes @banco 😡 su app es PÉSIMA, no sirve para nada. ¿Cuándo la arreglan?";
    struct feeling f = feel(&es, text);
    uint32_t before = 0;
    bool found = false;
    (void)state;
    assert_true(f.sentiment.whys > 1);
    for (size_t i = 0; i < f.sentiment.whys; i++) {
        const struct sentiment_why *y = &f.sentiment.why[i];
        assert_true(y->start >= before && y->end > y->start && y->end <= sizeof text - 1);
        before = y->end;
        found |= memmem(text + y->start, y->end - y->start, "PÉSIMA", 7) && y->value < -0.1f;
    }
    assert_true(found);
}

static void confidence_and_score_are_probabilities(void **state)
{
    static const char *const text[] = { "", "hola", "pésimo", "gracias", "😡😡😡", "no no no no" };
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct feeling f = feel(&es, text[i]);
        assert_true(f.sentiment.confidence >= 0.33f && f.sentiment.confidence <= 1);
        assert_true(fabsf(f.sentiment.score) <= 1);
    }
}

static void the_less_it_may_leave_out_the_fewer_are_unsure(void **state)
{
    const struct model *m = es.model;
    (void)state;
    assert_true(model_sure(m, 0.5f, 1) == 0);
    assert_true(model_sure(m, 0, 0.9f) < model_sure(m, 0, 0.5f));
    assert_true(model_sure(m, 1, 0.9f) < model_sure(m, 1, 0.5f));
}

/* ---- training ---- */

/* Nothing that a lexicon knows: what is learned is learned from zorbo and frunco. */
static const char *const plain[] = { "la mesa azul", "el tren de las seis", "una calle", "ayer en la plaza", "dos libros" };

static void write_corpus(char *path)
{
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    for (int i = 0; i < 40; i++) {
        fprintf(f, "positive\tzorbo %s %c%c\n", plain[i % 5], 'a' + i % 23, 'a' + i / 7);
        fprintf(f, "negative\tfrunco %s %c%c\n", plain[i % 5], 'a' + i % 23, 'a' + i / 7);
        fprintf(f, "neutral\tla tienda abre a las %c%c %c\n", 'a' + i % 23, 'a' + i / 7, 'a' + i % 11);
    }
    fclose(f);
}

static void train_once(const char *path, struct buf *out, struct train_report *report)
{
    struct recipe r = { .lang = "es" };
    struct texts t;
    struct err e = { 0 };
    for (int h = 0; h < HEAD_COUNT; h++)
        r.head[h] = (struct recipe_head){ 2, 1, 0 };
    texts_init(&t, es.lx);
    assert_true(texts_read(&t, path, HEAD_GENERAL, 1, 0, &e));
    train_model(&r, &t, out, report, NULL);
    texts_fini(&t);
}

static void training_learns_words_the_lexicon_does_not_know_and_can_be_repeated(void **state)
{
    char path[] = "/tmp/pulso-train-XXXXXX";
    struct buf one = { 0 }, two = { 0 };
    struct train_report report;
    struct err e = { 0 };
    (void)state;
    write_corpus(path);
    train_once(path, &one, &report);
    train_once(path, &two, &report);
    unlink(path);
    assert_int_equal(one.n, two.n);
    assert_memory_equal(one.p, two.p, one.n);
    struct model *m = model_of(buf_slice(&one), "test", &e);
    assert_non_null(m);
    struct scorer sc = { .lang = "es", .lx = es.lx, .model = m, .coverage = 1 };
    assert_int_equal(feel(&sc, "zorbo zorbo").sentiment.label, LABEL_POSITIVE);
    assert_int_equal(feel(&sc, "frunco frunco").sentiment.label, LABEL_NEGATIVE);
    assert_true(report.head[HEAD_GENERAL].macro_f1 > 0.9);
    assert_int_equal(report.head[HEAD_CARE].texts, 0);
    model_free(m);
    buf_fini(&one);
    buf_fini(&two);
}

static void texts_for_the_intent_alone_teach_nothing_else(void **state)
{
    struct recipe r = { .lang = "es" };
    struct texts t;
    struct buf out = { 0 };
    struct train_report report;
    (void)state;
    for (int h = 0; h < HEAD_COUNT; h++)
        r.head[h] = (struct recipe_head){ 2, 1, 0 };
    texts_init(&t, es.lx);
    for (int i = 0; i < 60; i++) {
        static const enum head head[] = { HEAD_GENERAL, HEAD_CARE, HEAD_INTENT };
        struct text as = { .head = head[i % 3], .weight = 1, .label = i / 3 % 3, .intent = i % 3 == 0 ? -1 : i / 3 % 2 ? INTENT_PURCHASE : INTENT_NOISE };
        char text[64];
        snprintf(text, sizeof text, "%s %c%c", plain[i % 5], 'a' + i % 23, 'a' + i / 7);
        texts_add(&t, slice_of(text), &as);
    }
    train_model(&r, &t, &out, &report, NULL);
    assert_int_equal(report.head[HEAD_GENERAL].texts, 20);
    assert_int_equal(report.head[HEAD_CARE].texts, 20);
    assert_int_equal(report.head[HEAD_GATE].texts, 40);
    assert_int_equal(report.head[HEAD_INTENT].texts, 40);
    texts_fini(&t);
    buf_fini(&out);
}

static bool read_recipe(struct recipe *r, const char *head, const char *corpus, struct err *e)
{
    char path[] = "/tmp/pulso-recipe-XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    fprintf(f, "lang es\n%s\ntext general 1 %s\n", head, corpus);
    fclose(f);
    bool ok = recipe_read(r, path, e);
    unlink(path);
    return ok;
}

static void a_temperature_that_the_recipe_names_is_taken_and_one_that_is_none_refused(void **state)
{
    char path[] = "/tmp/pulso-train-XXXXXX";
    struct buf out = { 0 };
    struct train_report report;
    struct recipe r;
    struct texts t;
    struct err e = { 0 };
    (void)state;
    write_corpus(path);
    assert_true(read_recipe(&r, "head general C 2 balance 1 temperature 3", path, &e));
    texts_init(&t, es.lx);
    assert_true(recipe_texts(&r, false, &t, &e));
    train_model(&r, &t, &out, &report, NULL);
    assert_true(fabs(report.head[HEAD_GENERAL].temperature - 3) < 1e-12);
    texts_fini(&t);
    buf_fini(&out);
    recipe_fini(&r);
    unlink(path);
    const char *const wrong[] = { "head general C 2 balance 1 temperature 0", "head general C 2 balance 1 temperature", "head general C 2 balance 1 warmth 3" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err why = { 0 };
        assert_false(read_recipe(&r, wrong[i], "none.tsv", &why));
        assert_int_equal(why.kind, ERR_CONFIG);
        assert_non_null(strstr(why.msg, ":2: "));
        recipe_fini(&r);
    }
}

static void a_file_that_is_no_model_is_refused(void **state)
{
    char path[] = "/tmp/pulso-train-XXXXXX";
    struct buf good_one = { 0 };
    struct train_report report;
    (void)state;
    write_corpus(path);
    train_once(path, &good_one, &report);
    unlink(path);
    for (size_t cut = 0; cut < good_one.n; cut += good_one.n / 7) {
        struct err e = { 0 };
        assert_null(model_of((struct slice){ good_one.p, cut }, "cut", &e));
        assert_int_equal(e.kind, ERR_CONFIG);
    }
    struct err none = { 0 };
    struct model *whole = model_of(buf_slice(&good_one), "whole", &none);
    size_t refused = 0;
    assert_non_null(whole);
    for (size_t at = 20; at < good_one.n; at += good_one.n / 5) {
        struct err e = { 0 };
        good_one.p[at] ^= 0x40;
        struct model *m = model_of(buf_slice(&good_one), "flipped", &e);
        if (m)                           /* a run of zeros may be repeated from elsewhere: the very same bytes come out */
            assert_true(m->file.sum == whole->file.sum && memcmp(m->weights, whole->weights, m->rows * sizeof *m->weights) == 0);
        else
            assert_int_equal(e.kind, ERR_CONFIG);
        refused += !m;
        model_free(m);
        good_one.p[at] ^= 0x40;
    }
    assert_true(refused >= 4);
    model_free(whole);
    buf_fini(&good_one);
}

static double bowl(void *self, const double *x, double *g)
{
    (void)self;
    g[0] = 2 * (x[0] - 3);
    g[1] = 200 * (x[1] + 1);
    return (x[0] - 3) * (x[0] - 3) + 100 * (x[1] + 1) * (x[1] + 1);
}

static void the_lowest_point_is_found(void **state)
{
    double x[2] = { 0, 0 };
    (void)state;
    double value = minimise(bowl, NULL, x, 2, 100, 1e-12);
    assert_true(value < 1e-8 && fabs(x[0] - 3) < 1e-4 && fabs(x[1] + 1) < 1e-4);
}

static void figures_are_what_a_hand_gets(void **state)
{
    struct judged j;
    struct judged_figures x;
    (void)state;
    judged_labels(&j);
    judged_add(&j, 0, 0, 0.95f);     /* right */
    judged_add(&j, 0, 1, 0.85f);     /* wrong */
    judged_add(&j, 1, 1, 0.95f);     /* right */
    judged_add(&j, 2, 2, 0.95f);     /* right */
    judged_figures(&j, &x);
    /* F1: negative p 1, r 1/2 -> 2/3; neutral p 1/2, r 1 -> 2/3; positive 1 */
    assert_true(fabs(x.macro_f1 - (2.0 / 3 + 2.0 / 3 + 1) / 3) < 1e-9);
    assert_true(fabs(x.accuracy - 0.75) < 1e-9);
    /* bins: 3 of 0.95, all right -> 0.05 * 3/4; 1 of 0.85, wrong -> 0.85 * 1/4 */
    assert_true(fabs(x.calibration_error - (0.05 * 0.75 + 0.85 * 0.25)) < 1e-5);
    assert_true(fabs(judged_f1_of(&j, 1u << 1 | 1u << 2) - 2 * 2.0 / (2 + 3)) < 1e-9);
    judged_fini(&j);
}

static void what_tells_no_confidence_has_no_part_in_its_calibration(void **state)
{
    struct judged j;
    struct judged_figures x;
    struct buf out = { 0 };
    (void)state;
    judged_intents(&j);
    judged_add(&j, 0, 0, -1);
    judged_add(&j, 1, 0, -1);
    judged_figures(&j, &x);
    assert_int_equal(x.told, 0);
    judged_json(&j, &out);
    assert_non_null(strstr(buf_z(&out), "\"calibration_error\":null"));
    judged_add(&j, 0, 0, 0.95f);
    judged_figures(&j, &x);
    assert_int_equal(x.told, 1);
    assert_true(fabs(x.calibration_error - 0.05) < 1e-5 && fabs(x.unsure_tenth - 1) < 1e-9 && fabs(x.accuracy - 2.0 / 3) < 1e-9);
    buf_fini(&out);
    judged_fini(&j);
}

static int open_all(void **state)
{
    struct err e = { 0 };
    (void)state;
    tk = tokenizer_new();
    scratch = calloc(1, sizeof *scratch);
    es = (struct scorer){ .lang = "es", .lx = lexicon_load(NULL, "es", &e), .model = model_built_in("es", &e), .coverage = 1 };
    en = (struct scorer){ .lang = "en", .lx = lexicon_load(NULL, "en", &e), .model = model_built_in("en", &e), .coverage = 1 };
    pt = (struct scorer){ .lang = "pt", .lx = lexicon_load(NULL, "pt", &e), .model = model_built_in("pt", &e), .coverage = 1 };
    return es.model && en.model && pt.model && !e.kind ? 0 : -1;
}

static int close_all(void **state)
{
    struct scorer *all[] = { &es, &en, &pt };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        lexicon_free((struct lexicon *)all[i]->lx);
        model_free((struct model *)all[i]->model);
    }
    tokenizer_free(tk);
    free(scratch);
    arena_fini(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_names_a_person_or_a_place_is_not_learned),
        cmocka_unit_test(a_long_text_has_a_bounded_number_of_features),
        cmocka_unit_test(nothing_of_a_long_text_is_left_for_the_next),
        cmocka_unit_test(scores_and_reasons_are_what_plain_loops_give),
        cmocka_unit_test(plain_judgements_come_out_right),
        cmocka_unit_test(words_of_an_own_lexicon_move_the_model),
        cmocka_unit_test(intents_come_out_right),
        cmocka_unit_test(reasons_lie_in_the_text_in_order_and_the_telling_word_is_among_them),
        cmocka_unit_test(confidence_and_score_are_probabilities),
        cmocka_unit_test(the_less_it_may_leave_out_the_fewer_are_unsure),
        cmocka_unit_test(training_learns_words_the_lexicon_does_not_know_and_can_be_repeated),
        cmocka_unit_test(texts_for_the_intent_alone_teach_nothing_else),
        cmocka_unit_test(a_temperature_that_the_recipe_names_is_taken_and_one_that_is_none_refused),
        cmocka_unit_test(a_file_that_is_no_model_is_refused),
        cmocka_unit_test(the_lowest_point_is_found),
        cmocka_unit_test(figures_are_what_a_hand_gets),
        cmocka_unit_test(what_tells_no_confidence_has_no_part_in_its_calibration),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
