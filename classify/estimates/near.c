#include "classify/estimates/near.h"

#include <stdlib.h>

#include "classify/estimates/recent.h"

enum { KEYS = 9, SLOTS = 1 << 17 };

struct near {
    uint64_t count;              /* originals that there have been; the last NEAR_KEPT of them are here */
    uint64_t stored;             /* the same, as it is stored */
    struct near_original *v;     /* the n-th at n % NEAR_KEPT */
    uint64_t *slot;              /* of a key: the last original that had it, + 1. What is overwritten is not found by this key any more */
};

struct near *near_new(void)
{
    struct near *n = calloc(1, sizeof *n);
    if (!n || !(n->v = calloc(NEAR_KEPT, sizeof *n->v)) || !(n->slot = calloc(SLOTS, sizeof *n->slot)))
        abort();
    return n;
}

void near_free(struct near *n)
{
    if (!n)
        return;
    free(n->v);
    free(n->slot);
    free(n);
}

/* By what it is found: the story, and the smallest shingles. */
static int keys_of(const struct near_original *o, uint32_t keys[KEYS])
{
    int n = 0;
    keys[n++] = (uint32_t)(o->story >> 32) ^ (uint32_t)o->story;
    for (uint32_t i = 0; i < o->is.n && n < KEYS; i++)
        keys[n++] = o->is.v[i] * 0x9e3779b1u;
    return n;
}

static uint64_t *slot_of(struct near *n, uint32_t key) { return &n->slot[(key ^ key >> 15) & (SLOTS - 1)]; }

/* A slot names the latest of those that had its key; that one is gone only when all before it are. So the table follows from the originals
 * that are kept, and is the same when they are read again. */
static void put(struct near *n, uint64_t at, const struct near_original *o)
{
    uint32_t keys[KEYS];
    int k = keys_of(o, keys);
    n->v[at % NEAR_KEPT] = *o;
    while (k-- > 0)
        *slot_of(n, keys[k]) = at + 1;
}

const struct near_original *near_meet(struct near *n, const struct near_original *text)
{
    uint32_t keys[KEYS];
    int count = keys_of(text, keys);
    uint64_t best = 0;
    double alike = 0;
    for (int i = 0; i < count; i++) {
        uint64_t at = *slot_of(n, keys[i]);
        if (at == 0 || at == best || at + NEAR_KEPT <= n->count)
            continue;
        const struct near_original *o = &n->v[(at - 1) % NEAR_KEPT];
        double r = o->story == text->story ? 2 : shingles_alike(&o->is, &text->is);
        if (r >= SHINGLES_NEAR && (r > alike || (r == alike && at < best)))   /* the earlier of two */
            best = at, alike = r;
    }
    if (!best) {
        put(n, n->count++, text);
        return NULL;
    }
    if (best - 1 + NEAR_KEPT / 2 >= n->count)
        return &n->v[(best - 1) % NEAR_KEPT];
    struct near_original again = n->v[(best - 1) % NEAR_KEPT];    /* it is still copied: it stays, as the newest */
    put(n, n->count++, &again);
    return &n->v[(n->count - 1) % NEAR_KEPT];
}

/* ---- the stored form ---- */

static const struct recent form = { ":near", "near1", NEAR_KEPT, NEAR_RECORD };

static void print(const void *of, uint64_t at, char *to)
{
    const struct near_original *o = &((const struct near *)of)->v[at % NEAR_KEPT];
    recent_put(to, (uint64_t)o->offset, 8);
    recent_put(to + 8, o->story, 8);
    recent_put(to + 16, o->author, 4);
    recent_put(to + 20, o->is.n, 4);
    for (uint32_t i = 0; i < o->is.n; i++)
        recent_put(to + 24 + 4 * i, o->is.v[i], 4);
}

static bool take_record(const char *from, struct near_original *o)
{
    *o = (struct near_original){ .offset = (int64_t)recent_number(from, 8), .story = recent_number(from + 8, 8), .author = (uint32_t)recent_number(from + 16, 4) };
    uint64_t n = recent_number(from + 20, 4);
    if (o->offset < 0 || n > SHINGLES_KEPT)
        return false;
    o->is.n = (uint32_t)n;
    for (uint32_t i = 0; i < n; i++) {
        o->is.v[i] = (uint32_t)recent_number(from + 24 + 4 * i, 4);
        if (i && o->is.v[i] <= o->is.v[i - 1])
            return false;
    }
    return true;
}

bool near_load(struct near *n, struct slice stored)
{
    uint64_t from, count;
    if (stored.n == 0)
        return true;
    if (!recent_read(&form, stored, &from, &count))
        return false;
    for (uint64_t at = from; at < count; at++) {
        struct near_original o;
        if (!take_record(recent_at(&form, stored, at), &o))
            return false;
        put(n, at, &o);
    }
    n->count = n->stored = count;
    return true;
}

void near_commit(struct near *n, struct commit *k) { recent_commit(&form, n->stored, n->count, print, n, k); }
void near_committed(struct near *n) { n->stored = n->count; }
