/*
 * wild: lets the tokenizer read a term with wildcards as if they were letters.
 * Each * and ? gives way to a letter of a dead script that the term does not
 * hold, braces to blanks; what comes out is turned back into * and ?.
 */
#ifndef PULSO_QUERY_WILD_H
#define PULSO_QUERY_WILD_H

#include "base/arena.h"

struct wild {
    struct slice text;        /* what the tokenizer shall read */
    struct slice original;
    char star[4], one[4];     /* the letters, UTF-8 */
    bool any;                 /* there is a wildcard */
};

/* false: the term holds all of those letters itself. */
bool wild_hide(struct arena *a, struct slice term, struct wild *w);
/* The piece of a form of `text`, with its wildcards again. */
struct slice wild_show(const struct wild *w, struct arena *a, struct slice piece);
/* Where byte `at` of `text` stands in the original. */
size_t wild_back(const struct wild *w, size_t at);

#endif
