/*
 * fuzz_query: any bytes may be a query. One that is refused must point into its
 * own text; one that is taken is run against that text itself and a few others,
 * explained, and printed: what is printed must be the same query again.
 */
#include <stdlib.h>

#include "query/explain.h"
#include "query/lint.h"
#include "query/parse.h"
#include "query/print.h"
#include "query/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        abort();
}

static void run(const struct query_set *qs, struct tokenizer *t, struct arena *a, struct slice text, size_t most)
{
    struct query_match *qm = query_match_new(qs);
    struct mention m = { .text = text, .author_handle = text, .lang = SLICE("es"), .url = text, .source = text };
    struct tokens k;
    const uint32_t *ids;
    tokens_scan(t, a, text, &k);
    must(query_match_run(qm, &m, &k, &k, &ids) <= most);
    query_match_free(qm);
}

static void refused(struct slice text, const struct query_error *qe)
{
    struct buf b = { 0 };
    must(qe->at <= text.n && qe->len <= text.n - qe->at && qe->what[0]);
    query_print_error(&b, "fuzz", 1, text, qe);
    buf_fini(&b);
}

static void point_inside(void *self, const struct query_error *w)
{
    const struct slice *text = self;
    must(w->at <= text->n && w->len <= text->n - w->at && w->what[0]);
}

static void taken(struct tokenizer *t, struct arena *a, struct slice text)
{
    struct query_error qe;
    struct ast *before, *after;
    struct buf once = { 0 }, twice = { 0 };
    must(query_lint(text, point_inside, &text, &qe));
    must(query_parse(t, a, text, &before, &qe) && query_format(text, PRINT_WIDTH, &once, &qe));
    must(query_parse(t, a, buf_slice(&once), &after, &qe) && ast_equal(before, after));
    must(query_format(buf_slice(&once), PRINT_WIDTH, &twice, &qe) && slice_eq(buf_slice(&once), buf_slice(&twice)));
    buf_fini(&once);
    buf_fini(&twice);
}

static void explained(struct slice text, bool matched)
{
    struct query_error qe;
    struct mention m = { .text = text, .title = SLICE("Título"), .author_handle = text, .lang = SLICE("es"), .url = text, .source = text };
    struct buf out = { 0 };
    struct explain *x = explain_open(text, NULL, NULL, &qe);
    must(x != NULL);
    must(explain_run(x, &m) == matched);
    explain_print(x, &out);
    explain_json(x, &out);
    explain_close(x);
    buf_fini(&out);
}

/* Without the index: every query is evaluated by explain, only candidates are here. */
static bool matches(const struct query_set *qs, struct tokenizer *t, struct arena *a, struct slice text)
{
    struct query_match *qm = query_match_new(qs);
    struct mention m = { .text = text, .author_handle = text, .lang = SLICE("es"), .url = text, .source = text };
    struct tokens k, title;
    const uint32_t *ids;
    tokens_scan(t, a, text, &k);
    tokens_scan(t, a, SLICE("Título"), &title);
    bool is = query_match_run(qm, &m, &k, &title, &ids) == 1;
    query_match_free(qm);
    return is;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tokenizer *t;
    static struct arena a;
    struct slice text = { (const char *)data, size };
    struct query_error qe = { 0 };
    struct err e;
    if (!t)
        t = tokenizer_new();
    arena_reset(&a);
    struct query_set *qs = query_set_new();
    bool ok = query_set_add(qs, 7, text, &qe);
    if (!ok) {
        refused(text, &qe);
        must(query_set_count(qs) == 0);
    }
    must(query_set_compile(qs, &e));
    if (ok && size < 4096) {
        taken(t, &a, text);
        explained(text, matches(qs, t, &a, text));
    }
    run(qs, t, &a, text, 1);
    run(qs, t, &a, SLICE("¡Nooo funciona @Movistar! 😡 señal malísima https://x.com"), 1);
    query_set_free(qs);
    return 0;
}
