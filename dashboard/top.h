/*
 * top: what was said most of a brand, and who said it, as classify estimates it
 * over whole hours and days (metrics/estimates.h); and how the same stood before.
 */
#ifndef PULSO_DASHBOARD_TOP_H
#define PULSO_DASHBOARD_TOP_H

#include "dashboard/question.h"
#include "metrics/estimates.h"
#include "metrics/interval.h"

/* n to high: the true count lies between. before: the most that there was; of times: of how much longer that period is. */
struct top_row { struct slice name; int64_t n, high, before; struct interval ratio; };

/* Of the brand that is the question's only column; the question's period grows to what is covered. In the request's arena. false: refused. */
bool top_estimated(struct question *q, enum estimate_kind kind, struct top_row **rows, size_t *n);
/* now / before where these are times as long as that: the interval of two counts. */
struct interval top_ratio(int64_t now, int64_t before, double times);

#endif
