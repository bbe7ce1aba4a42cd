/*
 * feel: what it costs a text to be cut into words, to be told its language and to be scored with lexicon, learned model
 * and reasons: nanoseconds of CPU a stage, one thread, the fastest of some rounds; and what loading the model takes.
 *
 *   feel [-L LANG] [-s] [FILE]     LANG: whose lexicon and model, es unless said. FILE: a text a line; without it they are made up
 *                                  -s: texts a CPU second alone, for scripts
 *
 * The last figure is a checksum of all results, to the bit: a change for speed alone leaves it as it is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "bench/workload/workload.h"
#include "classify/lang.h"
#include "classify/sentiment/scorer.h"

/* Each stage after the language runs those before it once more: its own part is the difference. */
enum { TOKENS, LANGUAGE, WALK, FEATURES, MODEL, ALL, STAGES };
enum { TEXTS = 20000, BATCH = 100, ROUNDS = 7 };
struct stages { int64_t ns[STAGES]; };

struct bench {
    struct scorer sc;
    struct scorer_scratch scratch;
    struct walk walk;
    struct tokens k[BATCH];
    size_t tokens, features;
    uint64_t sum;
};

static void stage_walk(struct bench *b, const struct tokens *k)
{
    walk_begin(&b->walk, b->sc.lx, k);
    walk_run(&b->walk, 0, k->n);
}

static void stage_features(struct bench *b, const struct tokens *k)
{
    stage_walk(b, k);
    features_scan(&b->scratch.f, k, 0, k->n, &b->walk);
    b->features += b->scratch.f.n;
}

static void stage_model(struct bench *b, const struct tokens *k)
{
    stage_features(b, k);
    model_score(b->sc.model, &b->scratch.f, k->n, &b->scratch.scores);
}

static void stage_all(struct bench *b, const struct tokens *k)
{
    struct feeling f;
    scorer_run(&b->sc, &b->scratch, k, 0, k->n, &f);
    b->sum += (uint64_t)f.sentiment.whys;
}

static void stage_language(struct bench *b, const struct tokens *k)
{
    b->sum += (uint64_t)lang_find(k);
}

static int64_t run_stage(struct bench *b, size_t n, void (*stage)(struct bench *, const struct tokens *))
{
    int64_t start = workload_cpu_ns();
    for (size_t i = 0; i < n; i++)
        stage(b, &b->k[i]);
    return workload_cpu_ns() - start;
}

static struct stages run_round(struct bench *b, const struct workload *w, struct tokenizer *tk, struct arena *a)
{
    struct stages s = { 0 };
    b->tokens = b->features = 0;
    for (size_t from = 0; from < w->texts; from += BATCH) {
        size_t n = w->texts - from < BATCH ? w->texts - from : BATCH;
        arena_reset(a);
        int64_t start = workload_cpu_ns();
        for (size_t i = 0; i < n; i++)
            tokens_scan(tk, a, w->text[from + i], &b->k[i]);
        s.ns[TOKENS] += workload_cpu_ns() - start;
        for (size_t i = 0; i < n; i++)
            b->tokens += b->k[i].n;
        s.ns[LANGUAGE] += run_stage(b, n, stage_language);
        s.ns[WALK] += run_stage(b, n, stage_walk);
        s.ns[ALL] += run_stage(b, n, stage_all);
        s.ns[FEATURES] += run_stage(b, n, stage_features);
        s.ns[MODEL] += run_stage(b, n, stage_model);
    }
    return s;
}

static int64_t whole(const struct stages *s)
{
    return s->ns[TOKENS] + s->ns[LANGUAGE] + s->ns[ALL];
}

/* Of all that is said of all texts; not of bytes that nobody wrote. */
static uint64_t checksum(struct bench *b, const struct workload *w, struct tokenizer *tk, struct arena *a)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < w->texts; i++) {
        struct feeling f;
        arena_reset(a);
        tokens_scan(tk, a, w->text[i], &b->k[0]);
        scorer_run(&b->sc, &b->scratch, &b->k[0], 0, b->k[0].n, &f);
        struct slice why = { (const char *)f.sentiment.why, f.sentiment.whys * sizeof f.sentiment.why[0] };
        float said[] = { (float)f.sentiment.label, f.sentiment.score, f.sentiment.confidence, (float)f.intent, f.intent_confidence, (float)f.unsure };
        sum = hash64_seed((struct slice){ (const char *)said, sizeof said }, hash64_seed(why, sum));
    }
    return sum;
}

static void print_stages(const struct bench *b, const struct workload *w, const struct stages *s)
{
    size_t bytes = 0, n = w->texts;
    for (size_t i = 0; i < n; i++)
        bytes += w->text[i].n;
    printf("%s: %zu texts of %zu bytes, %.1f tokens, %.0f features\n", b->sc.lang, n, bytes / n, (double)b->tokens / (double)n,
           (double)b->features / 2 / (double)n);
    const struct { const char *name; int64_t ns; } row[] = {
        { "tokens", s->ns[TOKENS] }, { "language", s->ns[LANGUAGE] }, { "walk", s->ns[WALK] },
        { "features", s->ns[FEATURES] - s->ns[WALK] }, { "model", s->ns[MODEL] - s->ns[FEATURES] },
        { "label and reasons", s->ns[ALL] - s->ns[MODEL] }, { "all", whole(s) },
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        printf("  %-18s %6" PRId64 " ns a text\n", row[i].name, row[i].ns / (int64_t)n);
    printf("  %.0f texts a CPU second\n", (double)n * 1e9 / (double)whole(s));
}

static bool open_scorer(struct bench *b, const char *lang, bool quiet)
{
    struct err e = { 0 };
    struct lexicon *lx = lexicon_load(NULL, lang, &e);
    int64_t start = workload_cpu_ns();
    struct model *m = lx ? model_built_in(lang, &e) : NULL;
    if (!quiet && m)
        printf("%s: model loaded in %.1f ms, %.2f MB\n", m->version, (double)(workload_cpu_ns() - start) / 1e6, (double)model_bytes(m) / 1e6);
    b->sc = (struct scorer){ .lang = lang, .lx = lx, .model = m, .coverage = 0.9f };
    if (!m)
        fprintf(stderr, "%s\n", e.msg);
    return m != NULL;
}

static void measure(struct bench *b, const struct workload *w, bool rate_only)
{
    struct tokenizer *tk = tokenizer_new();
    struct arena a = { 0 };
    struct stages best = { .ns = { [ALL] = INT64_MAX / 2 } };
    for (int i = 0; i < ROUNDS; i++) {
        struct stages s = run_round(b, w, tk, &a);
        best = whole(&s) < whole(&best) ? s : best;
    }
    if (rate_only) {
        printf("%.0f\n", (double)w->texts * 1e9 / (double)whole(&best));
    } else {
        print_stages(b, w, &best);
        printf("  checksum of the results %016" PRIx64 "\n", checksum(b, w, tk, &a));
    }
    arena_fini(&a);
    tokenizer_free(tk);
}

int main(int argc, char **argv)
{
    static struct bench b;
    const char *lang = "es";
    bool rate_only = false;
    struct workload w;
    for (int c; (c = getopt(argc, argv, "L:s")) != -1;)
        switch (c) {
        case 'L': lang = optarg; break;
        case 's': rate_only = true; break;
        default: fprintf(stderr, "usage: feel [-L LANG] [-s] [FILE]\n"); return 2;
        }
    const char *path = optind < argc ? argv[optind] : NULL;
    if (!workload_open(&w, path, TEXTS) || !w.texts) {
        fprintf(stderr, "%s: no texts\n", path ? path : "feel");
        return 1;
    }
    bool ok = open_scorer(&b, lang, rate_only);
    if (ok)
        measure(&b, &w, rate_only);
    lexicon_free((struct lexicon *)(uintptr_t)b.sc.lx);
    model_free((struct model *)(uintptr_t)b.sc.model);
    workload_close(&w);
    return ok ? 0 : 2;
}
