/*
 * when: times in text. All times are milliseconds since 1970 UTC.
 *   WHEN_RFC3339    2026-11-22T04:42:13.120Z, +02:00, a blank for the T
 *   WHEN_TWITTER    Thu Oct 15 19:20:47 +0000 2020
 *   WHEN_US         2/24/2015 11:35            needs a zone
 *   WHEN_SQL        2018-10-08 16:25:44        needs a zone
 *   WHEN_EPOCH_S, WHEN_EPOCH_MS                a whole number
 *   WHEN_ANY        whichever of these it is (epoch: milliseconds from 10^11 on)
 * Years outside 1990 to 2200 are refused: they are always a mistake.
 */
#ifndef PULSO_BASE_WHEN_H
#define PULSO_BASE_WHEN_H

#include "base/slice.h"
#include "base/zone.h"

enum when_format { WHEN_ANY, WHEN_RFC3339, WHEN_TWITTER, WHEN_US, WHEN_SQL, WHEN_EPOCH_S, WHEN_EPOCH_MS };

/* `z` may be NULL: UTC where the text names no zone. */
bool when_parse(struct slice s, enum when_format f, const struct zone *z, int64_t *ms);
bool when_format_of(struct slice name, enum when_format *f);  /* "rfc3339", "twitter", "us", "sql", "epoch", "epoch-ms", "any" */
#define WHEN_TEXT 32
size_t when_print(int64_t ms, char out[WHEN_TEXT]);           /* 2026-11-22T04:42:13.120Z */
/* Days since 1970-01-01 of a civil date, and back (proleptic Gregorian). */
int64_t when_days(int year, int month, int day);
void when_civil(int64_t days, int *year, int *month, int *day);

#endif
