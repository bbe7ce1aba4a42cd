#include <string.h>

#include "cli/query_tools.h"

static const struct opt opts[] = {
    { "names", OPT_TEXT, offsetof(struct query_opts, names), "FILE", "test, explain: the queries that @@name stands for (default: the configuration's)" },
    { "title", OPT_TEXT, offsetof(struct query_opts, title), "TEXT", "explain: the mention's title" },
    { "whole-hashtags", OPT_FLAG, offsetof(struct query_opts, whole_hashtags), NULL,
      "test, explain: #MovistarNoFunciona is one word, which movistar does not match" },
    { 0 }
};

static bool query_run(struct cli *cli, const void *own, struct err *e)
{
    static const struct { const char *name; bool (*run)(struct cli *cli, const struct query_opts *o, struct err *e); } tools[] = {
        { "check", query_check }, { "test", query_test }, { "explain", query_explain }, { "fmt", query_fmt },
    };
    const char *action = cli_action(cli, e);
    for (size_t i = 0; action && i < sizeof tools / sizeof tools[0]; i++)
        if (strcmp(action, tools[i].name) == 0)
            return tools[i].run(cli, own, e);
    return false;
}

const struct cmd cmd_query = {
    .name = "query",
    .about = "check, try, explain and tidy boolean queries, without any server",
    .actions = "check|test|explain|fmt",
    .args = "[QUERY|FILE] [TEXT]",
    .text =
        "check [FILE] reads a file of queries (or those of the configuration) and says every mistake as FILE:LINE:COLUMN with a caret under it, "
        "and warns of what is hardly meant: AND beside OR without brackets, a clause that can never match, the same query twice. It ends with 2 "
        "when there is a mistake.\n"
        "\n"
        "test QUERY reads mentions on standard input, one JSON object a line, and prints those that match with the places where they do.\n"
        "\n"
        "explain QUERY TEXT prints the query's tree with yes or no before each clause, and the places in the text. TEXT may be a mention as JSON.\n"
        "\n"
        "fmt [FILE] prints the queries of a file (or of standard input) in their canonical form.\n"
        "\n"
        "A file holds one query, or several that each begin with a line `@@name = ...`; other queries take them in as @@name.",
    .examples = "  pulso query check telecoms.queries\n"
                "  pulso query test '(claro OR movistar) NEAR/5 (mal* OR pésim*)' < mentions.jsonl\n"
                "  pulso query explain '\"sin señal\"~3' 'otra vez sin nada de señal'\n"
                "  pulso query fmt telecoms.queries > tidy && mv tidy telecoms.queries\n",
    .opts = opts,
    .size = sizeof(struct query_opts),
    .run = query_run,
};
