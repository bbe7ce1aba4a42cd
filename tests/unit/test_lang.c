#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "classify/lang.h"

static struct arena a;
static struct tokenizer *tk;

static const char *lang_of(struct slice text)
{
    struct tokens t;
    tokens_scan(tk, &a, text, &t);
    return lang_detect(&t);
}

struct row { const char *text, *lang; };

static void assert_langs(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = lang_of(slice_of(row[i].text));
        if (strcmp(got, row[i].lang) != 0)
            fail_msg("\"%s\": %s, wanted %s", row[i].text, got, row[i].lang);
    }
}
#define ASSERT_LANGS(row) assert_langs(row, sizeof row / sizeof *row)

static void sentences_are_told_by_their_small_words(void **state)
{
    static const struct row row[] = {
        { "No funciona el servicio desde ayer", "es" },
        { "Hace dos horas que estoy sin internet", "es" },
        { "Me cobraron dos veces la misma factura", "es" },
        { "Quiero saber cuando van a arreglar esto", "es" },
        { "The service is down since yesterday", "en" },
        { "I was charged twice for the same bill", "en" },
        { "When will you fix this?", "en" },
        { "My flight was cancelled and nobody is answering", "en" },
        { "Estou sem internet desde ontem", "pt" },
        { "Fui cobrado duas vezes pela mesma conta", "pt" },
        { "Quando vocês vão resolver isso?", "pt" },
        { "O aplicativo não abre e ninguém responde", "pt" },
    };
    (void)state;
    ASSERT_LANGS(row);
}

static void spanish_and_portuguese_are_told_apart(void **state)
{
    static const struct row row[] = {
        { "Una cosa muy buena", "es" },         { "Uma coisa muito boa", "pt" },
        { "Mañana no hay clases", "es" },       { "Amanhã não tem aula", "pt" },
        { "Los precios de la tarjeta", "es" },  { "Os preços do cartão", "pt" },
        { "Con mi hermano en el banco", "es" }, { "Com meu irmão no banco", "pt" },
    };
    (void)state;
    ASSERT_LANGS(row);
}

static void letters_and_endings_help_where_words_do_not(void **state)
{
    static const struct row row[] = {
        { "¿Señal?", "es" }, { "¿Wifi?", "es" }, { "Promoción navideña", "es" }, { "Promoção, informações", "pt" },
        { "Cheating, lying, stealing", "en" }, { "Facturación pendiente", "es" }, { "Cartãozinho", "pt" },
    };
    (void)state;
    ASSERT_LANGS(row);
}

static void too_little_or_something_else_is_und(void **state)
{
    static const struct row row[] = {
        { "", "und" }, { "12345 67", "und" }, { "😂😂😂", "und" }, { "@movistar @claro", "und" },
        { "https://example.com/the-service-is-down", "und" }, { "the.service.is.down@example.com", "und" },
        { "ok", "und" }, { "Frank", "und" }, { "de que", "und" }, { "https://example.com/running", "und" },
        { "Привет мир", "und" }, { "こんにちは", "und" },
    };
    (void)state;
    ASSERT_LANGS(row);
}

static void case_accents_and_handles_change_nothing(void **state)
{
    static const struct row row[] = {
        { "NO FUNCIONA EL SERVICIO DESDE AYER", "es" },
        { "@the @service @is no funciona el servicio", "es" },
        { "QUANDO VOCES VAO RESOLVER ISSO", "pt" },
        { "THE SERVICE IS DOWN", "en" },
    };
    (void)state;
    ASSERT_LANGS(row);
}

/* The three sums share one number: the longest text of the strongest letters must not run over. */
static void endless_texts_do_not_overflow(void **state)
{
    static const struct row row[] = {
        { "ñ", "es" }, { "ç", "pt" }, { "ñandú ", "es" }, { "não ", "pt" }, { "the ", "en" },
    };
    static const size_t size[] = { 32768, 200000 };       /* 4 points each: the first is exactly 2^16 of them */
    (void)state;
    for (size_t i = 0; i < 2 * sizeof row / sizeof *row; i++) {
        struct buf text = { 0 };
        while (text.n < size[i % 2])
            buf_addz(&text, row[i / 2].text);
        assert_string_equal(lang_of(buf_slice(&text)), row[i / 2].lang);
        buf_fini(&text);
    }
}

static int setup(void **state)
{
    (void)state;
    tk = tokenizer_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tokenizer_free(tk);
    arena_fini(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_told_by_their_small_words),
        cmocka_unit_test(spanish_and_portuguese_are_told_apart),
        cmocka_unit_test(letters_and_endings_help_where_words_do_not),
        cmocka_unit_test(too_little_or_something_else_is_und),
        cmocka_unit_test(case_accents_and_handles_change_nothing),
        cmocka_unit_test(endless_texts_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
