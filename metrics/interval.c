#include "metrics/interval.h"

#include <math.h>

static const double z = 1.959963984540054;   /* 97.5 % of the normal distribution */

struct interval interval_share(double n, double all)
{
    struct interval i = { .value = all > 0 ? n / all : 0 };
    sov_wilson(n, all, &i.low, &i.high);
    return i;
}

struct interval interval_net(const struct sov_count *c)
{
    double all = (double)sov_mentions(c), n = all + 3, plus = (double)c->slot[SOV_POSITIVE] + 1, minus = (double)c->slot[SOV_NEGATIVE] + 1;
    struct interval i = { .value = sov_net(c) };
    double middle = (plus - minus) / n, reach = z * sqrt(((plus + minus) / n - middle * middle) / n);
    i.low = fmin(i.value, fmax(-1, middle - reach));
    i.high = fmax(i.value, fmin(1, middle + reach));
    return i;
}

struct interval interval_difference(struct interval a, struct interval b)
{
    double d = a.value - b.value;
    return (struct interval){ d, d - hypot(a.value - a.low, b.high - b.value), d + hypot(a.high - a.value, b.value - b.low) };
}

struct interval interval_ratio(double now, double before)
{
    double a = now + 0.5, b = before + 0.5, middle = log(a / b), reach = z * sqrt(1 / a + 1 / b);
    return (struct interval){ a / b, exp(middle - reach), exp(middle + reach) };
}
