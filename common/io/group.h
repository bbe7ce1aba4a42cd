/*
 * group: does every partition of a topic have an owner? A cooperative rebalance
 * has two steps; when a static member is killed between them and comes back, the
 * broker hands it its old, empty share and ends there: partitions that were taken
 * from one and not yet given to the other stay with nobody, for ever (seen with
 * Kafka 4.3.1 and librdkafka 2.0.2, two members, kills a second apart). So
 * members look, and one of them joins anew with another subscription, which makes
 * the broker begin a rebalance.
 */
#ifndef PULSO_IO_GROUP_H
#define PULSO_IO_GROUP_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

enum group_state { GROUP_UNKNOWN, GROUP_WHOLE, GROUP_ORPHANS };

/* Asks the broker (waits up to half a second for each of two answers). GROUP_UNKNOWN: it did not say, or a rebalance is under way.
 * *ours: the member `client_id` comes first in the group, so it is the one to act. */
enum group_state group_look(rd_kafka_t *rk, const char *group, const char *topic, const char *client_id, bool *ours);

/* How many of the topic's partitions [0, count) an assignment of the consumer protocol names; sets them in `owned`.
 * -1: not an assignment. Bytes from outside. */
int group_owned(const void *assignment, size_t size, const char *topic, bool *owned, int count);

#endif
