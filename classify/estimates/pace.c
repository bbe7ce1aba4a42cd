#include "classify/estimates/pace.h"

#include <stdlib.h>

#include "classify/estimates/recent.h"

enum { SLOTS = 1 << 16, HOUR = 60, STEPS = 256 };

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

static const struct recent form = { ":pace", "pace1", PACE_KEPT, PACE_RECORD };

bool pace_load(struct pace *p, struct slice stored)
{
    uint64_t from, count;
    if (stored.n == 0)
        return true;
    if (!recent_read(&form, stored, &from, &count))
        return false;
    for (uint64_t at = from; at < count; at++) {
        const char *r = recent_at(&form, stored, at);
        put(p, at, (uint32_t)recent_number(r, 4), (uint32_t)recent_number(r + 4, 4));
    }
    p->count = p->stored = count;
    return true;
}

static void print(const void *of, uint64_t at, char *to)
{
    const struct mark *m = &((const struct pace *)of)->v[at % PACE_KEPT];
    recent_put(to, m->author, 4);
    recent_put(to + 4, m->minute, 4);
}

void pace_commit(struct pace *p, struct commit *k) { recent_commit(&form, p->stored, p->count, print, p, k); }
void pace_committed(struct pace *p) { p->stored = p->count; }
