/* decide: writes down what a person decided on the command line, as a record of pulso.actions. */
#ifndef PULSO_CLI_DECIDE_H
#define PULSO_CLI_DECIDE_H

#include "cli/cli.h"
#include "io/actions.h"

/* Gives x its id, its time and who decided: by, else $USER. id, by and $USER outlive x. Waits until Kafka has it; client: what Kafka calls us. */
bool cli_decide(struct cli *cli, const char *client, const char *by, struct action *x, char id[ACTION_ID], struct err *e);
/* {"id":"..."}, for --json */
void cli_decided(const char *id);

#endif
