#include <string.h>

#include "cli/dlq.h"

static const struct opt opts[] = {
    { "reason", OPT_TEXT, offsetof(struct dlq_opts, reason), "TEXT", "only those whose reason has this in it" },
    { "stage", OPT_TEXT, offsetof(struct dlq_opts, stage), "NAME", "only those of this stage: ingest, classify, route" },
    { "limit", OPT_INT, offsetof(struct dlq_opts, limit), "N", "list: the newest N (default: 50)" },
    { "raw", OPT_FLAG, offsetof(struct dlq_opts, raw), NULL, "show: only the original bytes, and personal data in them (cards, phones, ...) not masked" },
    { "all", OPT_FLAG, offsetof(struct dlq_opts, all), NULL, "replay: all of them, or all that --reason and --stage leave" },
    { 0 }
};

static bool dlq_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action || !cli_conf(cli, e))
        return false;
    if (strcmp(action, "show") == 0)
        return dlq_show(cli, own, e);
    return strcmp(action, "list") == 0 ? dlq_list(cli, own, e) : dlq_replay(cli, own, e);
}

const struct cmd cmd_dlq = {
    .name = "dlq",
    .about = "dead letters: what could not be read, with the reason",
    .actions = "list|show|replay",
    .args = "[PARTITION:OFFSET]",
    .text =
        "What a daemon cannot read goes to the topic of dead letters as it came, with the reason, and the daemon goes on.\n"
        "\n"
        "list and show mask personal data (docs/privacy.md); `show --raw` gives the original bytes as they came.\n"
        "\n"
        "replay puts the original bytes into the topic of mentions again, once they pass the checks that ingest makes (after an update of "
        "Pulso, say). What is still unreadable is reported and stays; the exit code is 1 then. Replaying twice does no harm: "
        "the second one is a duplicate.",
    .examples = "  pulso dlq list --reason created_at\n  pulso dlq show 0:12\n  pulso dlq show 0:12 --raw > mention.json\n"
                "  pulso dlq replay --all --reason 'too large'\n",
    .opts = opts,
    .size = sizeof(struct dlq_opts),
    .run = dlq_run,
};
