/*
 * bm25: ranks articles by the terms that they share with a text (Robertson and
 * Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009):
 *
 *   score(d) = sum over terms of both: w * f (k + 1) / (f + k (1 - b + b |d| / mean |d|)),  k = 1.2, b = 0.75
 *
 * where f is how often the article has the term and w its weight (words.h: rarity
 * in what people say, since a handful of articles tells little about that).
 */
#ifndef PULSO_KB_BM25_H
#define PULSO_KB_BM25_H

#include "kb/kb.h"

struct kb_posting { uint64_t term; uint32_t article, count; };

void bm25_build(struct kb *kb);                                                    /* from v[].all */
void bm25_score(const struct kb *kb, const struct kb_words *said, double *scores); /* [kb.n], set */

#endif
