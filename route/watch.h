/*
 * watch: what the owner of pulso.control does, from take-over to losing it. After
 * a false from watch_turn it is closed, and opened anew where it is still ours.
 * One thread.
 */
#ifndef PULSO_ROUTE_WATCH_H
#define PULSO_ROUTE_WATCH_H

#include "app/brands.h"
#include "io/bus.h"
#include "route/alerts.h"
#include "route/committee.h"
#include "route/control.h"
#include "route/hook.h"

struct watch_conf {
    const struct app_common *common;
    const char *client_id;
    const struct brands *brands;
    struct hooks *hooks;         /* the control's; a watch listens to them and gives up what is under way when it is closed */
    struct crisis_options options;
    const struct committees *committees;
    const char *topic_mentions, *topic_classified, *topic_actions;
    struct alerts_conf alerts;
};

struct watch;
/* in: any consumer, to ask Kafka how far pulso.mentions goes. */
struct watch *watch_open(const struct watch_conf *conf, struct bus_in *in, struct err *e);
void watch_close(struct watch *w);              /* accepts NULL */
/* Evaluates when it is due, and drives the hooks; waits at most wait_ms. */
bool watch_turn(struct watch *w, int wait_ms, struct err *e);
/* Of the highest open incident of a brand that was not stood down: 0 watch, 1 alert, 2 crisis; -1: none. */
int watch_level(const struct watch *w, struct slice brand);
void watch_stats(void);

#endif
