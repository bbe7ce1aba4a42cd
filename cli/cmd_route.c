#include <string.h>

#include "cli/route_side.h"

static const struct opt opts[] = {
    { "rules", OPT_TEXT, offsetof(struct route_opts, rules), "FILE|DIR", "these rules instead of the configuration's; of replay: what was in force" },
    { "input", OPT_TEXT, offsetof(struct route_opts, input), "FILE", "mentions, one JSON object a line, classified or not; .gz too; -: standard input" },
    { "period", OPT_TEXT, offsetof(struct route_opts, period), "PERIOD", "replay: the span of the retained topic (default: 24h)" },
    { "limit", OPT_INT, offsetof(struct route_opts, limit), "N", "replay: at most so many mentions (default: 1,000,000)" },
    { "examples", OPT_INT, offsetof(struct route_opts, examples), "N", "replay: so many mentions that would end elsewhere (default: 5)" },
    { 0 }
};

static bool route_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action)
        return false;
    return strcmp(action, "test") == 0 ? route_test(cli, own, e)
         : strcmp(action, "explain") == 0 ? route_explain(cli, own, e)
         : strcmp(action, "replay") == 0 ? route_replay(cli, own, e)
         : route_check(cli, own, e);
}

const struct cmd cmd_route = {
    .name = "route",
    .about = "what the routing rules do with mentions, why, and what others would do",
    .actions = "check|test|explain|replay",
    .args = "...",
    .text =
        "check proves of the rules that each can be reached and that every mention ends in exactly one of them, and prints each with its outcome and team. Rules that no mention can reach are "
        "mistakes: they are named with the rules before them that take all they would.\n"
        "\n"
        "test decides mentions on standard input or in --input and prints the rule, outcome and urgency of each, then how many each rule took. A mention that was not classified yet is "
        "classified first; no server is needed.\n"
        "\n"
        "explain TEXT (or a mention as JSON) shows rule by rule why it does not take the mention, which one does, and what makes it urgent.\n"
        "\n"
        "replay NEW decides what Kafka still holds of the period by the configuration's rules and by those of NEW, a configuration or a directory as for pulso apply, and shows what would have "
        "ended elsewhere. With --input it needs no server.",
    .examples = "  pulso route check\n"
                "  pulso route test < mentions.jsonl\n"
                "  pulso route explain 'sin señal desde ayer, me paso a otra'\n"
                "  pulso route replay rules/ --period yesterday\n",
    .opts = opts,
    .size = sizeof(struct route_opts),
    .run = route_run,
};
