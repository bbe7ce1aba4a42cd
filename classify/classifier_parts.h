/* classifier_parts: what a classifier is made of, between opening it (classifier_open.c) and running it (classifier.c). Inside of
 * the classifier only. */
#ifndef PULSO_CLASSIFY_CLASSIFIER_PARTS_H
#define PULSO_CLASSIFY_CLASSIFIER_PARTS_H

#include "classify/brand_scorers.h"
#include "classify/classifier.h"
#include "classify/tongue.h"
#include "query/query.h"

enum { LANGUAGES = BRAND_LANGUAGES };
/* Languages with a lexicon, in the order of enum lang. */
extern const char *const classifier_languages[LANGUAGES];

struct query_owner { uint32_t brand; const char *name; const struct conf_node *node; };

struct classifier {
    struct conf *conf;               /* of a version; NULL: the installation's, which is not ours */
    struct brands brands;
    struct topics topics;
    struct query_set *queries;
    struct query_owner *owners;      /* by query id */
    size_t owner_count;
    const struct query_names *called;        /* by brand, in the arena */
    struct arena arena;
    struct lexicon *lexicons[LANGUAGES];
    struct model *models[LANGUAGES];         /* NULL: the lexicon decides alone */
    struct scorer scorers[LANGUAGES], foreign;   /* foreign: of texts in no language of ours */
    struct brand_scorers own;                /* of brands with words or models of their own */
    struct tongues tongues;
    char config[17];
};

/* Puts the brands', shared and topics' queries into one set. */
bool classifier_compile(struct classifier *cl, const struct classifier_words *words, struct err *e);

#endif
