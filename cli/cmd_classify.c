#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/own_classifier.h"
#include "cli/pretty.h"
#include "text/utf8.h"

struct classify_opts { bool text, pretty; };

static const struct opt opts[] = {
    { "text", OPT_FLAG, offsetof(struct classify_opts, text), NULL, "lines are plain texts; one that is a JSON object is read as such" },
    { "pretty", OPT_FLAG, offsetof(struct classify_opts, pretty), NULL, "one indented object after the other instead of lines" },
    { 0 }
};

struct lines {
    struct classifier *cl;
    struct classifier_worker *worker;
    struct mention_parser *parser;
    struct arena arena;
    struct buf plain, out;
    bool text, pretty;
    int64_t bad;
};

/* A line of plain text is read as {"text": LINE}. */
static bool read_text(struct lines *l, struct slice line, struct mention *m, struct err *e)
{
    size_t at;
    if (!utf8_valid(line, &at))
        return err_set(e, ERR_DROP, "byte %zu is no UTF-8", at + 1);
    buf_add(&l->plain, SLICE("{\"text\":"));
    buf_json(&l->plain, line);
    buf_char(&l->plain, '}');
    bool ok = mention_parse_text(l->parser, &l->arena, buf_slice(&l->plain), m, e);
    buf_reset(&l->plain);
    return ok;
}

static bool read_line(struct lines *l, struct slice line, struct mention *m, struct err *e)
{
    struct err none = { 0 };
    if (!l->text)
        return mention_parse_text(l->parser, &l->arena, line, m, e);
    return (line.p[0] == '{' && mention_parse_text(l->parser, &l->arena, line, m, &none)) || read_text(l, line, m, e);
}

static bool classify_line(void *self, struct slice line, struct err *e)
{
    struct lines *l = self;
    struct mention m;
    struct verdict v;
    arena_reset(&l->arena);
    buf_reset(&l->plain);
    buf_reset(&l->out);
    if (!read_line(l, line, &m, e))
        return false;
    if (m.extra.n > 0)
        return err_set(e, ERR_DROP, "it has a member `pulso` already, so it was classified before: feed the mention as it was");
    classifier_run(l->worker, &l->arena, &m, &v);
    verdict_print(l->cl, &m, &v, &l->plain);
    if (l->pretty)
        pretty_json(&l->out, buf_slice(&l->plain));
    else
        buf_add(&l->out, buf_slice(&l->plain));
    buf_char(&l->out, '\n');
    fwrite(l->out.p, 1, l->out.n, stdout);
    return true;
}

static bool classify_run(struct cli *cli, const void *own, struct err *e)
{
    const struct classify_opts *o = own;
    struct lines l = { .text = o->text, .pretty = o->pretty };
    if (!(l.cl = own_classifier(cli, e)))
        return false;
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "pulso classify: reading from the terminal, one %s a line; Ctrl-D ends\n", o->text ? "text" : "JSON object");
    l.worker = classifier_worker_new(l.cl);
    l.parser = mention_parser_new();
    bool ok = cli_lines(classify_line, &l, &l.bad, e);
    cli->found = l.bad > 0;
    mention_parser_free(l.parser);
    classifier_worker_free(l.worker);
    classifier_close(l.cl);
    arena_fini(&l.arena);
    buf_fini(&l.plain);
    buf_fini(&l.out);
    return ok;
}

const struct cmd cmd_classify = {
    .name = "classify",
    .about = "classify mentions on standard input, without any server",
    .text =
        "Reads mentions, one JSON object a line, and prints each with one more member `pulso`: language, sentiment with its reasons, "
        "the brands that it speaks of, and the kinds of personal data in it. It is what pulso-classify does, with the same configuration, and needs neither Kafka nor Redis.\n"
        "\n"
        "A mention needs no more here than `text` or `title`; with --text a line may be the bare text, too, and comes back as `{\"text\": ...}`. "
        "`lang`, where it is said, is believed. Without a configuration file there are no brands; sentiment and language need none. Empty lines are passed over.\n"
        "\n"
        "A line that is no mention is said on standard error (`line N: reason`); the others go on, and the exit code is 1.",
    .examples = "  echo 'no funciona nada' | pulso classify --text --pretty\n"
                "  pulso classify < mentions.jsonl > classified.jsonl\n"
                "  echo '{\"text\":\"no funciona\",\"country\":\"AR\"}' | pulso classify --pretty\n",
    .opts = opts,
    .size = sizeof(struct classify_opts),
    .run = classify_run,
};
