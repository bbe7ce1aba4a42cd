/* doctor: looks at one part of the installation after the other. Inside of doctor only. */
#ifndef PULSO_CLI_DOCTOR_H
#define PULSO_CLI_DOCTOR_H

#include "base/buf.h"
#include "cli/cli.h"
#include "cli/kafka.h"
#include "metrics/state.h"

enum health { HEALTH_FINE, HEALTH_WRONG, HEALTH_UNKNOWN };

struct doctor {
    struct cli *cli;
    struct arena a;
    rd_kafka_t *kafka;        /* NULL: does not answer */
    bool redis;               /* answers */
    struct buf json;
    size_t said, wrong;
};

/* One line; mend: what to do, "" where nothing is. */
void doctor_say(struct doctor *d, enum health h, const char *part, const char *mend, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

void doctor_redis(struct doctor *d);       /* reachable, version, persistence, permissions */
void doctor_partitions(struct doctor *d);  /* owners, lag, gaps, torn commits, of classify and of route */

#endif
