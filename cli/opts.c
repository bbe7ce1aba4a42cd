#include "cli/opts.h"

#define NAMES_MAX 64

static bool name_is(const struct opt *o, struct slice name)
{
    return slice_is(name, o->name);
}

static const struct opt *find(const struct opt *table, struct slice name)
{
    for (; table && table->name; table++)
        if (name_is(table, name))
            return table;
    return NULL;
}

static bool unknown_option(const struct cli *cli, const char *word, struct slice name, struct err *e)
{
    const char *names[NAMES_MAX + 1] = { 0 };
    size_t n = 0;
    char typed[40];
    for (const struct opt *o = cli_options; o->name && n < NAMES_MAX; o++)
        names[n++] = o->name;
    for (const struct opt *o = cli->cmd ? cli->cmd->opts : NULL; o && o->name && n < NAMES_MAX; o++)
        names[n++] = o->name;
    snprintf(typed, sizeof typed, SLICE_FMT, SLICE_ARG(name));
    const char *near = opts_near(typed, names);
    if (near)
        return err_set(e, ERR_CONFIG, "unknown option %s: did you mean --%s?", word, near);
    return err_set(e, ERR_CONFIG, "unknown option %s: `pulso%s%s --help` lists the options", word,
                   cli->cmd ? " " : "", cli->cmd ? cli->cmd->name : "");
}

static bool unknown_command(const char *word, struct err *e)
{
    const char *names[NAMES_MAX + 1] = { 0 };
    for (size_t n = 0; cli_commands[n] && n < NAMES_MAX; n++)
        names[n] = cli_commands[n]->name;
    const char *near = opts_near(word, names);
    if (near)
        return err_set(e, ERR_CONFIG, "unknown command %s: did you mean `pulso %s`?", word, near);
    return err_set(e, ERR_CONFIG, "unknown command %s: `pulso --help` lists the commands", word);
}

static bool store_value(const struct opt *o, const char *v, void *self, struct err *e)
{
    char *at = (char *)self + o->offset;
    int64_t whole;
    if (o->kind == OPT_INT) {
        if (!slice_int(slice_of(v), &whole) || whole < 0)
            return err_set(e, ERR_CONFIG, "--%s %s: a whole number is wanted", o->name, v);
        *(int64_t *)(void *)at = whole;
        return true;
    }
    if (o->kind == OPT_CHOICE && !opts_one_of(v, o->value))
        return err_set(e, ERR_CONFIG, "--%s %s: one of %s is wanted", o->name, v, o->value);
    *(const char **)(void *)at = v;
    return true;
}

/* argv[*i] begins with a dash. Moves *i over the value, where that is an argument of its own. */
static bool take_option(struct cli *cli, void *own, int argc, char **argv, int *i, struct err *e)
{
    const char *word = argv[*i];
    struct slice rest = slice_of(word + (word[1] == '-' ? 2 : 1)), name;
    bool with_value = strchr(word, '=') != NULL;
    slice_next(&rest, '=', &name);
    if (strcmp(word, "-h") == 0)
        name = SLICE("help");
    else if (word[1] != '-')
        return unknown_option(cli, word, name, e);
    const struct opt *o = find(cli_options, name);
    void *self = o ? cli : own;
    if (!o)
        o = cli->cmd ? find(cli->cmd->opts, name) : NULL;
    if (!o)
        return unknown_option(cli, word, name, e);
    if (o->kind == OPT_FLAG) {
        *(bool *)(void *)((char *)self + o->offset) = true;
        return !with_value || err_set(e, ERR_CONFIG, "--%s takes no value", o->name);
    }
    if (with_value)
        return store_value(o, strchr(word, '=') + 1, self, e);
    if (*i + 1 >= argc)
        return err_set(e, ERR_CONFIG, "--%s wants a value: --%s %s", o->name, o->name, o->value);
    *i += 1;
    return store_value(o, argv[*i], self, e);
}

/* `pulso help sov` is `pulso sov --help`. */
static bool take_word(struct cli *cli, char *word, struct err *e)
{
    if (!cli->cmd && !cli->help && strcmp(word, "help") == 0) {
        cli->help = true;
        return true;
    }
    if (!cli->cmd) {
        cli->cmd = cli_command(word);
        return cli->cmd || unknown_command(word, e);
    }
    cli->args[cli->arg_count++] = word;
    return true;
}

/* Arguments are gathered at the front of argv, which is never longer than what was read. */
bool opts_parse(struct cli *cli, void *own, int argc, char **argv, struct err *e)
{
    bool only_words = false;
    cli->args = argv;
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (!only_words && strcmp(word, "--") == 0)
            only_words = true;
        else if (!only_words && word[0] == '-' && word[1]) {
            if (!take_option(cli, own, argc, argv, &i, e))
                return false;
        } else if (!take_word(cli, word, e))
            return false;
    }
    return true;
}
