/*
 * match: the inside of a query_match. One pass over a mention's tokens and
 * fields marks the atoms that it holds (mark.c); the queries that lie under a
 * marked atom are candidates; then only these are evaluated, each atom a look
 * at its mark (holds.c). Marks are epochs: nothing is cleared between mentions.
 */
#ifndef PULSO_QUERY_MATCH_H
#define PULSO_QUERY_MATCH_H

#include "query/index.h"
#include "query/vec.h"

#define NO_HIT UINT32_MAX

struct mark { uint32_t epoch, first, last; };    /* hits, in order of position, of atoms that stand in phrases */
struct hit { uint32_t at, next; };

struct query_match {
    const struct query_set *qs;
    struct mark *marks;              /* by atom */
    uint32_t *looked_at;             /* by program: the epoch in which it became a candidate */
    uint32_t *cursors;               /* one for each word of the longest phrase */
    uint32_t epoch, at;              /* at: the position being looked at; title and text apart by a gap */
    struct buf hits, candidates, ids, scratch;
    struct fold fold;
};

static inline struct hit *hit_at(const struct query_match *qm, uint32_t i)
{
    return VEC_AT(qm->hits, struct hit, i);
}

void mark_fields(struct query_match *qm, const struct mention *m);
void mark_tokens(struct query_match *qm, const struct tokens *k);   /* k may be NULL */
/* Whether the clause at op `i` is true of what is marked. */
bool match_holds(struct query_match *qm, uint32_t i);

#endif
