/*
 * ast: a query as a tree, each node with the bytes of the query's text that it
 * came from, so that errors and explanations can point at them. Nodes live in
 * the arena that the parser was given.
 */
#ifndef PULSO_QUERY_AST_H
#define PULSO_QUERY_AST_H

#include "base/arena.h"
#include "query/fields.h"
#include "text/tokens.h"

enum ast_op {
    AST_WORD,     /* folded, bare, kind, marked, prefix */
    AST_PHRASE,   /* children: words, one after the other */
    AST_FIELD,    /* field, folded: its one value; several values are an OR of fields */
    AST_AND, AST_OR,
    AST_NOT       /* one child */
};

struct ast {
    enum ast_op op;
    size_t at, len;
    struct ast *child, *next;
    struct slice folded, bare;
    enum token_kind kind;
    enum field field;
    bool marked, prefix;
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

#endif
