/*
 * sentiment: how a text feels, and why. Lexicon first: valences of words and
 * expressions, negation with its scope, intensifiers and diminishers, contrast,
 * emoji. score is from -1 to 1; confidence from 0 to 1; every contribution can
 * be named with its place in the text. A lexicon is read-only once loaded.
 */
#ifndef PULSO_CLASSIFY_SENTIMENT_H
#define PULSO_CLASSIFY_SENTIMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "text/tokens.h"

enum label { LABEL_NEGATIVE, LABEL_NEUTRAL, LABEL_POSITIVE, LABEL_COUNT };
const char *label_name(enum label l);   /* negative, neutral, positive */

struct sentiment_why { uint32_t start, end; float value; };   /* bytes of the original text */
#define SENTIMENT_WHY_MAX 16

struct sentiment {
    enum label label;
    float score, confidence;
    struct sentiment_why why[SENTIMENT_WHY_MAX];
    size_t whys;
};

struct lexicon;
/* folder NULL: the one built into the program (classify/lexicon/<lang>). A folder holds <lang>/ with *.tsv, written like
 * the built-in ones, and may hold any/ for what all languages share: emoji. It takes the place of the built-in one, or lies
 * on top of it, where one of its files says [built-in]. Errors name file, line and column; NULL with e set: nothing was loaded. */
struct lexicon *lexicon_load(const char *folder, const char *lang, struct err *e);
bool lexicon_has(const char *folder, const char *lang);   /* are there files of that language? */
/* From texts; none: the built-in one. */
struct lexicon_file { const char *name; struct slice text; };
struct lexicon *lexicon_load_files(const struct lexicon_file *v, size_t n, const char *lang, struct err *e);
void lexicon_free(struct lexicon *lx);
size_t lexicon_count(const struct lexicon *lx);
uint64_t lexicon_sum(const struct lexicon *lx);   /* a mark of all that is in it */

/* lx NULL (a language without a lexicon): neutral with confidence 0. */
void sentiment_score(const struct lexicon *lx, const struct tokens *t, struct sentiment *out);
/* The same for the tokens [first, first + n), with the punctuation up to the next token: what one clause says. */
void sentiment_part(const struct lexicon *lx, const struct tokens *t, size_t first, size_t n, struct sentiment *out);

#endif
