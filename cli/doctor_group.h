/* doctor_group: who reads a topic for a daemon, as Kafka knows it. Inside of doctor only. */
#ifndef PULSO_CLI_DOCTOR_GROUP_H
#define PULSO_CLI_DOCTOR_GROUP_H

#include "cli/doctor.h"

struct doctor_group {
    int members;     /* -1: cannot be asked */
    bool *owned;     /* each partition: is it some member's? In d->a; NULL: they are being handed out, or unknown */
};

struct doctor_group doctor_group(struct doctor *d, const char *daemon, const char *topic, int partitions);

#endif
