#include "base/when.h"

#include <string.h>

#define DAY_S 86400
#define FIRST_MS 631152000000      /* 1990-01-01T00:00:00Z */
#define AFTER_MS 7289654400000     /* 2201-01-01T00:00:00Z */

struct civil {
    int year, month, day, hour, minute, second, ms;
};

/* The two directions of one calendar: years begin in March, so that the leap
 * day is a year's last one, and come in eras of 400 years, 146097 days. */
int64_t when_days(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void when_civil(int64_t days, int *year, int *month, int *day)
{
    int64_t d = days + 719468;
    int64_t era = (d >= 0 ? d : d - 146096) / 146097;
    int64_t in_era = d - era * 146097;
    int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

/* Takes from min to max digits off the front. */
static bool take_int(struct slice *s, size_t min, size_t max, int *out)
{
    size_t i = 0;
    int v = 0;
    for (; i < max && i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        v = v * 10 + (s->p[i] - '0');
    s->p += i;
    s->n -= i;
    *out = v;
    return i >= min;
}

/* One of the names of three letters that lie one after the other; from 1. */
static bool take_name(struct slice *s, const char *names, int *out)
{
    for (int i = 0; s->n >= 3 && names[3 * i]; i++)
        if (memcmp(s->p, names + 3 * i, 3) == 0) {
            s->p += 3;
            s->n -= 3;
            *out = i + 1;
            return true;
        }
    return false;
}

/* Digits beyond the third are cut off, not rounded: 59.9999 stays in its second. */
static bool take_fraction(struct slice *s, int *ms)
{
    size_t before = s->n;
    if (!take_int(s, 1, 3, ms))
        return false;
    for (size_t i = before - s->n; i < 3; i++)
        *ms *= 10;
    int rest;
    while (take_int(s, 1, 9, &rest))
        ;
    return true;
}

static bool take_date(struct slice *s, struct civil *c)
{
    return take_int(s, 4, 4, &c->year) && slice_take(s, '-') && take_int(s, 2, 2, &c->month)
        && slice_take(s, '-') && take_int(s, 2, 2, &c->day);
}

static bool take_time(struct slice *s, struct civil *c)
{
    return take_int(s, 2, 2, &c->hour) && slice_take(s, ':') && take_int(s, 2, 2, &c->minute)
        && slice_take(s, ':') && take_int(s, 2, 2, &c->second)
        && (!slice_take(s, '.') || take_fraction(s, &c->ms));
}

/* Z, +02:00, -0300 */
static bool take_offset(struct slice *s, int *seconds)
{
    int hours, minutes;
    *seconds = 0;
    if (slice_take(s, 'Z') || slice_take(s, 'z'))
        return true;
    bool west = slice_take(s, '-');
    if (!west && !slice_take(s, '+'))
        return false;
    if (!take_int(s, 2, 2, &hours) || (slice_take(s, ':'), !take_int(s, 2, 2, &minutes)))
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

static bool civil_valid(const struct civil *c)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (c->month < 1 || c->month > 12 || c->day < 1)
        return false;
    bool leap = (c->year % 4 == 0 && c->year % 100 != 0) || c->year % 400 == 0;
    return c->day <= days[c->month - 1] + (leap && c->month == 2)
        && c->hour <= 23 && c->minute <= 59 && c->second <= 60;
}

static bool in_range(int64_t ms)
{
    return ms >= FIRST_MS && ms < AFTER_MS;
}

static int64_t civil_seconds(const struct civil *c)
{
    return when_days(c->year, c->month, c->day) * DAY_S + c->hour * 3600 + c->minute * 60 + c->second;
}

/* A leap second is the last one of a UTC day; it counts as the first of the next. */
static bool civil_done(const struct civil *c, int64_t utc_s, int64_t *ms)
{
    if (c->second == 60 && utc_s % DAY_S != 0)
        return false;
    *ms = utc_s * 1000 + c->ms;
    return in_range(*ms);
}

static bool civil_at_offset(const struct civil *c, int offset_s, int64_t *ms)
{
    return civil_valid(c) && civil_done(c, civil_seconds(c) - offset_s, ms);
}

static bool civil_in_zone(const struct civil *c, const struct zone *z, int64_t *ms)
{
    if (!civil_valid(c))
        return false;
    int64_t local_s = civil_seconds(c);
    return civil_done(c, z ? zone_to_utc(z, local_s) : local_s, ms);
}

static bool parse_rfc3339(struct slice s, int64_t *ms)
{
    struct civil c = { 0 };
    int offset_s;
    return take_date(&s, &c) && (slice_take(&s, 'T') || slice_take(&s, 't') || slice_take(&s, ' '))
        && take_time(&s, &c) && take_offset(&s, &offset_s) && s.n == 0
        && civil_at_offset(&c, offset_s, ms);
}

static bool parse_sql(struct slice s, const struct zone *z, int64_t *ms)
{
    struct civil c = { 0 };
    return take_date(&s, &c) && (slice_take(&s, ' ') || slice_take(&s, 'T'))
        && take_time(&s, &c) && s.n == 0 && civil_in_zone(&c, z, ms);
}

static bool parse_twitter(struct slice s, int64_t *ms)
{
    struct civil c = { 0 };
    int weekday, offset_s;
    return take_name(&s, "MonTueWedThuFriSatSun", &weekday) && slice_take(&s, ' ')
        && take_name(&s, "JanFebMarAprMayJunJulAugSepOctNovDec", &c.month) && slice_take(&s, ' ')
        && take_int(&s, 1, 2, &c.day) && slice_take(&s, ' ')
        && take_time(&s, &c) && slice_take(&s, ' ') && take_offset(&s, &offset_s) && slice_take(&s, ' ')
        && take_int(&s, 4, 4, &c.year) && s.n == 0 && civil_at_offset(&c, offset_s, ms);
}

static bool parse_us(struct slice s, const struct zone *z, int64_t *ms)
{
    struct civil c = { 0 };
    return take_int(&s, 1, 2, &c.month) && slice_take(&s, '/') && take_int(&s, 1, 2, &c.day)
        && slice_take(&s, '/') && take_int(&s, 4, 4, &c.year) && slice_take(&s, ' ')
        && take_int(&s, 1, 2, &c.hour) && slice_take(&s, ':') && take_int(&s, 2, 2, &c.minute)
        && (!slice_take(&s, ':') || take_int(&s, 2, 2, &c.second))
        && s.n == 0 && civil_in_zone(&c, z, ms);
}

static bool parse_epoch(struct slice s, int64_t unit_ms, int64_t *ms)
{
    int64_t v;
    if (!slice_int(s, &v) || v < 0 || v > AFTER_MS)
        return false;
    *ms = v * unit_ms;
    return in_range(*ms);
}

static enum when_format guess(struct slice s)
{
    int64_t v;
    if (slice_int(s, &v))
        return v >= 100000000000 ? WHEN_EPOCH_MS : WHEN_EPOCH_S;
    if (s.n && s.p[0] >= 'A' && s.p[0] <= 'Z')
        return WHEN_TWITTER;
    return memchr(s.p, '/', s.n) ? WHEN_US : WHEN_RFC3339;
}

bool when_parse(struct slice s, enum when_format f, const struct zone *z, int64_t *ms)
{
    if (s.n == 0)
        return false;
    switch (f == WHEN_ANY ? guess(s) : f) {
    case WHEN_RFC3339: return parse_rfc3339(s, ms) || (f == WHEN_ANY && parse_sql(s, z, ms));
    case WHEN_TWITTER: return parse_twitter(s, ms);
    case WHEN_US: return parse_us(s, z, ms);
    case WHEN_SQL: return parse_sql(s, z, ms);
    case WHEN_EPOCH_S: return parse_epoch(s, 1000, ms);
    case WHEN_EPOCH_MS: return parse_epoch(s, 1, ms);
    case WHEN_ANY: break;
    }
    return false;
}

bool when_format_of(struct slice name, enum when_format *f)
{
    static const struct { const char *name; enum when_format f; } row[] = {
        { "rfc3339", WHEN_RFC3339 }, { "twitter", WHEN_TWITTER }, { "us", WHEN_US }, { "sql", WHEN_SQL },
        { "epoch", WHEN_EPOCH_S }, { "epoch-ms", WHEN_EPOCH_MS }, { "any", WHEN_ANY },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (slice_is(name, row[i].name)) {
            *f = row[i].f;
            return true;
        }
    return false;
}

static char *put(char *o, int64_t v, int digits)
{
    for (int i = digits - 1; i >= 0; i--, v /= 10)
        o[i] = (char)('0' + v % 10);
    return o + digits;
}

size_t when_print(int64_t ms, char out[WHEN_TEXT])
{
    /* Four digits of a year, whatever comes. */
    const int64_t first = -62167219200000, last = 253402300799999;
    ms = ms < first ? first : ms > last ? last : ms;
    int64_t in_day = ms % (DAY_S * 1000);
    in_day += in_day < 0 ? DAY_S * 1000 : 0;
    int year, month, day;
    when_civil((ms - in_day) / (DAY_S * 1000), &year, &month, &day);
    char *o = put(out, year, 4);
    *o++ = '-', o = put(o, month, 2);
    *o++ = '-', o = put(o, day, 2);
    *o++ = 'T', o = put(o, in_day / 3600000, 2);
    *o++ = ':', o = put(o, in_day / 60000 % 60, 2);
    *o++ = ':', o = put(o, in_day / 1000 % 60, 2);
    *o++ = '.', o = put(o, in_day % 1000, 3);
    *o++ = 'Z', *o = 0;
    return (size_t)(o - out);
}
