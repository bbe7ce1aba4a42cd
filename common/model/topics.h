/*
 * topics: every Kafka topic, its key, who writes and who reads it. The names
 * get the installation's prefix ("pulso.") in front. To add one, add its line.
 *
 *  name        key                     written by                      read by
 *  mentions    platform:id             ingest, pulso dlq replay        classify
 *  classified  platform:conversation   classify                        route, pulso tail
 *  queue.TEAM  platform:conversation   route                           agents' tools
 *  replies     platform:conversation   route                           publishers
 *  alerts      incident id             route (transactions)            hooks, pulso alerts
 *  control     -                       -                               route: its owner evaluates crises
 *  dlq         as it came              all                             pulso dlq
 *
 * Headers of pulso.classified: "o" is "<origin partition>:<origin offset>" in
 * decimal. Headers of pulso.dlq: reason, stage, time (ms), origin, length, sha256.
 */
#ifndef PULSO_MODEL_TOPICS_H
#define PULSO_MODEL_TOPICS_H

#define TOPIC_MENTIONS   "mentions"
#define TOPIC_CLASSIFIED "classified"
#define TOPIC_QUEUE      "queue."
#define TOPIC_REPLIES    "replies"
#define TOPIC_ALERTS     "alerts"
#define TOPIC_CONTROL    "control"
#define TOPIC_DLQ        "dlq"
#define HEADER_ORIGIN    "o"

struct topic_spec {
    const char *name;
    int partitions;                 /* 0: as many as the configuration says */
    const char *config[8];          /* name, value, ..., NULL */
};
extern const struct topic_spec topic_specs[];   /* ends with name NULL */

#endif
