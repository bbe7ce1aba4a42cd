/* match: what the chunks of a run may be. Inside of pii only. */
#ifndef PULSO_PII_MATCH_H
#define PULSO_PII_MATCH_H

#include "pii/context.h"
#include "pii/run.h"

/* The kind of what begins at chunk s and how many characters it has; 0: nothing does. */
size_t match_at(const struct run *r, size_t s, enum pii_kind *kind);
/* `hint` as context_hint gives it. */
size_t match_phone(const struct run *r, size_t s, int hint);
size_t match_card(const struct run *r, size_t s, int hint);
/* A street with its number, or a postal code with its word; `digit` begins a chunk of digits. */
bool match_street(struct slice text, size_t digit, size_t floor, struct pii_span *out);
/* n digits are zeros where a number was, as some sources print it. */
bool match_blanked(const struct run *r, size_t s, size_t n, size_t zeros);

#endif
