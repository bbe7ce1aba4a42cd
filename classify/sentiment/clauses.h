/*
 * clauses: a text that names several parties (brands), cut into the pieces that
 * speak of each. It is cut at punctuation, at words of contrast (pero, but, mas),
 * at "and" between pieces about different parties, and where another party is
 * named with no sign between. A piece that names nobody is about whom the piece
 * before it was about; "ustedes", "you" about whom the text is addressed to.
 *
 *   "@telenorte no anda nada, pero Zumovil un lujo y barato"
 *    @telenorte: addressed | no anda nada: telenorte | pero Zumovil un lujo y barato: zumovil
 *
 * Pure functions of the text; nothing is allocated.
 */
#ifndef PULSO_CLASSIFY_CLAUSES_H
#define PULSO_CLASSIFY_CLAUSES_H

#include "classify/sentiment/lexicon.h"

#define PARTIES_MAX 16   /* a text that names more is about nobody in particular */

struct named_text {
    const struct tokens *t;
    const uint16_t *who;     /* for each token, bit k: it belongs to a name of party k */
    size_t begin;            /* behind the handles that it begins with: they address, they say nothing */
    uint16_t addressed;      /* whom it is said to */
    const char *lang;
};

struct clause { uint32_t first, n; uint16_t who; };   /* tokens; whom they are about */
#define CLAUSES_MAX 48       /* the last one takes the rest of the text */

/* Neighbours are about different parties. lx tells whether a piece says anything; may be NULL. */
size_t clauses_cut(const struct named_text *x, const struct lexicon *lx, struct clause out[CLAUSES_MAX]);

/* What stands between token i and the one before it. */
enum pause { PAUSE_NONE, PAUSE_SHORT, PAUSE_LONG };
enum pause pause_before(const struct tokens *t, size_t i);
/* Articles and prepositions, which may stand between a pattern's word and a name: "a la de", "com a". */
bool is_small_word(const struct token *t);
/* Whether `word` is in a list of words with one space before, between and behind. */
bool in_words(const char *list, struct slice word);

#endif
