#include "route/crisis/level.h"

#include <math.h>

enum { FEW = 7, NEIGHBOURS = 3 };

void level_init(struct level *l)
{
    l->newest = 0;
    for (int i = 0; i < LEVEL_HOURS; i++)
        l->sums[i] = -1;
}

void level_tell(struct level *l, int64_t hour, double sum)
{
    if (hour <= l->newest - LEVEL_HOURS)
        return;
    int64_t from = hour - l->newest < LEVEL_HOURS ? l->newest + 1 : hour - LEVEL_HOURS + 1;
    for (int64_t h = from; h < hour; h++)      /* hours that nobody told of must not look like those of two weeks ago */
        l->sums[h % LEVEL_HOURS] = -1;
    if (hour > l->newest)
        l->newest = hour;
    l->sums[hour % LEVEL_HOURS] = (float)sum;
}

static int gather(const struct level *l, int64_t hour, float *v, int n)
{
    if (hour <= l->newest - LEVEL_HOURS || hour > l->newest || hour < 0)
        return n;
    float sum = l->sums[hour % LEVEL_HOURS];
    if (sum >= 0) {                            /* kept sorted: there are at most 42 */
        int at = n++;
        for (; at > 0 && v[at - 1] > sum; at--)
            v[at] = v[at - 1];
        v[at] = sum;
    }
    return n;
}

double level_usual(const struct level *l, int64_t hour)
{
    float v[LEVEL_DAYS * NEIGHBOURS];
    int n = 0;
    for (int day = 1; day <= LEVEL_DAYS; day++)
        for (int near = -1; near <= 1; near++)
            n = gather(l, hour - 24 * day + near, v, n);
    if (n < FEW) {
        n = 0;
        for (int back = 1; back <= 24; back++)
            n = gather(l, hour - back, v, n);
    }
    if (n == 0)
        return 0;
    return n % 2 ? (double)v[n / 2] : ((double)v[n / 2 - 1] + (double)v[n / 2]) / 2;
}
