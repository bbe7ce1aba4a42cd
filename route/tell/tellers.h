/*
 * tellers: one teller for each hook of the configuration that has `cases`. Read in the thread that owns the configuration, started
 * and stopped by the owner of pulso.control in its own.
 */
#ifndef PULSO_ROUTE_TELL_TELLERS_H
#define PULSO_ROUTE_TELL_TELLERS_H

#include "route/tell/teller.h"

struct tellers;
/* list: route.hooks, may be NULL; it outlives the tellers. ERR_CONFIG with the place. */
struct tellers *tellers_read(const struct conf_node *list, const struct app_common *common, const char *client_id, struct err *e);
void tellers_free(struct tellers *t);                /* stops them; accepts NULL */
/* Starts those that do not run. zone, links and brands outlive them. */
bool tellers_start(struct tellers *t, const struct brands *brands, const struct zone *zone, const struct links *links, struct err *e);
void tellers_stop(struct tellers *t);

#endif
