#include "dashboard/snapshot.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"

static void snapshot_free(struct shared *self)
{
    struct snapshot *s = (struct snapshot *)self;
    arena_fini(&s->a);
    free(s);
}

struct snapshot *snapshot_read(struct ledger *l, struct err *e)
{
    struct snapshot *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->shared.free = snapshot_free;
    s->read_ms = clock_now_ms();
    if (!states_read(l, &s->a, STATE_MENTIONS, &s->states, e)) {
        snapshot_free(&s->shared);
        return NULL;
    }
    for (size_t p = 0; p < s->states.n; p++)
        s->mark = hash64_seed((struct slice){ (const char *)s->states.v[p].v, sizeof s->states.v[p].v }, s->mark + p);
    return s;
}
