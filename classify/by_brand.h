/*
 * by_brand: gives each brand of a mention that is of several the sentiment of
 * what is said about it (classify/sentiment/parties.h). A mention of one brand
 * costs nothing. Inside of the classifier only.
 */
#ifndef PULSO_CLASSIFY_BY_BRAND_H
#define PULSO_CLASSIFY_BY_BRAND_H

#include "classify/classifier.h"
#include "query/query.h"

struct by_brand {
    struct query_match *match;
    const struct query_names *names;   /* of each brand of the configuration */
    const struct scorer *scorer;
    struct scorer_scratch *scratch;
};

/* The words by which each brand is called, for query_match_places: of its id, name and accounts. In the arena. */
const struct query_names *by_brand_names(const struct brands *b, struct arena *a);

/* query[i]: the number of the query that out->queries[i] names. Where there is no text, the title is what is said. */
void by_brand_score(const struct by_brand *by, struct arena *a, const struct mention *m, const struct tokens *text, const struct tokens *title,
                    const uint32_t *query, struct verdict *out);

/* Puts s, with its reasons in the arena and whether it is unsure, in the place of what was found of the brand. */
void by_brand_keep(struct arena *a, const struct sentiment *s, bool unsure, struct verdict_brand *b);

#endif
