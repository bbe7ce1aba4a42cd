#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/own_classifier.h"
#include "cli/pretty.h"

struct classify_opts { bool pretty; };

static const struct opt opts[] = {
    { "pretty", OPT_FLAG, offsetof(struct classify_opts, pretty), NULL, "one indented object after the other instead of lines" },
    { 0 }
};

struct lines {
    struct classifier *cl;
    struct classifier_worker *worker;
    struct mention_parser *parser;
    struct arena arena;
    struct buf plain, out;
    bool pretty;
    int64_t bad;
};

static bool classify_line(void *self, struct slice line, struct err *e)
{
    struct lines *l = self;
    struct mention m;
    struct verdict v;
    arena_reset(&l->arena);
    buf_reset(&l->plain);
    buf_reset(&l->out);
    if (!mention_parse(l->parser, &l->arena, line, &m, e))
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
    struct lines l = { .pretty = o->pretty };
    if (!(l.cl = own_classifier(cli, e)))
        return false;
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "pulso classify: reading mentions from the terminal, one JSON object a line; Ctrl-D ends\n");
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
        "A line that is no mention is said on standard error (`line N: reason`); the others go on, and the exit code is 1.",
    .examples = "  pulso classify < mentions.jsonl > classified.jsonl\n"
                "  echo '{\"platform\":\"x\",\"id\":\"1\",\"created_at\":\"2026-11-22T10:00:00Z\",\"author\":{\"handle\":\"ana\"},"
                "\"text\":\"no funciona\"}' | pulso classify --pretty\n",
    .opts = opts,
    .size = sizeof(struct classify_opts),
    .run = classify_run,
};
