#include "route/crisis/rarity.h"

#include <math.h>

/* Where v lies: the whole part is its bin, the rest how far into it. */
static double place(double v)
{
    if (!(v > 0.125))
        return 0;
    double p = 1 + 4 * (log2(v) + 3);
    return p < RARITY_BINS - 1 ? p : RARITY_BINS - 1;
}

void rarity_learn(struct rarity *r, double largest, double memory_hours)
{
    float keep = (float)(1 - 1 / memory_hours);
    int bin = (int)place(largest);
    for (int i = 0; i < RARITY_BINS; i++)
        r->above[i] = r->above[i] * keep + (i <= bin);
}

double rarity_seen(const struct rarity *r) { return (double)r->above[0]; }

double rarity_hours(const struct rarity *r, enum rarity_kind kind, double v, double prior_hours)
{
    double at = place(v);
    int bin = (int)at;
    if (!(v > 0))
        v = 0;
    double over = (double)r->above[bin + 1], inside = (double)r->above[bin] - over;
    double k = over + inside * (1 - (at - bin));
    double s = kind == RARITY_OF_SCORES ? 1 / (1 + v * v / 4) : 1 / (1 + v / 4);
    return ((double)r->above[0] + prior_hours) / (k + prior_hours * s);
}
