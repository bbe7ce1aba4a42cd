/*
 * wanted: the topics that this installation needs: those of model/topics.h and a
 * queue for each team of route.teams, with the configuration's partition counts.
 */
#ifndef PULSO_CLI_WANTED_H
#define PULSO_CLI_WANTED_H

#include "cli/kafka.h"

struct wanted_topic {
    const char *name;              /* with the prefix */
    int partitions;
    const char *const *config;     /* name, value, ..., NULL */
};

#define WANTED_MAX 256

/* cli_conf must have succeeded. */
size_t wanted_topics(struct cli *cli, struct wanted_topic *out);

/* One thing that is wrong with a topic, and what to do about it. */
struct topic_trouble { const char *topic; char what[160], mend[400]; };
/* Compares with what Kafka has; at most `max` troubles. */
bool wanted_verify(struct cli *cli, rd_kafka_t *rk, struct topic_trouble *out, size_t max, size_t *n, struct err *e);
/* Creates what is missing. `said` is called for each topic: why NULL: created; "": was there; else what Kafka said. */
bool wanted_create(struct cli *cli, rd_kafka_t *rk, void (*said)(void *self, const char *topic, const char *why), void *self,
                   struct err *e);

#endif
