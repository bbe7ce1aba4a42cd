/*
 * index: the inside of a query_set. Each query is a short program over atoms;
 * the index says for each atom which queries to look at when it is seen: a
 * query lies under the rarest set of its atoms of which one must be present.
 */
#ifndef PULSO_QUERY_INDEX_H
#define PULSO_QUERY_INDEX_H

#include "query/atoms.h"
#include "query/query.h"

/* The tree, flat and in order: an operator's operands follow it, up to `end`. */
struct op {
    enum ast_op code;     /* AST_FIELD is written as AST_WORD: both ask for an atom */
    uint32_t arg;         /* AST_WORD: the atom; AST_PHRASE: the phrase */
    uint32_t end;         /* the op behind its last operand */
};

struct phrase { uint32_t first, n; };            /* in phrase_atoms */
struct program { uint32_t id, first; };          /* in ops */

struct query_set {
    struct atoms atoms;
    struct buf ops, phrases, phrase_atoms, programs;
    uint32_t longest_phrase;
    bool compiled;
    uint32_t *posting_at;    /* atom -> [posting_at[a], posting_at[a + 1]) of postings */
    uint32_t *postings;      /* programs */
    struct tokenizer *tokenizer;
    struct arena scratch;    /* the tree of the query being added */
};

/* Choosing keys (keys.c): appends the atoms of the program's cheapest set, uint32_t each, to `out`. */
void keys_choose(const struct query_set *qs, const struct program *p, struct buf *out);

#endif
