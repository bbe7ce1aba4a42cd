/*
 * place: all partitions of a topic for a reader that goes on where it was: how far it is
 * done Kafka keeps, as the offsets of a group that nobody joins (so lag tools show it).
 * What is not noted as done comes again after a restart. A reader that was never there
 * begins with what was appended in the last RECENT ms, so that a start under way misses nothing. One thread.
 */
#ifndef PULSO_IO_PLACE_H
#define PULSO_IO_PLACE_H

#include "io/bus.h"

#define PLACE_RECENT_MS (5 * 60 * 1000)

struct place;
/* group: whole name, with the prefix. NULL: ERR_RETRY, Kafka did not answer within wait_ms, or there is no such topic yet. *lost: records that Kafka
 * has forgotten before they were read. */
struct place *place_open(const struct app_common *c, const char *client_id, const char *topic, const char *group, int wait_ms, int64_t *lost, struct err *e);
void place_close(struct place *p);               /* accepts NULL */
int place_partitions(const struct place *p);
int64_t place_from(const struct place *p, int32_t partition);    /* where it goes on */
/* The next record, NULL where there is none within wait_ms; e->kind tells a failure. The caller gives it back by rd_kafka_message_destroy. */
rd_kafka_message_t *place_next(struct place *p, int wait_ms, struct err *e);
/* Everything before `offset` of this partition is done. Told to Kafka by place_keep. */
void place_done(struct place *p, int32_t partition, int64_t offset);
/* Tells Kafka at most four times a second, and all of it again each hour, as Kafka forgets offsets that nobody tells it. Does not wait; what is not
 * told is done again, no more. */
void place_keep(struct place *p);

#endif
