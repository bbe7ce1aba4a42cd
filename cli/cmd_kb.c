#include <string.h>

#include "cli/kb_tools.h"

static const struct opt opts[] = {
    { "articles", OPT_TEXT, offsetof(struct kb_opts, articles), "FILE|DIR", "the articles of this configuration instead of the command's own" },
    { "brand", OPT_TEXT, offsetof(struct kb_opts, brand), "BRAND", "test: asked of this brand (default: those that the text names)" },
    { "lang", OPT_CHOICE, offsetof(struct kb_opts, lang), "es|en|pt", "test: the text's language (default: as detected)" },
    { "country", OPT_TEXT, offsetof(struct kb_opts, country), "CC", "test: asked from this country" },
    { "input", OPT_TEXT, offsetof(struct kb_opts, input), "FILE", "gaps: mentions, one JSON object a line, classified or not; .gz too; -: standard input" },
    { "period", OPT_TEXT, offsetof(struct kb_opts, period), "PERIOD", "gaps: the span of the retained topic (default: 7d)" },
    { "limit", OPT_INT, offsetof(struct kb_opts, limit), "N", "gaps: show so many (default: 20)" },
    { 0 }
};

static bool kb_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action)
        return false;
    if (strcmp(action, "sent") == 0)
        return cli_conf(cli, e) && kb_sent(cli, e);
    return strcmp(action, "check") == 0 ? kb_check(cli, own, e) : strcmp(action, "test") == 0 ? kb_test(cli, own, e) : kb_gaps(cli, own, e);
}

const struct cmd cmd_kb = {
    .name = "kb",
    .about = "the knowledge base: its articles, what they answer, and what they leave unanswered",
    .actions = "check|test|gaps|sent",
    .args = "...",
    .text =
        "check says every mistake in the articles of the configuration (or of a file or directory) with its place, and lists them with the languages they answer in and whether they are valid today.\n"
        "\n"
        "test TEXT shows which articles may answer it, the surest first, with the answer that would be proposed in the customer's language and way of speaking. ✓: sure enough "
        "(kb.confidence). Patterns are surer than words.\n"
        "\n"
        "gaps reads what Kafka still holds of the period, or --input, takes the questions and requests about brands that no article answers, and shows the most frequent, alike ones together.\n"
        "\n"
        "sent shows of each article how often it went out without a person, as the cases know it (the last one of each), and how many of those customers wrote again within a day, thanks aside.",
    .examples = "  pulso kb check\n"
                "  pulso kb test --brand telenorte --country AR 'a que hora abren los sabados?'\n"
                "  pulso kb gaps --period 30d\n"
                "  pulso kb sent\n",
    .opts = opts,
    .size = sizeof(struct kb_opts),
    .run = kb_run,
};
