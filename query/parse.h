/*
 * parse: a query's text to its tree, or the first mistake in it: where, what,
 * and how to put it right. NEAR binds over NOT over AND over OR; `a NOT b` is
 * a AND NOT b. Names of other queries are not looked up here.
 */
#ifndef PULSO_QUERY_PARSE_H
#define PULSO_QUERY_PARSE_H

#include "query/ast.h"
#include "query/query.h"

#define QUERY_MAX_DEPTH 200      /* brackets, NOTs and NEARs inside each other: bounds the stack */
#define QUERY_MAX_DISTANCE 1000  /* of NEAR and ~n, in words */
#define QUERY_MAX_NEAR 10       /* NEARs inside each other, without those that are f: each doubles the work */
#define QUERY_MAX_WITHIN 10      /* operands of ~n: their combinations are counted */

/* What comes back lives in `a`, borrows from the text and, for its words, is folded by `t`. */
bool query_parse(struct tokenizer *t, struct arena *a, struct slice text, struct ast **root, struct query_error *qe);
/* The same, and in `notes` the comments behind the last clause. */
bool query_parse_notes(struct tokenizer *t, struct arena *a, struct slice text, struct ast **root, struct ast_note **notes,
                       struct query_error *qe);

#endif
