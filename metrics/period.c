#include "metrics/period.h"

#include <stdio.h>

#include "base/when.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * (int64_t)HOUR_MS)

int64_t period_day_ms(const struct zone *z, int32_t day)
{
    return zone_to_utc(z, (int64_t)day * 86400) * 1000;
}

/* Floor, also before 1970. */
static int64_t seconds(int64_t ms)
{
    return ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
}

const char *period_date(const struct zone *z, int64_t ms, char out[PERIOD_TEXT])
{
    int y, m, d;
    when_civil(zone_day(z, seconds(ms)), &y, &m, &d);
    snprintf(out, PERIOD_TEXT, "%04d-%02d-%02d", y, m, d);
    return out;
}

const char *period_time(const struct zone *z, int64_t ms, char out[PERIOD_TEXT])
{
    char date[PERIOD_TEXT];
    int64_t s = seconds(ms), of_day = s + zone_offset(z, s) - (int64_t)zone_day(z, s) * 86400;
    snprintf(out, PERIOD_TEXT, "%.10s %02d:%02d", period_date(z, ms, date), (int)(of_day / 3600), (int)(of_day / 60 % 60));
    return out;
}

static bool rolling(struct slice text, int64_t now_ms, struct period *out)
{
    static const struct { char unit; int64_t ms; } units[] = {
        { 'm', MINUTE_MS }, { 'h', HOUR_MS }, { 'd', DAY_MS }, { 'w', 7 * DAY_MS }
    };
    int64_t n;
    if (text.n < 2 || text.n > 6 || !slice_int((struct slice){ text.p, text.n - 1 }, &n) || n < 1)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (text.p[text.n - 1] == units[i].unit) {
            out->to_ms = (now_ms / MINUTE_MS + 1) * MINUTE_MS;
            out->from_ms = out->to_ms - n * units[i].ms;
            out->rolling = true;
            return true;
        }
    return false;
}

static bool number_at(struct slice s, size_t at, size_t n, int *out)
{
    int64_t v;
    if (at + n > s.n || !slice_int((struct slice){ s.p + at, n }, &v) || v < 0)
        return false;
    *out = (int)v;
    return true;
}

/* 2020-10-17 or 2020-10: local days [first, after). */
static bool days(struct slice s, int32_t *first, int32_t *after)
{
    int y, m, d = 1, back_y, back_m, back_d;
    bool month = s.n == 7;
    if ((!month && s.n != 10) || s.p[4] != '-' || (!month && s.p[7] != '-'))
        return false;
    if (!number_at(s, 0, 4, &y) || !number_at(s, 5, 2, &m) || (!month && !number_at(s, 8, 2, &d)))
        return false;
    *first = (int32_t)when_days(y, m, d);
    when_civil(*first, &back_y, &back_m, &back_d);
    *after = month ? (int32_t)when_days(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1) : *first + 1;
    return y >= 1990 && y <= 2200 && back_y == y && back_m == m && back_d == d;
}

static bool named(struct slice s, int32_t today, int32_t *first, int32_t *after)
{
    *first = slice_is(s, "yesterday") ? today - 1 : today;
    *after = *first + 1;
    return slice_is(s, "today") || slice_is(s, "yesterday");
}

/* One side of A..B, or a period without dots: [*from_ms, *to_ms); of an instant both are the same. */
static bool side(struct slice s, const struct zone *z, int64_t now_ms, int64_t *from_ms, int64_t *to_ms, struct err *e)
{
    int32_t first, after;
    if (named(s, zone_day(z, seconds(now_ms)), &first, &after) || days(s, &first, &after)) {
        *from_ms = period_day_ms(z, first);
        *to_ms = period_day_ms(z, after);
        return true;
    }
    if (slice_is(s, "now"))
        *from_ms = (now_ms / MINUTE_MS + 1) * MINUTE_MS;
    else if (!when_parse(s, WHEN_RFC3339, NULL, from_ms) && !when_parse(s, WHEN_SQL, z, from_ms))
        return err_set(e, ERR_CONFIG, "period: `" SLICE_FMT "` is no time; write 24h, 7d, today, yesterday, 2020-10-17, 2020-10, "
                       "or A..B with days or times such as 2020-10-17T05:00:00Z", SLICE_ARG(s));
    *to_ms = *from_ms;
    return true;
}

static bool split(struct slice text, struct slice *a, struct slice *b)
{
    for (size_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == '.' && text.p[i + 1] == '.') {
            *a = (struct slice){ text.p, i };
            *b = (struct slice){ text.p + i + 2, text.n - i - 2 };
            return true;
        }
    return false;
}

bool period_parse(struct slice text, const struct zone *z, int64_t now_ms, struct period *out, struct err *e)
{
    struct slice a, b;
    int64_t ignored;
    *out = (struct period){ 0 };
    if (rolling(text, now_ms, out))
        return true;
    if (!split(text, &a, &b)) {
        if (!side(text, z, now_ms, &out->from_ms, &out->to_ms, e))
            return false;
        return out->to_ms > out->from_ms || err_set(e, ERR_CONFIG, "period: `" SLICE_FMT "` is one instant; write "
                                                    SLICE_FMT "..now", SLICE_ARG(text), SLICE_ARG(text));
    }
    if (!side(a, z, now_ms, &out->from_ms, &ignored, e) || !side(b, z, now_ms, &ignored, &out->to_ms, e))
        return false;
    if (out->to_ms <= out->from_ms)
        return err_set(e, ERR_CONFIG, "period: `" SLICE_FMT "` ends before it begins; the earlier time comes first", SLICE_ARG(text));
    if (out->from_ms % MINUTE_MS || out->to_ms % MINUTE_MS)
        return err_set(e, ERR_CONFIG, "period: `" SLICE_FMT "` does not begin and end at whole minutes, and nothing finer is counted",
                       SLICE_ARG(text));
    return true;
}
