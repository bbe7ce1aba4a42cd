#include <string.h>

#include "cli/query_tools.h"

static const struct opt opts[] = {
    { "names", OPT_TEXT, offsetof(struct query_opts, names), "FILE", "test, explain, diff: the queries that @@name stands for (default: the configuration's)" },
    { "title", OPT_TEXT, offsetof(struct query_opts, title), "TEXT", "explain: the mention's title" },
    { "whole-hashtags", OPT_FLAG, offsetof(struct query_opts, whole_hashtags), NULL,
      "test, explain, diff: #MovistarNoFunciona is one word, which movistar does not match" },
    { "for", OPT_TEXT, offsetof(struct query_opts, replaces), "NAME", "diff: OLD and NEW stand in the place of this query of the configuration" },
    { "input", OPT_TEXT, offsetof(struct query_opts, input), "FILE", "diff: mentions, one JSON object a line, .gz too (default: standard input)" },
    { "topic", OPT_FLAG, offsetof(struct query_opts, topic), NULL, "diff: the mentions that Kafka holds in pulso.mentions" },
    { "classified", OPT_FLAG, offsetof(struct query_opts, classified), NULL, "diff --topic: those in pulso.classified" },
    { "period", OPT_TEXT, offsetof(struct query_opts, period), "PERIOD", "diff --topic: when they came, as `pulso sov --period` (default: 24h)" },
    { "limit", OPT_INT, offsetof(struct query_opts, limit), "N", "diff: at most so many mentions, of a topic the newest (default: 1000000)" },
    { "examples", OPT_INT, offsetof(struct query_opts, examples), "N", "diff: so many examples of each kind, at most 1000 (default: 5)" },
    { "ids", OPT_FLAG, offsetof(struct query_opts, ids), NULL, "diff: a line for each mention added (+) or removed (-), and nothing else" },
    { "from", OPT_CHOICE, offsetof(struct query_opts, from), "brandwatch|meltwater|talkwalker|x", "import: the tool that the queries were written for" },
    { "name", OPT_TEXT, offsetof(struct query_opts, name), "PREFIX", "import: what the names of the queries begin with (default: their own names, else the file's)" },
    { "yaml", OPT_FLAG, offsetof(struct query_opts, yaml), NULL, "import: print them as `queries:` of a brand" },
    { "partial", OPT_FLAG, offsetof(struct query_opts, partial), NULL, "import: leave out what has no equivalent instead of refusing the query" },
    { 0 }
};

static bool query_run(struct cli *cli, const void *own, struct err *e)
{
    static const struct { const char *name; bool (*run)(struct cli *cli, const struct query_opts *o, struct err *e); } tools[] = {
        { "check", query_check }, { "test", query_test }, { "explain", query_explain }, { "fmt", query_fmt },
        { "diff", query_diff }, { "import", query_import }, { "frequencies", query_frequencies },
    };
    const char *action = cli_action(cli, e);
    for (size_t i = 0; action && i < sizeof tools / sizeof tools[0]; i++)
        if (strcmp(action, tools[i].name) == 0)
            return tools[i].run(cli, own, e);
    return false;
}

const struct cmd cmd_query = {
    .name = "query",
    .about = "check, try, explain, compare, tidy and import boolean queries, without any server",
    .actions = "check|test|explain|fmt|diff|import|frequencies",
    .args = "...",
    .text =
        "check [FILE] reads a file of queries, or those of a configuration (*.yaml; without FILE the installation's), and says every mistake as FILE:LINE:COLUMN with a caret under it, "
        "and warns of what is hardly meant: AND beside OR without brackets, a clause that can never match, a query that matches nearly everything, the same query twice or for two brands. It ends with 2 "
        "when there is a mistake.\n"
        "\n"
        "test QUERY reads mentions on standard input, one JSON object a line, and prints those that match with the places where they do.\n"
        "\n"
        "explain QUERY TEXT prints the query's tree with yes or no before each clause, and the places in the text. TEXT may be a mention as JSON.\n"
        "\n"
        "fmt [FILE] prints the queries of a file (or of standard input) in their canonical form.\n"
        "\n"
        "diff OLD NEW shows what a change adds and removes over mentions on standard input, in a file (--input) or in Kafka (--topic): how many "
        "each query and brand matches before and after, what share of voice becomes, and examples with the clause that decides on each side. "
        "OLD and NEW are each a query, a file of queries or a configuration (*.yaml). The same id counts once; an id takes up to 64 bytes of memory.\n"
        "\n"
        "import FILE... translates queries of other tools: into Pulso's language on standard output, and on standard error each construct that has no "
        "exact equivalent, as FILE:LINE:COLUMN, with what became of it. A .csv has a header with a column query (and name), a .tsv has NAME<TAB>QUERY "
        "lines, any other file is one query. It ends with 0 when all are exact, 1 when something was approximated, 2 when a query was refused.\n"
        "\n"
        "frequencies counts which words mentions on standard input hold and prints WORD<TAB>MENTIONS OF A MILLION, for `classify.frequencies`: "
        "queries are then indexed under the terms that are rare where you listen. It changes the speed of matching, never what matches.\n"
        "\n"
        "A file that the others read holds one query, or several that each begin with a line `@@name = ...`; other queries take them in as @@name.",
    .examples = "  pulso query check telecoms.queries\n"
                "  pulso query test '(claro OR movistar) NEAR/5 (mal* OR pésim*)' < mentions.jsonl\n"
                "  pulso query explain '\"sin señal\"~3' 'otra vez sin nada de señal'\n"
                "  pulso query diff movistar 'movistar NOT futbol' < mentions.jsonl\n"
                "  pulso query diff --topic --period 7d pulso.yaml edited.yaml\n"
                "  pulso query diff --for movistar-general pulso.yaml 'movistar NOT futbol' --input mentions.jsonl.gz\n"
                "  pulso query import --from brandwatch --yaml export.csv >queries.yaml\n"
                "  pulso query frequencies < mentions.jsonl > frequencies.tsv\n"
                "  pulso query fmt telecoms.queries > tidy && mv tidy telecoms.queries\n",
    .opts = opts,
    .size = sizeof(struct query_opts),
    .run = query_run,
};
