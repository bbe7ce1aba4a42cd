/* sums: what one record changes, by minute and counter; what cancels itself out is not there in the end. Belongs to one thread. */
#ifndef PULSO_ROUTE_CARE_SUMS_H
#define PULSO_ROUTE_CARE_SUMS_H

#include "io/tally.h"

struct sum { uint32_t minute, number; int64_t delta; };
struct sums { struct sum *v; size_t n, cap; };

void sums_add(struct sums *s, int64_t ms, uint32_t number, int64_t delta);
void sums_pour(struct sums *s, struct tally *t, int64_t clock_ms);   /* into the tally; s is empty then */
void sums_fini(struct sums *s);

#endif
