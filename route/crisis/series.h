/*
 * series: negatives of each brand over all partitions, as classify's counters in
 * Redis have them: the last window by minute, the last 24 hours by hour. Reads
 * little each time: a partition whose offset stands still is not asked again
 * within a minute, hours that are over only once a minute, and the dictionary of
 * counters only when it grew. One thread.
 */
#ifndef PULSO_ROUTE_CRISIS_SERIES_H
#define PULSO_ROUTE_CRISIS_SERIES_H

#include "app/brands.h"
#include "base/buf.h"
#include "io/store.h"
#include "route/crisis/burst.h"

#define SERIES_HOURS 24        /* before the running one */

struct series;
struct series *series_new(const char *prefix, const struct brands *brands, int partitions, int64_t window_minutes);
void series_free(struct series *s);           /* accepts NULL */

/* Asks every partition for offset and watermark; sets offset and watermark_ms of inputs[partitions]. */
bool series_inputs(struct series *s, struct store *store, struct burst_input *inputs, struct err *e);
/* Brings the counts up to date for this event time. After false they are not to be used before the next success. */
bool series_read(struct series *s, struct store *store, int64_t now_ms, struct err *e);

struct series_sums { int64_t x, day, covered_minutes; };   /* for burst_score */
struct series_sums series_of(const struct series *s, uint32_t brand);
/* {"x":12,"mastodon":3}: where the window's negatives come from, the five largest. */
void series_platforms(const struct series *s, uint32_t brand, struct buf *out);

#endif
