#include "text/shingles.h"

#include <string.h>

enum { WORDS_MAX = 400 };        /* of a longer text, its beginning: an article's first paragraphs */

static bool counts(const struct token *t)
{
    return t->kind == TOKEN_WORD || t->kind == TOKEN_TAG || t->kind == TOKEN_CASH;
}

/* The hash of a word is good; that of a pair must depend on the order. The upper half: its order is that of all of it. */
static uint32_t pair(uint64_t first, uint64_t second)
{
    uint64_t h = (first * 0x9e3779b97f4a7c15u ^ second) * 0xbf58476d1ce4e5b9u;
    return (uint32_t)((h ^ h >> 29) * 0x94d049bb133111ebu >> 32);
}

/* Among the smallest so far. Most are larger than all of them, or go near the end. */
static void keep(struct shingles *s, uint32_t hash)
{
    uint32_t at = s->n;
    if (at == SHINGLES_KEPT && hash >= s->v[at - 1])
        return;
    while (at > 0 && s->v[at - 1] > hash)
        at--;
    if (at > 0 && s->v[at - 1] == hash)
        return;
    s->n += s->n < SHINGLES_KEPT;
    memmove(s->v + at + 1, s->v + at, (s->n - 1 - at) * sizeof *s->v);
    s->v[at] = hash;
}

void shingles_of(const struct tokens *said, size_t from, struct shingles *out)
{
    size_t words = 0;
    uint64_t before = 0;
    out->n = 0;
    for (size_t i = from; i < said->n && words < WORDS_MAX; i++) {
        if (!counts(&said->v[i]))
            continue;
        keep(out, pair(0, said->v[i].hash));
        if (words++)
            keep(out, pair(before, said->v[i].hash));
        before = said->v[i].hash;
    }
    if (words < SHINGLES_WORDS)
        out->n = 0;
}

/* The smallest of both together are a fair sample of both together: how many of them are in each? */
double shingles_alike(const struct shingles *a, const struct shingles *b)
{
    uint32_t i = 0, k = 0, seen = 0, both = 0;
    while (seen < SHINGLES_KEPT && (i < a->n || k < b->n)) {
        bool left = k == b->n || (i < a->n && a->v[i] <= b->v[k]), right = i == a->n || (k < b->n && b->v[k] <= a->v[i]);
        both += left && right;
        i += left;
        k += right;
        seen++;
    }
    return a->n && b->n ? (double)both / seen : 0;
}
