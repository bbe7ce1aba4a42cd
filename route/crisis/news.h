/*
 * news: how far the stream has got, in event time, over all partitions: what makes lag and a backfill not look like calm or crisis.
 * Arithmetic alone.
 */
#ifndef PULSO_ROUTE_CRISIS_NEWS_H
#define PULSO_ROUTE_CRISIS_NEWS_H

#include <stddef.h>
#include <stdint.h>

/* One partition of pulso.mentions: what is applied, what Kafka holds, the largest event time (0: nothing yet). */
struct news_input { int64_t offset, end, watermark_ms; };
/*
 * Event time that the counters are complete up to; 0: unknown, hold still.
 * A partition behind Kafka's end holds it at its watermark; one at the end says
 * nothing more than the others. When all are at the end, time goes on with the
 * clock (less 2 s for what is on its way), but at most 60 s beyond the last
 * event: a source that fell silent must not look like calm for long.
 */
int64_t news_now(const struct news_input *v, size_t n, int64_t clock_ms);
/*
 * The next moment to look at, up to now, after the one that was looked at last (0: none yet). Event time may go on by many minutes at once, after a lag
 * or a silence: each minute that is fresh is looked at by itself, so what was said in it opens and raises what it would have if it had come in time. Not
 * for more than an hour: nobody is told the day after. fresh_ms 0: whatever its age.
 */
int64_t news_next(int64_t seen_ms, int64_t now_ms, int64_t clock_ms, int64_t fresh_ms);

#endif
