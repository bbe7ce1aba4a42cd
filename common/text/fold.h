/*
 * fold: the form in which words are compared. Folded is NFKC with case folded;
 * bare is folded without accents (ñ -> n, á -> a). fold_match compares letter
 * by letter, as queries need it. A struct fold is scratch of one thread.
 */
#ifndef PULSO_TEXT_FOLD_H
#define PULSO_TEXT_FOLD_H

#include "base/buf.h"

struct fold {
    int32_t *cps;   /* {0} is an empty one; grows to the longest word */
    size_t cap;
};

/* Appends both forms of `s`, valid UTF-8, to their buffers; either buffer may be NULL. */
void fold_append(struct fold *f, struct slice s, struct buf *folded, struct buf *bare);
/* Folded, but with case kept: for terms whose capitals matter. */
void fold_cased(struct fold *f, struct slice s, struct buf *out);
void fold_fini(struct fold *f);

/* Latin-1 letters U+00C0 to U+00FF by their last 6 bits: the bare ASCII letter, 0 for × and ÷,
 * FOLD_SLOW for those that are no ASCII letter with a mark (ß, æ, ø ...). */
#define FOLD_SLOW 1
extern const unsigned char fold_latin1[64];

/* Appends `bare` with each run of three or more of one letter cut to one. true: there was such a run. */
bool fold_squeeze(struct slice bare, struct buf *out);
/* Appends `bare` with each run of one letter, however short, cut to one: the key under which stretched words meet. */
void fold_collapse(struct slice bare, struct buf *out);

#define FOLD_PREFIX 1u   /* the pattern is the beginning of the word */
#define FOLD_LONG   2u   /* a run of three or more in the word also matches one or two in the pattern */
/* Both folded. A marked letter of the pattern matches only itself, a bare one any marking of it. */
bool fold_match(struct slice pattern, struct slice word, unsigned how);

#define FOLD_GLOB_MAX 63    /* letters and wildcards of a pattern */
/* The same for a pattern with ? (exactly one letter) and * (any run of what words are made of, also empty; never two
 * side by side). Of `how` only FOLD_LONG counts. */
bool fold_glob(struct slice pattern, struct slice word, unsigned how);

#endif
