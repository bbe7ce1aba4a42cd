/*
 * term: a word or a phrase of a query, cut and folded as texts are, so that
 * both sides of a comparison come from the same tokenizer.
 */
#ifndef PULSO_QUERY_TERM_H
#define PULSO_QUERY_TERM_H

#include "query/ast.h"
#include "query/lex.h"

/* A term that splits (e-mail) becomes the phrase of its words. Refuses operators of the full language by name. */
bool term_parse(struct tokenizer *t, struct arena *a, const struct lexeme *lx, struct ast **out, struct query_error *qe);

#endif
