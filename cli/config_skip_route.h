/*
 * config_skip_route: a version that route alone cannot load (its rules name a team that
 * the installation's file no longer has, say). Records name the version that
 * they were judged by, so no state says where route stands: a record skip:<version>
 * of pulso.config says by which one route decides them instead (io/config_log.h).
 */
#ifndef PULSO_CLI_CONFIG_SKIP_ROUTE_H
#define PULSO_CLI_CONFIG_SKIP_ROUTE_H

#include "cli/cli.h"
#include "io/config_log.h"

/* Can route load it, with this installation's teams? e: why not. */
bool skip_route_opens(struct cli *cli, struct config_log *log, const struct config_version *v, struct err *e);
bool skip_route_write(struct cli *cli, int64_t number, int64_t with, struct err *e);

#endif
