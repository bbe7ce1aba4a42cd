/*
 * lang_grams: what the language of a text is told by: its words, and the three
 * and four bytes that stand next to each other in them, as numbers of buckets.
 * One place for both who learns the weights (classify/train/lang) and who uses
 * them (lang.c): a change here asks for a new classify/lang.bin.
 */
#ifndef PULSO_CLASSIFY_LANG_GRAMS_H
#define PULSO_CLASSIFY_LANG_GRAMS_H

#include "classify/lang.h"

enum { LANG_COUNT = LANG_OTHER + 1 };
enum { LANG_BITS = 14, LANG_BUCKETS = 1 << LANG_BITS };
/* Of a long text the beginning decides, of a long word the first letters. */
enum { LANG_GRAMS_MAX = 1024, LANG_WORD_MAX = 24 };

static inline uint16_t lang_bucket(uint32_t gram, uint32_t salt)
{
    return (uint16_t)((gram * (0x9E3779B1u * 0x85EBCA6Bu) + salt * 0x85EBCA6Bu) >> (32 - LANG_BITS));
}

/* Words in another script than ours have one bucket for all of them. Latin ends at U+024F; Vietnamese is at U+1Exx. */
enum { LANG_FOREIGN = 0, LANG_OPENED = 1 };

static inline bool lang_foreign(struct slice word)
{
    unsigned char first = word.n ? (unsigned char)word.p[0] : 0;
    return first >= 0xCD && !(first == 0xE1 && word.n > 1 && (unsigned char)word.p[1] >= 0xB8);
}

/* Only Spanish opens its questions and exclamations. */
static inline bool lang_opened(const struct tokens *all, const struct token *t)
{
    const char *p = all->text.p + t->start;
    return t->start >= 2 && p[-2] == '\xC2' && (p[-1] == '\xBF' || p[-1] == '\xA1');
}

/* Room for one more word of the longest. */
enum { LANG_GRAMS_WORD = 2 * (LANG_WORD_MAX + 1) + 2 };

static inline size_t lang_grams_word(const struct tokens *all, const struct token *t, uint16_t *out)
{
    struct slice s = t->flags & TOKEN_LONG ? t->squeezed : t->folded;
    size_t n = s.n < LANG_WORD_MAX ? s.n : LANG_WORD_MAX, k = 0;
    if (lang_foreign(s)) {
        out[0] = LANG_FOREIGN;
        return 1;
    }
    if (lang_opened(all, t))
        out[k++] = LANG_OPENED;
    out[k++] = (uint16_t)(t->hash >> (64 - LANG_BITS));
    if (n == 0)
        return k;
    uint32_t x = (uint32_t)' ' << 16 | (uint32_t)(unsigned char)s.p[0] << 8 | (n > 1 ? (unsigned char)s.p[1] : ' ');
    out[k++] = lang_bucket(x, 1);
    for (size_t i = 2; i <= n; i++) {
        x = x << 8 | (i < n ? (unsigned char)s.p[i] : ' ');
        out[k++] = lang_bucket(x & 0xffffff, 1);
        out[k++] = lang_bucket(x, 2);
    }
    return k;
}

/* Words alone: handles, links and hashtags are in no language, laughter and numbers in all. */
static inline bool lang_counts(const struct token *t)
{
    return t->kind == TOKEN_WORD && !(t->flags & (TOKEN_NUMBER | TOKEN_LAUGH));
}

/* At most LANG_GRAMS_MAX; the number of them. */
static inline size_t lang_grams(const struct tokens *t, uint16_t *out)
{
    size_t k = 0;
    for (size_t i = 0; i < t->n && k + LANG_GRAMS_WORD <= LANG_GRAMS_MAX; i++)
        if (lang_counts(&t->v[i]))
            k += lang_grams_word(t, &t->v[i], out + k);
    return k;
}

#endif
