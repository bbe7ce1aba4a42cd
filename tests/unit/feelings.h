/* feelings: what the tests of the built-in lexicons share: sentences with the label that they must get. #define FEELINGS_OF "es" first. */
#ifndef PULSO_TESTS_FEELINGS_H
#define PULSO_TESTS_FEELINGS_H

#include "classify/sentiment/sentiment.h"

static struct arena a;
static struct tokenizer *tk;
static struct lexicon *lx;

static struct sentiment score(const char *text)
{
    struct sentiment s;
    struct tokens t;
    tokens_scan(tk, &a, slice_of(text), &t);
    sentiment_score(lx, &t, &s);
    return s;
}

struct row { const char *text; enum label want; };
#define NEG LABEL_NEGATIVE
#define NEU LABEL_NEUTRAL
#define POS LABEL_POSITIVE

static void assert_labels(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct sentiment s = score(row[i].text);
        if (s.label != row[i].want)
            fail_msg("\"%s\": %s (%.2f), wanted %s", row[i].text, label_name(s.label), (double)s.score,
                     label_name(row[i].want));
    }
}
#define ASSERT_LABELS(row) assert_labels(row, sizeof row / sizeof *row)

/* Each left text must feel better than its right one. */
struct pair { const char *better, *worse; };

static void assert_pairs(const struct pair *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float better = score(p[i].better).score, worse = score(p[i].worse).score;
        if (!(better > worse + 0.01f))
            fail_msg("\"%s\" (%.3f) should be above \"%s\" (%.3f)", p[i].better, (double)better, p[i].worse,
                     (double)worse);
    }
}
#define ASSERT_PAIRS(row) assert_pairs(row, sizeof row / sizeof *row)

static int setup(void **state)
{
    struct err e = { 0 };
    (void)state;
    tk = tokenizer_new();
    lx = lexicon_load(NULL, FEELINGS_OF, &e);
    if (!lx)
        print_error("%s\n", e.msg);
    return lx ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    lexicon_free(lx);
    tokenizer_free(tk);
    arena_fini(&a);
    return 0;
}

#endif
