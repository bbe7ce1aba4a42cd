#include "kb/bm25.h"

#include <stdlib.h>
#include <string.h>

static int by_term(const void *a, const void *b)
{
    const struct kb_posting *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

void bm25_build(struct kb *kb)
{
    size_t n = 0, length = 0;
    for (size_t i = 0; i < kb->n; i++) {
        n += kb->v[i].all.n;
        length += kb->v[i].all.length;
    }
    kb->postings = arena_alloc(&kb->arena, (n + 1) * sizeof *kb->postings);
    for (size_t i = 0; i < kb->n; i++)
        for (size_t k = 0; k < kb->v[i].all.n; k++)
            kb->postings[kb->posting_count++] = (struct kb_posting){ kb->v[i].all.v[k].term, (uint32_t)i, kb->v[i].all.v[k].count };
    if (n)
        qsort(kb->postings, n, sizeof *kb->postings, by_term);
    kb->mean_length = kb->n ? (double)length / (double)kb->n : 1;
}

static size_t first_of(const struct kb *kb, uint64_t term)
{
    size_t low = 0, high = kb->posting_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (kb->postings[mid].term < term)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

void bm25_score(const struct kb *kb, const struct kb_words *said, double *scores)
{
    const double k = 1.2, b = 0.75;
    memset(scores, 0, kb->n * sizeof *scores);
    for (size_t i = 0; i < said->n; i++)
        for (size_t p = first_of(kb, said->v[i].term); p < kb->posting_count && kb->postings[p].term == said->v[i].term; p++) {
            const struct kb_posting *x = &kb->postings[p];
            double f = x->count, length = (double)kb->v[x->article].all.length / kb->mean_length;
            scores[x->article] += said->v[i].weight * f * (k + 1) / (f + k * (1 - b + b * length));
        }
}
