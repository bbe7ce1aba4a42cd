/* compare_table: the patterns of compare.c, and what each says. */
#ifndef PULSO_CLASSIFY_COMPARE_TABLE_H
#define PULSO_CLASSIFY_COMPARE_TABLE_H

#include <stdbool.h>

/*
 * words   a|b: one of them; word*: a beginning; ?word: may be missing; .. : up to four words, none of them a name;
 *         X, Y: names of two parties, with articles and prepositions before them
 *         >, <: the sign itself
 * x, y    what is said of X, of Y: + - 0 (nothing) o (the contrary of what is said of the others) or = (the same); other: of the party that the pattern does not name
 * deniable   "no" right before it turns it round
 */
struct pattern {
    const char *lang, *words;
    char x, y, other;
    bool deniable;
};
extern const struct pattern compare_patterns[];   /* ended by lang NULL; of two that match at a word, the first counts */
extern const char compare_negators[];

#endif
