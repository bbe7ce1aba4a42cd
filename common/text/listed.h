/*
 * listed: which of some short lists a word is in, by its hash: each word of a text is
 * asked for, and nearly all are in none. Static data, {0} is empty; filled once, by whoever owns
 * it, then read by any thread.
 */
#ifndef PULSO_TEXT_LISTED_H
#define PULSO_TEXT_LISTED_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define LISTED_PLACES 1024           /* open addressing: at most half of them are taken */

struct listed {
    size_t n;
    struct listed_word { uint64_t hash; unsigned in; } word[LISTED_PLACES];   /* hash 0: free */
};

/* in: bits of lists, beside those that the word is in already. */
void listed_put(struct listed *l, struct slice word, unsigned in);
/* hash: hash64 of the word. 0: in none. */
unsigned listed_in(const struct listed *l, uint64_t hash);

#endif
