/*
 * estimates: what is too much to count exactly, kept in bounded memory for each
 * brand: different authors and stories by platform (base/hll.h), and the authors,
 * hashtags, links and terms that are said most (top.h), and which texts are nearly
 * copied, and how often (near.h), and who writes often (pace.h); by hour (72 h) and by day
 * (100 days) of event time, and only of mentions of a brand. Their keys stand in
 * model/keys.h.
 *
 * They belong to the partition's state: moved on record by record, stored in the
 * same commit as the counters, thrown away with it and read again. So they, too,
 * follow from the records alone, and are after a crash what they were without it.
 * What cannot be taken out of such a sketch is not: a deleted mention stays in it.
 *
 * A batch: estimates_note for each record that counts; estimates_apply reads what
 * is not in memory, all at once, and adds; then the sections of the commit;
 * estimates_committed. At most ESTIMATES_KEPT sketches stay in memory, those that
 * were used last. One thread.
 */
#ifndef PULSO_CLASSIFY_ESTIMATES_H
#define PULSO_CLASSIFY_ESTIMATES_H

#include "base/zone.h"
#include "classify/classifier.h"
#include "classify/spam.h"
#include "io/claims.h"
#include "io/names.h"
#include "model/estimate.h"

#define ESTIMATES_KEPT 4096

struct estimates;

struct estimates *estimates_new(void);
void estimates_free(struct estimates *s);     /* accepts NULL */

/* Reads what notes need of the partition's state, once; `side` is a connection with nothing under way. */
bool estimates_ready(struct estimates *s, struct store *side, struct slice tag, struct err *e);
/* Of a new mention, before it is noted: which earlier text it is a copy of. Sets v->cluster. partition, offset: its record's. */
struct estimates_copy {
    uint64_t cluster;            /* its story, or its original's */
    enum spam_copy is;
    int pace;                    /* so many did its author write in the hour up to it, in this partition, itself included; 0: not looked at */
    struct slice of;             /* as ESTIMATE_TOP_CLUSTERS has it; empty: of none, or it is a repost, which is no news */
};
void estimates_meet(struct estimates *s, struct arena *a, const struct mention *m, struct verdict *v, int64_t clock_ms, int32_t partition, int64_t offset,
                    struct estimates_copy *out);
/* counted: it is new, and not an update of what was noted before: only then do its words add to what is said most. */
void estimates_note(struct estimates *s, struct arena *a, struct names *names, const struct classifier *cl, const struct mention *m,
                    const struct verdict *v, const struct estimates_copy *copy, bool counted, int64_t clock_ms);
/* `side` is a connection with nothing under way. */
bool estimates_apply(struct estimates *s, struct store *side, struct slice tag, const struct zone *z, struct err *e);

/* Each into its section of the commit, which is open. */
void estimates_commit_hashes(struct estimates *s, struct commit *k);
void estimates_commit_expiries(int64_t clock_ms, struct commit *k);
void estimates_commit_index(struct estimates *s, struct commit *k);
void estimates_commit_pieces(struct estimates *s, struct commit *k);
void estimates_committed(struct estimates *s);

#endif
