/*
 * lint: what is no mistake in a query and yet hardly meant: AND beside OR
 * without brackets, a clause that can never match or adds nothing, the same
 * clause twice, a query that would match nearly everything.
 */
#ifndef PULSO_QUERY_LINT_H
#define PULSO_QUERY_LINT_H

#include "query/ast.h"
#include "query/query.h"

/* A warning has the form of an error, so query_print_error shows it. */
typedef void lint_fn(void *self, const struct query_error *warning);
void query_lint_tree(const struct ast *root, lint_fn *each, void *self);
/* false: the text is no query, qe says why; `each` was not called. */
bool query_lint(struct slice text, lint_fn *each, void *self, struct query_error *qe);

#endif
