#include "route/care/sums.h"

#include <stdlib.h>

void sums_add(struct sums *s, int64_t ms, uint32_t number, int64_t delta)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 256;
        s->v = realloc(s->v, s->cap * sizeof *s->v);
        if (!s->v)
            abort();
    }
    s->v[s->n++] = (struct sum){ (uint32_t)(ms / 60000), number, delta };
}

static int by_place(const void *x, const void *y)
{
    const struct sum *a = x, *b = y;
    if (a->minute != b->minute)
        return a->minute < b->minute ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

void sums_pour(struct sums *s, struct tally *t, int64_t clock_ms)
{
    if (s->n)
        qsort(s->v, s->n, sizeof *s->v, by_place);
    for (size_t i = 0, to; i < s->n; i = to) {
        int64_t delta = 0;
        for (to = i; to < s->n && by_place(&s->v[i], &s->v[to]) == 0; to++)
            delta += s->v[to].delta;
        if (delta)
            tally_add(t, s->v[i].minute, tally_level(s->v[i].minute, clock_ms), s->v[i].number, delta);
    }
    s->n = 0;
}

void sums_fini(struct sums *s)
{
    free(s->v);
    *s = (struct sums){ 0 };
}
