/*
 * care: how brands answer and what their own posts bring, counted of every record
 * of pulso.classified by the same rules as classify's counters: by minute, hour
 * and day of the event, absolute values, in the commit that moves the offset. It
 * sees the records and the stored state alone, so a replay counts the same.
 *
 *   care_clock of the log's next, care_begin, care_want for each record -> care_ask (STORE_READ) -> care_learn
 *   then for each record: care_at, care_record; care_at of the last before the offset
 *   care_fields, care_commit write all of it into the commit
 *
 * care_part is a copy of the stored state of one partition: made when it is
 * claimed, moved on by every record, thrown away when a commit is refused.
 */
#ifndef PULSO_ROUTE_CARE_CARE_H
#define PULSO_ROUTE_CARE_CARE_H

#include "io/generation.h"
#include "io/names.h"
#include "io/tally.h"
#include "model/mention.h"
#include "route/care/book.h"
#include "route/care/followers.h"
#include "route/care/said.h"
#include "route/care/sums.h"
#include "model/found.h"

struct care_part {
    int64_t clock_ms, watermark_ms;      /* largest append time; largest event time, never beyond its append time */
    struct generations kept;
    struct names names;
};

struct care_part *care_part_new(const redisReply *state, const redisReply *names, struct err *e);   /* flat lists, see io/claim.lua */
void care_part_free(struct care_part *p);                /* accepts NULL */

/* Append time of the next record, also of one that is refused; begins a new generation where it is due. */
void care_clock(struct care_part *p, int64_t append_ms, int64_t window_ms);
/* The clock as it stood at a record of this generation, which may be routed before others that came before it. */
void care_at(struct care_part *p, int64_t clock_ms);

struct care_entry;
struct care_batch {
    struct arena *a;             /* the batch's */
    struct arena *scratch;
    struct sums *sums;
    struct care_part *part;
    int64_t window_ms;
    struct generation now, before;       /* as they were when the entries were asked for */
    int64_t at_main, at_side;            /* behind the record, or the decision, that is being applied; the other is 0 */
    struct care_entry **entries;
    size_t n, cap;
    uint32_t *table, mask;
    struct tally tally;
    struct followers followers;
    /* what the record that was counted last is */
    bool is_said;                /* said is what its conversation remembers of it */
    struct said said;
    int64_t backs;               /* see fold.h */
};

/* z: of the days that are counted by. records: how many may ask, decisions included. scratch and sums are empty ones, kept by the caller from batch to batch. */
void care_begin(struct care_batch *c, struct arena *a, struct arena *scratch, struct sums *sums, struct care_part *p, const struct zone *z, int64_t window_ms,
                size_t records);
/* key: of the record, platform:conversation. What it may touch will be asked for. */
void care_want(struct care_batch *c, const struct book *b, struct slice key, const struct mention *m);
void care_ask(struct care_batch *c, struct store *s);    /* arguments of STORE_READ */
bool care_learn(struct care_batch *c, struct slice packed, struct err *e);
void care_record(struct care_batch *c, const struct book *b, struct slice key, const struct mention *m, const struct found *f, int64_t append_ms);
/* The case of a conversation, empty where there was none. NULL: the batch holds no record of it. Lives as long as the batch. */
struct casefile;
void care_want_case(struct care_batch *c, struct slice key);             /* before care_ask, for one that no record of the batch is of */
struct casefile *care_case(struct care_batch *c, struct slice key);
void care_case_changed(struct care_batch *c, struct slice key);          /* it is stored by the next commit */
/* Once a batch, behind all of its records and decisions: what the cases that it changed count. */
void care_count_cases(struct care_batch *c);
/* Those that were changed, one after the other: *at begins at 0. NULL: no more. changes: how it stands behind the batch, and what happened to it there. */
struct changes;
const struct casefile *care_next_case(struct care_batch *c, size_t *at, struct slice *key, const struct changes **changes);
void care_fields(const struct care_batch *c, struct commit *k);          /* COMMIT_FIELDS */
void care_commit(struct care_batch *c, struct commit *k);   /* the sections behind it */

#endif
