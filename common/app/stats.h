/*
 * stats: counters, gauges and histograms of a daemon, for /metrics. Made at
 * start (stats_new keeps them for good), bumped from any thread, never freed.
 * Names follow Prometheus: pulso_<daemon>_<what>_<unit>, counters end in _total.
 */
#ifndef PULSO_APP_STATS_H
#define PULSO_APP_STATS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/buf.h"

struct metric;   /* labels: "partition=\"3\"" or NULL. The same name and labels again give the same stat. */
struct metric *stat_counter(const char *name, const char *labels, const char *help);
struct metric *stat_gauge(const char *name, const char *labels, const char *help);
struct metric *stat_histogram(const char *name, const char *labels, const char *help);  /* seconds: buckets 0.5 ms to 60 s, powers of two */

void stat_add(struct metric *s, int64_t n);
void stat_set(struct metric *s, int64_t v);
void stat_observe_us(struct metric *s, int64_t us);
int64_t stat_value(const struct metric *s);

void stats_print(struct buf *out);   /* Prometheus text format 0.0.4 */
void stats_reset(void);              /* for tests */

#endif
