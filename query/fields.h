/*
 * fields: the clauses of a query that look at a mention's members instead of
 * its words. A value is compared whole, in the form that field_value gives it;
 * addresses by their beginning; numbers by a range. To add one, write its row in
 * fields.c, and for a value what a mention has for it (field_values.c).
 */
#ifndef PULSO_QUERY_FIELDS_H
#define PULSO_QUERY_FIELDS_H

#include "base/arena.h"
#include "model/mention.h"
#include "text/fold.h"

enum field {
    FIELD_AUTHOR, FIELD_PLATFORM, FIELD_LANGUAGE, FIELD_COUNTRY, FIELD_KIND, FIELD_SOURCE, FIELD_SITE,
    FIELD_URL, FIELD_LINKS, FIELD_VERIFIED, FIELD_ENGAGEMENT, FIELD_ENGAGING_WITH,
    FIELD_FOLLOWERS, FIELD_LIKES, FIELD_SHARES, FIELD_REPLIES, FIELD_VIEWS, FIELD_RATING,
    FIELD_TITLE,                                 /* a scope: what follows is looked for in the title */
    FIELD_COUNT
};

enum field_kind { FIELD_IS_VALUE, FIELD_IS_ADDRESS, FIELD_IS_NUMBER, FIELD_IS_TITLE };
enum field_known { FIELD_UNKNOWN, FIELD_CLASSIFIED, FIELD_KNOWN };   /* classified: found by the classifier, for rules and searches */

enum field_known field_of(struct slice name, enum field *f);
enum field_kind field_kind(enum field f);
const char *field_name(enum field f);
const char *field_list(void);                    /* "author:, platform:, ..." for messages */
const char *field_nearest(struct slice name);    /* what a misspelt one may have meant, or NULL */

/* The value as it is compared, into the arena; false: `why` says what is wrong and what was expected. */
bool field_value(enum field f, struct slice raw, struct fold *fold, struct arena *a, struct slice *value, const char **why);
/* "1 TO 5", either end may be *; false: `why` says what is wrong. */
bool field_range(struct slice body, int64_t *least, int64_t *most, const char **why);
/* Case folded, at the end of `out`. */
struct slice field_fold(struct fold *f, struct slice s, struct buf *out);
/* Without scheme and www. */
struct slice field_address(struct slice url);
/* How often a mention has a given value, compared with other fields and words: for choosing index keys. */
double field_cost(enum field f);

/* Calls `each` with every value of the mention for the fields whose bit is in `mask`; values live for the call.
 * Links are not among them: they are tokens of the text. */
typedef void field_fn(void *self, enum field f, struct slice value);
void field_each(const struct mention *m, unsigned mask, struct fold *fold, struct buf *scratch, field_fn *each, void *self);
/* MENTION_NONE: the mention does not say. */
int64_t field_number(const struct mention *m, enum field f);

#endif
