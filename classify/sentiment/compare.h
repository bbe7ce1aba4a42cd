/*
 * compare: what a text says by setting parties against each other: "mejor que",
 * "worse than", "me paso a", "troquei X por Y". The one that is preferred is
 * positive, the other one negative, "igual de malo que" negative for both; in a
 * question, a comparison says nothing of either. The patterns are a table
 * (compare.c). Pure; nothing is allocated.
 */
#ifndef PULSO_CLASSIFY_COMPARE_H
#define PULSO_CLASSIFY_COMPARE_H

#include "classify/sentiment/clauses.h"

struct relation {
    uint32_t first, end;         /* tokens of the pattern, with the names in it */
    uint16_t better, worse, even;   /* parties; even: it says nothing of them */
    uint16_t contrary, alike;       /* of them is meant the contrary of what is said of the others, the same */
};
#define RELATIONS_MAX 8

size_t compare_find(const struct named_text *x, struct relation out[RELATIONS_MAX]);

#endif
