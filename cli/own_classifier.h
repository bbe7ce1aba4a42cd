/*
 * own_classifier: the classifier of a command that needs no server: by the
 * configuration, where one was named or lies where it is looked for, else with
 * no brands and the built-in lexicons and models.
 */
#ifndef PULSO_CLI_OWN_CLASSIFIER_H
#define PULSO_CLI_OWN_CLASSIFIER_H

#include "classify/classifier.h"
#include "cli/cli.h"

struct classifier *own_classifier(struct cli *cli, struct err *e);   /* NULL with e set */

#endif
