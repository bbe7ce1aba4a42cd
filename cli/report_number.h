/*
 * report_number: numbers, dates and durations as a region writes them, for the
 * regions that Pulso's readers live in. Words of dates follow the language.
 * Results lie in the arena. Minus is U+2212, hours are of 24.
 */
#ifndef PULSO_CLI_REPORT_NUMBER_H
#define PULSO_CLI_REPORT_NUMBER_H

#include "base/arena.h"
#include "base/zone.h"
#include "cli/report_text.h"

struct locale {
    const char *region;         /* mx es ar co br gb */
    char decimal;
    const char *group;
    const char *percent;        /* what stands behind the number: "%", or with a blank that does not break */
};

/* region NULL: that of the language, for Spanish that of the zone. */
const struct locale *locale_find(enum report_lang lang, const char *region, const char *zone);

const char *locale_int(const struct locale *l, struct arena *a, int64_t n);
const char *locale_fixed(const struct locale *l, struct arena *a, double v, int digits);
const char *locale_signed(const struct locale *l, struct arena *a, double v, int digits);    /* + where above 0 */
const char *locale_percent(const struct locale *l, struct arena *a, double share, int digits);
const char *locale_lasting(const struct locale *l, struct arena *a, double seconds);         /* 45 s, 31 min, 1 h 20 min, 3.5 d */
const char *locale_day(enum report_lang lang, struct arena *a, const struct zone *z, int64_t ms);      /* 18 mar 2026 */
const char *locale_time(enum report_lang lang, struct arena *a, const struct zone *z, int64_t ms);     /* 18 mar 2026, 14:35 */
const char *locale_short_day(enum report_lang lang, struct arena *a, const struct zone *z, int64_t ms);    /* 18 mar */
const char *locale_hour(struct arena *a, const struct zone *z, int64_t ms);                  /* 14:35 */
/* From the first day to the last one, with times where they are not midnights. */
const char *locale_span(enum report_lang lang, struct arena *a, const struct zone *z, int64_t from_ms, int64_t to_ms);

#endif
