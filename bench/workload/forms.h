/*
 * forms: queries and texts for a matcher that only compares words to the letter.
 * What our words match besides themselves (without marks, without a # or @, with
 * stretched letters cut) becomes forms of the word at the same position, so that
 * both matchers must find the same.
 */
#ifndef PULSO_BENCH_FORMS_H
#define PULSO_BENCH_FORMS_H

#include "base/buf.h"
#include "query/ast.h"
#include "text/tokens.h"

/* (w WORD) (p PREFIX) (g PATTERN) (phrase ...) (and ...) (or ...) (not X) (near N X Y) (nearf N X Y) (within N ...) */
void forms_of_query(const struct ast *n, struct buf *out);
/* form|form|...; an address has one that nothing matches. */
void forms_of_token(const struct token *t, struct buf *out);

#endif
