#include "classify/estimates/pace.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 16, HEADER = 16, HOUR = 60, STEPS = 256 };

struct mark {
    uint32_t author, minute;
    uint32_t back;               /* so many places before it is the last one of its slot; 0: none that is kept */
};

struct pace {
    uint64_t count, stored;      /* mentions that there have been; the same, as it is stored */
    struct mark *v;              /* the n-th at n % PACE_KEPT */
    uint64_t *slot;              /* the last mention of these authors, + 1 */
};

struct pace *pace_new(void)
{
    struct pace *p = calloc(1, sizeof *p);
    if (!p || !(p->v = calloc(PACE_KEPT, sizeof *p->v)) || !(p->slot = calloc(SLOTS, sizeof *p->slot)))
        abort();
    return p;
}

void pace_free(struct pace *p)
{
    if (!p)
        return;
    free(p->v);
    free(p->slot);
    free(p);
}

/* Chains lead to what is kept alone, so they are the same when the marks are read again. */
static void put(struct pace *p, uint64_t at, uint32_t author, uint32_t minute)
{
    uint64_t *slot = &p->slot[(author ^ author >> 16) & (SLOTS - 1)];
    uint64_t back = *slot ? at + 1 - *slot : 0;
    p->v[at % PACE_KEPT] = (struct mark){ author, minute, back < PACE_KEPT ? (uint32_t)back : 0 };
    *slot = at + 1;
}

int pace_meet(struct pace *p, uint32_t author, uint32_t minute)
{
    int n = 1;
    uint64_t at = p->count;
    put(p, p->count++, author, minute);
    for (int step = 0; step < STEPS && n < PACE_MOST && p->v[at % PACE_KEPT].back; step++) {
        at -= p->v[at % PACE_KEPT].back;
        if (at + PACE_KEPT < p->count)
            break;               /* overwritten since */
        const struct mark *m = &p->v[at % PACE_KEPT];
        n += m->author == author && m->minute <= minute && minute - m->minute < HOUR;
    }
    return n;
}

/* ---- the stored form ---- */

static void put_number(char *to, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(v >> 8 * i & 255);
}

static uint64_t number(const char *from, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes; i-- > 0;)
        v = v << 8 | (unsigned char)from[i];
    return v;
}

bool pace_load(struct pace *p, struct slice stored)
{
    if (stored.n == 0)
        return true;
    if (stored.n < HEADER || memcmp(stored.p, "pace1\0\0\0", 8) != 0 || stored.n > HEADER + (size_t)PACE_KEPT * PACE_RECORD)
        return false;
    uint64_t count = number(stored.p + 8, 8), from = count > PACE_KEPT ? count - PACE_KEPT : 0;
    if (stored.n < HEADER + (count < PACE_KEPT ? count : PACE_KEPT) * PACE_RECORD)
        return false;
    for (uint64_t at = from; at < count; at++) {
        const char *r = stored.p + HEADER + at % PACE_KEPT * PACE_RECORD;
        put(p, at, (uint32_t)number(r, 4), (uint32_t)number(r + 4, 4));
    }
    p->count = p->stored = count;
    return true;
}

/* Marks [from, to), which lie side by side. */
static void put_run(const struct pace *p, uint64_t from, uint64_t to, struct commit *k)
{
    size_t bytes = (size_t)(to - from) * PACE_RECORD;
    char *run = malloc(bytes);
    if (!run)
        abort();
    for (uint64_t at = from; at < to; at++) {
        put_number(run + (at - from) * PACE_RECORD, p->v[at % PACE_KEPT].author, 4);
        put_number(run + (at - from) * PACE_RECORD + 4, p->v[at % PACE_KEPT].minute, 4);
    }
    commit_item(k);
    store_arg(k->s, SLICE(":pace"));
    store_arg_int(k->s, (int64_t)(HEADER + from % PACE_KEPT * PACE_RECORD));
    store_arg(k->s, (struct slice){ run, bytes });
    free(run);
}

void pace_commit(struct pace *p, struct commit *k)
{
    char header[HEADER] = "pace1";
    uint64_t from = p->stored;
    if (p->count == from)
        return;
    if (p->count - from > PACE_KEPT)
        from = p->count - PACE_KEPT;
    while (from < p->count) {            /* twice at most where the ring begins anew */
        uint64_t end = from - from % PACE_KEPT + PACE_KEPT;
        end = end < p->count ? end : p->count;
        put_run(p, from, end, k);
        from = end;
    }
    put_number(header + 8, p->count, 8);
    commit_item(k);
    store_arg(k->s, SLICE(":pace"));
    store_arg_int(k->s, 0);
    store_arg(k->s, (struct slice){ header, HEADER });
}

void pace_committed(struct pace *p) { p->stored = p->count; }
