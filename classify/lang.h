/*
 * lang: which language a text is in. Works on tokens, no allocation. Read-only
 * tables.
 */
#ifndef PULSO_CLASSIFY_LANG_H
#define PULSO_CLASSIFY_LANG_H

#include "text/tokens.h"

/* OTHER: certainly none of ours. NONE: too short, or two of ours are as likely. */
enum lang { LANG_ES, LANG_EN, LANG_PT, LANG_OTHER, LANG_NONE };

enum lang lang_find(const struct tokens *t);
const char *lang_name(enum lang l);    /* "es", "en", "pt"; "und" for the other two */

static inline const char *lang_detect(const struct tokens *t)
{
    return lang_name(lang_find(t));
}

#endif
