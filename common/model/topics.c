#include "model/topics.h"

#include <stddef.h>

/* 30 days: longer than the backups of Redis are apart, so a restored one can
 * always be brought up to date by reading on. */
#define RETENTION "retention.ms", "2592000000"
/* A mention has at most 256 KiB, what classify adds the same again at most; the
 * rest is for keys, headers and the batch. dlq keeps the first 768 KiB of a record. */
#define MAX_MESSAGE "max.message.bytes", "1048576"

const struct topic_spec topic_specs[] = {
    /* The append time is the dedup clock and bounds the event times: the broker
     * has to give it, not the writers. */
    { TOPIC_MENTIONS, 0, { "message.timestamp.type", "LogAppendTime", RETENTION, MAX_MESSAGE } },
    { TOPIC_CLASSIFIED, 0, { RETENTION, MAX_MESSAGE } },
    { TOPIC_REPLIES, 0, { RETENTION, MAX_MESSAGE } },
    /* The latest state of each; what nobody has touched for so long is forgotten by route, too (route.care.window). */
    { TOPIC_CASES, 0, { "cleanup.policy", "compact,delete", RETENTION } },
    { TOPIC_CHANGES, 0, { RETENTION, MAX_MESSAGE } },
    /* What is forgotten is gone from the disks within a day, too. */
    { TOPIC_ORIGINALS, 0, { "cleanup.policy", "compact,delete", RETENTION, "max.compaction.lag.ms", "86400000" } },
    { TOPIC_ACTIONS, 0, { RETENTION } },
    { TOPIC_ALERTS, 1, { "cleanup.policy", "compact", MAX_MESSAGE } },
    /* Every key is unlike all others, so compaction takes nothing that a replay needs. */
    { TOPIC_CONFIG, 1, { "cleanup.policy", "compact", MAX_MESSAGE } },
    { TOPIC_CONTROL, 1, { NULL } },   /* nothing is ever written: it is owned, not read */
    { TOPIC_DLQ, 1, { RETENTION, MAX_MESSAGE } },
    { NULL, 0, { NULL } },
};
