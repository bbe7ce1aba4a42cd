/*
 * share: which part of a brand's mentions is usually negative? A page wants more than that, so that good news, however
 * loud, is none.
 *
 *   p0 = min(of days, of hours + 2 sqrt(h (1 - h) / n))
 *   of days    the median of the last 14 days' shares: what a campaign of some days, most of it glad, does to it is forgotten with it
 *   of hours   h, the median of the last eight 3 hours' shares, n mentions: in the midst of such a campaign anger is measured by the
 *              campaign; an evening of football is three hours of them
 *
 * Fed with whole hours in order. Plain data, {0} knows nothing. No clock, no I/O.
 */
#ifndef PULSO_ROUTE_CRISIS_SHARE_H
#define PULSO_ROUTE_CRISIS_SHARE_H

#include <stdint.h>

#define SHARE_SPANS 14

struct share_ring {                    /* the last spans of time of one length, by their number % SHARE_SPANS */
    int64_t newest;
    float bad[SHARE_SPANS], all[SHARE_SPANS];
};

struct share { struct share_ring days, blocks; double usual; };

void share_init(struct share *s);
void share_learn(struct share *s, int64_t hour, double bad, double all);
/* p0; negative: not known yet. */
double share_usual(const struct share *s);

#endif
