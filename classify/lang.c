/*
 * A linear model over words and the letters next to each other in them, learned
 * by classify/train/lang; docs/sentiment.md says how it compares. Its table of
 * 64 KB stays in the processor's cache.
 */
#include "classify/lang.h"

#include "classify/lang_grams.h"

enum { SUM_ONE = 32, LEAD_MIN = 20 };

typedef int8_t weights __attribute__((vector_size(LANG_COUNT), aligned(1)));   /* the linker puts the table anywhere */
typedef int32_t sums __attribute__((vector_size(4 * LANG_COUNT)));

extern const weights table[LANG_BUCKETS] __asm__("_binary_classify_lang_bin_start");

static const char *winner(sums s)
{
    static const char *const names[LANG_COUNT] = { "es", "en", "pt", "und" };
    int best = 0;
    for (int k = 1; k < LANG_COUNT; k++)
        best = s[k] > s[best] ? k : best;
    for (int k = 0; k < LANG_COUNT; k++)
        if (k != best && s[best] - s[k] < LEAD_MIN)
            return "und";
    return names[best];
}

const char *lang_detect(const struct tokens *t)
{
    uint16_t gram[LANG_GRAMS_MAX];
    size_t n = lang_grams(t, gram);
    sums s = { 0 };
    for (size_t i = 0; i < n; i++)
        s += __builtin_convertvector(table[gram[i]], sums);
    return winner(s);
}
