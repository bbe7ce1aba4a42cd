/*
 * window: the changes that a teller has read and that are not done: who is next,
 * and how far everything is done in each partition. One thread.
 */
#ifndef PULSO_ROUTE_TELL_WINDOW_H
#define PULSO_ROUTE_TELL_WINDOW_H

#include "base/arena.h"
#include "route/tell/change_seen.h"

enum { WINDOW = 128, WINDOW_AT_ONCE = 32, WINDOW_LEAD = 1000 };

enum slot_state { SLOT_FREE, SLOT_WAITS, SLOT_TOLD /* on its way */, SLOT_LETTER /* its dead letter is */ };

struct slot {
    enum slot_state state;
    int32_t partition;
    int64_t offset;
    struct arena a;              /* of what follows */
    struct slice key, record;    /* as in pulso.changes */
    struct change_seen change;
};

struct window {
    struct slot v[WINDOW];
    int partitions;
    int64_t *next;               /* by partition: behind the last that was read */
};

void window_init(struct window *w, int partitions);
void window_fini(struct window *w);                  /* accepts {0} */
/* One to put the next change into; NULL: no more are to be read now. */
struct slot *window_free(struct window *w);
/* It was read: it waits, or (wanted false) is done at once. */
void window_read(struct window *w, int32_t partition, int64_t offset, struct slot *s, bool wanted);
/* The next that may be told: the first of its case. NULL: none. */
struct slot *window_due(struct window *w);
void window_ended(struct slot *s);
/* Everything before it is done. */
int64_t window_done(const struct window *w, int32_t partition);

#endif
