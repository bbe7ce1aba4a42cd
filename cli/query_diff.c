#include <inttypes.h>
#include <unistd.h>

#include "cli/diff.h"
#include "cli/lines_in.h"
#include "cli/progress.h"

static void refuse_line(struct diff *d, const struct lines_in *in, struct progress *progress, const char *why)
{
    progress_hide(progress);
    fprintf(stderr, "line %" PRId64 ": %s\n", lines_in_number(in), why);
    d->bad++;
}

static bool read_lines(struct diff *d, struct lines_in *in, struct err *e)
{
    struct progress progress;
    struct slice line;
    int64_t done, size;
    progress_begin(&progress);
    while (!(d->cut = diff_full(d)) && lines_in_next(in, &line, e)) {
        struct err why = { 0 };
        if (line.n == 0)
            refuse_line(d, in, &progress, "longer than any mention");
        else if (!diff_take(d, line, &why))
            refuse_line(d, in, &progress, why.msg);
        lines_in_progress(in, &done, &size);
        progress_show(&progress, done, size, d->seen);
    }
    progress_end(&progress);
    return e->kind == ERR_NONE;
}

static bool read_input(struct diff *d, struct err *e)
{
    const char *path = d->o->input ? d->o->input : "-";
    if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
        fprintf(stderr, "pulso query: reading mentions from the terminal, one JSON object a line; Ctrl-D ends\n");
    struct lines_in *in = lines_in_open(path, e);
    bool ok = in && read_lines(d, in, e);
    lines_in_close(in);
    return ok;
}

static bool fits_together(const struct cli *cli, const struct query_opts *o, struct err *e)
{
    if (cli->arg_count != 3)
        return err_set(e, ERR_CONFIG, "two sides are wanted: pulso query diff OLD NEW < mentions.jsonl");
    if (o->input && o->topic)
        return err_set(e, ERR_CONFIG, "--input and --topic: one of the two");
    if ((o->period || o->classified) && !o->topic)
        return err_set(e, ERR_CONFIG, "--period and --classified go with --topic");
    return true;
}

bool query_diff(struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct diff d = { .cli = cli, .o = o };
    bool ok = fits_together(cli, o, e) && diff_open(&d, cli->args[1], cli->args[2], e) && (o->topic ? diff_read_topic(&d, e) : read_input(&d, e));
    if (ok && d.cut)
        fprintf(stderr, "pulso query: stopped at the limit of %" PRId64 " mentions; --limit raises it\n", d.limit);
    if (ok && !o->ids) {
        if (cli->json)
            diff_print_json(&d);
        else
            diff_print(&d);
    }
    cli->found = d.bad > 0;
    diff_close(&d);
    return ok;
}
