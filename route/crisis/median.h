/* median: of a few values that are kept sorted as they come. */
#ifndef PULSO_ROUTE_CRISIS_MEDIAN_H
#define PULSO_ROUTE_CRISIS_MEDIAN_H

/* Adds x to the n sorted values, which have room for it; answers how many they are by then. */
static inline int median_put(double *v, int n, double x)
{
    int at = n++;
    for (; at > 0 && v[at - 1] > x; at--)
        v[at] = v[at - 1];
    v[at] = x;
    return n;
}

/* n > 0 */
static inline double median_of(const double *v, int n)
{
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

#endif
