/*
 * Learns the weights of classify/lang.c: softmax regression over the grams of a text, by stochastic steps (AdaGrad), on
 * what classify/train/lang/texts prints. Half of the steps see only some words
 * in a row of a text, as short mentions have few; texts are learned with and without their accents. One text in twenty is
 * held out and judged at the end. From the same data and seed comes the same file, to the byte.
 *
 *   classify/train/lang/texts | build/train/lang classify/lang.bin
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "classify/lang_grams.h"

enum { WORDS_MAX = 120, OTHER_TONGUES = 64, STEPS = 2000000 };
struct text { uint32_t word, words; };           /* of learner.start */
struct texts { struct text *v; size_t n, cap; };

struct learner {
    struct tokenizer *tk;
    struct arena a;
    uint16_t *gram;                              /* of all words, one after the other */
    size_t grams, gram_cap;
    uint32_t *start;                             /* where the grams of a word begin; one more than there are words */
    size_t words, word_cap;
    struct texts known[LANG_OTHER], brief[LANG_OTHER], other[OTHER_TONGUES], held[LANG_COUNT];
    struct { char name[8]; } tongue[OTHER_TONGUES];
    size_t tongues;
    float w[LANG_BUCKETS][LANG_COUNT], seen[LANG_BUCKETS][LANG_COUNT];
    uint64_t random;
};

static void *grown(void *p, size_t n, size_t *cap, size_t size)
{
    if (n <= *cap)
        return p;
    *cap = 2 * n;
    p = realloc(p, *cap * size);
    if (!p)
        abort();
    return p;
}

static uint32_t dice(struct learner *l, size_t sides)
{
    l->random = l->random * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((l->random >> 33) % sides);
}

static void add_tokens(struct learner *l, struct texts *to, const struct tokens *t, bool plain)
{
    struct text x = { (uint32_t)l->words, 0 };
    for (size_t i = 0; i < t->n && x.words < WORDS_MAX; i++) {
        struct token word = t->v[i];
        if (!lang_counts(&word))
            continue;
        if (plain)
            word.folded = word.bare;
        l->gram = grown(l->gram, l->grams + LANG_GRAMS_WORD, &l->gram_cap, sizeof *l->gram);
        l->start = grown(l->start, l->words + 2, &l->word_cap, sizeof *l->start);
        l->start[l->words++] = (uint32_t)l->grams;
        l->grams += lang_grams_word(t, &word, l->gram + l->grams);
        l->start[l->words] = (uint32_t)l->grams;
        x.words++;
    }
    if (!x.words)
        return;
    to->v = grown(to->v, to->n + 1, &to->cap, sizeof *to->v);
    to->v[to->n++] = x;
}

static void add(struct learner *l, int lang, struct texts *to, struct slice text)
{
    struct tokens t;
    bool marked = false;
    arena_reset(&l->a);
    tokens_scan(l->tk, &l->a, text, &t);
    if (hash64(text) % 20 == 0 && to == &l->known[lang % LANG_OTHER])
        to = &l->held[lang];
    for (size_t i = 0; i < t.n; i++)
        marked |= (t.v[i].flags & TOKEN_MARKED) != 0;
    add_tokens(l, to, &t, false);
    if (marked && to != &l->held[lang])
        add_tokens(l, to, &t, true);
}

static struct texts *tongue_of(struct learner *l, struct slice name)
{
    size_t i = 0;
    while (i < l->tongues && !slice_is(name, l->tongue[i].name))
        i++;
    if (i == OTHER_TONGUES || name.n >= sizeof l->tongue[i].name)
        abort();
    if (i == l->tongues)
        memcpy(l->tongue[l->tongues++].name, name.p, name.n);
    return &l->other[i];
}

static enum lang lang_of(struct slice name)
{
    return slice_starts(name, SLICE("es")) ? LANG_ES : slice_starts(name, SLICE("en")) ? LANG_EN : slice_starts(name, SLICE("pt")) ? LANG_PT : LANG_OTHER;
}

/* "es+" marks texts that the data have too few of: they are drawn more often. */
static void read_texts(struct learner *l, FILE *f)
{
    char *line = NULL;
    size_t cap = 0;
    for (ssize_t n; (n = getline(&line, &cap, f)) != -1;) {
        struct slice text = slice_trim((struct slice){ line, (size_t)n }), name;
        if (!slice_next(&text, '\t', &name))
            continue;
        enum lang lang = lang_of(name);
        add(l, lang, lang == LANG_OTHER ? tongue_of(l, name) : name.n > 2 ? &l->brief[lang] : &l->known[lang], text);
    }
    free(line);
}

static struct text draw(struct learner *l, enum lang lang)
{
    const struct texts *from = lang == LANG_OTHER ? &l->other[dice(l, l->tongues)] : dice(l, 12) ? &l->known[lang] : &l->brief[lang];
    return from->v[dice(l, from->n)];
}

static void sum_up(const struct learner *l, const uint16_t *gram, size_t n, float out[LANG_COUNT])
{
    memset(out, 0, LANG_COUNT * sizeof *out);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < LANG_COUNT; k++)
            out[k] += l->w[gram[i]][k];
}

static void to_chances(float s[LANG_COUNT])
{
    float top = s[0], all = 0;
    for (int k = 1; k < LANG_COUNT; k++)
        top = s[k] > top ? s[k] : top;
    for (int k = 0; k < LANG_COUNT; k++)
        all += s[k] = expf(s[k] - top);
    for (int k = 0; k < LANG_COUNT; k++)
        s[k] /= all;
}

/* Steps are shorter for many grams, which are wrong together and not each of them, and towards the end (`left`). */
static void step(struct learner *l, const uint16_t *gram, size_t n, int lang, float left)
{
    float p[LANG_COUNT], rate = 0.3f * left / sqrtf((float)n);
    sum_up(l, gram, n, p);
    to_chances(p);
    p[lang] -= 1;
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < LANG_COUNT; k++) {
            float *w = &l->w[gram[i]][k], *seen = &l->seen[gram[i]][k], g = p[k] + 1e-4f * *w;
            *seen += g * g;
            *w -= rate * g / sqrtf(*seen + 1e-2f);
        }
}

static void learn(struct learner *l, size_t steps)
{
    for (size_t i = 0; i < steps; i++) {
        uint32_t d = dice(l, 16);
        int lang = d < 4 ? LANG_ES : d < 8 ? LANG_EN : d < 12 ? LANG_PT : LANG_OTHER;
        struct text x = draw(l, (enum lang)lang);
        if (lang == LANG_OTHER || dice(l, 2)) {
            uint32_t words = 1 + dice(l, 8);
            words = words < x.words ? words : x.words;
            x.word += dice(l, x.words - words + 1);
            x.words = words;
        }
        uint32_t first = l->start[x.word], end = l->start[x.word + x.words];
        step(l, l->gram + first, end - first, lang, 1 - (float)i / (float)steps);
    }
}

static void judge_held(const struct learner *l)
{
    static const char *const names[] = { "es", "en", "pt" };
    for (int lang = 0; lang < LANG_OTHER; lang++) {
        size_t right = 0;
        for (size_t i = 0; i < l->held[lang].n; i++) {
            float s[LANG_COUNT];
            struct text x = l->held[lang].v[i];
            uint32_t first = l->start[x.word], end = l->start[x.word + x.words];
            int best = 0;
            sum_up(l, l->gram + first, end - first, s);
            for (int k = 1; k < LANG_COUNT; k++)
                best = s[k] > s[best] ? k : best;
            right += best == lang;
        }
        printf("%s: of %zu texts held out %.2f %%\n", names[lang], l->held[lang].n, 100.0 * (double)right / (double)l->held[lang].n);
    }
}

static bool save(const struct learner *l, const char *path)
{
    static int8_t bytes[LANG_BUCKETS][LANG_COUNT];
    float top = 0;
    size_t cut = 0;
    for (size_t i = 0; i < LANG_BUCKETS; i++)
        for (int k = 0; k < LANG_COUNT; k++)
            top = fabsf(l->w[i][k]) > top ? fabsf(l->w[i][k]) : top;
    for (size_t i = 0; i < LANG_BUCKETS; i++)
        for (int k = 0; k < LANG_COUNT; k++) {
            float v = roundf(l->w[i][k] * 32);
            cut += fabsf(v) > 127;
            bytes[i][k] = (int8_t)(v > 127 ? 127 : v < -127 ? -127 : v);
        }
    printf("largest weight %.2f; %zu cut\n", (double)top, cut);
    FILE *f = fopen(path, "we");
    bool ok = f && fwrite(bytes, sizeof bytes, 1, f) == 1;
    if (f && fclose(f) != 0)
        ok = false;
    if (!ok)
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return ok;
}

int main(int argc, char **argv)
{
    static struct learner l = { .random = 20201122 };
    if (argc < 2) {
        fprintf(stderr, "usage: classify/train/lang/texts | lang OUT.BIN [STEPS]\n");
        return 2;
    }
    l.tk = tokenizer_new();
    read_texts(&l, stdin);
    bool enough = l.tongues > 0;
    for (int k = 0; k < LANG_OTHER; k++)
        enough &= l.known[k].n > 0 && l.brief[k].n > 0;
    if (!enough) {
        fprintf(stderr, "lang: texts in es, en, pt and in others are needed on standard input\n");
        return 2;
    }
    learn(&l, argc > 2 ? strtoul(argv[2], NULL, 10) : STEPS);
    judge_held(&l);
    return save(&l, argv[1]) ? 0 : 2;
}
