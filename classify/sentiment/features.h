/*
 * features: what a learned model sees of a text: words, pairs of words, runs of
 * 3 and 4 bytes inside words (with a space at both ends), each as a hash and at
 * most once, and DENSE numbers from the lexicon's walk and the surface. Names,
 * addresses and numbers are seen as "a name", "an address", "a number" only: a
 * model learns no person and no account.
 *
 * One struct features is a thread's scratch, some 70 KB; {0} is fine. Training
 * and scoring share this code, so they cannot drift apart.
 */
#ifndef PULSO_CLASSIFY_FEATURES_H
#define PULSO_CLASSIFY_FEATURES_H

#include "classify/sentiment/walk.h"

enum {
    FEATURE_BITS = 17,           /* of the hash's top choose the bucket; its low 8 tell apart who shares one */
    FEATURES_MAX = 8192,         /* some 600 words; of longer texts the beginning is seen */
    FEATURE_TOKENS_MAX = 4096,
    FEATURE_WORD_MAX = 40,       /* bytes of a word that are looked into */
    RUN_LEAST = 3, RUN_MOST = 4, /* bytes of a run; 2 and 5 as well cost half as much again and brought nothing measurable */
    FEATURES_TOKEN = 2 + (RUN_MOST - RUN_LEAST + 1) * (FEATURE_WORD_MAX + 1),   /* at most of one token: itself, a pair, runs of each length */
    DENSE = 16
};

struct feature_token {
    uint16_t end;                /* behind its last feature; its first is the end of the token before */
    uint16_t pair;               /* the one that belongs half to the token before; FEATURE_NONE */
};
enum { FEATURE_NONE = UINT16_MAX };

struct features {
    uint64_t seen[1u << (FEATURE_BITS - 6)];   /* buckets of those in hash */
    uint32_t hash[FEATURES_MAX + FEATURES_TOKEN];   /* the last token's may stand beyond the end until they are cut off */
    size_t n;
    struct feature_token token[FEATURE_TOKENS_MAX];   /* counted from `first` */
    float dense[DENSE];
};

/* The tokens [first, first + n) of t, which the walk has gone over. */
void features_scan(struct features *f, const struct tokens *t, size_t first, size_t n, const struct walk *w);
static inline uint32_t feature_bucket(uint32_t hash) { return hash >> (32 - FEATURE_BITS); }
static inline uint8_t feature_tag(uint32_t hash) { return (uint8_t)(hash | 1); }   /* 0: nobody's bucket */

#endif
