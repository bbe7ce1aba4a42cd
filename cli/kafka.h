/*
 * kafka: Kafka for tools: asks, reads without a group, creates topics. Handles
 * belong to the caller (rd_kafka_destroy).
 */
#ifndef PULSO_CLI_KAFKA_H
#define PULSO_CLI_KAFKA_H

#include "cli/cli.h"
#include "io/bus.h"

#define KAFKA_WAIT_MS 5000

/* Fails with ERR_RETRY where no broker answers. */
rd_kafka_t *kafka_open(struct cli *cli, rd_kafka_type_t type, struct err *e);
/* First and next offset that Kafka holds of a partition. */
bool kafka_range(rd_kafka_t *rk, const char *topic, int partition, int64_t *low, int64_t *high, struct err *e);
/* First offset with an append time of at least ms; the end where there is none. */
bool kafka_since(rd_kafka_t *rk, const char *topic, int partition, int64_t ms, int64_t *offset, struct err *e);
/* How many partitions a topic has; ERR_CONFIG where it does not exist, with what to do. */
bool kafka_partitions(rd_kafka_t *rk, const char *topic, int *count, struct err *e);

struct kafka_span { int64_t from, to; };     /* offsets [from, to); to INT64_MAX: for ever */
/* Hands out the records of all partitions, each in order, until the spans are read or `each` returns false. */
bool kafka_read(struct cli *cli, const char *topic, const struct kafka_span *spans, int partitions,
                bool (*each)(void *self, const rd_kafka_message_t *m), void *self, struct err *e);

#endif
