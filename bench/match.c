/*
 * match: microseconds a text for tokenising and for matching 10 to 100,000
 * queries, over texts that it makes up itself: Spanish of 140 bytes in
 * the mean, with brands, tags, accents, emoji and addresses; then class by
 * class what the operators cost. One thread, CPU time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "query/query.h"

#define TEXTS 2000
#define ROUNDS 25
#define BATCH 100    /* tokenised, then matched: what comes from the tokenizer is warm, as in the daemon */
#define WORDS 20000

static const char *const common[] = {
    "de", "la", "que", "el", "en", "y", "a", "los", "se", "no", "un", "por", "con", "una", "es", "me", "mi", "ya", "más", "está",
    "señal", "servicio", "internet", "día", "atención", "después", "hoy", "sin", "cuando", "también", "pésimo", "número", "así",
};
static const char *const spice[] = { "😡", "@Movistar", "#FelizNoche", "https://t.co/AbCdEf1234", "¿cuándo?", "¡ya!", "nooooo", "👍🏽" };

/* CPU time: steadier than the clock where others work too. */
static int64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t seed = 7;

static uint32_t rnd(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

/* The words beyond the common ones, by rank: low ranks are frequent, as in any language. */
static void add_word(struct buf *b, uint32_t rank)
{
    static const char *const part[] = { "ca", "lo", "mí", "ne", "ri", "so", "ta", "ñu", "ve", "bra", "ción", "do", "gue", "pla", "jo", "fa" };
    for (uint32_t k = rank + 16; k; k /= 16)
        buf_addz(b, part[k % 16]);
}

static uint32_t any_rank(void)
{
    uint32_t a = rnd(WORDS), c = rnd(WORDS), d = rnd(WORDS);
    return (uint32_t)((uint64_t)a * c / WORDS * d / WORDS);   /* skewed to the front */
}

static struct slice make_text(struct arena *a)
{
    struct buf b = { 0 };
    while (b.n < 120 + rnd(40)) {
        uint32_t kind = rnd(100);
        if (b.n)
            buf_char(&b, ' ');
        if (kind < 55)
            buf_addz(&b, common[rnd(sizeof common / sizeof common[0])]);
        else if (kind < 92)
            add_word(&b, any_rank());
        else
            buf_addz(&b, spice[rnd(sizeof spice / sizeof spice[0])]);
    }
    struct slice s = arena_dup(a, buf_slice(&b));
    buf_fini(&b);
    return s;
}

static void add_alternatives(struct buf *b, const char *sign, int n)
{
    for (int k = 0; k < n; k++) {
        buf_addz(b, k ? " OR " : "");
        buf_addz(b, k == 1 ? sign : "");
        add_word(b, rnd(WORDS));
    }
}

/* A brand by its names, beside what is said of it; every tenth query has no brand and looks for two frequent words. */
static void make_query(struct buf *b, uint32_t i)
{
    buf_reset(b);
    if (i % 10 == 9) {
        add_word(b, any_rank());
        buf_addz(b, " AND ");
        add_word(b, any_rank());
        buf_addz(b, " NOT hoy");
        return;
    }
    buf_char(b, '(');
    add_alternatives(b, i % 2 ? "@" : "#", 4);
    buf_addz(b, " OR \"servicio ");
    add_word(b, rnd(WORDS));
    buf_addz(b, "\") AND (señal OR ");
    add_alternatives(b, "", 3);
    buf_addz(b, "*) NOT language:en");
}

enum class { BRANDS, INSIDE, NEAR, WITHIN, NESTED, MIXED, CLASSES };
static const char *const class_names[CLASSES] = { "brands", "inner * and ?", "NEAR, wildcards", "~n on groups", "nested NEAR", "all mixed" };

/* A word with a wildcard somewhere in it. */
static void add_wildcard(struct buf *b)
{
    struct buf w = { 0 };
    do {
        buf_reset(&w);
        add_word(&w, rnd(WORDS));
    } while (w.n < 5);
    size_t at = 3;
    while (((unsigned char)w.p[at] & 0xC0) == 0x80 || ((unsigned char)w.p[at - 1] & 0x80))
        at++;   /* between ASCII letters, or there is none */
    if (at < w.n && (unsigned char)w.p[at] < 0x80)
        w.p[at] = rnd(2) ? '*' : '?';
    buf_add(b, buf_slice(&w));
    buf_fini(&w);
}

static void add_either(struct buf *b, bool wildcards)
{
    buf_char(b, '(');
    for (int k = 0; k < 3; k++) {
        buf_addz(b, k ? " OR " : "");
        if (wildcards && k)
            add_wildcard(b);
        else
            add_word(b, rnd(WORDS));
    }
    buf_char(b, ')');
}

static void make_operators(struct buf *b, enum class c, uint32_t i)
{
    static const char *const joints[CLASSES] = { [INSIDE] = " AND ", [NEAR] = " NEAR/5 ", [WITHIN] = " AND ", [NESTED] = " NEAR/3 " };
    if (c == MIXED)
        c = (enum class)(i % MIXED);
    if (c == BRANDS) {
        make_query(b, i);
        return;
    }
    buf_reset(b);
    buf_addz(b, c == WITHIN ? "(" : "");
    add_either(b, c != WITHIN);
    buf_addz(b, joints[c]);
    buf_addz(b, "(señal OR servicio OR internet OR mal*)");
    if (c == NESTED) {
        buf_addz(b, " NEAR/8f ");
        add_either(b, true);
    }
    buf_addz(b, c == WITHIN ? ")~6" : "");
    buf_addz(b, " NOT (sorteo OR language:en)");
}

static struct query_set *make_set(uint32_t n, enum class c)
{
    struct query_set *qs = query_set_new();
    struct query_error qe;
    struct buf b = { 0 };
    struct err e;
    for (uint32_t i = 0; i < n; i++) {
        if (c == BRANDS)
            make_query(&b, i);
        else
            make_operators(&b, c, i);
        if (!query_set_add(qs, i, buf_slice(&b), &qe)) {
            query_print_error(&b, "bench", 1, buf_slice(&b), &qe);
            fprintf(stderr, "%s", buf_z(&b));
            exit(3);
        }
    }
    buf_fini(&b);
    if (!query_set_compile(qs, &e))
        exit(3);
    return qs;
}

static double per_text(int64_t us)
{
    return (double)us / (TEXTS * (double)ROUNDS);
}

static void bench_tokens(const struct slice *text)
{
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    size_t tokens = 0, bytes = 0;
    int64_t start = cpu_us();
    for (int r = 0; r < ROUNDS; r++)
        for (size_t i = 0; i < TEXTS; i++) {
            struct tokens k;
            if (i % 256 == 0)
                arena_reset(&a);
            tokens_scan(t, &a, text[i], &k);
            tokens += k.n;
            bytes += text[i].n;
        }
    printf("tokenise: %.3f us a text of %.0f bytes, %.1f tokens\n", per_text(cpu_us() - start),
           per_text((int64_t)bytes), per_text((int64_t)tokens));
    arena_fini(&a);
    tokenizer_free(t);
}

static void bench_match(const struct slice *text, uint32_t queries, enum class c)
{
    struct tokens k[BATCH];
    struct mention m = { .platform = SLICE("x"), .lang = SLICE("es"), .country = SLICE("AR"), .author_handle = SLICE("Ana") };
    int64_t start = cpu_us();
    struct query_set *qs = make_set(queries, c);
    int64_t compile_us = cpu_us() - start;
    struct query_match *qm = query_match_new(qs);
    struct tokenizer *t = tokenizer_new();
    struct arena a = { 0 };
    const uint32_t *ids;
    size_t hits = 0;
    int64_t us = 0;
    for (size_t from = 0; from < TEXTS * ROUNDS; from += BATCH) {
        arena_reset(&a);
        for (size_t i = 0; i < BATCH; i++)
            tokens_scan(t, &a, text[(from + i) % TEXTS], &k[i]);
        start = cpu_us();
        for (size_t i = 0; i < BATCH; i++)
            hits += query_match_run(qm, &m, &k[i], NULL, &ids);
        us += cpu_us() - start;
    }
    printf("match %6" PRIu32 " queries, %-16s %.3f us a text, %.2f matches, compiled in %" PRId64 " ms, %.1f MB\n", queries, class_names[c],
           per_text(us), per_text((int64_t)hits), compile_us / 1000, (double)query_set_bytes(qs) / 1e6);
    query_match_free(qm);
    query_set_free(qs);
    tokenizer_free(t);
    arena_fini(&a);
}

int main(void)
{
    static const uint32_t sizes[] = { 10, 100, 1000, 10000, 100000 };
    static struct slice text[TEXTS];
    struct arena a = { 0 };
    for (size_t i = 0; i < TEXTS; i++)
        text[i] = make_text(&a);
    bench_tokens(text);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        bench_match(text, sizes[i], BRANDS);
    for (uint32_t n = 1000; n <= 10000; n *= 10)
        for (int c = INSIDE; c < CLASSES; c++)
            bench_match(text, n, (enum class)c);
    arena_fini(&a);
    return 0;
}
