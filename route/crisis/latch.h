/*
 * latch: one alarm an incident. Opens where the score reaches `at`, and closes
 * when it has stayed below half of that for `close_ms` of event time. Only the
 * opening is news. {0} is shut.
 */
#ifndef PULSO_ROUTE_CRISIS_LATCH_H
#define PULSO_ROUTE_CRISIS_LATCH_H

#include <stdbool.h>
#include <stdint.h>

struct latch {
    bool open;
    int64_t calm_ms;      /* event time since the score is below half; 0: it is not */
};

enum latch_change { LATCH_SAME, LATCH_OPENED, LATCH_CLOSED };
/* may_open: false while the news is stale, or what else speaks against it. now_ms never goes back. */
enum latch_change latch_step(struct latch *l, double score, double at, int64_t close_ms, int64_t now_ms, bool may_open);

#endif
