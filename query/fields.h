/*
 * fields: the clauses of a query that look at a mention's members instead of
 * its words. A value is compared whole, in the form that field_value gives it.
 * To add one, write its row in fields.c, its value and what a mention has for it.
 */
#ifndef PULSO_QUERY_FIELDS_H
#define PULSO_QUERY_FIELDS_H

#include "base/arena.h"
#include "model/mention.h"
#include "text/fold.h"

enum field {
    FIELD_AUTHOR, FIELD_PLATFORM, FIELD_LANGUAGE, FIELD_COUNTRY, FIELD_KIND, FIELD_SOURCE, FIELD_SITE, FIELD_COUNT
};

enum field_known { FIELD_UNKNOWN, FIELD_LATER, FIELD_KNOWN };  /* later: of the language, not supported yet */
enum field_known field_of(struct slice name, enum field *f);
const char *field_name(enum field f);
const char *field_list(void);                    /* "author:, platform:, ..." for messages */
const char *field_nearest(struct slice name);    /* what a misspelt one may have meant, or NULL */

/* The value as it is compared, into the arena; false: `why` says what is wrong and what was expected. */
bool field_value(enum field f, struct slice raw, struct fold *fold, struct arena *a, struct slice *value, const char **why);
/* How often a mention has a given value, compared with other fields and words: for choosing index keys. */
double field_cost(enum field f);

/* Calls `each` with every value of the mention for the fields whose bit is in `mask`; values live for the call. */
typedef void field_fn(void *self, enum field f, struct slice value);
void field_each(const struct mention *m, unsigned mask, struct fold *fold, struct buf *scratch, field_fn *each, void *self);

#endif
