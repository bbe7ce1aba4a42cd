/*
 * texts: labelled texts as the features of sentiment/features.h sees them, and
 * the vocabulary that they make: which feature owns a bucket, and its idf.
 * Lives until texts_fini. One thread.
 */
#ifndef PULSO_CLASSIFY_TEXTS_H
#define PULSO_CLASSIFY_TEXTS_H

#include "classify/sentiment/scorer.h"

#define TEXT_HELD 1u             /* for judging: not learned from, and without a say in the vocabulary */
#define TEXT_SAID 2u             /* keeps the text itself */

struct text {
    uint64_t same;               /* hash of its words: a text stands once */
    size_t from, n;              /* its features in texts.hash */
    float dense[DENSE];
    float weight;
    int label;                   /* enum label */
    int intent;                  /* enum intent, or -1 */
    enum head head;              /* HEAD_GENERAL or HEAD_CARE: the kind of text; HEAD_INTENT: made up to teach an intent, of neither kind */
    unsigned flags;
    char *said;                  /* the text itself, for TEXT_HELD and TEXT_SAID */
};

struct texts {
    struct text *v;
    size_t n, cap;
    uint32_t *hash;
    size_t hashes, hash_cap;
    struct tokenizer *tk;
    struct arena a;
    const struct lexicon *lx;
    struct scorer_scratch *scratch;
    size_t repeated;             /* left out: they stood there already */
    uint64_t *seen;              /* of `same`, open addressing */
    size_t seen_cap;
};

void texts_init(struct texts *t, const struct lexicon *lx);
void texts_fini(struct texts *t);
/* Lines "label <tab> text [<tab> intent]"; label: negative, neutral, positive, or neg, neu, pos. Plain or gzip. */
bool texts_read(struct texts *t, const char *path, enum head head, float weight, unsigned flags, struct err *e);
/* One text; false: it stood there already. */
bool texts_add(struct texts *t, struct slice text, const struct text *as);
bool texts_label(struct slice s, int *label);

struct vocabulary {
    uint32_t owner[1u << FEATURE_BITS];      /* hash of the feature; 0: nobody's */
    uint32_t seen[1u << FEATURE_BITS];       /* in how many texts */
    uint8_t idf[1u << FEATURE_BITS];
};
/* Features in two texts or more; where two want a bucket, the more frequent has it. */
void vocabulary_make(struct vocabulary *vo, const struct texts *t);

#endif
