/*
 * minimise: finds the smallest value of a smooth function of many variables, by
 * limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd ed.,
 * algorithms 7.4 and 7.5) with a backtracking line search. Deterministic.
 */
#ifndef PULSO_CLASSIFY_MINIMISE_H
#define PULSO_CLASSIFY_MINIMISE_H

#include <stddef.h>

/* The value at x; writes its gradient. */
typedef double (*minimise_at)(void *self, const double *x, double *gradient);
/* x: where to begin, and the answer. Ends after `most` steps, or when a step gains less than `gain` of the value. */
double minimise(minimise_at at, void *self, double *x, size_t n, int most, double gain);

#endif
