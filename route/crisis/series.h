/*
 * series: every brand, and every brand and topic, as classify's counters in Redis have them by event time, over all
 * partitions, each in a track of its own.
 *
 *   a second, where an offset moved     the last 3 minutes, which are not closed yet
 *   a new minute                        closes the minute 3 back; the last quarter of an hour anew
 *   every 10 minutes                    the last 3 hours anew: who was late amends them
 *   a new hour                          the last day's hours anew; the tracks are kept in Redis (TAG of keys_crisis)
 *   take-over                           the tracks as kept, then every minute since; where none are kept, 29 days of
 *                                       hours and 69 hours of minutes
 *
 * So a successor comes to the same scores. Redis that went back empties all of it. One thread.
 */
#ifndef PULSO_ROUTE_CRISIS_SERIES_H
#define PULSO_ROUTE_CRISIS_SERIES_H

#include "app/brands.h"
#include "base/buf.h"
#include "io/store.h"
#include "route/crisis/causes.h"
#include "route/crisis/news.h"
#include "route/crisis/track.h"
#include "route/crisis/types.h"

struct series;
struct series *series_new(const char *prefix, const struct brands *brands, const struct crisis_types *types, int partitions);   /* both outlive it */
void series_free(struct series *s);           /* accepts NULL */

/* Asks every partition for offset and watermark; sets offset and watermark_ms of inputs[partitions]. */
bool series_inputs(struct series *s, struct store *store, struct news_input *inputs, struct err *e);
/* Brings the tracks up to this event time. After false they are not to be used before the next success. */
bool series_read(struct series *s, struct store *store, int64_t now_ms, struct err *e);

/* The tracks: those of the brands first, in their order, then brands and topics as they come up. */
size_t series_tracks(const struct series *s);
uint32_t series_brand(const struct series *s, size_t track);
const char *series_topic(const struct series *s, size_t track);       /* NULL: all that is said of the brand */
int64_t series_since(const struct series *s, uint32_t brand);         /* event time since when it is listened to; INT64_MAX: not yet */
void series_sight(const struct series *s, size_t track, struct sight *out);
void series_note(struct series *s, size_t track, double deaf);         /* track_note, as of now */
/* Where the brand's negatives of the last quarter of an hour come from: platforms or topics, with what is usual of each. */
size_t series_platforms(const struct series *s, uint32_t brand, struct cause *v, size_t max);
size_t series_topics(const struct series *s, uint32_t brand, struct cause *v, size_t max);

#endif
