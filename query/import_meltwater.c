/* Meltwater. NOT before AND before OR, NEAR and ONEAR with 4 words between unless they say; to add a field, write its row. */
#include "query/import_inside.h"

#define CLASSIFIED "is what the classifier finds: it belongs in rules and searches"
#define GUESSED "what it compares exactly is not documented: read as the field of the same meaning"

static const struct import_row rows[] = {
    { "title", NULL, MAKE_TITLE, FIELD_TITLE, NULL, NULL },
    { "ingress", NULL, MAKE_ANYWHERE, FIELD_COUNT, NULL, "the lead is not known by itself here: looked for in title and text" },
    { "author", NULL, MAKE_VALUE, FIELD_AUTHOR, NULL, GUESSED },
    { "authorName", NULL, MAKE_VALUE, FIELD_AUTHOR, NULL, GUESSED },
    { "from", NULL, MAKE_VALUE, FIELD_AUTHOR, NULL, GUESSED },
    { "to", NULL, MAKE_ENGAGED, FIELD_ENGAGEMENT, "REPLY", GUESSED },
    { "url", NULL, MAKE_VALUE, FIELD_URL, NULL, GUESSED },
    { "domain", NULL, MAKE_VALUE, FIELD_SITE, NULL, GUESSED },
    { "site", NULL, MAKE_VALUE, FIELD_SITE, NULL, GUESSED },
    { "country", NULL, MAKE_COUNTRY, FIELD_COUNTRY, NULL, GUESSED },
    { "language", NULL, MAKE_LANGUAGE, FIELD_LANGUAGE, NULL, GUESSED },
    { "lang", NULL, MAKE_LANGUAGE, FIELD_LANGUAGE, NULL, GUESSED },
    { "hashtag", NULL, MAKE_SIGN, FIELD_COUNT, "#", GUESSED },
    { "mention", NULL, MAKE_SIGN, FIELD_COUNT, "@", GUESSED },
    { "sentiment", NULL, MAKE_LOST, FIELD_COUNT, NULL, CLASSIFIED },
    { "reach", NULL, MAKE_LOST, FIELD_COUNT, NULL, "reach is no member of mentions here" },
    { "source", NULL, MAKE_LOST, FIELD_COUNT, NULL, "names of publications are not known here: write site:" },
    { "sourceName", NULL, MAKE_LOST, FIELD_COUNT, NULL, "names of publications are not known here: write site:" },
    { "bio", NULL, MAKE_LOST, FIELD_COUNT, NULL, "profiles of authors are not looked at here" },
    { "location", NULL, MAKE_LOST, FIELD_COUNT, NULL, "a place within a country is not known here: write country:" },
    { 0 }
};

const struct import_dialect import_meltwater = {
    .name = "meltwater",
    .about = "words are cut and compared by Pulso's rules, and a search that was set to heed capitals needs { } around its terms",
    .rows = rows, .operators = "AND OR NOT NEAR ONEAR",
    .any_case = true, .and_first = true, .weights = true, .near = true, .ordered = true, .wildcards = true, .signs_in_quotes = true,
    .distances = true, .near_words = 4,
};
