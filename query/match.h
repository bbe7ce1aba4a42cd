/*
 * match: the inside of a query_match. One pass over a mention's tokens (scan.c)
 * and fields (mark.c) finds which queries' keys it holds; the queries that lie
 * under these, and whose guards let pass, are candidates; only they are evaluated
 * (holds.c), distances by the spans of what was found (spans.c). What words they
 * ask for is looked up then, each once a mention (said.c): most mentions have no
 * candidate, and of a candidate's words the first often decides.
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

/* What is known of an atom: of a word its hits in order of position, and the last one's, NO_HIT where there is none. */
struct mark { uint32_t epoch, first, last, at; };
struct hit { uint32_t at, next; };
struct zone { uint32_t from, n, at; };              /* the parts of the hashtag at position `at` */

/* A token read in another way: the name behind its sign, a part of a hashtag; that one stands in a zone, too. */
struct extra { struct reading r; uint32_t at, in_zone; };   /* in_zone 0: no part */
/* Where in `keys` a reading is to be looked for. `of`: a token, or behind them an extra. */
struct lookup { uint64_t key; uint32_t of, head; };

/* A piece of text that a clause matches: positions, both included. */
struct span { uint32_t first, last; };

/* All readings of the mention in order of position, built when the first word is asked for; chains by hash and by beginning. */
struct said {
    struct buf v;                    /* struct said_word */
    uint32_t n;
    struct buf heads;                /* uint32_t, twice as many as there are chains of a kind */
    uint32_t mask;                   /* of a kind's chains */
    bool built, stretched;           /* stretched: some reading is */
};

#define PRESENT_BITS 65536         /* as many as guards have numbers; of a short text the lower ones are enough */

struct query_match {
    const struct query_set *qs;
    const struct mention *m;
    struct mark *marks;              /* by atom */
    uint32_t *looked_at;             /* by program: the epoch in which it became a candidate */
    uint32_t *key_seen;              /* by atom: the epoch in which it was seen, if it is a key */
    uint32_t *cursors;               /* one for each word of the longest phrase */
    struct { uint32_t epoch; bool is; } *named;      /* by name: what was found for this mention */
    uint32_t epoch, at;              /* at: the position being looked at */
    const struct tokens *text, *title;
    uint32_t title_from;             /* the title's first position */
    uint64_t present[PRESENT_BITS / 64];   /* what guards may ask for */
    uint32_t present_mask;           /* of their numbers */
    struct buf keys_seen;            /* uint32_t: where the postings of those that are keys begin */
    struct buf lookups;              /* struct lookup */
    struct buf extras;               /* struct extra, in the order of their tokens */
    struct arena part_text;          /* of hashtags' parts */
    struct said said;
    struct buf hits, candidates, ids, scratch, spans, zones;
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

static inline bool is_present(const struct query_match *qm, uint16_t number)
{
    uint32_t bit = number & qm->present_mask;
    return qm->present[bit / 64] >> bit % 64 & 1;
}

static inline void present_add(struct query_match *qm, uint16_t number)
{
    uint32_t bit = number & qm->present_mask;
    qm->present[bit / 64] |= (uint64_t)1 << bit % 64;
}

void mark_fields(struct query_match *qm, const struct mention *m);
void mark_link(struct query_match *qm, struct slice url);
void mark_key(struct query_match *qm, uint32_t atom);               /* if it is one: its queries will be looked at */
void mark_candidates(struct query_match *qm);                       /* once all was scanned */
void scan_tokens(struct query_match *qm, const struct tokens *k);   /* k may be NULL */
struct reading scan_reading(const struct tokens *k, const struct token *t);
/* Whether the mention holds the atom; then its mark says where. */
bool match_seen(struct query_match *qm, uint32_t atom);
bool match_all_seen(struct query_match *qm, const struct phrase *ph);
/* Marks the mention and finds its candidates, without evaluating any. */
void match_mark(struct query_match *qm, const struct mention *m, const struct tokens *text, const struct tokens *title);
/* Whether the clause at op `i` is true of what is marked. */
bool match_holds(struct query_match *qm, uint32_t i);

/* Nearly all words that are asked for are not there: seen without a look at anything that is not at hand. */
static inline bool match_word_seen(struct query_match *qm, const struct op *op)
{
    return !(op->guards && !is_present(qm, op->guard)) && match_seen(qm, op->arg);
}

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
