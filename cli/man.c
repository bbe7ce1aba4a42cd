#include "base/slice.h"
#include "cli/help.h"

/* Text for roff: a backslash, a dash and a dot or quote in front of a line mean something there. */
static void roff(FILE *f, struct slice s)
{
    if (s.n > 0 && (s.p[0] == '.' || s.p[0] == '\''))
        fputs("\\&", f);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\')
            fputs("\\e", f);
        else if (s.p[i] == '-')
            fputs("\\-", f);
        else
            fputc(s.p[i], f);
    }
}

static void roff_lines(FILE *f, const char *text)
{
    struct slice rest = slice_of(text), line;
    bool example = false;
    while (slice_next(&rest, '\n', &line)) {
        bool indented = line.n > 0 && line.p[0] == ' ';
        if (indented != example)
            fputs(indented ? ".PP\n.nf\n" : ".fi\n", f);
        example = indented;
        if (line.n == 0)
            fputs(".PP", f);
        else
            roff(f, line);
        fputc('\n', f);
    }
    if (example)
        fputs(".fi\n", f);
}

static void roff_options(FILE *f, const char *title, const struct opt *o)
{
    if (!o)
        return;
    fprintf(f, ".SH %s\n", title);
    for (; o->name; o++) {
        fputs(".TP\n\\fB\\-\\-", f);
        roff(f, slice_of(o->name));
        fputs("\\fR", f);
        if (o->value) {
            fputs(" \\fI", f);
            roff(f, slice_of(o->value));
            fputs("\\fR", f);
        }
        fputc('\n', f);
        roff(f, slice_of(o->help));
        fputc('\n', f);
    }
}

static void roff_common(FILE *f)
{
    roff_options(f, "OPTIONS OF EVERY COMMAND", cli_options);
    fputs(".SH EXIT STATUS\n0 fine, 1 something is wrong, 2 a person has to edit or type something else, "
          "3 an invariant of Pulso broke.\n"
          ".SH ENVIRONMENT\n.TP\nPULSO_CONFIG\nthe installation's file\n.TP\nNO_COLOR\nno colours\n", f);
}

static void man_pulso(FILE *f)
{
    fprintf(f, ".TH PULSO 1 \"\" \"pulso %s\"\n.SH NAME\npulso \\- mentions of brands: counted, classified, routed\n"
            ".SH SYNOPSIS\n\\fBpulso\\fR [\\fIoptions\\fR] \\fICOMMAND\\fR ...\n.SH COMMANDS\n", PULSO_VERSION);
    for (const struct cmd *const *c = cli_commands; *c; c++) {
        fprintf(f, ".TP\n\\fBpulso\\-%s\\fR(1)\n", (*c)->name);
        roff(f, slice_of((*c)->about));
        fputc('\n', f);
    }
    roff_common(f);
}

void help_man(FILE *f, const struct cmd *cmd)
{
    if (!cmd) {
        man_pulso(f);
        return;
    }
    fprintf(f, ".TH PULSO\\-%s 1 \"\" \"pulso %s\"\n.SH NAME\npulso\\-%s \\- ", cmd->name, PULSO_VERSION, cmd->name);
    roff(f, slice_of(cmd->about));
    fprintf(f, "\n.SH SYNOPSIS\n\\fBpulso %s\\fR%s", cmd->name, cmd->opts ? " [\\fIoptions\\fR]" : "");
    fprintf(f, " %s %s\n.SH DESCRIPTION\n", cmd->actions ? cmd->actions : "", cmd->args ? cmd->args : "");
    roff_lines(f, cmd->text);
    roff_options(f, "OPTIONS", cmd->opts);
    if (cmd->examples) {
        fputs(".SH EXAMPLES\n", f);
        roff_lines(f, cmd->examples);
    }
    roff_common(f);
}

/* ---- bash ---- */

static void words_of(FILE *f, const struct opt *o)
{
    for (; o && o->name; o++)
        fprintf(f, " --%s", o->name);
}

static void spaced(FILE *f, const char *choices)
{
    for (; *choices; choices++)
        fputc(*choices == '|' ? ' ' : *choices, f);
}

static void choice_cases(FILE *f, const struct cmd *cmd)
{
    for (const struct opt *o = cmd->opts; o && o->name; o++)
        if (o->kind == OPT_CHOICE) {
            fprintf(f, "    '%s --%s') words='", cmd->name, o->name);
            spaced(f, o->value);
            fputs("' ;;\n", f);
        }
}

static void command_case(FILE *f, const struct cmd *cmd)
{
    fprintf(f, "    %s) words='", cmd->name);
    if (cmd->actions)
        spaced(f, cmd->actions);
    words_of(f, cmd->opts);
    fputs("' ;;\n", f);
}

void help_completion(FILE *f)
{
    fputs("# bash completion for pulso, made by `pulso --completion`: source it, or put it into\n"
          "# /usr/share/bash-completion/completions/pulso\n"
          "_pulso() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} cmd='' words='' i\n"
          "    COMPREPLY=()\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        --config) i=$((i + 1)) ;;\n"
          "        -* | help) ;;\n"
          "        *) cmd=${COMP_WORDS[i]}; break ;;\n"
          "        esac\n"
          "    done\n"
          "    if [[ $prev == --config ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
          "        return\n"
          "    fi\n"
          "    case \"$cmd $prev\" in\n", f);
    for (const struct cmd *const *c = cli_commands; *c; c++)
        choice_cases(f, *c);
    fputs("    esac\n"
          "    if [[ -n $words ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
          "        return\n"
          "    fi\n"
          "    case $cmd in\n", f);
    for (const struct cmd *const *c = cli_commands; *c; c++)
        command_case(f, *c);
    fputs("    '') words='help", f);
    for (const struct cmd *const *c = cli_commands; *c; c++)
        fprintf(f, " %s", (*c)->name);
    fputs("' ;;\n    esac\n    words+=\"", f);
    words_of(f, cli_options);
    fputs("\"\n    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\ncomplete -F _pulso pulso\n", f);
}
