/*
 * term: a word or a phrase of a query, cut and folded as texts are, so that
 * both sides of a comparison come from the same tokenizer.
 */
#ifndef PULSO_QUERY_TERM_H
#define PULSO_QUERY_TERM_H

#include "query/ast.h"
#include "query/lex.h"

#define QUERY_MAX_PATTERN FOLD_GLOB_MAX   /* letters of a term with wildcards inside */
#define QUERY_MAX_LEADING 3               /* ? before the first letter: each has its own table */

struct term_tools { struct tokenizer *tokenizer; struct fold *fold; struct arena *a; };

/* Of a LEX_WORD, LEX_QUOTED or LEX_BRACED. A term that splits (e-mail) becomes the phrase of its words. */
bool term_parse(const struct term_tools *t, const struct lexeme *lx, struct ast **out, struct query_error *qe);
/* The same, but what stands between blanks is an operand by itself: for "..."~n. */
bool term_parse_each(const struct term_tools *t, const struct lexeme *lx, struct ast **first, struct query_error *qe);

#endif
