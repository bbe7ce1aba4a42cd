/* help: --help, man pages and the bash completion, all from the tables of commands and options. */
#ifndef PULSO_CLI_HELP_H
#define PULSO_CLI_HELP_H

#include "cli/cli.h"

void help_print(FILE *f, const struct cmd *cmd);   /* cmd NULL: pulso itself */
void help_man(FILE *f, const struct cmd *cmd);     /* in roff: pulso(1), pulso-sov(1), ... */
void help_completion(FILE *f);

#endif
