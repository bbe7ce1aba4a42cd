#include <string.h>

#include "cli/label.h"

static const struct opt opts[] = {
    { "label", OPT_CHOICE, offsetof(struct label_opts, label), "negative|neutral|positive", "mark: how the mention feels toward the brand" },
    { "right", OPT_FLAG, offsetof(struct label_opts, right), NULL, "mark: the label that it has is right; training needs such, too" },
    { "intent", OPT_TEXT, offsetof(struct label_opts, intent), "INTENT", "mark: what the author wants" },
    { "topics", OPT_TEXT, offsetof(struct label_opts, topics), "NAMES", "mark: what it is about, with commas between; '': nothing of ours" },
    { "not-of-brand", OPT_FLAG, offsetof(struct label_opts, not_of_brand), NULL, "mark: it is not of that brand at all" },
    { "withdraw", OPT_FLAG, offsetof(struct label_opts, withdraw), NULL, "mark: take back what was said of it before" },
    { "brand", OPT_TEXT, offsetof(struct label_opts, brand), "ID", "the brand that it is about (mark: may be left out where the mention is of one only)" },
    { "lang", OPT_CHOICE, offsetof(struct label_opts, lang), "es|en|pt", "list, export: only texts of this language" },
    { "note", OPT_TEXT, offsetof(struct label_opts, note), "TEXT", "mark: why, for people" },
    { "by", OPT_TEXT, offsetof(struct label_opts, by), "NAME", "mark: who says so (default: $USER)" },
    { "raw", OPT_FLAG, offsetof(struct label_opts, raw), NULL, "list, export: personal data (cards, phones, ...) not masked" },
    { 0 }
};

static bool label_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action || !cli_conf(cli, e))
        return false;
    return strcmp(action, "mark") == 0 ? label_mark(cli, own, e) : strcmp(action, "list") == 0 ? label_list(cli, own, e) : label_export(cli, own, e);
}

const struct cmd cmd_label = {
    .name = "label",
    .about = "correct what was found of a mention; corrections teach a brand's own model",
    .actions = "list|mark|export",
    .args = "[PLATFORM:ID]",
    .text =
        "mark writes what a person says of a mention to the topic of actions, where it is kept as long as the mentions are; the label of the mention itself and the counters stay as they are. "
        "Of several corrections of a mention the latest stands, for each brand by itself. docs/labelling.md says what each label means.\n"
        "\n"
        "list shows all corrections with what was found. export prints those of a brand as lines LABEL, a tab, TEXT, for `pulso train --brand`; what nothing can be learned from is left out and said on standard error. "
        "Both read the texts from the topic of classified mentions: of older mentions and of deleted ones there is none.\n"
        "\n"
        "From a correction to a better label: export, train a model for the brand, put it into the directory of `pulso apply`, name it in the brand's `model:`, apply. `pulso config rollback` takes it back.",
    .examples =
        "  pulso label mark x:1473422171934441483 --label negative --intent complaint\n"
        "  pulso label mark x:1473422171934441483 --right --brand telenorte\n"
        "  pulso label list --brand telenorte\n"
        "  pulso label export --brand telenorte --lang es > corrections.tsv\n"
        "  pulso train --brand telenorte --base es corrections.tsv --out model/brands/telenorte.model\n",
    .opts = opts,
    .size = sizeof(struct label_opts),
    .run = label_run,
};
