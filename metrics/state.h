/*
 * state: what Redis holds about the partitions, for those who look on: offsets,
 * clocks and what became of the records. Nothing here writes.
 */
#ifndef PULSO_METRICS_STATE_H
#define PULSO_METRICS_STATE_H

#include "app/app.h"
#include "base/arena.h"
#include "io/store.h"

/* Where all figures are read from. Belongs to one thread, as its store does. */
struct ledger {
    const struct app_common *common;
    struct store *store;
};

enum state_side { STATE_MENTIONS, STATE_CLASSIFIED };   /* classify's partitions, route's partitions */

/* Numbers of TAG:s in the order of state_names. */
enum state_field {
    S_OFF, S_START, S_CLOCK, S_WATERMARK, S_EPOCH, S_NEW, S_DUP, S_UPDATE, S_DELETE, S_LATE, S_REFRESH, S_CONTROL, S_DLQ, S_GAP,
    S_REMOVED, S_NAMES, S_VERSION, S_VERSION_MARK, S_FIELDS
};
extern const char *const state_names[S_FIELDS];

struct part_state {
    int partition;
    bool exists;               /* an offset is stored: something was applied, or about to be */
    int64_t v[S_FIELDS];       /* 0 where absent */
    char owner[80];
    int64_t torn;              /* commits that a torn append-only file applied in part */
};

struct states {
    struct part_state *v;      /* in the arena */
    size_t n;
    const char *zone;          /* of the day roll-ups; NULL: not stored yet */
};

struct slice state_tag(struct arena *a, const struct ledger *l, enum state_side side, int partition);
/* Partition counts and zone as they were stored at the first start; n = 0 where nothing has run yet. */
bool states_read(struct ledger *l, struct arena *a, enum state_side side, struct states *out, struct err *e);
int64_t state_torn(const redisReply *ends, int64_t offset);   /* members of TAG:ends beyond the offset */
bool state_read(struct ledger *l, struct arena *a, enum state_side side, int partition, struct part_state *out, struct err *e);

/* Sums and extremes over the partitions that exist. */
int64_t states_sum(const struct states *s, enum state_field f);
int64_t states_clock(const struct states *s);        /* the largest dedup clock; 0: none */
int64_t states_version(const struct states *s);      /* the newest version of the configuration in force; 0: the file's */
int64_t states_watermark(const struct states *s);    /* the smallest; 0: none */

/* Every counter of the dictionary under `tag`, a page at a time: with many brands it is too large to hold Redis up for. One
 * that is named twice is possible while others are added. */
bool state_counters(struct ledger *l, struct arena *a, struct slice tag,
                    bool (*each)(void *self, struct slice name, int64_t number, struct err *e), void *self, struct err *e);

/* HMGET key field...; the caller frees the answer, an array of as many entries. */
redisReply *state_hmget(struct store *s, struct slice key, const char *const *fields, size_t n, struct err *e);
int64_t reply_int(const redisReply *r);              /* of an integer or a string; else 0 */
struct slice reply_slice(const redisReply *r);       /* of a string; else empty */

#endif
