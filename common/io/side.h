/*
 * side: reads the same partitions of a second topic beside those that are ours of
 * the first (pulso.actions beside pulso.classified: no assignor but range keeps two
 * topics together, so only one is subscribed to). No group is joined; where to
 * begin, the state of the partition says. One thread.
 */
#ifndef PULSO_IO_SIDE_H
#define PULSO_IO_SIDE_H

#include "io/bus.h"

struct side;

/* Refuses (ERR_CONFIG) a topic that is missing, or has another number of partitions: what belongs together would not meet. */
struct side *side_open(const struct app_common *c, const char *client_id, const char *topic, int partitions, struct err *e);
void side_close(struct side *s);                       /* accepts NULL */
/* offset -1: from the first that Kafka holds. If it was being read already, from anew. */
bool side_start(struct side *s, int32_t partition, int64_t offset, struct err *e);
void side_stop(struct side *s, int32_t partition);
/* The next record of any of them, NULL where there is none. Does not wait. The caller gives it back by rd_kafka_message_destroy.
 * An offset that Kafka holds no more: it goes on with the first that it holds; whoever counts sees the hole. */
rd_kafka_message_t *side_next(struct side *s, struct err *e);

#endif
