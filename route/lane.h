/*
 * lane: what route keeps of one partition of pulso.classified between batches: a
 * copy of the stored state (model/keys.h), made when the partition is claimed,
 * moved on by every record, thrown away when a commit is refused.
 */
#ifndef PULSO_ROUTE_LANE_H
#define PULSO_ROUTE_LANE_H

#include "io/claims.h"
#include "io/origin.h"
#include "route/care/care.h"
#include "route/rule.h"

struct lane {
    struct origin_marks marks;          /* behind the stored offset */
    struct origin_marks read_marks;     /* behind what was read: whether a record is a repeat follows from the log's order, not from that of routing */
    int64_t read_clock_ms;              /* largest append time of what was read */
    int64_t routed, repeats, refused;   /* records by what became of them; they add up to off - start */
    int64_t *outcomes;          /* by rules.outcomes */
    size_t outcome_count;
    struct care_part *care;     /* what care counts; NULL until it is given one */
};

struct lane *lane_new(const redisReply *state, const struct rules *rules, struct err *e);   /* flat list, see io/claim.lua */
void lane_free(struct lane *l);                        /* accepts NULL */
/* claims_ops.note: of the next record that was read. */
void lane_note(struct lane *l, const rd_kafka_message_t *m, int64_t window_ms, struct record_note *out);
/* The offset has passed it. */
void lane_pass(struct lane *l, const rd_kafka_message_t *m);
/* COMMIT_FIELDS: absolute values. What was written once is not written again before it moves. */
void lane_commit(struct lane *l, const struct rules *rules, struct commit *k);

#endif
