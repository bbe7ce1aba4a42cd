#include "route/crisis/news.h"

#define ON_ITS_WAY_MS 2000
#define SILENCE_MS 60000
#define MINUTE_MS 60000
#define HOUR_MS (60 * INT64_C(60000))

int64_t news_now(const struct news_input *v, size_t n, int64_t clock_ms)
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

int64_t news_next(int64_t seen_ms, int64_t now_ms, int64_t clock_ms, int64_t fresh_ms)
{
    if (seen_ms == 0)
        return now_ms;
    if (seen_ms < now_ms - HOUR_MS)
        seen_ms = now_ms - HOUR_MS;
    if (fresh_ms && seen_ms < clock_ms - fresh_ms)
        seen_ms = clock_ms - fresh_ms;
    return seen_ms + MINUTE_MS < now_ms ? seen_ms + MINUTE_MS : now_ms;
}
