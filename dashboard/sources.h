/*
 * sources: is a source quiet, or broken? Told from the mentions that come: when
 * the last one did, how many an hour, and the longest silence of the hours that
 * were seen. It cannot know why nothing comes: the reason says what is known.
 * Fed by the feed's thread, read by any.
 */
#ifndef PULSO_DASHBOARD_SOURCES_H
#define PULSO_DASHBOARD_SOURCES_H

#include "base/buf.h"
#include "base/slice.h"

#define SOURCES_MAX 512u

struct sources;
struct sources *sources_new(void);
void sources_free(struct sources *s);        /* accepts NULL */

/* A mention of the source (its member `source`, else the platform) that was said at created_ms and came at came_ms. */
void sources_saw(struct sources *s, struct slice id, struct slice platform, int64_t created_ms, int64_t came_ms);
/* How many records the counters are behind the end of pulso.mentions; -1: not known, since Kafka does not answer. */
void sources_lag(struct sources *s, int64_t records, int64_t now_ms);
bool sources_behind(struct sources *s);
bool sources_blind(struct sources *s, int64_t now_ms);   /* Kafka has not answered for a while: whatever comes is not seen */

/* [Source, ...], worst first. *worst: id of the first that is not live, in out; "" : all are. */
void sources_print(struct sources *s, int64_t now_ms, struct buf *out, char worst[256]);
/* Gaps of sources that are silent for longer than they ever were, as members of an open list. */
void sources_gaps(struct sources *s, int64_t from_ms, int64_t to_ms, bool comma, struct buf *out);
/* The sources whose state is another one since the last call, as events; for the stream. One caller. */
void sources_changes(struct sources *s, int64_t now_ms, void (*each)(void *self, struct slice json), void *self);

#endif
