/*
 * interval: how far a figure could move by chance: 95 % intervals of shares, of net
 * sentiment, and of what changed between two periods. They treat mentions as
 * independent, which copies are not. Pure arithmetic.
 */
#ifndef PULSO_METRICS_INTERVAL_H
#define PULSO_METRICS_INTERVAL_H

#include "metrics/sov.h"

struct interval { double value, low, high; };

/* n of all, by Wilson. Of nothing: 0, from 0 to 1. */
struct interval interval_share(double n, double all);
/* (positive - negative) / all: Wald's after one mention of each feeling and one neutral more were added (Agresti), so that few
 * mentions never look certain. */
struct interval interval_net(const struct sov_count *c);
/* now - before of two independent figures: Newcombe's, from the two intervals. */
struct interval interval_difference(struct interval now, struct interval before);
/* now / before of two counts over periods of the same length, with a half added to each (Haldane); by the logarithm. */
struct interval interval_ratio(double now, double before);
static inline int interval_differs(struct interval d) { return d.low > 0 || d.high < 0; }

#endif
