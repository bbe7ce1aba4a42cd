/*
 * parties: what a text that names several parties (brands) says of each: first
 * by how it compares them (compare.h), else by the clauses about it (clauses.h),
 * each scored by itself.
 */
#ifndef PULSO_CLASSIFY_PARTIES_H
#define PULSO_CLASSIFY_PARTIES_H

#include "classify/sentiment/clauses.h"
#include "classify/sentiment/scorer.h"

struct party {
    bool whole;                  /* all of the text is about it: what was found of the text holds */
    struct sentiment sentiment;  /* else */
    float sure;                  /* the confidence below which that is unsure */
};

/* v[k] for party k of n, at most PARTIES_MAX. The scratch must not be in use. */
void parties_score(const struct scorer *sc, struct scorer_scratch *scratch, const struct named_text *x, struct party *v, size_t n);

#endif
