/* watch_self: what a watch is made of, for the files watch*.c alone. */
#ifndef PULSO_ROUTE_WATCH_SELF_H
#define PULSO_ROUTE_WATCH_SELF_H

#include "app/stats.h"
#include "base/arena.h"
#include "base/buf.h"
#include "io/store.h"
#include "route/crisis/series.h"
#include "route/incident.h"
#include "route/watch.h"

struct watch {
    struct watch_conf conf;
    struct bus_in *in;
    struct store *store;
    struct alerts *alerts;
    struct hooks *hooks;
    struct series *series;
    struct json *json;
    struct arena arena;              /* one transaction's keys and records */
    struct buf text;
    struct incident *incidents;      /* open, or closed and not told yet */
    int partitions;
    struct burst_input *inputs;
    int64_t *evaluated;              /* offsets of the last evaluation that counted */
    int64_t now_ms;                  /* event time of it; never goes back */
    int64_t due_us;
    bool held, failing;              /* said once, not every second */
    struct err bad;                  /* from a callback */
};

struct watch_stats {
    struct metric *alerts[3], *closed, *evaluations, *held, *seconds, *lag, *open;
};
extern struct watch_stats watch_stat;

void watch_put_in(struct watch *w, struct incident *i);

/* watch_judge.c: looks at all brands. Redis or Kafka away is no failure: what is known stays, and the next time tries again. */
bool watch_judge(struct watch *w, struct err *e);

/* watch_tell.c: what changed goes to pulso.alerts, then what was written goes to the hooks, then that they know is written. */
bool watch_write(struct watch *w, struct err *e);
void watch_tell(struct watch *w);
void watch_told(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error);   /* hooks_done */

#endif
