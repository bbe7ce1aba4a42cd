/*
 * stream: what happens, to everybody who looks, as server-sent events. There is one
 * ring of events for all viewers, and each viewer is a place in it: nothing is held
 * for a slow one, who is told of the hole when the ring has gone round. The feed's
 * thread and the main thread add, the server's thread sends.
 */
#ifndef PULSO_DASHBOARD_STREAM_H
#define PULSO_DASHBOARD_STREAM_H

#include "dashboard/api.h"
#include "dashboard/post.h"

#define STREAM_EVENTS 4096u
#define STREAM_BYTES ((size_t)16 << 20)
#define STREAM_MENTIONS_A_SECOND 50    /* more cannot be read by anybody; the tick says how many were passed over */

struct stream;
struct stream *stream_new(struct api *api);
void stream_free(struct stream *s);              /* no viewer is left; accepts NULL */
void stream_mention(struct stream *s, const struct post *p);
void stream_incident(struct stream *s, struct slice alert);
void stream_decided(struct stream *s, struct slice action);
void stream_tick(struct stream *s);              /* once a second, with the sources that changed */
void stream_flush(struct stream *s);             /* wakes the viewers that have something to see */
void stream_end(struct stream *s);               /* all viewers are sent away; the daemon stops */

#endif
