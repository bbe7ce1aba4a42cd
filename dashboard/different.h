/* different: how many different authors and stories the brands of a question had, estimated (metrics/estimates.h). */
#ifndef PULSO_DASHBOARD_DIFFERENT_H
#define PULSO_DASHBOARD_DIFFERENT_H

#include "dashboard/question.h"
#include "metrics/estimates.h"

struct different { double *authors, *stories; };   /* one a column and one for all together; NULL: not measured for this period */

/* false: refused, since Redis is away. Not kept any more, or too many brands to read it of, is no refusal: then there is no figure. */
bool different_read(struct question *q, struct different *out);
/* {"n":..,"lo":..,"hi":..}, or null. */
void different_print(const double *v, size_t at, struct buf *out);
struct estimates_asked different_asked(struct question *q);

#endif
