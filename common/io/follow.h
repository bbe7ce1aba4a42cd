/*
 * follow: all partitions of a topic, from where the reader says, for whoever keeps what they say in memory: incidents of pulso.alerts,
 * decisions of pulso.actions, cases of pulso.cases. No group is joined. One thread.
 */
#ifndef PULSO_IO_FOLLOW_H
#define PULSO_IO_FOLLOW_H

#include "io/bus.h"

/* The next offset of each partition. Grows; {0} is the beginning of all of them. */
struct follow_from { int64_t *v; size_t n; };
void follow_raise(struct follow_from *r, size_t partition, int64_t offset);   /* never lowers */
void follow_from_fini(struct follow_from *r);

#define FOLLOW_WAIT_MS 5000      /* for Kafka's first answer, where nothing else presses */

struct follow;
/* from NULL: the beginning. NULL: ERR_RETRY, Kafka did not answer within wait_ms, or there is no such topic yet. Partitions that Kafka has shortened begin at what it still holds. */
struct follow *follow_open(const struct app_common *c, const char *client_id, const char *topic, const struct follow_from *from, int wait_ms, struct err *e);
void follow_close(struct follow *f);     /* accepts NULL */
/* Every partition was read to its end at least once. */
bool follow_at_end(const struct follow *f);
/* The next record, NULL where there is none within wait_ms; e->kind tells a failure. The caller gives it back by rd_kafka_message_destroy. */
rd_kafka_message_t *follow_next(struct follow *f, int wait_ms, struct err *e);

#endif
