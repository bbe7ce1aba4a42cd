/*
 * words: the terms of a text for finding articles: its words without marks,
 * each cut to its first six letters, so that horario and horarios, facturó and
 * facturas meet; signs, handles, addresses and emoji are none. Each with its
 * weight: how rare it is in what people say, ln(1,000,000 / mentions of a million
 * that hold it), by the table that ships with the matcher (query/frequencies.h).
 */
#ifndef PULSO_KB_WORDS_H
#define PULSO_KB_WORDS_H

#include "text/tokens.h"

#define KB_STEM_LETTERS 6

struct kb_word { uint64_t term; double weight; uint32_t count; };   /* count: how often the text has it */
struct kb_words { struct kb_word *v; size_t n; double weight; size_t length; };   /* each term once; weight: of all together; length: words */

void kb_words_of(struct arena *a, const struct tokens *t, struct kb_words *out);
/*
 * How much of what one says the other says, by weight, 0 to 1:
 *   P = common / said, R = common / asked, 5 P R / (4 P + R)
 * the F-measure that weighs R twice: a customer says more around a question than the question.
 */
double kb_words_overlap(const struct kb_words *said, const struct kb_words *asked);

#endif
