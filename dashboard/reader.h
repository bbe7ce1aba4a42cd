/* reader: spans of a topic by a reader of io/reader.h, and what the headers of a record say. One thread. */
#ifndef PULSO_DASHBOARD_READER_H
#define PULSO_DASHBOARD_READER_H

#include "io/reader.h"

#define AHEAD_KBYTES 16384

struct span_of { int64_t from, to; };   /* offsets [from, to) of a partition */

/* First and next offset of a partition. ERR_RETRY: nobody answered within wait_ms. */
bool reader_range(rd_kafka_t *rk, const char *topic, int32_t partition, int wait_ms, int64_t *low, int64_t *high, struct err *e);
/* Hands out what the spans hold, within wait_ms; each returns false to end it. false: Kafka is away, or it took too long. */
bool reader_spans(rd_kafka_t *rk, const char *topic, const struct span_of *spans, size_t n, int wait_ms, bool (*each)(void *self, const rd_kafka_message_t *m), void *self, struct err *e);
/* The version that a record of pulso.classified was judged by; 0: the file's. */
int64_t reader_version(const rd_kafka_message_t *m);
/* Where in pulso.mentions it came from; false: it does not say. */
bool reader_origin(const rd_kafka_message_t *m, int32_t *partition, int64_t *offset);
struct slice reader_header(const rd_kafka_message_t *m, const char *name);   /* empty: none */

#endif
