#include "kb/words.h"

#include <math.h>

#include "base/hash.h"
#include "query/frequencies.h"

/* Rarer words weigh no more: a street's name must not outweigh the question. */
#define LEAST_OF_MILLION 300.0

static struct slice stem(struct slice word)
{
    size_t letters = 0, n = 0;
    while (n < word.n && (((unsigned char)word.p[n] & 0xc0) == 0x80 || letters++ < KB_STEM_LETTERS))
        n++;
    return (struct slice){ word.p, n };
}

static double weight_of(struct slice word)
{
    double of_million = frequencies_of(frequencies_shipped(), word);
    return log(1e6 / (of_million > LEAST_OF_MILLION ? of_million : LEAST_OF_MILLION));
}

/* A short text as a rule: looking through those before is less than a table. */
static struct kb_word *find(const struct kb_words *w, uint64_t term)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->v[i].term == term)
            return &w->v[i];
    return NULL;
}

#define WORDS_MAX 256    /* of one text; what an article or a question says beyond tells nothing more */

void kb_words_of(struct arena *a, const struct tokens *t, struct kb_words *out)
{
    size_t most = t->n < WORDS_MAX ? t->n : WORDS_MAX;
    *out = (struct kb_words){ .v = arena_alloc(a, (most + 1) * sizeof *out->v) };
    for (size_t i = 0; i < t->n; i++) {
        const struct token *k = &t->v[i];
        if (k->kind != TOKEN_WORD || (k->flags & TOKEN_LAUGH))
            continue;
        out->length++;
        uint64_t term = hash64(stem(k->squeezed));
        struct kb_word *w = find(out, term);
        if (w)
            w->count++;
        else if (out->n < most) {
            out->v[out->n++] = (struct kb_word){ term, weight_of(k->squeezed), 1 };
            out->weight += out->v[out->n - 1].weight;
        }
    }
}

double kb_words_overlap(const struct kb_words *said, const struct kb_words *asked)
{
    double common = 0;
    for (size_t i = 0; i < asked->n; i++)
        if (find(said, asked->v[i].term))
            common += asked->v[i].weight;
    if (common <= 0)
        return 0;
    double p = common / said->weight, r = common / asked->weight;
    p = p < 1 ? p : 1;    /* weights of one term differ by the form that was met */
    return 5 * p * r / (4 * p + r);
}
