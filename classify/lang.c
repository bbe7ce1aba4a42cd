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

/* A bucket's four weights as one number. */
static inline int32_t four_of(uint16_t bucket)
{
    int32_t four;
    memcpy(&four, table[bucket], sizeof four);
    return four;
}

/* Each byte twice: its sign comes down from the upper one. */
#define WIDER_LOW(x)  ((pairs)__builtin_shufflevector(x, x, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7) >> 8)
#define WIDER_HIGH(x) ((pairs)__builtin_shufflevector(x, x, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15) >> 8)
static_assert(LANG_GRAMS_MAX / 4 * 128 <= 32768, "a sum of two bytes has room for all");

/* Four buckets a turn, of which each adds to a sum of its own for every language. */
static sums add_up(const uint16_t *gram, size_t n)
{
    pairs low = { 0 }, high = { 0 };
    sums s = { 0 };
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        bytes x = (bytes)(sums){ four_of(gram[i]), four_of(gram[i + 1]), four_of(gram[i + 2]), four_of(gram[i + 3]) };
        low += WIDER_LOW(x);
        high += WIDER_HIGH(x);
    }
    for (int k = 0; k < LANG_COUNT; k++)
        s[k] = low[k] + low[k + 4] + high[k] + high[k + 4];
    for (; i < n; i++)
        for (int k = 0; k < LANG_COUNT; k++)
            s[k] += table[gram[i]][k];
    return s;
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
    return winner(add_up(gram, lang_grams(t, gram)));
}

const char *lang_name(enum lang l)
{
    return l == LANG_ES ? "es" : l == LANG_EN ? "en" : l == LANG_PT ? "pt" : "und";
}
