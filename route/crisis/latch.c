#include "route/crisis/latch.h"

enum latch_change latch_step(struct latch *l, double score, double at, int64_t close_ms, int64_t now_ms, bool may_open)
{
    if (!l->open) {
        if (score < at || !may_open)
            return LATCH_SAME;
        *l = (struct latch){ .open = true };
        return LATCH_OPENED;
    }
    if (score >= at / 2) {
        l->calm_ms = 0;
        return LATCH_SAME;
    }
    if (l->calm_ms == 0)
        l->calm_ms = now_ms;
    if (now_ms - l->calm_ms < close_ms)
        return LATCH_SAME;
    *l = (struct latch){ 0 };
    return LATCH_CLOSED;
}
