/*
 * silence: which platforms said nothing for longer than they ever would by chance: a
 * source that broke, or that nobody fed. Told from the mentions that were counted of each
 * platform, matched or not (a|<platform>), by hour; which source of a platform it
 * was they do not tell.
 *
 * A stretch of whole hours without any mention is a silence when what was usual for it
 * is SILENCE_EXPECTED mentions or more: e^-14 is one in a million, if they come
 * independently. Usual is the median of the same hour of the day over the SILENCE_DAYS
 * before the period's end, so that nights are no silences. Fewer than three days of it:
 * nothing is said of that hour.
 */
#ifndef PULSO_METRICS_SILENCE_H
#define PULSO_METRICS_SILENCE_H

#include "metrics/period.h"
#include "metrics/state.h"

#define SILENCE_DAYS 14
#define SILENCE_EXPECTED 14

struct silence { struct slice platform; int64_t from_ms, to_ms; double usual; };   /* usual: so many mentions would have come */
struct silences { struct silence *v; size_t n; };

/* By platform, then time; in the arena. Looks at the whole hours of the period up to `until_ms`: how far it is counted. */
bool silences_read(struct ledger *l, const struct states *states, const struct period *p, int64_t until_ms, struct arena *a, struct silences *out, struct err *e);

/* The same of one platform: n[i] mentions in the i-th hour; hours [from, to) are looked at, those before tell what is usual. Appends to out, which has
 * room for (to - from) / 2 + 1 more. */
void silence_find(const int64_t *n, size_t from, size_t to, struct slice platform, int64_t begins_ms, struct silences *out);

#endif
