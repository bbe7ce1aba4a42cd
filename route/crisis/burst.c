#include "route/crisis/burst.h"

#include <math.h>

#define SCATTER 0.1
#define ON_ITS_WAY_MS 2000
#define SILENCE_MS 60000

static double noise(double mu) { return sqrt(mu + 1 + SCATTER * mu * mu); }
static double at_least(double a, double b) { return a > b ? a : b; }

struct burst_score burst_score(int64_t x, int64_t day, int64_t covered_minutes, int64_t window_minutes)
{
    int64_t before = day > x ? day - x : 0;
    int64_t minutes = covered_minutes - window_minutes;
    if (minutes < window_minutes)
        minutes = window_minutes;   /* a young installation: little is known, and little is assumed */
    struct burst_score s = { .x = x, .mu = (double)before * (double)window_minutes / (double)minutes };
    s.z = ((double)x - s.mu) / noise(s.mu);
    return s;
}

bool burst_opens(const struct burst_limits *l, const struct burst_score *s)
{
    return s->x >= l->floor && (double)s->x >= l->factor * at_least(s->mu, 1) && s->z >= l->z;
}

double burst_threshold(const struct burst_limits *l, double mu)
{
    return at_least(at_least((double)l->floor, l->factor * at_least(mu, 1)), mu + l->z * noise(mu));
}

static enum burst_change closing(const struct burst_limits *l, struct burst *b, const struct burst_score *s, int64_t now_ms)
{
    if ((double)s->x >= b->threshold / 2) {
        b->calm_ms = 0;
        return BURST_SAME;
    }
    if (b->calm_ms == 0)
        b->calm_ms = now_ms;
    if (now_ms - b->calm_ms < l->close_ms)
        return BURST_SAME;
    b->level = BURST_NONE;   /* the rest stays to be told; opening writes it anew */
    return BURST_CLOSED;
}

enum burst_change burst_step(const struct burst_limits *l, struct burst *b, const struct burst_score *s, int64_t now_ms, bool may_open)
{
    if (b->level == BURST_NONE) {
        if (!may_open || !burst_opens(l, s))
            return BURST_SAME;
        *b = (struct burst){ BURST_ALERT, now_ms, s->x, burst_threshold(l, s->mu), 0 };
        return BURST_OPENED;
    }
    if (b->level == BURST_ALERT && may_open && (double)s->x >= l->crisis_factor * (double)b->x_opened) {
        b->level = BURST_CRISIS;
        b->calm_ms = 0;
        return BURST_RAISED;
    }
    return closing(l, b, s, now_ms);
}

int64_t burst_now(const struct burst_input *v, size_t n, int64_t clock_ms)
{
    int64_t behind = INT64_MAX, largest = 0;
    for (size_t p = 0; p < n; p++) {
        if (v[p].watermark_ms > largest)
            largest = v[p].watermark_ms;
        if (v[p].offset < v[p].end && v[p].watermark_ms < behind)
            behind = v[p].watermark_ms;
    }
    if (largest == 0)
        return 0;
    if (behind != INT64_MAX)
        return behind;   /* 0 where that partition has applied nothing yet */
    int64_t now = clock_ms - ON_ITS_WAY_MS;
    if (now > largest + SILENCE_MS)
        now = largest + SILENCE_MS;
    return now > largest ? now : largest;
}
