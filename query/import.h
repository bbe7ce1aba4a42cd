/*
 * import: queries of other tools, translated into ours. A dialect's text is
 * read, built as our tree and printed as native text; whatever has no exact
 * equivalent is said with its place, nothing is left out in silence. No state,
 * any thread. To add a dialect, write import_<name>.c and add its line to
 * DIALECTS in import.c.
 */
#ifndef PULSO_QUERY_IMPORT_H
#define PULSO_QUERY_IMPORT_H

#include "query/query.h"

struct import_dialect;

enum import_outcome { IMPORT_EXACT, IMPORT_APPROXIMATED, IMPORT_REFUSED };
enum import_effect {
    IMPORT_CHANGED,    /* what was made of it matches nearly, not exactly, the same */
    IMPORT_LEFT_OUT    /* there is no equivalent: refuses the query, unless that was asked for */
};

struct import_options {
    bool partial;      /* what has no equivalent is left out instead of refusing the query */
    size_t width;      /* of what is printed, as of query_print; 0: PRINT_WIDTH */
};

/* Called for each difference; `at` and `len` are bytes of the text that is imported. */
typedef void import_fn(void *self, enum import_effect effect, const struct query_error *what);

const struct import_dialect *import_dialect_find(struct slice name);   /* NULL: none of that name */
const struct import_dialect *const *import_dialects(void);             /* ends in NULL */
const char *import_dialect_name(const struct import_dialect *d);
/* What is compared differently in every query of the dialect, in one sentence. */
const char *import_dialect_about(const struct import_dialect *d);

/* Appends the native text to `out`; of a query that is refused nothing is appended, and what was in the way has been said. */
enum import_outcome import_query(const struct import_dialect *d, struct slice text, const struct import_options *o,
                                 import_fn *say, void *self, struct buf *out);
const char *import_outcome_name(enum import_outcome o);

#endif
