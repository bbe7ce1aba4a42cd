/*
 * cli: what the subcommands of `pulso` share. A subcommand is one file with one
 * `const struct cmd cmd_<name>`: its options are rows of a table, from which the
 * parser, --help, the man pages and the bash completion are all made. To add one,
 * write cli/cmd_<name>.c and add its line to COMMANDS in cli/commands.c.
 * Exit codes: 0 fine, 1 something is wrong (with the counters, the input, ...),
 * 2 a person has to edit or type something else, 3 an invariant broke.
 */
#ifndef PULSO_CLI_CLI_H
#define PULSO_CLI_CLI_H

#include <stddef.h>
#include <stdio.h>

#include "app/app.h"

struct ledger;
struct store;

enum opt_kind {
    OPT_FLAG,      /* bool */
    OPT_TEXT,      /* const char * */
    OPT_INT,       /* int64_t, not negative */
    OPT_CHOICE     /* const char *, one of the words in `value` */
};

struct opt {
    const char *name;          /* without the dashes; NULL ends a table */
    enum opt_kind kind;
    size_t offset;
    const char *value;         /* what the help calls it; of a choice: "minute|hour|day" */
    const char *help;
};

struct cli {
    /* global options */
    const char *config;
    bool json, no_color, help, version, man, completion;
    /* what the command line said besides */
    const struct cmd *cmd;
    char **args;
    int arg_count;
    /* the rest is there once asked for */
    bool color;                /* standard output is a terminal that may be coloured */
    bool found;                /* the command worked, and found something wrong: exit 1 */
    struct conf *conf;
    struct app_common common;
    struct store *store;
};

struct cmd {
    const char *name;
    const char *about;         /* one line */
    const char *args;          /* "PARTITION:OFFSET"; NULL: takes none */
    const char *actions;       /* first argument is one of these: "list|show|replay"; NULL: none */
    const char *text;          /* paragraphs, for --help and the man page */
    const char *examples;      /* "command\n   what it does\n" again and again */
    const struct opt *opts;    /* NULL: only the global ones */
    size_t size;               /* of the struct that opts are stored in, at most OPTS_MAX */
    bool (*run)(struct cli *cli, const void *opts, struct err *e);
};

#define OPTS_MAX 128

extern const struct cmd *const cli_commands[];   /* ends in NULL */
extern const struct opt cli_options[];           /* the global ones, stored in struct cli */
const struct cmd *cli_command(const char *name);  /* NULL: none of that name */

/* The configuration: --config, else PULSO_CONFIG, else ./pulso.yaml, else /etc/pulso/pulso.yaml. */
const char *cli_config_path(const struct cli *cli);
bool cli_config_there(const struct cli *cli, struct err *e);   /* false: none was named, and none lies where one is looked for */
bool cli_conf(struct cli *cli, struct err *e);   /* loads it once and reads the common sections */
/* Redis. Connects on first use, belongs to the cli. cli_conf must have succeeded. */
struct store *cli_store(struct cli *cli);
struct ledger *cli_ledger(struct cli *cli);      /* the same, for metrics/ */

/* The first argument, one of cmd->actions; the first action where there is none. NULL: another word, e is set. */
const char *cli_action(const struct cli *cli, struct err *e);
bool cli_confirmed(const char *question);        /* asks on the terminal; no terminal: no */

/* Standard input line by line, white space cut off, empty ones passed over. A line that `each` refuses is said on standard
 * error with its number, counted in *bad, and the others go on. */
bool cli_lines(bool (*each)(void *self, struct slice line, struct err *e), void *self, int64_t *bad, struct err *e);

#endif
