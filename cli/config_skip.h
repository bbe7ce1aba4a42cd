/*
 * config_skip: the way out where a version of the configuration is in force and
 * can never be loaded again. Its partitions stand still before the control record
 * of any later one; a person says, once, that they go on with what was applied
 * after it. Written by compare-and-set into each partition's state: from the
 * stored offset on that version is in force, and a replay finds it there. What route alone cannot load: config_skip_route.h.
 */
#ifndef PULSO_CLI_CONFIG_SKIP_H
#define PULSO_CLI_CONFIG_SKIP_H

#include "cli/cli.h"
#include "io/config_log.h"

/* The version is the action's argument. */
bool config_skip(struct cli *cli, struct config_log *log, bool yes, struct err *e);

#endif
