/*
 * How good and how fast the lexicon is: reads "label<tab>text" lines (negative,
 * neutral, positive, or neg, neu, pos) and prints precision, recall and F1 per
 * label, macro-F1, and the time per text. FILE is "-" for standard input; without
 * it the validation texts beside the repository (PULSO_DATA) are taken.
 *
 *   build/bench/sentiment [-v] [-L LANG] [-l FOLDER] [FILE]
 *                  LANG is es unless said; -v: every text, label, score and reasons instead
 *   build/bench/sentiment -g LANG [-v] [FILE]       how often lang_detect says LANG (texts of 30 characters or more)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "classify/lang.h"
#include "classify/sentiment/sentiment.h"
#include "classify/train/judge.h"

struct row { enum label label; struct tokens t; };

struct set {
    struct arena a;
    struct tokenizer *tk;
    struct row *row;
    size_t n, cap;
};

static bool label_of(struct slice s, enum label *out)
{
    for (int l = 0; l < LABEL_COUNT; l++)
        if (s.n >= 3 && slice_starts(slice_of(label_name((enum label)l)), s)) {
            *out = (enum label)l;
            return true;
        }
    return false;
}

static void set_add(struct set *set, struct slice line)
{
    struct slice label;
    enum label l;
    if (!slice_next(&line, '\t', &label) || !label_of(label, &l))
        return;
    if (set->n == set->cap) {
        set->cap = set->cap ? 2 * set->cap : 1024;
        set->row = realloc(set->row, set->cap * sizeof *set->row);
        if (!set->row)
            abort();
    }
    struct row *r = &set->row[set->n++];
    r->label = l;
    tokens_scan(set->tk, &set->a, arena_dup(&set->a, line), &r->t);
}

static void set_read(struct set *set, FILE *f)
{
    char *line = NULL;
    size_t cap = 0;
    set->tk = tokenizer_new();
    for (ssize_t n; (n = getline(&line, &cap, f)) != -1;)
        set_add(set, slice_trim((struct slice){ line, (size_t)n }));
    free(line);
}

static void print_row(const struct row *r, const struct sentiment *s)
{
    printf("%s\t%s\t%+.3f\t%.2f\t" SLICE_FMT "\t", label_name(r->label), label_name(s->label), (double)s->score,
           (double)s->confidence, SLICE_ARG(r->t.text));
    for (size_t i = 0; i < s->whys; i++)
        printf("[%.*s %+.1f] ", (int)(s->why[i].end - s->why[i].start), r->t.text.p + s->why[i].start,
               (double)s->why[i].value);
    putchar('\n');
}

/* The fastest of many rounds over some texts that fit the cache: the machine has other work, too, and in the pipeline
 * tokens are scored right after they were made. */
static void print_speed(const struct lexicon *lx, const struct set *set)
{
    struct sentiment s;
    int64_t best = INT64_MAX, best_lang = INT64_MAX;
    size_t seen = 0, n = set->n < 300 ? set->n : 300, words = 0;
    for (size_t i = 0; i < n; i++)
        words += set->row[i].t.n;
    for (int round = 0; round < 300 && n; round++) {
        int64_t from = clock_mono_us();
        for (size_t i = 0; i < n; i++) {
            sentiment_score(lx, &set->row[i].t, &s);
            seen += s.whys;
        }
        int64_t mid = clock_mono_us();
        for (size_t i = 0; i < n; i++)
            seen += (size_t)lang_detect(&set->row[i].t)[0];
        int64_t to = clock_mono_us();
        best = mid - from < best ? mid - from : best;
        best_lang = to - mid < best_lang ? to - mid : best_lang;
    }
    if (n && seen)
        printf("%zu forms; %.1f tokens a text; %.3f us a text for sentiment, %.3f for the language\n",
               lexicon_count(lx),
               (double)words / (double)n, (double)best / (double)n, (double)best_lang / (double)n);
}

static void print_lang(const struct set *set, const char *want, bool verbose)
{
    size_t n = 0, right = 0, und = 0;
    for (size_t i = 0; i < set->n; i++) {
        const struct tokens *t = &set->row[i].t;
        size_t chars = 0;
        for (size_t k = 0; k < t->text.n; k++)
            chars += (t->text.p[k] & 0xC0) != 0x80;
        if (chars < 30)
            continue;
        const char *got = lang_detect(t);
        n++;
        right += strcmp(got, want) == 0;
        und += strcmp(got, "und") == 0;
        if (verbose && strcmp(got, want) != 0)
            printf("%s\t" SLICE_FMT "\n", got, SLICE_ARG(t->text));
    }
    printf("texts %zu  %s %.1f %%  und %.1f %%\n", n, want, n ? 100.0 * (double)right / (double)n : 0,
           n ? 100.0 * (double)und / (double)n : 0);
}

static void print_sentiment(const struct lexicon *lx, const struct set *set, bool verbose)
{
    struct judged found;
    judged_labels(&found);
    for (size_t i = 0; i < set->n; i++) {
        struct sentiment s;
        sentiment_score(lx, &set->row[i].t, &s);
        judged_add(&found, (int)set->row[i].label, (int)s.label, s.confidence);
        if (verbose)
            print_row(&set->row[i], &s);
    }
    if (!verbose) {
        judged_print(&found, "the lexicon alone", stdout);
        print_speed(lx, set);
    }
    judged_fini(&found);
}

static FILE *open_texts(const char *path, const char *lang)
{
    char beside[512];
    const char *data = getenv("PULSO_DATA");
    if (path && strcmp(path, "-") == 0)
        return stdin;
    if (!path) {
        snprintf(beside, sizeof beside, "%s/umsab/%s/val.tsv", data ? data : "../shared/data", lang);
        path = beside;
    }
    FILE *f = fopen(path, "re");
    if (!f)
        fprintf(stderr, "%s: %s: nothing to measure on\n", path, strerror(errno));
    return f;
}

int main(int argc, char **argv)
{
    const char *folder = NULL, *detect = NULL, *lang = "es";
    bool verbose = false;
    struct err e = { 0 };
    struct set set = { 0 };
    for (int c; (c = getopt(argc, argv, "vl:L:g:")) != -1;)
        switch (c) {
        case 'v': verbose = true; break;
        case 'l': folder = optarg; break;
        case 'L': lang = optarg; break;
        case 'g': detect = optarg; break;
        default: fprintf(stderr, "usage: sentiment [-v] [-L LANG] [-l FOLDER] [-g LANG] [FILE]\n"); return 2;
        }
    const char *path = optind < argc ? argv[optind] : NULL;
    FILE *f = open_texts(path, detect ? detect : lang);
    if (!f)
        return path ? 2 : 0;       /* only the data beside the repository may be missing */
    struct lexicon *lx = lexicon_load(folder, lang, &e);
    if (!lx) {
        fprintf(stderr, "%s\n", e.msg);
        return 2;
    }
    set_read(&set, f);
    fclose(f);
    if (detect)
        print_lang(&set, detect, verbose);
    else
        print_sentiment(lx, &set, verbose);
    lexicon_free(lx);
    tokenizer_free(set.tk);
    arena_fini(&set.a);
    free(set.row);
    return 0;
}
