/*
 * print: a query in its canonical form: one blank between all pieces, brackets
 * wherever AND meets OR, phrases in quotes, long lines broken before AND and OR.
 * Words stay as they were written, comments stay. Reading it gives the same tree.
 */
#ifndef PULSO_QUERY_PRINT_H
#define PULSO_QUERY_PRINT_H

#include "query/ast.h"
#include "query/query.h"

#define PRINT_WIDTH 100      /* columns, roughly: bytes */
#define PRINT_FLAT SIZE_MAX  /* all on one line */

/* `after`: comments behind the last clause, or NULL. */
void query_print(struct buf *out, const struct ast *root, const struct ast_note *after, size_t width);
bool query_format(struct slice text, size_t width, struct buf *out, struct query_error *qe);

#endif
