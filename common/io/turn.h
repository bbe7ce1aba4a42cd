/*
 * turn: one round of a daemon that owns partitions: one batch of each. The order
 * is the delivery promise: ask Redis, judge and produce, wait until Kafka has
 * acknowledged everything, then commit state and offset, together, by
 * compare-and-set. A crash repeats work and never loses or doubles a count; a
 * batch that fails on the way is thrown away with its state and read again.
 *
 *   claims_take -> for each partition: ask ->
 *   for each: carry_out -> all delivered -> for each: commit -> committed
 *
 * The questions of all partitions are under way at once, and so are the commits.
 * One thread.
 */
#ifndef PULSO_IO_TURN_H
#define PULSO_IO_TURN_H

#include "base/arena.h"
#include "io/claims.h"

struct app;
struct metric;

struct turn_work {
    struct claim_batch *b;       /* b->claim->state is the daemon's own */
    void *own;                   /* the daemon's, made by ask in the turn's arena */
    bool alive;
};

struct turn_ops {
    /* Prepares the batch (it may be cut) and says what it wants to know: store_begin(STORE_READ), store_arg... for each. */
    bool (*ask)(void *self, struct turn_work *w, struct err *e);
    /* The answer is ours: packed as in io/read.lua. Judges and produces, in the order of the records. */
    bool (*carry_out)(void *self, struct turn_work *w, struct slice packed, struct err *e);
    /* Writes the sections of the commit, see claims.h. */
    void (*commit)(void *self, struct turn_work *w, struct commit *k);
    void (*committed)(void *self, struct turn_work *w);   /* for the metrics */
};

struct turn {
    struct app *app;
    struct claims *claims;
    struct store *store;
    struct bus_out *out;
    const struct turn_ops *ops;
    void *self;
    struct arena arena;          /* until the next turn */
    int64_t stop_us;             /* once asked to stop: until when Kafka is waited for, in all */
    struct metric *seconds, *redis_seconds, *delivery_seconds;
};

void turn_stats(struct turn *t, const char *daemon);
/* Says whether the daemon is ready. False: the loop must end. */
bool turn_run(struct turn *t, struct err *e);
/* Closes bus_out first: what is in flight points into the batch's records and the arena. Accepts {0}. */
void turn_close(struct turn *t);

#endif
