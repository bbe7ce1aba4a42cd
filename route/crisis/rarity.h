/*
 * rarity: how seldom has this been so large? A histogram of hourly maxima that
 * forgets slowly, and what it says of a value: about once in T hours.
 *
 *   bin 0 for v <= 1/8, else 1 + floor(4 (log2 v + 3)), at most 160: four to a doubling
 *   each hour:  every bin times 1 - 1/memory, then one more in the bin of that hour's largest
 *   T(v) = (n + prior) / (k(v) + prior S(v)),  n all weight, k(v) that at or above v (linear inside its bin)
 *
 * S(v) is what is believed before anything was seen, worth `prior` hours: for a
 * score in standard deviations 1 / (1 + (v/2)^2), for a time in hours 1 / (1 + v/4).
 * Kept as what lies at or above each bin, so a look-up costs nothing. Plain data, 648 bytes; {0} has seen nothing. No clock, no I/O.
 */
#ifndef PULSO_ROUTE_CRISIS_RARITY_H
#define PULSO_ROUTE_CRISIS_RARITY_H

#define RARITY_BINS 161

struct rarity { float above[RARITY_BINS + 1]; };   /* weight at or above bin i; the last is 0 */

enum rarity_kind { RARITY_OF_SCORES, RARITY_OF_HOURS };   /* which S */

void rarity_learn(struct rarity *r, double largest, double memory_hours);
double rarity_hours(const struct rarity *r, enum rarity_kind kind, double v, double prior_hours);
double rarity_seen(const struct rarity *r);               /* n: hours, less what was forgotten */

#endif
