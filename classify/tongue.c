#include "classify/tongue.h"

static const char *const names[] = { "es", "en", "pt", NULL };

/* Where nearly all who write in public write in one of ours. To add one, add it to its line. */
static const char *const countries[LANG_OTHER] = {
    [LANG_ES] = "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE",
    [LANG_EN] = "AU BB BS BZ GB GH GY IE JM KE NG NZ TT US ZA",
    [LANG_PT] = "AO BR CV GW MZ PT ST",
};

bool tongues_read(struct conf *c, const struct conf_strs *list, struct tongues *out, struct err *e)
{
    *out = (struct tongues){ .first = LANG_ES };
    for (size_t l = 0; l < LANG_OTHER; l++)
        out->heard[l] = list->n == 0;
    for (size_t i = 0; i < list->n; i++) {
        if (!conf_choice(c, "classify.languages", list->v[i], names, e))
            return false;
        enum lang l = LANG_ES;
        while (strcmp(names[l], list->v[i]) != 0)
            l++;
        if (out->heard[l])
            return conf_fail_at(c, "classify.languages", e, "'%s' stands there twice", names[l]);
        out->heard[l] = true;
        if (i == 0)
            out->first = l;
    }
    return true;
}

enum lang tongue_of_country(const struct tongues *t, struct slice country)
{
    for (enum lang l = LANG_ES; country.n == 2 && l < LANG_OTHER; l++) {
        struct slice rest = slice_of(countries[l]), one;
        while (t->heard[l] && slice_next(&rest, ' ', &one))
            if (slice_eq_nocase(one, country))
                return l;
    }
    return LANG_OTHER;
}
