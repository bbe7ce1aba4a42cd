/*
 * peer: the same queries and texts for us and for another matcher, so that both
 * can be timed and compared text by text.
 *
 *   peer DIR QUERIES [FILE]   FILE: a text a line; without it, texts are made up
 *
 * Writes DIR/queries (a number and an S-expression each), DIR/texts (their words
 * as we cut them) and DIR/ours (the numbers of the queries that match each text),
 * and prints how many texts we match in a second of CPU time, cutting included.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/workload/forms.h"
#include "bench/workload/workload.h"
#include "query/parse.h"
#include "query/query.h"

#define TEXTS 4000
#define ROUNDS 25

static FILE *file;

static void open_file(const char *dir, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (!(file = fopen(path, "w"))) {
        fprintf(stderr, "peer: %s: %s\n", path, strerror(errno));
        exit(1);
    }
}

static void write_line(struct buf *b)
{
    buf_char(b, '\n');
    fwrite(b->p, 1, b->n, file);
    buf_reset(b);
}

static void write_queries(struct workload *w, struct query_set *qs, uint32_t n)
{
    struct tokenizer *t = tokenizer_new();
    struct query_options o = { .whole_hashtags = true };
    struct query_error qe;
    struct arena a = { 0 };
    struct buf query = { 0 }, line = { 0 };
    struct ast *root;
    for (uint32_t i = 0; i < n; i++) {
        arena_reset(&a);
        workload_query(w, BRANDS, i, &query);
        if (!query_parse(t, &a, buf_slice(&query), &root, &qe) || !query_set_add_with(qs, i, buf_slice(&query), &o, &qe)) {
            query_print_error(&line, "peer", 1, buf_slice(&query), &qe);
            fputs(buf_z(&line), stderr);
            exit(1);
        }
        buf_printf(&line, "%" PRIu32 " ", i);
        forms_of_query(root, &line);
        write_line(&line);
    }
    buf_fini(&query);
    buf_fini(&line);
    arena_fini(&a);
    tokenizer_free(t);
}

static void write_texts(const struct workload *w)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct buf line = { 0 };
    struct tokens k;
    for (size_t i = 0; i < w->texts; i++) {
        arena_reset(&a);
        tokens_scan(t, &a, w->text[i], &k);
        for (size_t j = 0; j < k.n; j++) {
            if (j)
                buf_char(&line, ' ');
            forms_of_token(&k.v[j], &line);
        }
        write_line(&line);
    }
    buf_fini(&line);
    arena_fini(&a);
    tokenizer_free(t);
}

static void run(const struct workload *w, const struct query_set *qs)
{
    struct mention m = { .platform = SLICE("x"), .lang = SLICE("es") };
    struct query_match *qm = query_match_new(qs);
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct buf line = { 0 };
    const uint32_t *ids;
    int64_t ns = 0;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = workload_cpu_ns();
        for (size_t i = 0; i < w->texts; i++) {
            struct tokens k;
            arena_reset(&a);
            tokens_scan(t, &a, w->text[i], &k);
            size_t n = query_match_run(qm, &m, &k, NULL, &ids);
            for (size_t j = 0; round == 0 && j < n; j++)
                buf_printf(&line, "%s%" PRIu32, j ? " " : "", ids[j]);
            if (round == 0)
                write_line(&line);
        }
        if (round)     /* the first one warms up */
            ns += workload_cpu_ns() - start;
    }
    double n = (double)w->texts * (ROUNDS - 1);
    struct query_work work = query_match_work(qm);
    printf("pulso %.0f texts a CPU second, %.2f matches a text\n", n / ((double)ns / 1e9), (double)work.matches / (n + (double)w->texts));
    buf_fini(&line);
    arena_fini(&a);
    tokenizer_free(t);
    query_match_free(qm);
}

int main(int argc, char **argv)
{
    struct workload w;
    struct err e;
    if (argc < 3) {
        fputs("usage: peer DIR QUERIES [FILE]\n", stderr);
        return 2;
    }
    if (!workload_open(&w, argc > 3 ? argv[3] : NULL, TEXTS)) {
        fprintf(stderr, "peer: %s: %s\n", argv[3], strerror(errno));
        return 1;
    }
    struct query_set *qs = query_set_new();
    open_file(argv[1], "queries");
    write_queries(&w, qs, (uint32_t)strtoul(argv[2], NULL, 10));
    fclose(file);
    open_file(argv[1], "texts");
    write_texts(&w);
    fclose(file);
    struct buf b = { 0 };
    workload_frequencies(&w, &b);
    if (!query_set_frequencies(qs, buf_slice(&b), &e) || !query_set_compile(qs, &e))
        abort();
    buf_fini(&b);
    open_file(argv[1], "ours");
    run(&w, qs);
    fclose(file);
    query_set_free(qs);
    workload_close(&w);
    return 0;
}
