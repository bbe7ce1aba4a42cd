/*
 * burst: is this brand suddenly talked about badly? The first, simple score:
 * negatives of the last window (15 min of event time, the running minute
 * included) against what the last 24 h would lead to expect in such a window.
 *
 *   X   negatives in the window
 *   mu  negatives before the window within 24 h, per window
 *   z   (X - mu) / sqrt(mu + 1 + 0.1 mu^2): 1 keeps a silent brand finite, the
 *       last term is what counts of real days scatter beyond Poisson
 *
 * Opens at X >= floor, X >= factor * max(mu, 1) and z >= z0, all three. Arithmetic
 * alone: no clock, no I/O.
 */
#ifndef PULSO_ROUTE_CRISIS_BURST_H
#define PULSO_ROUTE_CRISIS_BURST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum burst_level { BURST_NONE, BURST_ALERT, BURST_CRISIS };

struct burst_limits {
    int64_t window_ms, floor, close_ms;   /* close: so long below half before it closes */
    double factor, z, crisis_factor;      /* crisis: X this many times the X at the alert */
};

struct burst_score { int64_t x; double mu, z; };

/* day: negatives of the covered minutes, those of the window included. */
struct burst_score burst_score(int64_t x, int64_t day, int64_t covered_minutes, int64_t window_minutes);
bool burst_opens(const struct burst_limits *l, const struct burst_score *s);
/* The least X that would have opened at this mu: what closing is measured against. */
double burst_threshold(const struct burst_limits *l, double mu);

/* One brand's alarm. {0}: calm. */
struct burst {
    enum burst_level level;
    int64_t opened_ms, x_opened;     /* event time; X when it opened */
    double threshold;                /* burst_threshold when it opened */
    int64_t calm_ms;                 /* event time since X is below half of it; 0: it is not */
};
enum burst_change { BURST_SAME, BURST_OPENED, BURST_RAISED, BURST_CLOSED };
/* now_ms: event time, never less than at the call before. may_open: false while the news is stale. */
enum burst_change burst_step(const struct burst_limits *l, struct burst *b, const struct burst_score *s, int64_t now_ms, bool may_open);

/* One partition of pulso.mentions: what is applied, what Kafka holds, the largest event time (0: nothing yet). */
struct burst_input { int64_t offset, end, watermark_ms; };
/*
 * Event time that the counters are complete up to; 0: unknown, hold still.
 * A partition behind Kafka's end holds it at its watermark; one at the end says
 * nothing more than the others. When all are at the end, time goes on with the
 * clock (less 2 s for what is on its way), but at most 60 s beyond the last
 * event: a source that fell silent must not look like calm for long.
 */
int64_t burst_now(const struct burst_input *v, size_t n, int64_t clock_ms);

#endif
