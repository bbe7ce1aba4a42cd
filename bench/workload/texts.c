/* The texts: made up, or a file's lines; and the words that they hold. */
#include "bench/workload/workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/hash.h"
#include "query/frequencies.h"
#include "query/vec.h"
#include "text/tokens.h"
#include "text/utf8.h"

#define RARE_WORDS 60000
#define SHORTEST 3          /* bytes of a word that queries ask for */

static const char *const common[] = {
    "de", "la", "que", "el", "en", "y", "a", "los", "se", "no", "un", "por", "con", "una", "es", "me", "mi", "ya", "más", "está",
    "señal", "servicio", "internet", "día", "atención", "después", "hoy", "sin", "cuando", "también", "pésimo", "número", "así",
};
static const char *const spice[] = { "😡", "@Movistar", "#FelizNoche", "https://t.co/AbCdEf1234", "¿cuándo?", "¡ya!", "nooooo", "👍🏽" };
static const char *const brands[WORKLOAD_POPULAR] = {
    "bmv", "telcel", "femsa", "pemex", "santander", "movistar", "cemex", "banorte", "banxico", "bbva",
};

int64_t workload_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

uint32_t workload_rnd(struct workload *w, uint32_t n)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(w->seed >> 33) % n;
}

const char *workload_brand(uint32_t i)
{
    return brands[i % WORKLOAD_POPULAR];
}

static void add_rare(struct buf *b, uint32_t rank)
{
    static const char *const part[] = { "ca", "lo", "mi", "ne", "ri", "so", "ta", "ñu", "ve", "bra", "cion", "do", "gue", "pla", "jo", "fa" };
    for (uint32_t k = rank + 256; k; k /= 16)
        buf_addz(b, part[k % 16]);
}

/* Skewed to the front: the product of three is small more often than not. */
static uint32_t any_rank(struct workload *w)
{
    uint64_t x = workload_rnd(w, RARE_WORDS), y = workload_rnd(w, RARE_WORDS), z = workload_rnd(w, RARE_WORDS);
    return (uint32_t)(x * y / RARE_WORDS * z / RARE_WORDS);
}

static void make_text(struct workload *w, struct buf *b)
{
    uint32_t bytes = 120 + workload_rnd(w, 40);
    buf_reset(b);
    while (b->n < bytes) {
        uint32_t kind = workload_rnd(w, 100);
        if (b->n)
            buf_char(b, ' ');
        if (kind < 55)
            buf_addz(b, common[workload_rnd(w, sizeof common / sizeof common[0])]);
        else if (kind < 89)
            add_rare(b, any_rank(w));
        else if (kind < 92)
            buf_addz(b, brands[workload_rnd(w, WORKLOAD_POPULAR)]);
        else
            buf_addz(b, spice[workload_rnd(w, sizeof spice / sizeof spice[0])]);
    }
}

static void make_texts(struct workload *w, size_t texts)
{
    struct buf b = { 0 };
    for (; w->texts < texts; w->texts++) {
        make_text(w, &b);
        w->text[w->texts] = arena_dup(&w->a, buf_slice(&b));
    }
    buf_fini(&b);
}

static bool read_texts(struct workload *w, const char *path, size_t texts)
{
    char *line = NULL;
    size_t cap = 0, at;
    ssize_t n;
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    while (w->texts < texts && (n = getline(&line, &cap, f)) > 0) {
        struct slice s = { line, (size_t)n - (line[n - 1] == '\n') };
        if (s.n && utf8_valid(s, &at))
            w->text[w->texts++] = arena_dup(&w->a, s);
    }
    free(line);
    fclose(f);
    return true;
}

/* ---- what words they hold */

struct word { struct slice s; uint32_t count, number; };

static bool is_brand(struct slice s)
{
    for (size_t i = 0; i < WORKLOAD_POPULAR; i++)
        if (slice_is(s, brands[i]))
            return true;
    return false;
}

/* Words of letters alone; the popular brands are for the popular queries. */
static bool is_for_queries(const struct token *t)
{
    if (t->kind != TOKEN_WORD || t->folded.n < SHORTEST || t->flags & (TOKEN_LONG | TOKEN_NUMBER) || is_brand(t->bare))
        return false;
    for (size_t i = 0; i < t->bare.n; i++)
        if (t->bare.p[i] < 'a' || t->bare.p[i] > 'z')
            return false;
    return true;
}

static void count_words(struct workload *w, struct buf *v, struct buf *said)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    struct map known = { 0 };
    struct tokens k;
    for (size_t i = 0; i < w->texts; i++) {
        arena_reset(&a);
        tokens_scan(t, &a, w->text[i], &k);
        for (size_t j = 0; j < k.n; j++) {
            if (!is_for_queries(&k.v[j]))
                continue;
            uint64_t key = hash64(k.v[j].folded);
            uint32_t n = map_get(&known, key);
            if (n == MAP_NONE) {
                n = (uint32_t)VEC_COUNT(*v, struct word);
                *(struct word *)vec_add(v, sizeof(struct word)) = (struct word){ arena_dup(&w->a, k.v[j].folded), 0, n };
                map_put(&known, key, n);
            }
            VEC_AT(*v, struct word, n)->count++;
            *(uint32_t *)vec_add(said, sizeof n) = n;
        }
    }
    map_fini(&known);
    arena_fini(&a);
    tokenizer_free(t);
}

static int commonest_first(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    return x->count != y->count ? (x->count > y->count ? -1 : 1) : slice_cmp(x->s, y->s);
}

static void rank_words(struct workload *w)
{
    struct buf v = { 0 }, said = { 0 };
    count_words(w, &v, &said);
    w->words = VEC_COUNT(v, struct word);
    w->saids = VEC_COUNT(said, uint32_t);
    w->word = arena_alloc(&w->a, (w->words + 1) * sizeof *w->word);
    w->said = arena_alloc(&w->a, (w->saids + 1) * sizeof *w->said);
    w->count = arena_alloc(&w->a, (w->words + 1) * sizeof *w->count);
    uint32_t *rank = arena_alloc(&w->a, (w->words + 1) * sizeof *rank);
    qsort(VEC_AT(v, struct word, 0), w->words, sizeof(struct word), commonest_first);
    for (size_t i = 0; i < w->words; i++) {
        w->word[i] = VEC_AT(v, struct word, i)->s;
        w->count[i] = VEC_AT(v, struct word, i)->count;
        rank[VEC_AT(v, struct word, i)->number] = (uint32_t)i;
    }
    for (size_t i = 0; i < w->saids; i++)
        w->said[i] = rank[*VEC_AT(said, uint32_t, i)];
    buf_fini(&v);
    buf_fini(&said);
}

bool workload_open(struct workload *w, const char *path, size_t texts)
{
    *w = (struct workload){ .seed = 7 };
    w->text = arena_alloc(&w->a, (texts + 1) * sizeof *w->text);
    if (path && !read_texts(w, path, texts))
        return false;
    if (!path)
        make_texts(w, texts);
    rank_words(w);
    return true;
}

/* A word with and without its mark takes two lines of the same bare word; either is near enough. */
void workload_frequencies(const struct workload *w, struct buf *b)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    for (size_t i = 0; i < w->words; i++) {
        uint64_t of_a_million = (uint64_t)w->count[i] * 1000000 / w->texts;
        if (of_a_million < FREQUENCIES_LEAST)
            break;
        struct slice bare = tokens_bare(t, &a, w->word[i]);
        buf_printf(b, SLICE_FMT "\t%" PRIu64 "\n", SLICE_ARG(bare), of_a_million);
    }
    for (size_t i = 0; i < WORKLOAD_POPULAR; i++)
        buf_printf(b, "%s\t10000\n", brands[i]);
    arena_fini(&a);
    tokenizer_free(t);
}

void workload_close(struct workload *w)
{
    arena_fini(&w->a);
}
