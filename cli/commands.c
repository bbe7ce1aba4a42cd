#include <string.h>

#include "cli/cli.h"

/* To add a subcommand, write cmd_<name>.c and add its line. The order is that of --help. */
#define COMMANDS(X) \
    X(sov)          \
    X(top)          \
    X(care)         \
    X(case)         \
    X(desk)         \
    X(posts)        \
    X(report)       \
    X(tail)         \
    X(archive)      \
    X(backfill)     \
    X(classify)     \
    X(lexicon)      \
    X(label)        \
    X(crisis)       \
    X(train)        \
    X(eval)         \
    X(check)        \
    X(apply)        \
    X(config)       \
    X(query)        \
    X(route)        \
    X(kb)           \
    X(topics)       \
    X(doctor)       \
    X(audit)        \
    X(gap)          \
    X(incident)     \
    X(hook)         \
    X(dlq)

#define X(n) extern const struct cmd cmd_##n;
COMMANDS(X)
#undef X
#define X(n) &cmd_##n,
const struct cmd *const cli_commands[] = { COMMANDS(X) NULL };
#undef X

const struct opt cli_options[] = {
    { "config", OPT_TEXT, offsetof(struct cli, config), "FILE",
      "the installation's file (default: $PULSO_CONFIG, else ./pulso.yaml, else /etc/pulso/pulso.yaml)" },
    { "json", OPT_FLAG, offsetof(struct cli, json), NULL, "print JSON for programs instead of text for people" },
    { "no-color", OPT_FLAG, offsetof(struct cli, no_color), NULL,
      "never colour the output (also: NO_COLOR in the environment, or output that is no terminal)" },
    { "help", OPT_FLAG, offsetof(struct cli, help), NULL, "show this text; also -h, and `pulso help COMMAND`" },
    { "version", OPT_FLAG, offsetof(struct cli, version), NULL, "show the version" },
    { "man", OPT_FLAG, offsetof(struct cli, man), NULL, "print the man page (of the command, if one is named)" },
    { "completion", OPT_FLAG, offsetof(struct cli, completion), NULL, "print the completion for bash" },
    { 0 }
};

const struct cmd *cli_command(const char *name)
{
    for (const struct cmd *const *c = cli_commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}
