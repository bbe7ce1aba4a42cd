/*
 * period: the span of time that a question is about, as people write it:
 *   90m 24h 7d 4w          up to now, whole minutes
 *   today yesterday        local days
 *   2020-10-17  2020-10    a local day, a local month
 *   A..B                   from A on; B is a day (the whole of it) or a time (up to it, without it)
 * Times are RFC 3339; without an offset they are local. [from_ms, to_ms).
 */
#ifndef PULSO_METRICS_PERIOD_H
#define PULSO_METRICS_PERIOD_H

#include "base/err.h"
#include "base/slice.h"
#include "base/zone.h"

struct period {
    int64_t from_ms, to_ms;
    bool rolling;      /* ends now: its beginning may be moved to where roll-ups begin */
};

bool period_parse(struct slice text, const struct zone *z, int64_t now_ms, struct period *out, struct err *e);
/* First instant of a local day (days since 1970-01-01). */
int64_t period_day_ms(const struct zone *z, int32_t day);
/* 2020-10-17 05:00 */
#define PERIOD_TEXT 40
const char *period_time(const struct zone *z, int64_t ms, char out[PERIOD_TEXT]);
const char *period_date(const struct zone *z, int64_t ms, char out[PERIOD_TEXT]);

#endif
