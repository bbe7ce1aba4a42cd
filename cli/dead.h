/*
 * dead: what lies in pulso.dlq. A letter is a record with its headers; it lives
 * only as long as the call that hands it out.
 */
#ifndef PULSO_CLI_DEAD_H
#define PULSO_CLI_DEAD_H

#include "cli/kafka.h"

struct dead {
    int partition;
    int64_t offset, time_ms, length;   /* length of the original: more than value.n where it was cut */
    struct slice stage, reason, origin, sha256, key, value;
};

struct dead_filter { const char *reason, *stage; };   /* parts of the reason, ASCII case ignored; the whole stage. NULL: any */

void dead_of(const rd_kafka_message_t *m, struct dead *out);
bool dead_matches(const struct dead_filter *f, const struct dead *d);
/* "3:1207" -> partition and offset; false: e says what is wanted. */
bool dead_place(const char *text, int *partition, int64_t *offset, struct err *e);

struct dead_range { struct kafka_span *spans; int partitions; int64_t records; };
/* Where the letters lie: all of them, or the last `most` of each partition. The caller frees spans. */
bool dead_range(struct cli *cli, const char *topic, int64_t most, struct dead_range *out, struct err *e);

#endif
