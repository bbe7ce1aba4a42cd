/* What texts want, case by case (tests/intents.tsv): all that the signs were written for, and how many of the fresh ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/sentiment/scorer.h"

static const char *const langs[] = { "es", "en", "pt" };
enum { LANGS = 3 };
/* What was reached, less one of seven: a change that loses more is seen. Spanish is learned, too; by signs alone it was five. Three of the cases that they were written for are missed. */
enum { MISSED = 3 };
static const size_t fresh_least[LANGS] = { 10, 8, 7 };
static struct lexicon *lx[LANGS];
static struct model *model[LANGS];

static int open_all(void **state)
{
    struct err e = { 0 };
    (void)state;
    for (size_t i = 0; i < LANGS; i++)
        if (!(lx[i] = lexicon_load(NULL, langs[i], &e)) || !(model[i] = model_built_in(langs[i], &e)))
            return -1;
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < LANGS; i++)
        lexicon_free(lx[i]), model_free(model[i]);
    return 0;
}

static enum intent intent_of(size_t lang, struct slice text)
{
    struct scorer sc = { .lang = langs[lang], .lx = lx[lang], .model = model[lang], .coverage = 1 };
    struct scorer_scratch *scratch = calloc(1, sizeof *scratch);
    struct tokenizer *tk = tokenizer_new();
    struct arena a = { 0 };
    struct tokens t;
    struct feeling f;
    assert_non_null(scratch);
    tokens_scan(tk, &a, text, &t);
    scorer_run(&sc, scratch, &t, 0, t.n, &f);
    arena_fini(&a);
    tokenizer_free(tk);
    free(scratch);
    return f.intent;
}

static void the_cases_are_found_and_some_of_the_fresh_ones(void **state)
{
    FILE *f = fopen("tests/intents.tsv", "r");
    char line[512];
    size_t right[LANGS] = { 0 }, all[LANGS] = { 0 }, wrong = 0;
    bool fresh = false;
    (void)state;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        struct slice rest = slice_trim(slice_of(line)), lang, name;
        enum intent want;
        fresh |= slice_starts(rest, SLICE("# fresh"));
        if (line[0] == '#' || !slice_next(&rest, '\t', &lang) || !slice_next(&rest, '\t', &name) || !intent_find(name, &want))
            continue;
        size_t l = slice_is(lang, "es") ? 0 : slice_is(lang, "en") ? 1 : 2;
        enum intent got = intent_of(l, rest);
        all[l] += fresh;
        right[l] += fresh && got == want;
        if (got != want && (!fresh || getenv("WRONG")))
            print_message("%s%s: %s, not %s\n", fresh ? "fresh: " : "", line, intent_name(got), intent_name(want));
        wrong += !fresh && got != want;
    }
    fclose(f);
    for (size_t l = 0; l < LANGS; l++)
        print_message("%s: %zu of %zu fresh ones\n", langs[l], right[l], all[l]);
    assert_true(wrong <= MISSED);
    for (size_t l = 0; l < LANGS; l++)
        assert_true(right[l] >= fresh_least[l]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_cases_are_found_and_some_of_the_fresh_ones) };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
