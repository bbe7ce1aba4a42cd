/*
 * pace: how often somebody writes of brands: of the last PACE_KEPT mentions of a
 * brand in this partition who wrote each, and when it says that it was written. A
 * program that posts all day stands out by nothing else as long as its texts differ.
 *
 * It belongs to the partition's state: it follows from the records alone, and is
 * stored with the offset: TAG:pace, PACE_KEPT records of PACE_RECORD bytes (who: the upper
 * half of a hash; the minute) behind "pace1" (recent.h). One thread.
 */
#ifndef PULSO_CLASSIFY_PACE_H
#define PULSO_CLASSIFY_PACE_H

#include "io/claims.h"

#define PACE_KEPT 32768
#define PACE_RECORD 8
#define PACE_MOST 64             /* further ones are not counted */

struct pace;
struct pace *pace_new(void);
void pace_free(struct pace *p);          /* accepts NULL */
bool pace_load(struct pace *p, struct slice stored);   /* empty: nothing yet. false: it is none of ours */

/* Remembers one, and answers how many the same author wrote in the hour up to it, itself included. */
int pace_meet(struct pace *p, uint32_t author, uint32_t minute);

/* Into COMMIT_PIECES: what was added since the last commit. */
void pace_commit(struct pace *p, struct commit *k);
void pace_committed(struct pace *p);

#endif
