/*
 * A linear model over words and the letters next to each other in them, learned
 * by classify/train/lang; docs/sentiment.md says how it compares. Its table of
 * 64 KB stays in the processor's cache.
 */
#include "classify/lang.h"

#include <assert.h>
#include <string.h>

#include "classify/lang_grams.h"

/* In the sums a difference of 32 is a factor of e in the odds: the best must be 1.9 times as likely as any other. That it is
 * in no language of ours is only sure where it is 20 times as likely: short texts of ours may look like it. */
enum { LEAD_MIN = 20, OTHER_LEAD_MIN = 96 };

typedef int8_t weights[LANG_COUNT];                            /* the linker puts the table anywhere */
typedef int8_t bytes __attribute__((vector_size(16)));
typedef int16_t pairs __attribute__((vector_size(16)));
typedef int32_t sums __attribute__((vector_size(16)));
static_assert(LANG_COUNT == 4 && sizeof(sums) == sizeof(int32_t) * LANG_COUNT, "a sum for each language");

extern const weights table[LANG_BUCKETS] __asm__("_binary_classify_lang_bin_start");

/* Four bytes, each to the top of four, and down again with its sign: few steps on processors without one for it. */
static inline sums widen(const weights w)
{
    int32_t four;
    memcpy(&four, w, sizeof four);
    bytes x = (bytes)(sums){ four };
    pairs y = (pairs)__builtin_shufflevector(x, x, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    return (sums)__builtin_shufflevector(y, y, 0, 8, 1, 9, 2, 10, 3, 11) >> 24;
}

static enum lang winner(sums s)
{
    enum lang best = LANG_ES;
    for (enum lang k = LANG_EN; k <= LANG_OTHER; k++)
        best = s[k] > s[best] ? k : best;
    for (enum lang k = LANG_ES; k <= LANG_OTHER; k++)
        if (k != best && s[best] - s[k] < (best == LANG_OTHER ? OTHER_LEAD_MIN : LEAD_MIN))
            return LANG_NONE;
    return best;
}

enum lang lang_find(const struct tokens *t)
{
    uint16_t gram[LANG_GRAMS_MAX];
    size_t n = lang_grams(t, gram);
    sums s = { 0 };
    for (size_t i = 0; i < n; i++)
        s += widen(table[gram[i]]);
    return winner(s);
}

const char *lang_name(enum lang l)
{
    return l == LANG_ES ? "es" : l == LANG_EN ? "en" : l == LANG_PT ? "pt" : "und";
}
