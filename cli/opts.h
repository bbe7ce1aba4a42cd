/*
 * opts: the command line against tables of options. `--name value`, `--name=value`
 * and flags, before and after the command; `--` ends them. What is unknown is
 * answered with the nearest known name.
 */
#ifndef PULSO_CLI_OPTS_H
#define PULSO_CLI_OPTS_H

#include "cli/cli.h"

/* Fills cli (command, arguments, global options) and the command's own options. */
bool opts_parse(struct cli *cli, void *own, int argc, char **argv, struct err *e);

/* The nearest of the names, NULL when none is near enough to be meant. Names end in NULL. */
const char *opts_near(const char *word, const char *const *names);
/* Is word one of "a|b|c"? */
bool opts_one_of(const char *word, const char *choices);

#endif
