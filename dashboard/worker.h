/*
 * worker: a thread with a queue of requests that have to wait for Redis or Kafka;
 * their connections sleep meanwhile. The queue is bounded: what does not fit is
 * refused, and the asker told when to come again.
 */
#ifndef PULSO_DASHBOARD_WORKER_H
#define PULSO_DASHBOARD_WORKER_H

#include "dashboard/api.h"

#define WORKER_QUEUE 128u

struct worker *worker_start(struct api *api, enum desk_kind kind, struct err *e);
/* false: it is full, or ends. Else the request is the worker's until it calls server_resume. */
bool worker_give(struct worker *w, struct request *r);
void worker_stop(struct worker *w);   /* what waits is refused; accepts NULL */

#endif
