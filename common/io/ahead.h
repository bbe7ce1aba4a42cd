/*
 * ahead: the records of one partition that were read and wait to be applied, and
 * which of them are applied next. While all that wait fit into one batch, that is
 * the log's order. When more do, those of a higher rank go first, however far back
 * they stand, and with each of them whatever of its key stands before it: within a
 * key the order is the log's, always. The rest waits, but an eighth of each batch
 * is the log's next.
 *
 *   offset                                                   read
 *     | . . x . . . x x . . . . . . . . . . . . . . . . . . . . |
 *     all before it is applied       x: applied, ahead of what stands before it
 *
 * What is applied ahead is state of the partition like the offset, and moves in the
 * same commit (model/keys.h): STATE_AHEAD says which they are. STATE_ORDER is a hash
 * over every order of application that was not the log's, since state may follow
 * from it (numbers of counters are given in order of first use): it is compared and
 * set with the offset, so that nobody commits on top of another's order. Where the
 * log's order was never left both are absent.
 *
 * Bounded: see claims.h. One thread.
 */
#ifndef PULSO_IO_AHEAD_H
#define PULSO_IO_AHEAD_H

#include <librdkafka/rdkafka.h>

#include "base/arena.h"

#define RANKS 4                  /* 0: waits for its turn; higher ones go first */

/* What a daemon notes of a record when it is read, in the log's order. */
struct record_note {
    int64_t clock_ms;            /* largest append time so far, at this record */
    int64_t era;                 /* nothing is taken before records of an earlier one, and no batch holds two */
    bool repeat;                 /* it was here before, by its origin */
};

struct waiting {
    rd_kafka_message_t *m;
    uint64_t key;                /* hash of it */
    struct record_note note;
    uint8_t rank, need;          /* its own; the highest of its own and of those behind it with its key */
    bool done, taken;            /* applied ahead; in the batch at hand */
};

struct ahead {
    struct waiting *v;           /* ring of `mask + 1`, by offset: those of [offset, read) */
    uint32_t mask;
    int64_t offset, read, ranked;        /* ranked: those before it have a rank */
    size_t open, done;           /* of them: wait; are applied ahead, with those of `stored` that are not read yet */
    size_t bytes;                /* of all messages that are held */
    uint64_t order;
    unsigned char *stored;       /* bits as they were claimed, from stored_from on */
    int64_t stored_from, stored_to;
};

/* The value of STATE_AHEAD (empty: none) and of STATE_ORDER, at the stored offset. False: that is no such value. */
bool ahead_begin(struct ahead *a, int64_t offset, struct slice ahead, uint64_t order);
/* Gives the messages to `spent`: the producer may still point into them. */
struct messages { rd_kafka_message_t **v; size_t n, cap; };
void messages_add(struct messages *s, rd_kafka_message_t *m);
void ahead_end(struct ahead *a, struct messages *spent);       /* accepts {0} */

/* The next record, at a->read. */
void ahead_add(struct ahead *a, rd_kafka_message_t *m, const struct record_note *note);
struct waiting *ahead_at(const struct ahead *a, int64_t offset);        /* of [offset, read) */

/* Up to `portion` that are to be applied next, in the order in which they are to be applied. With `ranks` (only once all have a rank) up to `most`, where so many
 * are of higher ranks: what is urgent waits for no further turn. */
size_t ahead_take(struct ahead *a, size_t portion, size_t most, bool ranks, struct waiting **out);
/* What the state is once they are applied: how far the offset comes, the value of STATE_AHEAD, and the hash of the orders. */
struct ahead_next { int64_t offset; uint64_t order; size_t done; struct slice ahead; };
void ahead_next(const struct ahead *a, struct arena *arena, struct waiting *const *batch, size_t n, struct ahead_next *out);
void ahead_untake(struct waiting *const *batch, size_t n);
/* They are applied and committed. */
void ahead_applied(struct ahead *a, const struct ahead_next *next, struct messages *spent);

#endif
