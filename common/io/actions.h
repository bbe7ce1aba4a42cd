/*
 * actions: writes what a person decided to pulso.actions and waits until Kafka
 * has it, so whoever decided is told the truth. One thread.
 */
#ifndef PULSO_IO_ACTIONS_H
#define PULSO_IO_ACTIONS_H

#include "io/bus.h"
#include "model/action.h"

#define ACTIONS_WAIT_MS 10000

/* ERR_CONFIG: what was left out. ERR_RETRY: Kafka has not answered within ACTIONS_WAIT_MS; it may have it all the same, so the
 * same id has to be used again. ERR_BUG as bus_out_delivered. */
bool actions_write(const struct app_common *c, struct bus_out *out, const struct action *x, struct err *e);

#endif
