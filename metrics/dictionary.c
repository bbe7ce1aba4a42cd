#include "metrics/dictionary.h"

#include <stdlib.h>

struct names {
    struct arena a;
    struct dictionary_name *v;
    size_t n, cap;
    int64_t offset, start, count;
    bool read;
};

struct dictionary { struct names *v; size_t n; };

struct dictionary *dictionary_new(void)
{
    struct dictionary *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    return d;
}

static void clear(struct names *n)
{
    arena_fini(&n->a);
    free(n->v);
    *n = (struct names){ 0 };
}

void dictionary_free(struct dictionary *d)
{
    for (size_t p = 0; d && p < d->n; p++)
        clear(&d->v[p]);
    if (d)
        free(d->v);
    free(d);
}

static struct names *names_of(struct dictionary *d, int partition)
{
    size_t want = (size_t)partition + 1;
    if (want > d->n) {
        d->v = realloc(d->v, want * sizeof *d->v);
        if (!d->v)
            abort();
        memset(d->v + d->n, 0, (want - d->n) * sizeof *d->v);
        d->n = want;
    }
    return &d->v[partition];
}

/* Kinds that name no brand first: a|platform, k|2, v|12. */
static bool of_no_brand(char kind)
{
    return kind == 'a' || kind == 'k' || kind == 'v';
}

static bool take(void *self, struct slice name, int64_t number, struct err *e)
{
    struct names *n = self;
    (void)e;
    if (name.n < 2 || name.p[1] != '|')
        return true;
    if (n->n == n->cap) {
        n->cap = n->cap ? 2 * n->cap : 256;
        n->v = realloc(n->v, n->cap * sizeof *n->v);
        if (!n->v)
            abort();
    }
    name = arena_dup(&n->a, name);
    struct slice rest = { name.p + 2, name.n - 2 }, brand = { 0 };
    if (!of_no_brand(*name.p))
        slice_next(&rest, '|', &brand);
    n->v[n->n++] = (struct dictionary_name){ .name = name, .brand = brand, .number = number };
    return true;
}

static int by_brand(const void *x, const void *y)
{
    const struct dictionary_name *a = x, *b = y;
    int c = slice_cmp(a->brand, b->brand);
    return c ? c : (a->number > b->number) - (a->number < b->number);
}

/* HSCAN may name a counter twice while others are added. */
static void drop_doubles(struct names *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n->n; i++)
        if (kept == 0 || n->v[i].number != n->v[kept - 1].number || !slice_eq(n->v[i].brand, n->v[kept - 1].brand))
            n->v[kept++] = n->v[i];
    n->n = kept;
}

bool dictionary_refresh(struct dictionary *d, struct ledger *l, enum state_side side, int partition, int64_t offset, int64_t start, int64_t names, struct err *e)
{
    struct names *n = names_of(d, partition);
    bool same = n->read && n->start == start && n->count == names && offset >= n->offset;
    n->offset = same ? offset : n->offset;
    if (same)
        return true;
    struct arena scratch = { 0 };
    clear(n);
    bool ok = state_counters(l, &scratch, state_tag(&scratch, l, side, partition), take, n, e);
    arena_fini(&scratch);
    if (!ok) {
        clear(n);
        return false;
    }
    if (n->n)
        qsort(n->v, n->n, sizeof *n->v, by_brand);
    drop_doubles(n);
    n->offset = offset;
    n->start = start;
    n->count = names;
    n->read = true;
    return true;
}

int64_t dictionary_count(const struct dictionary *d, int partition)
{
    return (size_t)partition < d->n && d->v[partition].read ? d->v[partition].count : -1;
}

const struct dictionary_name *dictionary_of(const struct dictionary *d, int partition, struct slice brand, size_t *n)
{
    const struct names *all = &d->v[partition];
    size_t low = 0, high = all->n;
    *n = 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (slice_cmp(all->v[middle].brand, brand) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *n < all->n && slice_eq(all->v[low + *n].brand, brand))
        ++*n;
    return *n ? &all->v[low] : NULL;
}
