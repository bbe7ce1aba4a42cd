/* error: filling in a query_error, for the parts of the parser. */
#ifndef PULSO_QUERY_ERROR_H
#define PULSO_QUERY_ERROR_H

#include "query/query.h"

/* Always returns false, so a failure is one line. */
bool query_fail(struct query_error *qe, size_t at, size_t len, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
