/*
 * context: what the words beside a number say that it is. Inside of pii only.
 */
#ifndef PULSO_PII_CONTEXT_H
#define PULSO_PII_CONTEXT_H

#include "pii/pii.h"

/* A kind, or one of these. */
enum { HINT_NONE = PII_KINDS, HINT_NUMBER, HINT_OTHER };   /* "number" alone; other: an order, a folio, no personal number */

/* The nearest word that says anything before byte `start`, else right behind byte `end`. */
int context_hint(struct slice text, size_t start, size_t end);
/* A price, a per cent, a duration: what touches the number, or the unit behind it. */
bool context_amount(struct slice text, size_t start, size_t end);

#define WORD_MAX 16
/* The word that ends at or before byte *at, folded, into out ("" where there is none near); *at moves to its beginning. */
struct context_word { char z[WORD_MAX]; size_t start, end; };
bool context_word_before(struct slice text, size_t at, size_t floor, struct context_word *out);
bool context_word_after(struct slice text, size_t at, size_t limit, struct context_word *out);
bool context_in(const char *const *sorted, size_t n, const char *word);

#endif
