#include "cli/help.h"

#include "base/slice.h"

#define HELP_WIDTH 78
#define HELP_MARGIN 28
#define COMMAND_MARGIN 12

static const char about_pulso[] = "what people say about your brands: counted, classified, routed";

/* Words of `text` in lines that begin at `margin`; the cursor stands at `column`. */
static void wrap(FILE *f, const char *text, int column, int margin)
{
    struct slice rest = slice_of(text), word;
    bool first = true;
    while (slice_next(&rest, ' ', &word)) {
        int n = (int)word.n;
        if (column > margin && column + 1 + n > HELP_WIDTH) {
            fprintf(f, "\n%*s", margin, "");
            column = margin;
        }
        column += fprintf(f, "%s" SLICE_FMT, column > margin && !first ? " " : "", SLICE_ARG(word));
        first = false;
    }
    fputc('\n', f);
}

static void entry(FILE *f, const char *left, const char *help, int margin)
{
    int n = fprintf(f, "  %s", left);
    if (n + 2 > margin) {
        fputc('\n', f);
        n = 0;
    }
    fprintf(f, "%*s", margin - n, "");
    wrap(f, help, margin, margin);
}

static void options(FILE *f, const char *title, const struct opt *o)
{
    char left[128];
    if (!o)
        return;
    fprintf(f, "\n%s:\n", title);
    for (; o->name; o++) {
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        entry(f, left, o->help, HELP_MARGIN);
    }
}

/* Many actions would make the line wider than a small terminal: then they stand below it. */
static void usage(FILE *f, const struct cmd *cmd)
{
    char line[256];
    const char *actions = cmd->actions ? cmd->actions : "", *before = cmd->actions ? " " : "", *options = cmd->opts ? " [options]" : "";
    const char *args = cmd->args ? cmd->args : "", *between = cmd->args ? " " : "";
    int n = snprintf(line, sizeof line, "usage: pulso %s%s%s%s%s%s", cmd->name, options, before, actions, between, args);
    if (n <= HELP_WIDTH || !cmd->actions) {
        fprintf(f, "%s\n\n", line);
        return;
    }
    fprintf(f, "usage: pulso %s%s ACTION%s%s\n\n", cmd->name, options, between, args);
    int column = fprintf(f, "ACTION is one of");
    struct slice rest = slice_of(actions), one;
    while (slice_next(&rest, '|', &one)) {
        if (column + 2 + (int)one.n > HELP_WIDTH) {
            fputc('\n', f);
            column = -1;
        }
        column += fprintf(f, "%s" SLICE_FMT "%s", column < 0 ? "" : " ", SLICE_ARG(one), rest.n ? "," : ".\n\n");
    }
}

static void print_pulso(FILE *f)
{
    fprintf(f, "pulso %s: %s\n\nusage: pulso [options] COMMAND ...\n\ncommands:\n", PULSO_VERSION, about_pulso);
    for (const struct cmd *const *c = cli_commands; *c; c++)
        entry(f, (*c)->name, (*c)->about, COMMAND_MARGIN);
    options(f, "options", cli_options);
    fputs("\n`pulso help COMMAND` tells more about each of them.\n", f);
}

/* Paragraphs are lines; an indented line stays as it is. */
static void paragraphs(FILE *f, const char *text)
{
    char line[1024];
    struct slice rest = slice_of(text), one;
    while (slice_next(&rest, '\n', &one)) {
        snprintf(line, sizeof line, SLICE_FMT, SLICE_ARG(one));
        if (line[0] == ' ')
            fprintf(f, "%s\n", line);
        else
            wrap(f, line, 0, 0);
    }
}

void help_print(FILE *f, const struct cmd *cmd)
{
    if (!cmd) {
        print_pulso(f);
        return;
    }
    wrap(f, cmd->about, fprintf(f, "pulso %s: ", cmd->name), 0);
    fputc('\n', f);
    usage(f, cmd);
    paragraphs(f, cmd->text);
    options(f, "options", cmd->opts);
    options(f, "options of every command", cli_options);
    if (cmd->examples)
        fprintf(f, "\nexamples:\n%s", cmd->examples);
}
