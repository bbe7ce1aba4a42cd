#include "metrics/clusters.h"

#include <stdlib.h>

bool cluster_parse(struct slice text, struct cluster *out)
{
    struct slice partition, offset;
    int64_t p;
    *out = (struct cluster){ .originals = 1 };
    if (!slice_next(&text, ':', &partition) || !slice_int(partition, &p) || p < 0 || p > INT32_MAX || !slice_next(&text, ' ', &offset)
        || !slice_int(offset, &out->offset) || text.n % 4 || text.n > 4 * SHINGLES_KEPT)
        return false;
    out->partition = (int32_t)p;
    for (; text.n; text.p += 4, text.n -= 4) {
        const unsigned char *b = (const unsigned char *)text.p;
        out->is.v[out->is.n++] = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    }
    return true;
}

static int by_low(const void *x, const void *y)
{
    const struct cluster *a = x, *b = y;
    if (a->low != b->low)
        return a->low < b->low ? 1 : -1;
    return a->partition != b->partition ? a->partition - b->partition : (a->offset > b->offset) - (a->offset < b->offset);
}

/* To the first that it resembles, which has more copies than it has itself. */
static void put(struct clusters *c, const struct cluster *one)
{
    for (size_t i = 0; i < c->n; i++) {
        struct cluster *to = &c->v[i];
        if (shingles_alike(&to->is, &one->is) < SHINGLES_NEAR)
            continue;
        to->low += one->low;
        to->high += one->high;
        to->originals++;
        return;
    }
    c->v[c->n++] = *one;
}

bool clusters_top(const struct estimates_asked *q, size_t column, const struct estimate_keys *k, struct ledger *l, const struct states *states,
                  struct arena *a, struct clusters *out, struct err *e)
{
    struct estimate_items items;
    struct cluster one;
    if (!estimates_top(q, column, k, ESTIMATE_TOP_CLUSTERS, l, states, a, &items, e))
        return false;
    *out = (struct clusters){ .v = arena_alloc(a, (items.n + 1) * sizeof *out->v), .missed = items.missed };
    for (size_t i = 0; i < items.n; i++) {
        if (!cluster_parse(items.v[i].text, &one))
            return err_set(e, ERR_BUG, "an estimate of what is copied most cannot be read: it is of another version of pulso");
        one.low = items.v[i].low;
        one.high = items.v[i].high;
        put(out, &one);
    }
    qsort(out->v, out->n, sizeof *out->v, by_low);
    return true;
}
