/*
 * lang: which language a text is in: "es", "en", "pt", or "und" where it is too
 * short or something else. Works on tokens, no allocation. Read-only tables.
 */
#ifndef PULSO_CLASSIFY_LANG_H
#define PULSO_CLASSIFY_LANG_H

#include "text/tokens.h"

const char *lang_detect(const struct tokens *t);   /* a constant of the program */

#endif
