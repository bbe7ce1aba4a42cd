/*
 * feed: follows pulso.classified (into the ring, the sources and the stream),
 * pulso.alerts and pulso.actions (into the book of incidents), in a thread of its
 * own and without a group: every dashboard sees all. It begins with as many of the
 * newest mentions as the ring holds, and with all alerts. While Kafka is away it
 * tries again; what it has stays.
 */
#ifndef PULSO_DASHBOARD_FEED_H
#define PULSO_DASHBOARD_FEED_H

#include "dashboard/api.h"

struct feed;
struct feed *feed_start(struct api *api, struct err *e);
bool feed_caught_up(struct feed *f);     /* it has read to the end of all topics once */
void feed_stop(struct feed *f);          /* accepts NULL */

#endif
