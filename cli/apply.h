/*
 * apply: checks a version of the configuration as the daemons would, shows what
 * it changes, and puts it in force: files, manifest, a control record in every
 * partition of pulso.mentions, and at last the note that all of these are there.
 * Every step is acknowledged before the next. Killed on the way, the same command
 * again completes it: the control records of a version may stand there twice.
 */
#ifndef PULSO_CLI_APPLY_H
#define PULSO_CLI_APPLY_H

#include "cli/cli.h"
#include "io/config_log.h"

struct apply {
    struct cli *cli;
    struct config_log *log;
    const struct config_version *resume;   /* was begun with these very files, and is not in force everywhere; NULL: a new one */
    size_t changes;
};

/* Every mistake that there is, a line each on standard error (--json: on standard output); then ERR_CONFIG. */
bool apply_check(struct cli *cli, const struct bundle *files, struct err *e);
/* Opens the log and reads it; compares with what is in force, or with the installation's own file. Prints it. */
bool apply_compare(struct apply *a, const struct bundle *files, bool dry, struct err *e);
/* Puts it in force. */
bool apply_switch(struct apply *a, const struct bundle *files, const char *message, struct err *e);
void apply_close(struct apply *a);
/* The question on the terminal, or --yes. ERR_CONFIG: neither. *go: the answer. */
bool apply_asked(const struct apply *a, bool yes, bool *go, struct err *e);

#endif
