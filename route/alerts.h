/*
 * alerts: pulso.alerts, written in transactions by whoever owns pulso.control.
 * Opening fences the predecessor first and reads back after, so a paused one
 * cannot write between. One thread.
 */
#ifndef PULSO_ROUTE_ALERTS_H
#define PULSO_ROUTE_ALERTS_H

#include "io/bus.h"

struct alerts;
struct alerts_conf {
    const struct app_common *common;
    const char *client_id;
    const char *topic, *dlq, *transactional_id;   /* whole names; outlive the alerts */
};

/* Calls each(self, record) for every committed record in order, up to the end; tombstones are none. ERR_RETRY: Kafka is away. */
struct alerts *alerts_open(const struct alerts_conf *conf, void (*each)(void *self, struct slice record), void *self, struct err *e);
void alerts_close(struct alerts *a);      /* accepts NULL */

/* One transaction: alerts_add and alerts_give_up any number of times, then alerts_commit. Nothing is visible before.
 * Key and record must stay until alerts_commit. After any false, close it and open anew. */
bool alerts_add(struct alerts *a, struct slice key, struct slice record, struct err *e);
/* An alert that a hook could not be told of, into pulso.dlq. */
bool alerts_give_up(struct alerts *a, struct slice key, struct slice record, const char *reason, struct err *e);
bool alerts_commit(struct alerts *a, struct err *e);

#endif
