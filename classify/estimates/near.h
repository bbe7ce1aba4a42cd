/*
 * near: which earlier text of a brand a new one is nearly a copy of. The last
 * NEAR_KEPT texts that resembled none are kept as originals, by their shingles
 * (text/shingles.h); those that still find copies stay. A new text is compared with the
 * originals that share one of its eight smallest shingles (min-wise hashing, Broder
 * 1997: texts of resemblance r share one with a chance of about 1 - (1 - r)^8), and
 * is a copy of the one that it resembles most, by SHINGLES_NEAR at least. Compared are
 * originals alone, so a cluster does not drift away from its first text. What is
 * word for word the same (story) is one anyway.
 *
 * It belongs to the partition's state: it follows from the records alone, and is
 * stored with the offset: TAG:near, NEAR_KEPT records of NEAR_RECORD bytes behind "near1"
 * (recent.h). One thread.
 */
#ifndef PULSO_CLASSIFY_NEAR_H
#define PULSO_CLASSIFY_NEAR_H

#include "base/err.h"
#include "io/claims.h"
#include "text/shingles.h"

#define NEAR_KEPT 8192
#define NEAR_RECORD (8 + 8 + 4 + 4 + 4 * SHINGLES_KEPT)    /* offset, story, author, how many shingles, shingles */

struct near_original {
    int64_t offset;              /* of its record in this partition of pulso.mentions */
    uint64_t story;
    uint32_t author;             /* the upper half of a hash */
    struct shingles is;
};

struct near;

struct near *near_new(void);
void near_free(struct near *n);          /* accepts NULL */
bool near_load(struct near *n, struct slice stored);   /* empty: nothing yet. false: it is none of ours */

/* The original that this is a copy of; else NULL, and it is kept as one from now on. Valid until the next call. */
const struct near_original *near_meet(struct near *n, const struct near_original *text);

/* Into COMMIT_PIECES: what was added since the last commit. */
void near_commit(struct near *n, struct commit *k);
void near_committed(struct near *n);

#endif
