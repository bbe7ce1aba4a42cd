/* train: what `pulso train` with a recipe and with --brand share. */
#ifndef PULSO_CLI_TRAIN_H
#define PULSO_CLI_TRAIN_H

#include "cli/cli.h"

struct train_opts { const char *out, *brand, *base; bool hold; };

bool train_brand(struct cli *cli, const struct train_opts *o, struct err *e);
bool train_write(const char *path, struct slice bytes, struct err *e);

#endif
