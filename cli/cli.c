#include "cli/cli.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/opts.h"
#include "io/store.h"
#include "metrics/state.h"

const char *cli_config_path(const struct cli *cli)
{
    const char *env = getenv("PULSO_CONFIG");
    if (cli->config)
        return cli->config;
    if (env && *env)
        return env;
    return access("pulso.yaml", F_OK) == 0 ? "pulso.yaml" : "/etc/pulso/pulso.yaml";
}

bool cli_config_there(const struct cli *cli, struct err *e)
{
    const char *env = getenv("PULSO_CONFIG"), *path = cli_config_path(cli);
    if (cli->config || (env && *env) || access(path, R_OK) == 0)
        return true;
    return err_set(e, ERR_CONFIG, "no configuration: neither ./pulso.yaml nor %s can be read; "
                   "name the file with --config FILE or PULSO_CONFIG", path);
}

bool cli_conf(struct cli *cli, struct err *e)
{
    if (cli->conf)
        return true;
    if (!cli_config_there(cli, e))
        return false;
    cli->conf = conf_load(cli_config_path(cli), e);
    return cli->conf && app_common_read(cli->conf, &cli->common, e);
}

struct store *cli_store(struct cli *cli)
{
    if (!cli->store)
        cli->store = store_open(&cli->common, "pulso");
    return cli->store;
}

struct ledger *cli_ledger(struct cli *cli)
{
    static struct ledger ledger;     /* as there is one cli */
    ledger = (struct ledger){ .common = &cli->common, .store = cli_store(cli) };
    return &ledger;
}

const char *cli_action(const struct cli *cli, struct err *e)
{
    static char first[16];
    struct slice rest = slice_of(cli->cmd->actions), word;
    slice_next(&rest, '|', &word);
    if (cli->arg_count == 0) {
        snprintf(first, sizeof first, SLICE_FMT, SLICE_ARG(word));
        return first;
    }
    if (opts_one_of(cli->args[0], cli->cmd->actions))
        return cli->args[0];
    err_set(e, ERR_CONFIG, "%s: one of %s is wanted", cli->args[0], cli->cmd->actions);
    return NULL;
}

bool cli_confirmed(const char *question)
{
    char answer[16] = "";
    if (!isatty(STDIN_FILENO))
        return false;
    fprintf(stderr, "%s [y/N] ", question);
    return fgets(answer, sizeof answer, stdin) && (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0);
}
