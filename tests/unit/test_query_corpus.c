/* Runs tests/query/corpus.tsv, whose head says what its columns are. All rows that fail are printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "query/query.h"

#define PATH "tests/query/corpus.tsv"
#define LEAST_ROWS 600
#define NAMES_MAX 16

struct corpus {
    struct tokenizer *tokenizer;
    struct mention_parser *parser;
    struct arena names_arena, arena;
    struct slice name[NAMES_MAX], named[NAMES_MAX];
    size_t names;
    bool whole_hashtags;
    size_t rows, bad, line;
};

static void wrong(struct corpus *c, struct slice query, struct slice mention, const char *what)
{
    print_message(PATH ":%zu: " SLICE_FMT " on " SLICE_FMT ": %s\n", c->line, SLICE_ARG(query),
                  mention.n < 200 ? (int)mention.n : 200, mention.p, what);
    c->bad++;
}

/* //! whole_hashtags on|off, //! name x = query */
static void directive(struct corpus *c, struct slice line)
{
    struct slice word, rest = line;
    slice_next(&rest, ' ', &word);
    slice_next(&rest, ' ', &word);
    if (slice_is(word, "whole_hashtags")) {
        c->whole_hashtags = slice_is(rest, "on");
        return;
    }
    assert_true(slice_is(word, "name") && c->names < NAMES_MAX);
    slice_next(&rest, '=', &word);
    c->name[c->names] = arena_dup(&c->names_arena, slice_trim(word));
    c->named[c->names++] = arena_dup(&c->names_arena, slice_trim(rest));
}

static struct query_set *open_set(struct corpus *c, struct slice query, struct query_error *qe)
{
    struct query_options o = { .whole_hashtags = c->whole_hashtags };
    struct query_set *qs = query_set_new();
    struct err e;
    for (size_t i = 0; i < c->names; i++)
        assert_true(query_set_name(qs, c->name[i], c->named[i], &o, qe));
    if (query_set_add_with(qs, 1, query, &o, qe)) {
        assert_true(query_set_compile(qs, &e));
        return qs;
    }
    query_set_free(qs);
    return NULL;
}

/* {20000×word} */
static struct slice expand(struct corpus *c, struct slice text)
{
    static const char times[] = "×";
    struct buf b = { 0 };
    for (size_t i = 0; i < text.n; i++) {
        char *end = NULL;
        unsigned long n = text.p[i] == '{' ? strtoul(text.p + i + 1, &end, 10) : 0;
        if (n == 0 || strncmp(end, times, sizeof times - 1) != 0) {
            buf_char(&b, text.p[i]);
            continue;
        }
        const char *word = end + sizeof times - 1, *close = strchr(word, '}');
        for (unsigned long k = 0; k < n; k++) {
            buf_addz(&b, k ? " " : "");
            buf_add(&b, (struct slice){ word, (size_t)(close - word) });
        }
        i = (size_t)(close - text.p);
    }
    struct slice s = arena_dup(&c->arena, buf_slice(&b));
    buf_fini(&b);
    return s;
}

static struct slice fill_in(struct corpus *c, struct slice json)
{
    static const struct { const char *member, *value; } defaults[] = {
        { "\"platform\"", "\"x\"" }, { "\"id\"", "\"1\"" }, { "\"created_at\"", "\"2026-11-22T10:00:00Z\"" },
        { "\"author\"", "{\"handle\":\"nadie\"}" },
    };
    struct buf b = { 0 };
    buf_char(&b, '{');
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        if (!memmem(json.p, json.n, defaults[i].member, strlen(defaults[i].member)))
            buf_printf(&b, "%s:%s,", defaults[i].member, defaults[i].value);
    buf_add(&b, (struct slice){ json.p + 1, json.n - 1 });
    struct slice s = arena_dup(&c->arena, buf_slice(&b));
    buf_fini(&b);
    return s;
}

static void mention_of(struct corpus *c, struct slice as, struct mention *m)
{
    struct err e = { 0 };
    if (slice_starts(as, SLICE("{\""))) {
        if (!mention_parse(c->parser, &c->arena, fill_in(c, as), m, &e))
            fail_msg(PATH ":%zu: %s", c->line, e.msg);
        return;
    }
    *m = (struct mention){ .text = as, .followers = MENTION_NONE, .verified = -1, .rating = MENTION_NONE, .likes = MENTION_NONE,
                           .replies = MENTION_NONE, .shares = MENTION_NONE, .views = MENTION_NONE };
}

static bool matches(struct corpus *c, const struct query_set *qs, struct slice as)
{
    struct mention m;
    struct tokens text, title;
    const uint32_t *ids;
    mention_of(c, expand(c, as), &m);
    tokens_scan(c->tokenizer, &c->arena, m.text, &text);
    tokens_scan(c->tokenizer, &c->arena, m.title, &title);
    struct query_match *qm = query_match_new(qs);
    bool is = query_match_run(qm, &m, &text, &title, &ids) == 1;
    query_match_free(qm);
    return is;
}

static void expect_error(struct corpus *c, struct slice query, struct slice part, const struct query_error *qe, bool taken)
{
    char want[128];
    const char *bar = memmem(part.p, part.n, " | ", 3);
    assert_non_null(bar);
    snprintf(want, sizeof want, "%.*s", (int)(bar - part.p), part.p);
    if (taken)
        wrong(c, query, part, "is taken");
    else if (!strstr(qe->what, want))
        wrong(c, query, part, qe->what);
}

static void row(struct corpus *c, struct slice line)
{
    struct slice query, mention, want = { 0 }, why = line;
    struct query_error qe = { 0 };
    bool whole = slice_next(&why, '\t', &query) && slice_next(&why, '\t', &mention) && slice_next(&why, '\t', &want) && why.n;
    if (!whole || !(slice_is(want, "yes") || slice_is(want, "no") || slice_is(want, "error")))
        fail_msg(PATH ":%zu: four columns are wanted, the third being yes, no or error", c->line);
    c->rows++;
    arena_reset(&c->arena);
    struct query_set *qs = open_set(c, query, &qe);
    if (slice_is(want, "error"))
        expect_error(c, query, why, &qe, qs);
    else if (!qs)
        wrong(c, query, mention, qe.what);
    else if (matches(c, qs, mention) != slice_is(want, "yes"))
        wrong(c, query, mention, slice_is(want, "yes") ? "should match" : "should not match");
    query_set_free(qs);
}

static void every_row_of_the_corpus_holds(void **state)
{
    struct corpus c = { .tokenizer = tokenizer_new(), .parser = mention_parser_new() };
    char *text = NULL;
    size_t cap = 0;
    ssize_t n;
    FILE *f = fopen(PATH, "r");
    (void)state;
    if (!f)
        fail_msg("%s cannot be read: run this from the top of the repository", PATH);
    while ((n = getline(&text, &cap, f)) != -1) {
        struct slice line = { text, (size_t)n - (text[n - 1] == '\n') };
        c.line++;
        if (slice_starts(line, SLICE("//!")))
            directive(&c, line);
        else if (line.n && !slice_starts(line, SLICE("//")))
            row(&c, line);
    }
    fclose(f);
    free(text);
    print_message("%zu rows, %zu wrong\n", c.rows, c.bad);
    assert_true(c.rows >= LEAST_ROWS);
    assert_int_equal(c.bad, 0);
    tokenizer_free(c.tokenizer);
    mention_parser_free(c.parser);
    arena_fini(&c.arena);
    arena_fini(&c.names_arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_row_of_the_corpus_holds) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
