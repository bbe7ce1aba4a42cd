/*
 * causes: which parts of what was said make the excess. The excess of the window is X - M; a part's usual is its
 * share of the last day times M, and its excess x - usual. Parts of one kind add up to the whole excess: where they do not
 * by themselves (a mention has several topics, or none), the last part, named "", takes what is left.
 */
#ifndef PULSO_ROUTE_CRISIS_CAUSES_H
#define PULSO_ROUTE_CRISIS_CAUSES_H

#include "base/buf.h"

#define CAUSES_MAX 64
#define CAUSES_SHOWN 5

struct cause { const char *name; double x, day, excess; };   /* x: in the window; day: in the last 24 hours */

/* Sets excess of v[n], adds the rest where there is one (room for n + 1), sorts by excess. whole_day: the brand's own day. Returns how many. */
size_t causes_share(struct cause *v, size_t n, double x, double expected, double whole_day);
/* Appends {"kind":"platform","name":"x","count":12,"excess":10.50},...: the largest, and the others as one, named other. */
void causes_print(const char *kind, const struct cause *v, size_t n, struct buf *out);

#endif
