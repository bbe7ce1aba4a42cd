/*
 * judge: decides what becomes of every record of a batch: new, duplicate, update,
 * deletion, ..., and moves the partition's copy of the state along, record by
 * record. It sees the records and the stored state alone, no clock and no batch
 * borders, so a replay decides the same. Lives in the batch's arena.
 *
 *   judge_init, judge_want for each id -> judge_ask (STORE_READ) -> judge_learn
 *   then for each record in order: judge_record -> judge_count for its contributions
 *   judge_commit writes all of it into the commit
 */
#ifndef PULSO_CLASSIFY_JUDGE_H
#define PULSO_CLASSIFY_JUDGE_H

#include "classify/part.h"
#include "io/tally.h"
#include "model/mention.h"

struct judged_id {
    uint64_t id;
    bool known, dirty;
    const struct generation *where;      /* where its entry lies */
    int segment;
    struct seen seen;
};

struct judge {
    struct arena *a;
    struct part *part;
    int64_t window_ms;
    int64_t fates_before[FATE_COUNT];    /* of the part, for the metrics */
    struct generation now, before;       /* as they were when the ids were asked for */
    struct judged_id **ids;
    size_t n, cap;
    uint32_t *table, mask;               /* id -> place in ids, + 1 */
    struct tally tally;
    /* the record at hand */
    struct judged_id *at;
    uint32_t minute;
    enum tally_level level;
    int64_t note;                        /* number of judge_note's counter, once it is asked for; -1 */
};

void judge_init(struct judge *j, struct arena *a, struct part *p, int64_t window_ms, size_t ids_max);
void judge_want(struct judge *j, uint64_t id);
void judge_ask(struct judge *j, struct store *s, struct slice tag);   /* begins STORE_READ; the turn sends it */
bool judge_learn(struct judge *j, struct slice packed, struct err *e);

/* What becomes of the mention. For FATE_NEW and FATE_UPDATE the caller then counts its contributions by judge_count. */
enum fate judge_record(struct judge *j, const struct mention *m, int64_t append_ms);
/* A record that is no mention: FATE_CONTROL or FATE_DLQ. */
void judge_other(struct judge *j, enum fate f, int64_t append_ms);
void judge_count(struct judge *j, struct slice name);
/* Counts the record at hand in its buckets without remembering so: no update or deletion takes it out. One name a batch. */
void judge_note(struct judge *j, struct slice name);

void judge_commit(struct judge *j, const struct zone *z, struct commit *k);

#endif
