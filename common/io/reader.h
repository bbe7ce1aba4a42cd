/*
 * reader: a Kafka consumer for those who only look: no group is joined, nothing is
 * committed, what is not committed by its writer is not seen. The owner assigns
 * from where it reads, and bus_destroy ends it. One thread.
 */
#ifndef PULSO_IO_READER_H
#define PULSO_IO_READER_H

#include "io/bus.h"

/* queue_kbytes: fetched ahead at most. The end of a partition comes as a message of its own, RD_KAFKA_RESP_ERR__PARTITION_EOF. NULL: e says why. */
rd_kafka_t *reader_open(const struct app_common *c, const char *client_id, int queue_kbytes, struct err *e);

struct span_of { int64_t from, to; };   /* offsets [from, to) of a partition */
/* Hands out what the spans of partitions 0 .. n - 1 hold, within wait_ms; each returns false to end it. false: Kafka is away, or it took too long. */
bool reader_spans(rd_kafka_t *rk, const char *topic, const struct span_of *spans, size_t n, int wait_ms, bool (*each)(void *self, const rd_kafka_message_t *m), void *self, struct err *e);

#endif
