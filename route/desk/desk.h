/*
 * desk: gives cases to people. Run by the owner of pulso.control on its thread:
 * reads pulso.cases into the board, and once it has seen all of it looks twice a
 * second (less often where a look takes long) at what is to be decided (decide.h). Each decision is written to
 * pulso.actions and nowhere else; route folds it into the case, and the case's
 * next record says so. It holds nothing that is not read again: whoever takes over
 * begins with an empty board.
 */
#ifndef PULSO_ROUTE_DESK_DESK_H
#define PULSO_ROUTE_DESK_DESK_H

#include "io/bus.h"
#include "route/desk/agents.h"

struct desk_conf {
    const struct app_common *common;
    const char *client_id;
    const char *topic_cases, *topic_actions;
    const struct desk_rules *rules;
    int (*level)(void *self, struct slice brand);        /* see decide.h */
    void *self;
};

struct desk;
struct desk *desk_open(const struct desk_conf *conf);    /* connects in desk_turn */
void desk_close(struct desk *d);                         /* accepts NULL */
/* Takes a twentieth of a second where there is much to read, a tenth where Kafka does not acknowledge; a look at the board as long as it
 * takes, but never more than a tenth of the time. ERR_RETRY and ERR_BUG: close it and open it anew. */
bool desk_turn(struct desk *d, struct err *e);
bool desk_reads(const struct desk *d);                   /* it has not seen the whole board yet: call desk_turn again soon; accepts NULL */
void desk_stats(void);

#endif
