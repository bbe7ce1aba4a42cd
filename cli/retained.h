/*
 * retained: what Kafka still holds of a topic for a period, record by record,
 * with a progress bar. Without a group, so nothing is taken from any daemon.
 */
#ifndef PULSO_CLI_RETAINED_H
#define PULSO_CLI_RETAINED_H

#include "cli/kafka.h"

struct retained {
    const char *topic;           /* whole name, see bus_topic */
    const char *period;          /* as typed; NULL: 24h. Of append times */
    int64_t limit;               /* beyond it the newest are taken, as many of each partition as its part of all; 0: no limit */
    bool (*each)(void *self, const rd_kafka_message_t *m);   /* false: enough */
    void *self;
    const int64_t *mentions;     /* what the bar counts */
};

/* cut: there were more than the limit. cli_conf must have succeeded. */
bool retained_read(struct cli *cli, const struct retained *r, bool *cut, struct err *e);

#endif
