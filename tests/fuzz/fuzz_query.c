/*
 * fuzz_query: any bytes may be a query. One that is refused must point into its
 * own text; one that is taken is run against that text itself and a few others,
 * and must not match a mention that holds nothing.
 */
#include <stdlib.h>

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
    if (!query_set_add(qs, 7, text, &qe)) {
        refused(text, &qe);
        must(query_set_count(qs) == 0);
    }
    must(query_set_compile(qs, &e));
    run(qs, t, &a, text, 1);
    run(qs, t, &a, SLICE("¡Nooo funciona @Movistar! 😡 señal malísima https://x.com"), 1);
    query_set_free(qs);
    return 0;
}
