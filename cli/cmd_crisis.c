#include <string.h>

#include "cli/crisis.h"

static const struct opt opts[] = {
    { "series", OPT_TEXT, offsetof(struct crisis_opts, series), "FILE", "CSV with the columns timestamp and value, oldest first, gzip too; -: standard input" },
    { "mentions", OPT_TEXT, offsetof(struct crisis_opts, mentions), "FILE", "backtest: mentions, a JSON object a line, gzip too; judged by the configuration's classifier" },
    { "picture", OPT_TEXT, offsetof(struct crisis_opts, picture), "FILE", "backtest: draw it, as FILE.svg or FILE.html" },
    { "hours", OPT_INT, offsetof(struct crisis_opts, hours), "N", "what is alarming: so loud about once in N hours (score: 66)" },
    { "plain", OPT_FLAG, offsetof(struct crisis_opts, plain), NULL, "score: loudness itself instead of what is above the usual of the hour" },
    { "brands", OPT_INT, offsetof(struct crisis_opts, brands), "N", "simulate: so many brands (50)" },
    { "days", OPT_INT, offsetof(struct crisis_opts, days), "N", "simulate: so many days, after four weeks to learn (365)" },
    { "seed", OPT_INT, offsetof(struct crisis_opts, seed), "N", "simulate: another year (1)" },
    { "undamped", OPT_FLAG, offsetof(struct crisis_opts, undamped), NULL, "simulate: let floods of few accounts count in full" },
    { "fixed", OPT_FLAG, offsetof(struct crisis_opts, fixed), NULL, "backtest, simulate: the same threshold for all brands, whatever their history" },
    { "budget", OPT_INT, offsetof(struct crisis_opts, budget), "N", "backtest, simulate: false pages a month that a brand tolerates (2)" },
    { 0 }
};

static bool crisis_run(struct cli *cli, const void *own, struct err *e)
{
    const struct crisis_opts *o = own;
    const char *action = cli_action(cli, e);
    if (!action)
        return false;
    if (strcmp(action, "simulate") == 0)
        return crisis_simulate(cli, o, e);
    if (strcmp(action, "backtest") == 0)
        return o->series || o->mentions ? crisis_backtest(cli, o, e)
                                        : err_set(e, ERR_CONFIG, "which history? pulso crisis backtest --mentions FILE.jsonl, or --series FILE.csv");
    if (!o->series)
        return err_set(e, ERR_CONFIG, "which series? pulso crisis score --series FILE.csv");
    return crisis_score(cli, o, e);
}

const struct cmd cmd_crisis = {
    .name = "crisis",
    .about = "when a brand is rarely so loud: scores for a series of counts",
    .actions = "score|backtest|simulate",
    .text =
        "score reads how often something was said, a row for each stretch of time (minutes to an hour), and prints every row with a score from 0 to 1: "
        "one pass, nothing looks ahead, and no server is needed. Where an incident begins, the score is T / (T + N): T says that it is so loud about once in "
        "T hours, over 15 minutes and over 3 hours together, and N is --hours; so one half and more is an alarm. All other rows have 0: an incident is "
        "one alarm, and ends after 6 hours below half of N.\n"
        "\n"
        "backtest takes history through the detector that the daemons run, mention by mention, and prints the incidents that it would have had, how long after "
        "the last usual quarter of an hour and how many negatives into it each paged, and pages a month; with --json also which terms, authors, links, topics and "
        "platforms made each, and five of its mentions. Few accounts and one text count as little as they do live, and thresholds follow what it paged, as if "
        "every page had been false. It classifies by the configuration, whose section route.crisis holds; a series is one brand's negatives, in rows of a quarter of an hour at most.\n"
        "\n"
        "simulate lives a made year of 50 brands, with planted crises, football nights, campaigns, floods of few accounts and silent sources, and prints what was found, "
        "missed, and paged for nothing, beside what is wanted; a bound that is broken is exit code 1.\n"
        "\n"
        "A value left empty says that nothing is known of that stretch. docs/crisis.md has the formulas and what was measured with them.",
    .examples = "  pulso crisis score --series mentions-every-5-minutes.csv\n"
                "  pulso crisis backtest --mentions last-year.jsonl.gz --picture last-year.svg\n  pulso crisis simulate --budget 1\n"
                "  pulso crisis score --series negatives.csv --hours 168 --json\n",
    .opts = opts,
    .size = sizeof(struct crisis_opts),
    .run = crisis_run,
};
