/*
 * part: what classify keeps of one partition of pulso.mentions between batches:
 * counts of records by what became of them, the dedup clock and its two
 * generations, the dictionary of counters. A copy of the stored state
 * (model/keys.h): made when the partition is claimed, moved on by every record,
 * thrown away when a commit is refused.
 */
#ifndef PULSO_CLASSIFY_PART_H
#define PULSO_CLASSIFY_PART_H

#include "classify/estimates/estimates.h"
#include "classify/seen.h"
#include "io/claims.h"
#include "io/generation.h"
#include "io/names.h"

enum fate {   /* what became of a record: each has exactly one */
    FATE_NEW, FATE_DUP, FATE_UPDATE, FATE_DELETE, FATE_LATE, FATE_REFRESH, FATE_CONTROL, FATE_DLQ, FATE_COUNT
};

struct part {
    int64_t fates[FATE_COUNT];
    int64_t removed;                     /* mentions taken out of the counters by deletions */
    int64_t clock_ms, watermark_ms;
    struct generations ids;
    struct names names;
    struct estimates *estimates;
    int64_t version, version_mark;       /* of the configuration: in force for the next record; 0: the file's */
    struct version *held;                /* not stored: the same, while it is held (io/versions.h); NULL: the file's */
    int64_t shown;                       /* not stored: the version whose size /metrics shows, and 1; 0: none yet */
};

struct part *part_new(const redisReply *state, const redisReply *names, struct err *e);   /* flat lists, see io/claim.lua */
void part_free(struct part *p);
/* Append time of the next record; begins a new generation where it is due. */
void part_clock(struct part *p, int64_t append_ms, int64_t window_ms);
/* Would this append time begin a new generation? */
bool part_turns(const struct part *p, int64_t append_ms, int64_t window_ms);
/* COMMIT_FIELDS and the dictionary's new names (COMMIT_HASHES). */
void part_commit_fields(const struct part *p, struct commit *k);
void part_commit_names(struct part *p, struct commit *k);
/* COMMIT_DROPS: the next keys of the generation that is being forgotten. */
void part_commit_drops(struct part *p, struct commit *k);

#endif
