#include "route/crisis/budget.h"

#include <math.h>

#define MONTH_MS (30.4 * 86400000)
#define NOTHING_YET 2

double budget_scale(const int64_t *paged_ms, size_t n, int64_t first_ms, int64_t now_ms, double budget)
{
    int64_t to = now_ms / BUDGET_MONTH_MS * BUDGET_MONTH_MS, from = to - BUDGET_LOOKS_BACK_MS;
    double pages = 0, allowed = budget * BUDGET_LOOKS_BACK_MS / MONTH_MS;
    if (first_ms > from)
        return 1;
    for (size_t i = 0; i < n; i++)
        pages += paged_ms[i] >= from && paged_ms[i] < to;
    return fmin(2, fmax(0.5, sqrt((pages + NOTHING_YET) / (allowed + NOTHING_YET))));
}
