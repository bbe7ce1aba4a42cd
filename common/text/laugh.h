/* laugh: whether a word is laughter: jaja, jajajaj, jeje, haha, kkk, rsrs. A pure function. */
#ifndef PULSO_TEXT_LAUGH_H
#define PULSO_TEXT_LAUGH_H

#include "base/slice.h"

bool laugh_word(struct slice bare);    /* folded, without accents */

/* Whether a word that begins with these three bytes, as written, may be one: turns nearly all away without asking how
 * long they are, a question that a processor guesses wrong too often. */
static inline bool laugh_may_begin(const char *p)
{
    int a = p[0] | 0x20, b = p[1] | 0x20, c = p[2] | 0x20;
    return (a == c) | (b == c) | (a == b);
}

#endif
