#include "cli/report_text.h"

#include <stddef.h>
#include <string.h>

#define X(name, es, en, pt) { es, en, pt },
static const char *const texts[REPORT_SAYS][REPORT_LANGS] = { REPORT_TEXTS(X) };
#undef X

const char *report_text(enum report_lang lang, enum report_say s) { return texts[s][lang]; }

enum report_lang report_lang_find(const char *name)
{
    for (int i = 0; name && i < REPORT_LANGS; i++)
        if (strcmp(texts[SAY_LANG][i], name) == 0)
            return (enum report_lang)i;
    return REPORT_ES;
}
