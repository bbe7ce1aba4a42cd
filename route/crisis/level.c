#include "route/crisis/level.h"

#include <math.h>

#include "route/crisis/median.h"

#define SHRINK (10 / 13.0)     /* an hour: a brand of which so little is said has no weekdays that could be told apart */
#define MOST 2.0
enum { FEW = 7, NEIGHBOURS = 3, SIDE = 6, WEEK = 7, WEEKS_KNOWN = 3 };

void level_init(struct level *l)
{
    l->newest = 0;
    for (int i = 0; i < LEVEL_HOURS; i++)
        l->sums[i] = -1;
}

bool level_tell(struct level *l, int64_t hour, double sum)
{
    if (hour <= l->newest - LEVEL_HOURS)
        return false;
    int64_t from = hour - l->newest < LEVEL_HOURS ? l->newest + 1 : hour - LEVEL_HOURS + 1;
    for (int64_t h = from; h < hour; h++)      /* hours that nobody told of must not look like those of two weeks ago */
        l->sums[h % LEVEL_HOURS] = -1;
    if (hour > l->newest)
        l->newest = hour;
    bool news = l->sums[hour % LEVEL_HOURS] != (float)sum;
    l->sums[hour % LEVEL_HOURS] = (float)sum;
    return news;
}

/* Of an hour: its sum; negative: not known. */
static float told(const struct level *l, int64_t hour)
{
    return hour <= l->newest - LEVEL_HOURS || hour > l->newest || hour < 0 ? -1 : l->sums[hour % LEVEL_HOURS];
}

/* Passes over what is not known. */
static int put(double *v, int n, float x)
{
    return x < 0 ? n : median_put(v, n, (double)x);
}

/* An hour's mean over the half day around this one, so many days ago. */
static float around(const struct level *l, int64_t hour, int days)
{
    double sum = 0;
    int n = 0;
    for (int64_t h = hour - 24 * days - SIDE; h <= hour - 24 * days + SIDE; h++) {
        float x = told(l, h);
        if (x < 0)
            continue;
        sum += (double)x;
        n++;
    }
    return n < SIDE ? -1 : (float)(sum / n);
}

/* How this day of the week differs from the others: medians of half days, so that no border of days or zone matters. */
static double of_week(const struct level *l, int64_t hour)
{
    double all[LEVEL_WEEKS * WEEK], same[LEVEL_WEEKS];
    int n = 0, weeks = 0;
    for (int day = 1; day <= LEVEL_WEEKS * WEEK; day++) {
        float x = around(l, hour, day);
        n = put(all, n, x);
        if (day % WEEK == 0)
            weeks = put(same, weeks, x);
    }
    if (weeks < WEEKS_KNOWN)
        return 1;
    return fmin(MOST, fmax(1 / MOST, (median_of(same, weeks) + SHRINK) / (median_of(all, n) + SHRINK)));
}

double level_usual(const struct level *l, int64_t hour)
{
    double v[LEVEL_DAYS * NEIGHBOURS];
    int n = 0;
    for (int day = 1; day <= LEVEL_DAYS; day++)
        for (int near = -1; near <= 1; near++)
            n = put(v, n, told(l, hour - 24 * day + near));
    if (n < FEW) {
        n = 0;
        for (int back = 1; back <= 24; back++)
            n = put(v, n, told(l, hour - back));
    }
    return n == 0 ? 0 : median_of(v, n) * of_week(l, hour);
}
