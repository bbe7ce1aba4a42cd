/* bundle_lexicons: the lexicons that a version of the configuration brings along: lexicon/<lang>/<x>.tsv, and lexicon/any/ for
 * what all languages share, such as emoji. */
#ifndef PULSO_CLASSIFY_BUNDLE_LEXICONS_H
#define PULSO_CLASSIFY_BUNDLE_LEXICONS_H

#include "app/bundle.h"
#include "classify/sentiment/sentiment.h"

/* ERR_CONFIG: a lexicon of a language that is none of these. */
bool bundle_lexicons_known(const struct bundle *files, const char *const *langs, size_t n, struct err *e);
/* The version's where it has one of that language, else the built-in one. */
struct lexicon *bundle_lexicon(const struct bundle *files, const char *lang, struct err *e);

#endif
