/*
 * hours: when somebody is there: opening hours by weekday in a zone, without the
 * holidays. Answers how much of that time lies between two moments, by a clock
 * that runs only while it is open: hours_ms(b) - hours_ms(a). Days on which the
 * zone changes its offset have the hours that they really had. Before 2000 and
 * from 2060 on it counts as always open. Read-only once made: any thread.
 */
#ifndef PULSO_BASE_HOURS_H
#define PULSO_BASE_HOURS_H

#include "base/slice.h"
#include "base/zone.h"

#define HOURS_SPANS_MAX 4    /* of one day */

struct hours_span { int32_t from_s, to_s; };                   /* local time since midnight; to at most 24 h */
struct hours_day { struct hours_span v[HOURS_SPANS_MAX]; size_t n; };
struct hours_week { struct hours_day day[7]; };                /* 0: Monday */

/* "mon", "mon-fri" or "sat,sun" with "09:00-18:00" or "09:00-13:00, 15:00-18:30"; false: neither reads so, spans that are not in
 * order, or a day that has hours already. why: what is wrong. */
bool hours_week_add(struct hours_week *w, struct slice days, struct slice spans, const char **why);
bool hours_date(struct slice text, int32_t *day);              /* 2026-12-25 -> days since 1970-01-01 */

struct hours;
/* z outlives it. holidays: local days. */
struct hours *hours_new(const struct zone *z, const struct hours_week *w, const int32_t *holidays, size_t n);
void hours_free(struct hours *h);                              /* accepts NULL */
int64_t hours_ms(const struct hours *h, int64_t ms);           /* never negative, never going back */
/* The first moment at which so much of it has passed since `ms`: when something that began then is due. */
int64_t hours_due(const struct hours *h, int64_t ms, int64_t open_ms);

#endif
