/*
 * decisions: reads pulso.actions (and the desk pulso.cases), all partitions, from where the reader says. Who
 * owns pulso.control folds what people decided about incidents into them; how far
 * it has read lies in pulso.alerts, with what came of it, so nothing is folded in
 * twice or left out. No group is joined. One thread.
 */
#ifndef PULSO_ROUTE_DECISIONS_H
#define PULSO_ROUTE_DECISIONS_H

#include "io/bus.h"

/* The next offset of each partition. Grows; {0} is the beginning of all of them. */
struct read_to { int64_t *v; size_t n; };
void read_to_raise(struct read_to *r, size_t partition, int64_t offset);   /* never lowers */
void read_to_fini(struct read_to *r);

struct decisions;
/* NULL: ERR_RETRY, Kafka is away or there is no such topic yet. Partitions that Kafka has shortened begin at what it still holds. */
struct decisions *decisions_open(const struct app_common *c, const char *client_id, const char *topic, const struct read_to *from, struct err *e);
void decisions_close(struct decisions *d);     /* accepts NULL */
/* Every partition was read to its end at least once. */
bool decisions_at_end(const struct decisions *d);
/* The next record, NULL where there is none yet; e->kind tells a failure. The caller gives it back by rd_kafka_message_destroy. Does not wait. */
rd_kafka_message_t *decisions_next(struct decisions *d, struct err *e);

#endif
