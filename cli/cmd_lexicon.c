#include <string.h>

#include "cli/lexicon_tools.h"

static const struct opt opts[] = {
    { "lang", OPT_CHOICE, offsetof(struct lexicon_opts, lang), "es|en|pt", "the texts' language (default: as detected); of a FILE outside of es, en, pt: the lexicon's" },
    { "lexicon", OPT_TEXT, offsetof(struct lexicon_opts, lexicon), "FOLDER", "try: this lexicon (default: the configuration's, else the built-in one)" },
    { "input", OPT_TEXT, offsetof(struct lexicon_opts, input), "FILE", "mentions, one JSON object a line, or plain texts; .gz too. check: also says which forms are in none of them" },
    { "examples", OPT_INT, offsetof(struct lexicon_opts, examples), "N", "diff: so many texts whose label changes (default: 5)" },
    { 0 }
};

static bool lexicon_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    if (!action)
        return false;
    return strcmp(action, "check") == 0 ? lexicon_check(cli, own, e) : strcmp(action, "diff") == 0 ? lexicon_diff(cli, own, e) : lexicon_try(cli, own, e);
}

const struct cmd cmd_lexicon = {
    .name = "lexicon",
    .about = "check, compare and try the words that carry a feeling, without any server",
    .actions = "check|diff|try",
    .args = "...",
    .text =
        "check FOLDER reads lexicon files (FOLDER/es/*.tsv, also FOLDER/lexicon/es/*.tsv, or one file) and says every mistake as FILE:LINE:COLUMN: what cannot be read, "
        "forms given twice, with the same or with another value; and warns of forms that can never match, of inflections of one word with opposite values and of "
        "forms that change nothing. With --input it says which forms are in none of the texts. It ends with 2 when there is a mistake.\n"
        "\n"
        "diff OLD NEW shows which forms were added (+), removed (-) and changed (~), with their values. Each side is a folder or file as above, `built-in`, or the number of a version of "
        "`pulso config`. Over texts on standard input or in --input it then counts how many labels change, and shows examples with the words that did it.\n"
        "\n"
        "try TEXT prints what the lexicon alone makes of a text and what it makes together with the learned model; then for each word that the lexicon knows its value, and what capitals and "
        "stretching (voice), scales, negation, contrast and punctuation did to it, what of it is not the built-in lexicon's (own), and its part of the verdict in all. Without TEXT each line of standard "
        "input (or of --input) is tried.",
    .examples = "  pulso lexicon check lexicon\n"
                "  pulso lexicon check lexicon --input mentions.jsonl.gz\n"
                "  pulso lexicon diff built-in lexicon < mentions.jsonl\n"
                "  pulso lexicon diff 12 lexicon\n"
                "  pulso lexicon try 'no es nada LENTO, pero caro!'\n"
                "  pulso lexicon try --lexicon lexicon --lang es 'la app anda de diez'\n",
    .opts = opts,
    .size = sizeof(struct lexicon_opts),
    .run = lexicon_run,
};
