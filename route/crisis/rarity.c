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
    for (int i = 0; i < RARITY_BINS; i++)
        r->weight[i] *= keep;
    r->weight[(int)place(largest)] += 1;
}

double rarity_seen(const struct rarity *r)
{
    double n = 0;
    for (int i = 0; i < RARITY_BINS; i++)
        n += (double)r->weight[i];
    return n;
}

double rarity_hours(const struct rarity *r, enum rarity_kind kind, double v, double prior_hours)
{
    double at = place(v), n = 0, k = 0;
    int bin = (int)at;
    if (!(v > 0))
        v = 0;
    for (int i = 0; i < RARITY_BINS; i++) {
        n += (double)r->weight[i];
        if (i > bin)
            k += (double)r->weight[i];
    }
    k += (double)r->weight[bin] * (1 - (at - bin));
    double s = kind == RARITY_OF_SCORES ? 1 / (1 + v * v / 4) : 1 / (1 + v / 4);
    return (n + prior_hours) / (k + prior_hours * s);
}
