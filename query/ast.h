/*
 * ast: a query as a tree, each node with the bytes of the query's text that it
 * came from, so that errors and explanations can point at them. Nodes live in
 * the arena that the parser was given; `as` and comments borrow from the text.
 */
#ifndef PULSO_QUERY_AST_H
#define PULSO_QUERY_AST_H

#include "base/arena.h"
#include "query/fields.h"
#include "text/tokens.h"

enum ast_op {
    AST_WORD,     /* a word with its forms, see below */
    AST_PHRASE,   /* children: words, one after the other */
    AST_FIELD,    /* field, folded: its one value; several values are an OR of fields */
    AST_RANGE,    /* field, n to most */
    AST_AND, AST_OR,
    AST_NOT,      /* one child */
    AST_NEAR,     /* two children with at most n words between; forward: the first one first */
    AST_WITHIN,   /* children, each once, with at most n other words among them */
    AST_TIMES,    /* one child, at least n times */
    AST_TITLE,    /* one child, in the title alone */
    AST_REF,      /* folded: the name of another query */
    AST_OP_COUNT
};

/* Sets of ops, a bit each. */
#define AST_BIT(op) (1u << (op))
#define AST_PLACES (AST_BIT(AST_WORD) | AST_BIT(AST_PHRASE) | AST_BIT(AST_OR) | AST_BIT(AST_NEAR))

struct ast_note { struct slice text; struct ast_note *next; };   /* a comment, with its signs */

struct ast {
    enum ast_op op;
    size_t at, len;
    struct ast *child, *next;
    struct ast_note *notes;         /* the comments that stand before it */
    struct slice as;                /* of a word or field value: as it is written, without { } */
    struct slice folded, bare;      /* of a word without its last *, with inner * and ? */
    struct slice cased;             /* folded with case kept, where the word stands in { }; else empty */
    struct slice lead;              /* of a glob: the fixed part of bare behind `skip` leading ? */
    unsigned skip;
    enum token_kind kind;
    enum field field;
    int64_t n, most;
    bool marked, prefix, glob;      /* prefix: ends in its only *; glob: any other wildcards */
    bool forward, spelled;          /* spelled: an AND between some children is written */
    bool bracketed;
    uint32_t op_at;                 /* where its program begins, once compiled */
};

struct ast *ast_new(struct arena *a, enum ast_op op, size_t at, size_t len);
/* Appends at *tail and returns the new tail: &node->next. */
struct ast **ast_append(struct ast **tail, struct ast *node);
/* `first` and its siblings under one node that spans them; a single one stays itself. */
struct ast *ast_group(struct arena *a, enum ast_op op, struct ast *first);
/* Whether something must be present for it to be true, so that candidates can be found by it. */
bool ast_is_positive(const struct ast *n);
/* The first branch of an OR, or the root, that could match everything; NULL: none. */
const struct ast *ast_unbounded(const struct ast *root);
/* The first node in or below n whose op is not among the `allowed` bits; NULL: none. Phrases are not entered. */
const struct ast *ast_outside(const struct ast *n, unsigned allowed);
/* The same clauses in the same order, however they were written. */
bool ast_equal(const struct ast *a, const struct ast *b);

#endif
