#include "base/hours.h"

#include <stdlib.h>

enum { FIRST_DAY = 10957, LAST_DAY = 32872, DAYS = LAST_DAY - FIRST_DAY, DAY_S = 86400 };   /* 2000-01-01 to 2060-01-01 */

struct hours {
    const struct zone *zone;
    struct hours_week week;
    unsigned char closed[DAYS];
    int64_t before[DAYS + 1];    /* ms that it was open on the days before this one */
    int64_t base_ms, end_ms;     /* between these the week holds */
};

static bool weekday_of(struct slice name, int *day)
{
    static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    for (*day = 0; *day < 7; ++*day)
        if (slice_eq_nocase(name, slice_of(names[*day])))
            return true;
    return false;
}

static bool clock_of(struct slice text, int32_t *s)
{
    struct slice part;
    int64_t h, m;
    if (!slice_next(&text, ':', &part) || part.n != 2 || text.n != 2 || !slice_int(part, &h) || !slice_int(text, &m))
        return false;
    *s = (int32_t)(h * 3600 + m * 60);
    return h >= 0 && m >= 0 && m < 60 && *s <= DAY_S;
}

static bool spans_of(struct slice text, struct hours_day *d)
{
    struct slice part, from;
    int32_t end = -1;
    while (slice_next(&text, ',', &part)) {
        struct hours_span *sp = &d->v[d->n];
        part = slice_trim(part);
        if (d->n == HOURS_SPANS_MAX || !slice_next(&part, '-', &from) || !clock_of(slice_trim(from), &sp->from_s) || !clock_of(slice_trim(part), &sp->to_s))
            return false;
        if (sp->from_s >= sp->to_s || sp->from_s < end)
            return false;
        end = sp->to_s;
        d->n++;
    }
    return d->n > 0;
}

bool hours_week_add(struct hours_week *w, struct slice days, struct slice spans, const char **why)
{
    struct hours_day d = { .n = 0 };
    struct slice part, from;
    if (!spans_of(spans, &d)) {
        *why = "hours are written as \"09:00-18:00\" or \"09:00-13:00, 15:00-18:30\", in order, up to 24:00";
        return false;
    }
    while (slice_next(&days, ',', &part)) {
        int a, b;
        part = slice_trim(part);
        bool range = slice_next(&part, '-', &from) && part.n;
        if (!weekday_of(from, &a) || !weekday_of(range ? part : from, &b) || b < a) {
            *why = "days are mon, tue, wed, thu, fri, sat, sun, as mon-fri or sat,sun";
            return false;
        }
        for (; a <= b; a++) {
            if (w->day[a].n) {
                *why = "this day has its hours further up";
                return false;
            }
            w->day[a] = d;
        }
    }
    return true;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar: months are counted from March, so that the leap day is the last. */
static int32_t day_number(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    int64_t month = (m + 9) % 12, year_day = (153 * month + 2) / 5 + d - 1;
    return (int32_t)(365 * y + y / 4 - y / 100 + y / 400 + year_day - 719468);
}

bool hours_date(struct slice text, int32_t *day)
{
    static const int length[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    struct slice ys, ms;
    int64_t y, m, d;
    if (text.n != 10 || !slice_next(&text, '-', &ys) || !slice_next(&text, '-', &ms) || !slice_int(ys, &y) || !slice_int(ms, &m) || !slice_int(text, &d))
        return false;
    if (y < 1970 || m < 1 || m > 12 || d < 1 || d > length[m - 1] || (m == 2 && d == 29 && (y % 4 || (y % 100 == 0 && y % 400))))
        return false;
    *day = day_number(y, m, d);
    return true;
}

/* How long it was open on a local day, up to a moment. */
static int64_t open_on(const struct hours *h, int32_t day, int64_t until_ms)
{
    const struct hours_day *d = &h->week.day[(day + 3) % 7];   /* 1970-01-01 was a Thursday */
    int64_t sum = 0;
    for (size_t i = 0; i < d->n && !h->closed[day - FIRST_DAY]; i++) {
        int64_t from = zone_to_utc(h->zone, (int64_t)day * DAY_S + d->v[i].from_s) * 1000;
        int64_t to = zone_to_utc(h->zone, (int64_t)day * DAY_S + d->v[i].to_s) * 1000;
        if (to > until_ms)
            to = until_ms;
        if (to > from)
            sum += to - from;
    }
    return sum;
}

struct hours *hours_new(const struct zone *z, const struct hours_week *w, const int32_t *holidays, size_t n)
{
    struct hours *h = calloc(1, sizeof *h);
    if (!h)
        abort();
    h->zone = z;
    h->week = *w;
    h->base_ms = zone_to_utc(z, (int64_t)FIRST_DAY * DAY_S) * 1000;
    h->end_ms = zone_to_utc(z, (int64_t)LAST_DAY * DAY_S) * 1000;
    for (size_t i = 0; i < n; i++)
        if (holidays[i] >= FIRST_DAY && holidays[i] < LAST_DAY)
            h->closed[holidays[i] - FIRST_DAY] = 1;
    for (int32_t day = 0; day < DAYS; day++)
        h->before[day + 1] = h->before[day] + open_on(h, FIRST_DAY + day, INT64_MAX);
    return h;
}

void hours_free(struct hours *h)
{
    free(h);
}

int64_t hours_ms(const struct hours *h, int64_t ms)
{
    if (ms < h->base_ms)
        return ms < 0 ? 0 : ms;
    if (ms >= h->end_ms)
        return h->base_ms + h->before[DAYS] + (ms - h->end_ms);
    int32_t day = zone_day(h->zone, ms / 1000);
    return h->base_ms + h->before[day - FIRST_DAY] + open_on(h, day, ms);
}

/* The moment on this local day at which so much of its open time is over. */
static int64_t within_day(const struct hours *h, int32_t day, int64_t open_ms)
{
    const struct hours_day *d = &h->week.day[(day + 3) % 7];
    int64_t to = 0;
    for (size_t i = 0; i < d->n; i++) {
        int64_t from = zone_to_utc(h->zone, (int64_t)day * DAY_S + d->v[i].from_s) * 1000;
        to = zone_to_utc(h->zone, (int64_t)day * DAY_S + d->v[i].to_s) * 1000;
        if (to > from && open_ms <= to - from)
            return from + open_ms;
        open_ms -= to > from ? to - from : 0;
    }
    return to;
}

int64_t hours_due(const struct hours *h, int64_t ms, int64_t open_ms)
{
    int64_t at = hours_ms(h, ms) + open_ms, in = at - h->base_ms;
    if (open_ms <= 0 || in <= 0)
        return open_ms <= 0 ? ms : at;
    if (in > h->before[DAYS])
        return h->end_ms + in - h->before[DAYS];
    int32_t low = 0, high = DAYS - 1;
    while (low < high) {                 /* the first day by whose end it is over */
        int32_t mid = low + (high - low) / 2;
        if (h->before[mid + 1] >= in)
            high = mid;
        else
            low = mid + 1;
    }
    return within_day(h, FIRST_DAY + low, in - h->before[low]);
}
