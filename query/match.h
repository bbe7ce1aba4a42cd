/*
 * match: the inside of a query_match. One pass over a mention's tokens and
 * fields marks the atoms that it holds (mark.c); the queries that lie under a
 * marked atom are candidates; then only these are evaluated, each atom a look
 * at its mark (holds.c), distances by the spans of what was found (spans.c).
 * Marks are epochs: nothing is cleared between mentions.
 *
 * Positions: the text's tokens from 0, then the parts of its hashtags, each tag
 * a zone by itself; then the same of the title. Between zones lies more than any
 * distance that a query can ask for.
 */
#ifndef PULSO_QUERY_MATCH_H
#define PULSO_QUERY_MATCH_H

#include "query/index.h"
#include "query/parse.h"
#include "query/tags.h"
#include "query/vec.h"

#define NO_HIT UINT32_MAX
#define ZONE_GAP (QUERY_MAX_DISTANCE + 1)

struct mark { uint32_t epoch, first, last, at; };   /* hits, in order of position, of ordered atoms; at: where last seen */
struct hit { uint32_t at, next; };
struct zone { uint32_t from, n, at; };              /* the parts of the hashtag at position `at` */
struct part_hit { uint32_t atom, at; };

/* A piece of text that a clause matches: positions, both included. */
struct span { uint32_t first, last; };

#define PRESENT_MASK UINT16_MAX    /* of an atom's number, as in struct guard */

struct query_match {
    const struct query_set *qs;
    const struct mention *m;
    struct mark *marks;              /* by atom */
    uint32_t *looked_at;             /* by program: the epoch in which it became a candidate */
    uint32_t *cursors;               /* one for each word of the longest phrase */
    struct { uint32_t epoch; bool is; } *named;      /* by name: what was found for this mention */
    uint32_t epoch, at;              /* at: the position being looked at */
    uint32_t part_at;                /* where the part of a hashtag stands in its zone; 0: no part is being looked at */
    uint32_t title_from;             /* the title's first position */
    bool everywhere;                 /* keep the positions of all words, not only of those whose order matters */
    uint64_t present[(PRESENT_MASK + 1) / 64];   /* what is marked, for guards */
    struct buf marked;               /* uint32_t: the atoms, as they were first seen */
    struct buf keys_seen;            /* uint32_t: where the postings of those that are keys begin */
    struct buf lookups;              /* struct lookup: of the text's tokens, in their order */
    struct buf hits, candidates, ids, scratch, spans, zones, part_hits;
    struct buf placed, waiting, rows;   /* of ~n */
    struct buf leaves, ends;            /* of NEAR inside NEAR */
    struct span within;
    struct query_work work;
    struct fold fold;
    struct atom_scratch atom_scratch;
    struct tag_scratch tag_scratch;
};

static inline struct hit *hit_at(const struct query_match *qm, uint32_t i)
{
    return VEC_AT(qm->hits, struct hit, i);
}

static inline const struct op *op_at(const struct query_match *qm, uint32_t i)
{
    return VEC_AT(qm->qs->ops, const struct op, i);
}

void mark_fields(struct query_match *qm, const struct mention *m);
void mark_tokens(struct query_match *qm, const struct tokens *k);   /* k may be NULL */
void mark_candidates(struct query_match *qm);                       /* once all is marked */
/* Marks the mention and finds its candidates, without evaluating any. */
void match_mark(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title);
/* Whether the clause at op `i` is true of what is marked. */
bool match_holds(struct query_match *qm, uint32_t i);

/* A run of qm->spans: ascending by first, then last, each once. */
struct spans { size_t from, n; uint32_t longest; };

static inline struct span *span_at(const struct query_match *qm, size_t i)
{
    return VEC_AT(qm->spans, struct span, i);
}

/* The spans of a word, phrase, OR of these or NEAR at op `i`, at the end of qm->spans; the caller cuts them off again. */
struct spans spans_of(struct query_match *qm, uint32_t i);
/* The first of the spans that begins at `at` or behind. */
size_t spans_lower(const struct query_match *qm, const struct spans *s, uint32_t at);
/* The position that counts: inside a hashtag, the tag's own. */
uint32_t spans_outside(const struct query_match *qm, uint32_t at);
bool spans_near(struct query_match *qm, uint32_t i);     /* whether NEAR at op `i` has any */
bool spans_times(struct query_match *qm, uint32_t i);
/* near.c, where listing all spans would take too long: NEAR inside NEAR, and how often a NEAR is there. */
bool near_nests(const struct query_match *qm, uint32_t i);   /* whether there is a NEAR below op `i` */
bool near_holds(struct query_match *qm, uint32_t i);
bool near_times(struct query_match *qm, uint32_t i, int64_t times);
/* within.c. Where it holds, qm->within is a stretch that has all it needs, and little more. */
bool spans_within(struct query_match *qm, uint32_t i);
/* Whether all is there that the spans need: cheap, and nearly always the answer. */
bool spans_possible(struct query_match *qm, uint32_t i);

#endif
