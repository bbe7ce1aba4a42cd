/* pulso: the command line, for operators and analysts */
#include <errno.h>
#include <signal.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/help.h"
#include "cli/opts.h"
#include "io/store.h"

static bool want_color(const struct cli *cli)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
    return !cli->no_color && !(no && *no) && isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* Texts that were asked for instead of work. */
static bool print_about(const struct cli *cli)
{
    if (cli->version)
        printf("pulso %s\n", PULSO_VERSION);
    else if (cli->completion)
        help_completion(stdout);
    else if (cli->man)
        help_man(stdout, cli->cmd);
    else if (cli->help || !cli->cmd)
        help_print(stdout, cli->cmd);
    else
        return false;
    return true;
}

static bool run(struct cli *cli, const void *own, struct err *e)
{
    const struct cmd *cmd = cli->cmd;
    if (cli->arg_count > 0 && !cmd->args && !cmd->actions)
        return err_set(e, ERR_CONFIG, "takes no arguments, so %s means nothing: see `pulso %s --help`",
                       cli->args[0], cmd->name);
    return cmd->run(cli, own, e);
}

/* A full disk behind the output is a failure, a reader that has seen enough is not. */
static bool flushed(struct err *e)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    return err_set(e, ERR_RETRY, "standard output cannot be written: %s", strerror(errno));
}

static void print_error(const struct cli *cli, const struct err *e)
{
    bool server = e->kind == ERR_RETRY && (strncmp(e->msg, "Redis", 5) == 0 || strncmp(e->msg, "Kafka", 5) == 0);
    fprintf(stderr, "pulso%s%s: %s\n", cli->cmd ? " " : "", cli->cmd ? cli->cmd->name : "", e->msg);
    if (server)
        fputs("`pulso doctor` looks at the whole installation and says what to do\n", stderr);
}

int main(int argc, char **argv)
{
    alignas(max_align_t) char own[OPTS_MAX] = { 0 };
    struct cli cli = { 0 };
    struct err e = { 0 };
    log_init("pulso", LOG_LEVEL_ERROR);
    signal(SIGPIPE, SIG_DFL);
    bool ok = opts_parse(&cli, own, argc, argv, &e);
    cli.color = want_color(&cli);
    if (ok && !print_about(&cli))
        ok = run(&cli, own, &e);
    ok = flushed(ok ? &e : &(struct err){ 0 }) && ok;
    if (!ok)
        print_error(&cli, &e);
    store_close(cli.store);
    conf_free(cli.conf);
    bool nothing_asked = argc == 1;
    return !ok ? app_exit_code(&e) : cli.found ? 1 : nothing_asked ? 2 : 0;
}
