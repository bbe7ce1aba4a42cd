/*
 * match: what it costs a text to be cut into words and matched against 10 to
 * 100,000 queries, of which it matches as many each time; then class by class
 * what the operators cost. One thread, CPU time.
 *
 *   match [FILE [QUERIES [CLASS]]]   FILE: a text a line; without it, or "-", texts are made up. QUERIES: this size alone, for
 *                                    profiling. CLASS: the number of one of workload_class_names
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/workload/workload.h"
#include "query/query.h"

#define TEXTS 10000
#define WARM 10000
#define BATCH 100    /* tokenised, then matched: what comes from the tokenizer is warm, as in the daemon */
#define CLASS_QUERIES 10000

static struct query_set *make_set(struct workload *w, enum workload_class c, uint32_t n)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct buf b = { 0 };
    struct err e;
    w->seed = 7 + (uint64_t)c;
    for (uint32_t i = 0; i < n; i++) {
        workload_query(w, c, i, &b);
        if (!query_set_add(qs, i, buf_slice(&b), &qe)) {
            struct buf out = { 0 };
            query_print_error(&out, "bench", 1, buf_slice(&b), &qe);
            fputs(buf_z(&out), stderr);
            exit(1);
        }
    }
    buf_reset(&b);
    workload_frequencies(w, &b);
    if (!query_set_frequencies(qs, buf_slice(&b), &e) || !query_set_compile(qs, &e))
        abort();
    buf_fini(&b);
    return qs;
}

static double bench_tokens(const struct workload *w)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct tokens k;
    size_t tokens = 0, bytes = 0;
    int64_t start = 0;
    for (int round = 0; round < 3; round++) {
        start = workload_cpu_ns();
        tokens = bytes = 0;
        for (size_t i = 0; i < w->texts; i++) {
            if (i % BATCH == 0)
                arena_reset(&a);
            tokens_scan(t, &a, w->text[i], &k);
            tokens += k.n;
            bytes += w->text[i].n;
        }
    }
    double us = (double)(workload_cpu_ns() - start) / 1000.0 / (double)w->texts, n = (double)w->texts;
    printf("%-26s %8.3f us a text of %.0f bytes, %.1f tokens\n", "tokenise", us, (double)bytes / n, (double)tokens / n);
    arena_fini(&a);
    tokenizer_free(t);
    return us;
}

struct run { double us, matches, postings, candidates; };

static struct run run_texts(const struct workload *w, const struct query_set *qs)
{
    static struct tokens k[BATCH];
    const struct mention mention = { .platform = SLICE("x"), .lang = SLICE("es"), .country = SLICE("AR"), .author_handle = SLICE("Ana") };
    struct query_match *qm = query_match_new(qs);
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct query_work before = { 0 };
    const uint32_t *ids;
    int64_t ns = 0, start;
    size_t counted = 0;
    for (size_t from = 0; from < WARM + 2 * w->texts; from += BATCH) {
        arena_reset(&a);
        for (size_t i = 0; i < BATCH; i++)
            tokens_scan(t, &a, w->text[(from + i) % w->texts], &k[i]);
        if (from == WARM)
            before = query_match_work(qm);
        start = workload_cpu_ns();
        for (size_t i = 0; i < BATCH; i++)
            query_match_run(qm, &mention, &k[i], NULL, &ids);
        if (from >= WARM)
            ns += workload_cpu_ns() - start, counted += BATCH;
    }
    struct query_work work = query_match_work(qm);
    double n = (double)counted;
    query_match_free(qm);
    tokenizer_free(t);
    arena_fini(&a);
    return (struct run){ (double)ns / 1000.0 / n, (double)(work.matches - before.matches) / n,
                         (double)(work.postings - before.postings) / n, (double)(work.candidates - before.candidates) / n };
}

static struct run bench_set(struct workload *w, enum workload_class c, uint32_t n, const char *what)
{
    int64_t start = workload_cpu_ns();
    struct query_set *qs = make_set(w, c, n);
    double compiled = (double)(workload_cpu_ns() - start) / 1e9;
    struct run r = run_texts(w, qs);
    size_t bytes = query_set_bytes(qs);
    printf("%-26s %8.3f us a text, %5.2f matches, %6.1f looked at, %5.2f evaluated; compiled in %.2f s, %.1f MB, %zu bytes a query\n", what,
           r.us, r.matches, r.postings, r.candidates, compiled, (double)bytes / 1e6, bytes / n);
    query_set_free(qs);
    return r;
}

static void bench_curve(struct workload *w, double tokens_us)
{
    static const uint32_t sizes[] = { 10, 100, 1000, 10000, 100000 };
    double thousand = 0, last = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char what[64];
        snprintf(what, sizeof what, "match %" PRIu32 " queries", sizes[i]);
        last = bench_set(w, BRANDS, sizes[i], what).us;
        if (sizes[i] == 1000)
            thousand = last;
    }
    printf("100,000 queries cost %.2f times what 1,000 do; tokenising included, %.2f times\n", last / thousand,
           (last + tokens_us) / (thousand + tokens_us));
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void bench_classes(struct workload *w)
{
    double us[CLASSES - 1];
    for (int c = TERMS; c < CLASSES; c++)
        us[c - TERMS] = bench_set(w, (enum workload_class)c, CLASS_QUERIES, workload_class_names[c]).us;
    qsort(us, CLASSES - 1, sizeof us[0], ascending);
    printf("the costliest class costs %.2f times the median one (%d queries each)\n", us[CLASSES - 2] / us[(CLASSES - 1) / 2], CLASS_QUERIES);
}

int main(int argc, char **argv)
{
    struct workload w;
    if (!workload_open(&w, argc > 1 && strcmp(argv[1], "-") != 0 ? argv[1] : NULL, TEXTS)) {
        perror(argv[1]);
        return 1;
    }
    if (argc > 2) {
        unsigned long c = argc > 3 ? strtoul(argv[3], NULL, 10) % CLASSES : BRANDS;
        bench_set(&w, (enum workload_class)c, (uint32_t)strtoul(argv[2], NULL, 10), workload_class_names[c]);
        workload_close(&w);
        return 0;
    }
    double tokens_us = bench_tokens(&w);
    bench_curve(&w, tokens_us);
    bench_classes(&w);
    workload_close(&w);
    return 0;
}
