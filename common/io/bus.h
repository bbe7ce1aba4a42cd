/*
 * bus: Kafka. bus_out produces: idempotent, acks=all, no message timeout, and
 * without gaps, so what was sent arrives in order or the process ends. bus_in
 * is a member of a consumer group whose offsets live in Redis: the daemon says
 * where each partition starts. A handle belongs to one thread.
 */
#ifndef PULSO_IO_BUS_H
#define PULSO_IO_BUS_H

#include <librdkafka/rdkafka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct app_common;

/* ---- producing ---- */

struct bus_out;
struct bus_header { const char *name; struct slice value; };
struct bus_send {
    const char *topic;             /* whole name, with the prefix; must outlive the bus_out (see bus_topic) */
    int32_t partition;             /* RD_KAFKA_PARTITION_UA: by the key (murmur2_random, as Java's producers) */
    struct slice key, value;       /* key.p NULL: none; value.p NULL: a tombstone */
    const struct bus_header *headers;
    size_t header_count;
    int64_t *offset;               /* where its offset goes once it is acknowledged; NULL: nobody wants to know */
};

/* transactional_id NULL: a plain idempotent producer. With one: fences its predecessor before it returns. */
struct bus_out *bus_out_open(const struct app_common *c, const char *client_id, const char *transactional_id, struct err *e);
void bus_out_close(struct bus_out *o);                         /* accepts NULL; what is still in flight is given up */
/* Key and value are not copied: they must stay until bus_out_delivered has returned true. Waits while the local
 * queue is full. */
bool bus_out_send(struct bus_out *o, const struct bus_send *s, struct err *e);
/* True when every message sent so far is acknowledged. ERR_RETRY: not yet within wait_ms, call again (the messages stay
 * on their way). ERR_BUG: a report failed; nothing after it may be committed, the process must end. */
bool bus_out_delivered(struct bus_out *o, int wait_ms, struct err *e);
size_t bus_out_waiting(const struct bus_out *o);               /* sent and not yet acknowledged */
bool bus_out_begin(struct bus_out *o, struct err *e);          /* transactions; ERR_BUG when fenced */
bool bus_out_commit(struct bus_out *o, struct err *e);         /* flushes first */

/* "<prefix><name>", for the life of the process; one copy per name. */
const char *bus_topic(const struct app_common *c, const char *name);

/* ---- consuming ---- */

struct bus_in;
struct bus_in_ops {
    /* The group gave us a partition, or took it away. Called inside bus_in_poll. gained may call bus_in_start at once,
     * or later. lost: the partition is being stopped; nothing of it comes any more. */
    void (*gained)(void *self, int32_t partition);
    void (*lost)(void *self, int32_t partition);
};
/* instance: group.instance.id when static_member. Commits to Kafka only by bus_in_note. */
struct bus_in *bus_in_open(const struct app_common *c, const char *group, const char *topic, const char *instance, bool static_member,
                           const struct bus_in_ops *ops, void *self, struct err *e);
void bus_in_close(struct bus_in *in);                          /* leaves the group (a static member stays in it); accepts NULL */
/* Reads the partition from this offset on; if it was already being read, from anew. */
bool bus_in_start(struct bus_in *in, int32_t partition, int64_t offset, struct err *e);
void bus_in_halt(struct bus_in *in, int32_t partition);        /* stop reading, stay its owner */
/* The next message, or NULL after wait_ms (or a signal). The caller gives it back by rd_kafka_message_destroy.
 * ERR_CONFIG: fenced by another member of the same instance name. A partition whose offset Kafka does not hold is
 * reported by bus_in_poll as a message with err RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET. */
rd_kafka_message_t *bus_in_poll(struct bus_in *in, int wait_ms, struct err *e);
/* After bus_in_poll failed. A broker that stood still or died may fence the only process of a name, by a request of its own that
 * was answered too late; joining anew tells: of two, each is fenced by the other's next join, so the one whom that happens to again
 * within 15 s, or for the third time within two minutes, is one too many. Until then let_go(self) is called, which gives back every
 * message and forgets every partition (a fenced member is not told that it lost them), the group is joined anew and e becomes
 * ERR_RETRY. Whatever else e is stays as it is. */
void bus_in_forgive(struct bus_in *in, void (*let_go)(void *self), struct err *e);
/* Tells Kafka the offset, for lag tools only; asynchronous, errors ignored. */
void bus_in_note(struct bus_in *in, int32_t partition, int64_t offset);
/* The next offset that Kafka will give out, as the last fetch said; -1: not known yet. Asks nobody. */
int64_t bus_in_end(struct bus_in *in, int32_t partition);
/* First and next offset that Kafka holds. */
bool bus_in_range(struct bus_in *in, int32_t partition, int64_t *low, int64_t *high, struct err *e);
rd_kafka_t *bus_in_handle(struct bus_in *in);
/* How many partitions the topic has; 0: it does not exist. */
bool bus_partitions(rd_kafka_t *rk, const char *topic, int *count, struct err *e);
bool bus_partitions_within(rd_kafka_t *rk, const char *topic, int wait_ms, int *count, struct err *e);
/* Where in the partitions first .. first + n - 1 the records begin that were appended at `at` (ms) or later (-1: none were), or what Kafka holds
 * (RD_KAFKA_OFFSET_BEGINNING), or what will come (RD_KAFKA_OFFSET_END): offset[0 .. n - 1], by one request a broker. ERR_RETRY: not within
 * wait_ms. Not rd_kafka_query_watermark_offsets: that one waits beyond its timeout while a broker stands still (librdkafka 2.0.2, issue 2588). */
bool bus_offsets(rd_kafka_t *rk, const char *topic, int first, int n, int64_t at, int wait_ms, int64_t *offset, struct err *e);
/* First and next offset that Kafka holds of one. */
bool bus_range(rd_kafka_t *rk, const char *topic, int partition, int wait_ms, int64_t *low, int64_t *high, struct err *e);
/* A consumer that joins no group and commits nothing; settings: n more, pairs of librdkafka's names and values (a group.id where partitions are
 * assigned: it is wanted, and not joined). bus_destroy ends it. NULL: e says why. */
rd_kafka_t *bus_consumer(const struct app_common *c, const char *client_id, const char *const (*settings)[2], size_t n, struct err *e);
/* Ends a consumer without asking the broker, within bounded time. */
void bus_destroy(rd_kafka_t *rk);

/* ---- both, and for tools ---- */

/* Of what polling a consumer gave: the record, or NULL where it is none, and then it is gone. What librdkafka mends by itself (a broker away) is no failure. */
rd_kafka_message_t *bus_record(rd_kafka_message_t *m, struct err *e);
struct slice bus_header_of(const rd_kafka_message_t *m, const char *name);   /* the last of that name, in the message; p NULL: none */
/* brokers, TLS, SASL and kafka.options as the configuration says. */
bool bus_settings(const struct app_common *c, const char *client_id, rd_kafka_conf_t *conf, struct err *e);
struct bus_stats { struct metric *sent, *failed, *rebalances; };

#endif
