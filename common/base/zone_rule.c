#include "base/zone_rule.h"

#include "base/when.h"

#define HOUR_S 3600
#define DAY_S 86400

static bool take_number(struct slice *s, int max, int *out)
{
    size_t i = 0;
    *out = 0;
    for (; i < s->n && i < 3 && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        *out = *out * 10 + (s->p[i] - '0');
    s->p += i;
    s->n -= i;
    return i > 0 && *out <= max;
}

/* EST, or <-03> where letters alone will not do. Nobody needs the name. */
static bool take_name(struct slice *s)
{
    bool quoted = slice_take(s, '<');
    size_t i = 0;
    for (; i < s->n; i++) {
        char c = s->p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-')))
            break;
    }
    s->p += i;
    s->n -= i;
    return i >= 3 && (!quoted || slice_take(s, '>'));
}

/* [+-]hh[:mm[:ss]], up to a week */
static bool take_time(struct slice *s, int32_t *out)
{
    int hours, minutes = 0, seconds = 0;
    bool negative = slice_take(s, '-');
    if (!negative)
        slice_take(s, '+');
    if (!take_number(s, 167, &hours))
        return false;
    if (slice_take(s, ':') && !take_number(s, 59, &minutes))
        return false;
    if (slice_take(s, ':') && !take_number(s, 59, &seconds))
        return false;
    *out = (hours * HOUR_S + minutes * 60 + seconds) * (negative ? -1 : 1);
    return true;
}

static bool take_day(struct slice *s, struct zone_date *d)
{
    d->kind = 'M';
    if (slice_take(s, 'M'))
        return take_number(s, 12, &d->month) && d->month >= 1
            && slice_take(s, '.') && take_number(s, 5, &d->week) && d->week >= 1
            && slice_take(s, '.') && take_number(s, 6, &d->day);
    d->kind = slice_take(s, 'J') ? 'J' : '0';
    return take_number(s, 365, &d->day) && (d->kind == '0' || d->day >= 1);
}

static bool take_date(struct slice *s, struct zone_date *d)
{
    d->time_s = 2 * HOUR_S;
    return slice_take(s, ',') && take_day(s, d) && (!slice_take(s, '/') || take_time(s, &d->time_s));
}

/* POSIX counts west of Greenwich; everything here counts east. */
bool zone_rule_parse(struct slice text, struct zone_rule *r)
{
    int32_t west_s;
    *r = (struct zone_rule){ 0 };
    if (!take_name(&text) || !take_time(&text, &west_s))
        return false;
    r->std_s = -west_s;
    if (text.n == 0)
        return true;
    r->has_dst = true;
    r->dst_s = r->std_s + HOUR_S;
    if (!take_name(&text))
        return false;
    if (text.n && text.p[0] != ',') {
        if (!take_time(&text, &west_s))
            return false;
        r->dst_s = -west_s;
    }
    return take_date(&text, &r->start) && take_date(&text, &r->end) && text.n == 0;
}

static int64_t month_date(const struct zone_date *d, int year)
{
    int64_t first = when_days(year, d->month, 1);
    int64_t after = d->month == 12 ? when_days(year + 1, 1, 1) : when_days(year, d->month + 1, 1);
    int weekday = (int)(((first + 4) % 7 + 7) % 7);  /* 1970-01-01 was a Thursday */
    int64_t days = first + (d->day - weekday + 7) % 7 + 7 * (d->week - 1);
    return days < after ? days : days - 7;
}

static int64_t date_days(const struct zone_date *d, int year)
{
    int64_t january = when_days(year, 1, 1);
    if (d->kind == 'M')
        return month_date(d, year);
    if (d->kind == '0')
        return january + d->day;
    bool leap = when_days(year + 1, 1, 1) - january == 366;
    return january + d->day - 1 + (leap && d->day >= 60);
}

void zone_rule_year(const struct zone_rule *r, int year, int64_t *start_s, int64_t *end_s)
{
    *start_s = date_days(&r->start, year) * DAY_S + r->start.time_s - r->std_s;
    *end_s = date_days(&r->end, year) * DAY_S + r->end.time_s - r->dst_s;
}
