/*
 * round: some buckets of one partition and where it stood, read in one MULTI ... EXEC,
 * so at one moment. Who reads several rounds compares their offsets.
 */
#ifndef PULSO_METRICS_ROUND_H
#define PULSO_METRICS_ROUND_H

#include "metrics/plan.h"
#include "metrics/state.h"

struct round {
    struct store *s;
    struct arena *a;             /* of keys, until the round is read */
    struct slice tag;
    void (*ask)(void *self, struct store *s, struct slice key);   /* begins the command that reads one bucket; its answer is an array */
    void *self;
    /* found, as of the same moment */
    int64_t offset, start, names;   /* of the partition's state; offset -1: there is none */
};

/* The answer of EXEC: that of bucket i is element[i + 1]. The caller frees it. NULL: e says why, and nothing is under way. */
redisReply *round_read(struct round *r, const struct plan_key *k, size_t n, struct err *e);

#endif
