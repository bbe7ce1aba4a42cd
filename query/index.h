/*
 * index: the inside of a query_set. Each query is a short program over atoms;
 * the index says for each atom which queries to look at when it is seen: a
 * query lies under the rarest set of its atoms of which one must be present.
 */
#ifndef PULSO_QUERY_INDEX_H
#define PULSO_QUERY_INDEX_H

#include "query/atoms.h"
#include "query/frequencies.h"
#include "query/query.h"

/* The tree, flat and in order: an operator's operands follow it, up to `end`. AST_TITLE has none: those below it say so. */
struct op {
    uint8_t code;         /* enum ast_op; AST_FIELD is written as AST_WORD: both ask for an atom */
    bool title : 1, forward : 1;
    bool guards : 1;      /* AST_WORD: as in struct asked */
    uint16_t guard;
    uint32_t arg;         /* AST_WORD, AST_RANGE: the atom; AST_PHRASE: the phrase; AST_REF: in named; else the ast's n */
    uint32_t end;         /* the op behind its last operand */
};

struct asked { uint32_t atom; uint16_t guard; bool guards; };   /* a word of a phrase; guards: `guard` says when it is not there */
struct phrase { uint32_t first, n; };            /* in phrase_atoms */
struct program { uint32_t id, first; };          /* in ops */

/* A query that others refer to: compiled when the first of them is added, evaluated once a mention. */
enum named_state { NAMED_WAITING, NAMED_OPEN, NAMED_READY };
struct named {
    struct slice name, text;
    struct ast *root;
    struct query_options options;
    enum named_state state;      /* open: its own names are being looked up */
    uint32_t via;                /* while open: the name that it was reached by */
    uint32_t first;              /* in ops */
    uint32_t depth;              /* names inside each other, this one counted */
    struct buf keys;             /* struct key, once they were chosen, and what they cost */
    double cost;
};

/* A query to look at when an atom is seen, and what else it needs: one of `any`, by their guards' numbers. That
 * answers nearly all without touching the query. */
#define GUARD_ATOMS 5
struct guard { uint8_t n; bool last; uint16_t any[GUARD_ATOMS]; };   /* n 0: nothing; last: of its atom's postings */
struct posting { uint32_t program; struct guard guard; };

struct query_set {
    struct atoms atoms;
    struct buf ops, phrases, phrase_atoms, programs, named;
    struct map names;
    struct arena names_arena;
    uint32_t longest_phrase;
    bool compiled;
    struct posting *postings;            /* each atom's own one after the other, from its `postings` to the `last` */
    size_t posting_count;
    const struct frequencies *frequencies;   /* NULL until compiled, and for few queries */
    struct frequencies own_frequencies;
    struct tokenizer *tokenizer;
    struct arena scratch;    /* the tree of the query being added */
};

/* The same as query_set_add_with, from a tree. */
bool index_add(struct query_set *qs, uint32_t id, struct ast *root, const struct query_options *o, struct query_error *qe);
/* Writes the program of a tree whose names are ready. */
void index_ops(struct query_set *qs, struct ast *root, const struct query_options *o);

/* Names (names.c). Compiles every @@name below n that waits; false: one is unknown, or leads back to itself. */
bool names_resolve(struct query_set *qs, const struct ast *n, struct query_error *qe);
uint32_t names_find(const struct query_set *qs, struct slice name);   /* MAP_NONE: unknown */
static inline struct named *named_at(const struct query_set *qs, uint32_t i)
{
    return (struct named *)(void *)qs->named.p + i;
}

/* Choosing keys (keys.c). */
struct key {
    uint32_t atom;
    struct guard guard;
    double passes;           /* how often the guard lets pass, in the unit of atoms' costs */
};
/* Appends the program's cheapest set, struct key each, to `out`. */
void keys_choose(struct query_set *qs, const struct program *p, struct buf *out);
bool keys_is_common(struct slice bare);   /* one of the commonest words */

#endif
