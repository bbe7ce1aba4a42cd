#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "classify/lang.h"
#include "cli/query_tools.h"
#include "cli/screen.h"
#include "pii/pii.h"
#include "query/explain.h"

struct test {
    struct cli *cli;
    struct explain *x;
    struct mention_parser *parser;
    struct tokenizer *tokenizer;
    struct arena arena;
    struct buf out, masked;
    int64_t seen, matched, bad;
};

static struct explain *open_query(struct cli *cli, const struct query_opts *o, const char *usage, struct err *e)
{
    struct query_options options = { .whole_hashtags = o->whole_hashtags };
    struct query_error qe;
    struct query_file names;
    struct explain *x = NULL;
    if (cli->arg_count < 2) {
        err_set(e, ERR_CONFIG, "the query is missing: %s", usage);
        return NULL;
    }
    struct slice query = slice_of(cli->args[1]);
    if (query_names_open(&names, cli, o, query, e)) {
        x = explain_open(query, &options, query_file_pairs(&names), &qe);
        if (!x) {
            query_say_alone(query, &qe);
            err_set(e, ERR_CONFIG, "the query cannot be read");
        }
    }
    query_file_fini(&names);
    return x;
}

/* What language: sees where the record says nothing, as in classify. */
static void detect(struct test *t, struct mention *m)
{
    struct tokens k;
    if (m->lang.n)
        return;
    tokens_scan(t->tokenizer, &t->arena, m->text.n ? m->text : m->title, &k);
    m->lang = slice_of(lang_detect(&k));
}

/* The text with what matches in colour, or between guillemets; with personal data masked, which moves nothing. */
static void print_marked(struct test *t, struct slice all, bool title, const struct explain_place *p, size_t n)
{
    bool color = t->cli->color;
    size_t at = 0;
    buf_reset(&t->masked);
    pii_mask(all, &t->masked);
    struct slice text = buf_slice(&t->masked);
    for (size_t i = 0; i < n; i++) {
        if (p[i].title != title || p[i].start < at)
            continue;
        screen_add_inner(&t->out, (struct slice){ text.p + at, p[i].start - at });
        buf_addz(&t->out, color ? screen_style(true, STYLE_BOLD) : "«");
        screen_add(&t->out, (struct slice){ text.p + p[i].start, p[i].end - p[i].start }, SIZE_MAX);
        buf_addz(&t->out, color ? screen_plain(true) : "»");
        at = p[i].end;
    }
    screen_add_inner(&t->out, (struct slice){ text.p + at, text.n - at });
}

static void print_text(struct test *t, const struct mention *m, const struct explain_place *p, size_t n)
{
    screen_add(&t->out, mention_key(&t->arena, m), SIZE_MAX);
    if (m->title.n) {
        buf_addz(&t->out, "\n  title  ");
        print_marked(t, m->title, true, p, n);
    }
    buf_addz(&t->out, "\n  text   ");
    print_marked(t, m->text, false, p, n);
    buf_char(&t->out, '\n');
}

static void print_json(struct test *t, const struct mention *m, const struct explain_place *p, size_t n)
{
    buf_addz(&t->out, "{\"mention\":");
    buf_json(&t->out, mention_key(&t->arena, m));
    buf_addz(&t->out, ",\"places\":[");
    for (size_t i = 0; i < n; i++)
        buf_printf(&t->out, "%s{\"in\":\"%s\",\"start\":%" PRIu32 ",\"end\":%" PRIu32 "}", i ? "," : "", p[i].title ? "title" : "text",
                   p[i].start, p[i].end);
    buf_addz(&t->out, "]}\n");
}

static bool test_line(void *self, struct slice line, struct err *e)
{
    struct test *t = self;
    struct mention m;
    const struct explain_place *p;
    arena_reset(&t->arena);
    buf_reset(&t->out);
    if (!mention_parse(t->parser, &t->arena, line, &m, e))
        return false;
    t->seen++;
    detect(t, &m);
    if (!explain_run(t->x, &m))
        return true;
    t->matched++;
    size_t n = explain_places(t->x, &p);
    if (t->cli->json)
        print_json(t, &m, p, n);
    else
        print_text(t, &m, p, n);
    fwrite(t->out.p, 1, t->out.n, stdout);
    return true;
}

static void test_fini(struct test *t)
{
    explain_close(t->x);
    mention_parser_free(t->parser);
    tokenizer_free(t->tokenizer);
    arena_fini(&t->arena);
    buf_fini(&t->out);
    buf_fini(&t->masked);
}

bool query_test(struct cli *cli, const struct query_opts *o, struct err *e)
{
    struct test t = { .cli = cli, .x = open_query(cli, o, "pulso query test 'QUERY' < mentions.jsonl", e) };
    if (!t.x)
        return false;
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "pulso query: reading mentions from the terminal, one JSON object a line; Ctrl-D ends\n");
    t.parser = mention_parser_new();
    t.tokenizer = tokenizer_new();
    bool ok = cli_lines(test_line, &t, &t.bad, e);
    if (!cli->json)
        printf("%" PRId64 " of %" PRId64 " mentions match\n", t.matched, t.seen);
    cli->found = t.bad > 0;
    test_fini(&t);
    return ok;
}

/* TEXT, or a whole mention as JSON. */
static bool read_mention(struct test *t, const char *text, const char *title, struct mention *m, struct err *e)
{
    struct slice s = slice_trim(slice_of(text));
    if (s.n && s.p[0] == '{' && s.p[s.n - 1] == '}')
        return mention_parse(t->parser, &t->arena, s, m, e);
    *m = (struct mention){ .text = slice_of(text), .title = slice_of(title), .followers = MENTION_NONE, .rating = MENTION_NONE, .verified = -1,
                           .likes = MENTION_NONE, .replies = MENTION_NONE, .shares = MENTION_NONE, .views = MENTION_NONE };
    return true;
}

static void print_tree(struct test *t)
{
    struct slice rest, line;
    struct buf clean = { 0 };
    explain_print(t->x, &t->out);
    rest = buf_slice(&t->out);
    while (slice_next(&rest, '\n', &line)) {
        size_t indent = 0;
        while (indent < line.n && (indent < 4 || line.p[indent] == ' '))
            indent++;
        buf_reset(&clean);
        buf_add(&clean, (struct slice){ line.p, indent });
        screen_add(&clean, (struct slice){ line.p + indent, line.n - indent }, SIZE_MAX);
        printf("%s\n", buf_z(&clean));
    }
    buf_fini(&clean);
}

bool query_explain(struct cli *cli, const struct query_opts *o, struct err *e)
{
    static const char usage[] = "pulso query explain 'QUERY' 'TEXT'";
    struct test t = { .cli = cli, .x = open_query(cli, o, usage, e) };
    struct mention m;
    if (!t.x)
        return false;
    t.parser = mention_parser_new();
    t.tokenizer = tokenizer_new();
    bool ok = cli->arg_count == 3 || err_set(e, ERR_CONFIG, "one query and one text are wanted: %s", usage);
    ok = ok && read_mention(&t, cli->args[2], o->title, &m, e);
    if (ok) {
        detect(&t, &m);
        bool is = explain_run(t.x, &m);
        if (cli->json) {
            explain_json(t.x, &t.out);
            printf("%s\n", buf_z(&t.out));
        } else {
            printf("%s\n", is ? "matches" : "does not match");
            print_tree(&t);
        }
    }
    test_fini(&t);
    return ok;
}
