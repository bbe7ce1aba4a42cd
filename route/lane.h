/*
 * lane: what route keeps of one partition of pulso.classified between batches: a
 * copy of the stored state (model/keys.h), made when the partition is claimed,
 * moved on by every record, thrown away when a commit is refused.
 *
 * Origin marks: classify may produce a record again after a crash, later in the
 * same partition. Records of one origin partition come in the order of their
 * origin offsets, so what is not beyond the last one has been here before.
 */
#ifndef PULSO_ROUTE_LANE_H
#define PULSO_ROUTE_LANE_H

#include "io/claims.h"
#include "route/care/care.h"
#include "route/rule.h"

#define LANE_ORIGINS_MAX 4096   /* partitions of pulso.mentions */

struct origin { int32_t partition; int64_t offset; };

struct lane_mark { int64_t next; bool moved; };   /* next: 0, nothing of that origin partition yet */

struct lane {
    struct lane_mark marks[LANE_ORIGINS_MAX];
    int32_t origins;            /* marks in use are below this */
    int64_t routed, repeats, refused;   /* records by what became of them; they add up to off - start */
    int64_t *outcomes;          /* by rules.outcomes */
    size_t outcome_count;
    struct care_part *care;     /* what care counts; NULL until it is given one */
};

struct lane *lane_new(const redisReply *state, const struct rules *rules, struct err *e);   /* flat list, see io/claim.lua */
void lane_free(struct lane *l);                        /* accepts NULL */
bool origin_parse(struct slice text, struct origin *o);   /* "3:1200" */
/* False: it was here before. True: it is new, and the mark has moved beyond it. */
bool lane_pass(struct lane *l, const struct origin *o);
/* COMMIT_FIELDS: absolute values. What was written once is not written again before it moves. */
void lane_commit(struct lane *l, const struct rules *rules, struct commit *k);

#endif
