/*
 * budget: how a brand's threshold follows from its own history. T* = 450 h / budget is what an average brand wants; the tables of one whose days are
 * unlike each other page more often. So each month (28 days of event time) T* is multiplied anew:
 *
 *   scale = sqrt((p + 2) / (b + 2)), at least 1/2, at most 2     p: false pages of the 8 weeks before that month; b: what the budget allows in them
 *
 * Half way (in logarithms), so that it does not swing; 2: nothing is concluded from one page. 1 for a brand that is known for less than 8 weeks.
 * A page is false unless a person closed its incident and did not say that it was no crisis (handling.h). It follows from pulso.alerts alone, so a successor comes to the same. Arithmetic alone.
 */
#ifndef PULSO_ROUTE_CRISIS_BUDGET_H
#define PULSO_ROUTE_CRISIS_BUDGET_H

#include <stddef.h>
#include <stdint.h>

#define BUDGET_MONTH_MS (28 * 86400000LL)
#define BUDGET_LOOKS_BACK_MS (2 * BUDGET_MONTH_MS)
#define BUDGET_PAGES 1024      /* so many are more than any budget */

/* paged_ms[n]: when it paged falsely, in any order; first_ms: since when it is listened to. */
double budget_scale(const int64_t *paged_ms, size_t n, int64_t first_ms, int64_t now_ms, double budget);

#endif
