/*
 * shingles: what a text is made of, small enough to be kept and compared with
 * others: its words and its pairs of neighbouring words, as hashes, of which the
 * SHINGLES_KEPT 32smallest stand for all (bottom-k sketch: Broder 1997; Cohen and
 * Kaplan 2007). Resemblance is |A and B| / |A or B|: exact where a text has no more
 * than are kept (some 16 words), else estimated from as many of them, with a
 * standard error of 0.09 at 0.5.
 *
 * Links, handles, addresses and emoji do not count: they are what copies differ
 * in. A text of fewer than SHINGLES_WORDS words is too short to resemble another by
 * more than chance: it has none. Pure; any thread.
 */
#ifndef PULSO_TEXT_SHINGLES_H
#define PULSO_TEXT_SHINGLES_H

#include "text/tokens.h"

#define SHINGLES_KEPT 32
#define SHINGLES_WORDS 6
#define SHINGLES_NEAR 0.47       /* from so much on, one text is a copy of the other (docs/metrics.md has how often that is right) */

struct shingles {
    uint32_t n;                          /* 0: too short */
    uint32_t v[SHINGLES_KEPT];           /* ascending, each once */
};

/* Of the tokens from `from` on. */
void shingles_of(const struct tokens *said, size_t from, struct shingles *out);
double shingles_alike(const struct shingles *a, const struct shingles *b);   /* 0 to 1; 0 where one has none */

#endif
