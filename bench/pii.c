/*
 * pii: what looking for personal data costs a text, and how much of each kind there is.
 *
 *   pii [-v] [FILE]   FILE: a text a line, "-" is standard input; without it, texts are made up. -v: what was found, a line each, masked
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/workload/workload.h"
#include "pii/pii.h"

#define TEXTS 10000
#define TEXTS_READ 200000
#define ROUNDS 5

static bool has_signs(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '@')
            return true;
    return false;
}

/* The fastest of some rounds over those texts that have digits or @, or that have none. */
static void bench(const struct workload *w, bool signs)
{
    struct slice *v = calloc(w->texts + 1, sizeof *v);
    double best = 0;
    size_t n = 0, bytes = 0;
    unsigned seen = 0;
    if (!v)
        abort();
    for (size_t i = 0; i < w->texts; i++)
        if (has_signs(w->text[i]) == signs) {
            bytes += w->text[i].n;
            v[n++] = w->text[i];
        }
    for (int round = 0; round < ROUNDS; round++) {
        int64_t from = workload_cpu_ns();
        for (size_t i = 0; i < n; i++)
            seen |= pii_kinds(v[i]);
        double took = (double)(workload_cpu_ns() - from);
        best = round == 0 || took < best ? took : best;
    }
    if (n)
        printf("%-26s %8.3f us a text of %zu bytes, %zu texts%s\n", signs ? "pii, with digits or @" : "pii, without", best / 1000 / (double)n, bytes / n, n,
               seen ? "" : ", nothing found");
    free(v);
}

static void print_found(const struct workload *w, bool verbose)
{
    size_t count[PII_KINDS] = { 0 };
    struct buf masked = { 0 };
    for (size_t i = 0; i < w->texts; i++) {
        struct pii_span s;
        buf_reset(&masked);
        pii_mask(w->text[i], &masked);
        for (size_t at = 0; pii_next(w->text[i], &at, &s); count[s.kind]++)
            if (verbose)
                printf("%s\t%.*s\t%.*s\n", pii_name(s.kind), (int)(s.end - s.start), masked.p + s.start, (int)masked.n, masked.p);
    }
    for (int k = 0; k < PII_KINDS; k++)
        if (count[k])
            printf("%s %zu  ", pii_name((enum pii_kind)k), count[k]);
    printf("in %zu texts\n", w->texts);
    buf_fini(&masked);
}

int main(int argc, char **argv)
{
    struct workload w;
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    const char *path = argc > 1 + verbose ? argv[1 + verbose] : NULL;
    if (!workload_open(&w, path && strcmp(path, "-") == 0 ? "/dev/stdin" : path, path ? TEXTS_READ : TEXTS)) {
        perror(path);
        return 1;
    }
    if (!verbose) {
        bench(&w, true);
        bench(&w, false);
    }
    print_found(&w, verbose);
    workload_close(&w);
    return 0;
}
