/*
 * parse: a query's text to its tree, or the first mistake in it: where, what,
 * and how to put it right. NOT binds over AND over OR; `a NOT b` is a AND NOT b.
 */
#ifndef PULSO_QUERY_PARSE_H
#define PULSO_QUERY_PARSE_H

#include "query/ast.h"
#include "query/query.h"

#define QUERY_MAX_DEPTH 200   /* brackets and NOTs inside each other: bounds the stack */

/* What comes back lives in `a` and, for its words, is folded by `t`. */
bool query_parse(struct tokenizer *t, struct arena *a, struct slice text, struct ast **root, struct query_error *qe);

#endif
