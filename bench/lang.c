/*
 * How often the language is found, by the length of the text, and the time it takes. FILE holds lines "language<tab>text";
 * what is not es, en or pt has to be "und". With -j the lines begin with what another program said, and a tab: its figures.
 *
 *   build/bench/lang [-v] [-j] FILE        -v: what was found wrongly, too
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "classify/lang.h"

enum { SHORT, MIDDLE, LONG, LENGTHS, TEXTS_MAX = 4096 };
struct row { const char *want, *got; struct tokens t; };

static const char *known(struct slice lang)
{
    static const char *const names[] = { "es", "en", "pt" };
    for (size_t i = 0; i < 3; i++)
        if (slice_is(lang, names[i]))
            return names[i];
    return "und";
}

static int length_of(struct slice text)
{
    size_t chars = 0;
    for (size_t k = 0; k < text.n; k++)
        chars += (text.p[k] & 0xC0) != 0x80;
    return chars < 30 ? SHORT : chars <= 60 ? MIDDLE : LONG;
}

static size_t rows_read(FILE *f, bool judged, struct arena *a, struct tokenizer *tk, struct row *row)
{
    char *line = NULL;
    size_t cap = 0, rows = 0;
    for (ssize_t n; rows < TEXTS_MAX && (n = getline(&line, &cap, f)) != -1;) {
        struct slice text = slice_trim((struct slice){ line, (size_t)n }), got = { 0 }, want;
        if (!text.n || text.p[0] == '#' || (judged && !slice_next(&text, '\t', &got)) || !slice_next(&text, '\t', &want))
            continue;
        struct row *r = &row[rows++];
        r->want = known(want);
        tokens_scan(tk, a, arena_dup(a, text), &r->t);
        r->got = judged ? known(got) : lang_detect(&r->t);
    }
    free(line);
    return rows;
}

static void print_figures(const struct row *row, size_t n, bool verbose)
{
    static const char *const langs[] = { "es", "en", "pt", "und" }, *const lengths[] = { "under 30", "30 to 60", "over 60" };
    printf("%-6s", "");
    for (int k = 0; k < LENGTHS; k++)
        printf(" %20s", lengths[k]);
    putchar('\n');
    for (size_t l = 0; l < 4; l++) {
        size_t all[LENGTHS] = { 0 }, right[LENGTHS] = { 0 }, wrong[LENGTHS] = { 0 };
        for (size_t i = 0; i < n; i++) {
            int k = length_of(row[i].t.text);
            if (strcmp(row[i].want, langs[l]) != 0)
                continue;
            all[k]++;
            right[k] += strcmp(row[i].got, langs[l]) == 0;
            wrong[k] += strcmp(row[i].got, langs[l]) != 0 && strcmp(row[i].got, "und") != 0;
            if (verbose && strcmp(row[i].got, langs[l]) != 0)
                printf("%s, not %s\t" SLICE_FMT "\n", row[i].got, langs[l], SLICE_ARG(row[i].t.text));
        }
        printf("%-6s", langs[l]);
        for (int k = 0; k < LENGTHS; k++)
            if (all[k])
                printf(" %5.1f %% of %4zu (%2zu x)", 100.0 * (double)right[k] / (double)all[k], all[k], wrong[k]);
            else
                printf(" %20s", "-");
        putchar('\n');
    }
}

static void print_speed(const struct row *row, size_t n)
{
    int64_t best = INT64_MAX;
    size_t seen = 0;
    for (int round = 0; round < 200 && n; round++) {
        int64_t from = clock_mono_us();
        for (size_t i = 0; i < n; i++)
            seen += (size_t)lang_detect(&row[i].t)[0];
        int64_t us = clock_mono_us() - from;
        best = us < best ? us : best;
    }
    if (n && seen)
        printf("%.3f us a text (the fastest of 200 rounds)\n", (double)best / (double)n);
}

int main(int argc, char **argv)
{
    static struct row row[TEXTS_MAX];
    bool verbose = false, judged = false;
    struct arena a = { 0 };
    for (int c; (c = getopt(argc, argv, "vj")) != -1;)
        switch (c) {
        case 'v': verbose = true; break;
        case 'j': judged = true; break;
        default: optind = argc; break;
        }
    FILE *f = optind < argc ? strcmp(argv[optind], "-") == 0 ? stdin : fopen(argv[optind], "re") : NULL;
    if (!f) {
        fprintf(stderr, "usage: lang [-v] [-j] FILE\n");
        return 2;
    }
    struct tokenizer *tk = tokenizer_new();
    size_t n = rows_read(f, judged, &a, tk, row);
    print_figures(row, n, verbose);
    if (!judged)
        print_speed(row, n);
    fclose(f);
    tokenizer_free(tk);
    arena_fini(&a);
    return 0;
}
