/* Signs of irony: what bears one, and what looks like it and does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "classify/sentiment/irony.h"

static const struct { const char *lang, *text; enum irony want; } row[] = {
    { "es", "Excelente servicio, tres horas sin luz #ironía", IRONY_SAID },
    { "es", "Qué rápidos son, nótese el sarcasmo", IRONY_SAID },
    { "en", "Love waiting two hours #sarcasm", IRONY_SAID },
    { "es", "Gracias por nada", IRONY_THANKS },
    { "es", "@telenorte gracias por hacerme perder el tiempo", IRONY_THANKS },
    { "es", "felicidades por ser un desastre", IRONY_THANKS },
    { "es", "gracias telenorte por dejarme sin señal", IRONY_THANKS },
    { "es", "gracias por no contestar nunca", IRONY_THANKS },
    { "en", "Thanks for nothing!", IRONY_THANKS },
    { "en", "thanks for ruining my trip", IRONY_THANKS },
    { "en", "thank you so much for the terrible service", IRONY_THANKS },
    { "pt", "obrigado por nada", IRONY_THANKS },
    { "pt", "parabéns por serem uma merda", IRONY_THANKS },
    { "es", "Ya puse la queja, muy \"amables\", pésimo todo", IRONY_QUOTES },
    { "es", "Horrible su “buen servicio”", IRONY_QUOTES },
    { "en", "the \"friendly\" agent hung up on me, awful", IRONY_QUOTES },
    { "es", "@telenorte me encanta que su servicio sea incapaz de nada", IRONY_LOVES },
    { "es", "Me encanta cuando falla la app", IRONY_LOVES },
    { "en", "I love how terrible this app is", IRONY_LOVES },
    { "pt", "adoro quando esse lixo de app falha", IRONY_LOVES },
    /* in earnest */
    { "es", "Me encanta que sean tan amables", IRONY_NONE },
    { "es", "Me encanta que contesten rápido. Pésimo el otro banco", IRONY_NONE },
    { "es", "Me encanta la app", IRONY_NONE },
    { "en", "I love how quick they are", IRONY_NONE },
    { "es", "Gracias por la ayuda, ya quedó", IRONY_NONE },
    { "es", "Gracias por responder. Pésimo banco el otro", IRONY_NONE },
    { "es", "muchas gracias por su paciencia con mi problema", IRONY_NONE },
    { "es", "me dijo \"excelente\" y se fue, horrible", IRONY_NONE },
    { "es", "La película \"Amor\" me encantó", IRONY_NONE },
    { "es", "Pésimo servicio", IRONY_NONE },
    { "es", "Excelente servicio, gracias", IRONY_NONE },
    { "es", "gracias", IRONY_NONE },
    { "es", "", IRONY_NONE },
    { "en", "thanks for the apology, it was a bad flight", IRONY_NONE },
    { "en", "Thanks for the great service!", IRONY_NONE },
    { "en", "thanks for fixing the problem", IRONY_NONE },
    { "pt", "obrigada pela ajuda", IRONY_NONE },
    { "pt", "obrigado pela paciência", IRONY_NONE },
};

static void what_bears_a_sign_is_marked_and_what_is_meant_is_not(void **state)
{
    struct tokenizer *tk = tokenizer_new();
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct err e = { 0 };
        struct arena a = { 0 };
        struct lexicon *lx = lexicon_load(NULL, row[i].lang, &e);
        struct tokens t;
        struct walk w;
        assert_non_null(lx);
        tokens_scan(tk, &a, slice_of(row[i].text), &t);
        walk_begin(&w, lx, &t);
        walk_run(&w, 0, t.n);
        enum irony got = irony_sign(&t, 0, t.n, &w);
        if (got != row[i].want) {
            print_error("%s: %d, not %d\n", row[i].text, (int)got, (int)row[i].want);
            wrong++;
        }
        lexicon_free(lx);
        arena_fini(&a);
    }
    tokenizer_free(tk);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_bears_a_sign_is_marked_and_what_is_meant_is_not) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
