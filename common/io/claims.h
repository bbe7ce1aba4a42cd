/*
 * claims: the partitions of one topic that this process owns, and the promise
 * that their state in Redis moves only from offset to offset. Kafka's group says
 * which partitions are ours; the claim script takes them over and says where to
 * read on; every batch reads its state, produces, and commits by compare-and-set.
 *
 *   gained -> WAITING --claim--> CHECKING --first record agrees--> READING --commit...-->
 *                ^  |                                                 |
 *                |  +--> REFUSED (gap, topic made again, torn file)   |
 *                +------------- refused commit, Redis away -----------+
 *
 * A REFUSED partition is tried again every few seconds, so a person's
 * `pulso gap accept` is taken up without a restart; the others go on meanwhile.
 * A daemon that ranks records (claims_ops.rank) reads ahead: what is urgent is taken
 * before what stands in front of it (ahead.h). Bounded by AHEAD_RECORDS and
 * AHEAD_BYTES for all partitions of the process. One thread.
 */
#ifndef PULSO_IO_CLAIMS_H
#define PULSO_IO_CLAIMS_H

#include "io/ahead.h"
#include "io/bus.h"
#include "io/store.h"

enum claim_phase { CLAIM_WAITING, CLAIM_CHECKING, CLAIM_READING, CLAIM_REFUSED };

struct claim {
    int32_t partition;
    enum claim_phase phase;
    char tag_text[160];
    struct slice tag;            /* key prefix of this partition's state */
    int64_t offset;              /* stored: the next offset to apply */
    int64_t side;                /* the same of the topic that is read beside; -1: nothing of it yet */
    bool beside;                 /* it is being read */
    struct ahead ahead;          /* what was read and waits; READING */
    int64_t epoch;
    int64_t last_ms;             /* of record offset-1: append time and checksum */
    uint64_t last_sum;
    int64_t due_us;              /* WAITING and REFUSED: when to try again; READING: when to look again though nothing comes */
    char why[512];               /* REFUSED: the reason and what to do */
    struct metric *lag;          /* records that Kafka holds and nobody has applied */
    int64_t gap;                 /* offsets that Kafka dropped before they were counted and nobody has accepted as lost */
    void *state;                 /* the daemon's own, made by opened, freed by closed */
};

struct claims;

struct claims_ops {
    /* The state that the claim found: flat lists name, value, ... and counter name, number, ... (io/claim.lua).
     * Sets c->state. false: ERR_BUG, the state cannot be read; ERR_RETRY, the partition has to stand still for the reason
     * that e says, and is tried again. */
    bool (*opened)(void *self, struct claim *c, const redisReply *state, const redisReply *names, struct err *e);
    void (*closed)(void *self, struct claim *c);
    /* Both or none. note: of each record once, in the log's order, when it is read. rank: 0 to RANKS - 1, of each that has to wait. */
    void (*note)(void *self, struct claim *c, const rd_kafka_message_t *m, struct record_note *out);
    int (*rank)(void *self, struct claim *c, const rd_kafka_message_t *m, const struct record_note *n);
};
#define AHEAD_RECORDS 65536
#define AHEAD_BYTES (96u << 20)

/* What must stay as it was at the first start, for counts of before and after to mean the same. */
struct claims_constant { const char *field, *value, *why; };   /* ends with field NULL */

struct claims_conf {
    const struct app_common *common;
    const char *group, *topic;   /* whole names */
    const char *side;            /* read beside it, from the first record of the partition on: as many partitions, the same ones; NULL: none */
    const char *meta_field;      /* in {prefix}meta: where the topic's partition count is kept */
    const struct claims_constant *constants;
    const char *instance;
    bool static_member;
    struct slice (*tag)(struct arena *a, struct slice prefix, int partition);
    int batch_max;               /* records of one partition in one turn */
    const struct claims_ops *ops;
    void *self;
};

/* Checks the partition count against the one stored at the first start (ERR_CONFIG when it changed). */
struct claims *claims_open(const struct claims_conf *conf, struct store *s, struct err *e);
void claims_close(struct claims *c);                     /* leaves the group; accepts NULL */

/* The records of one partition that are next, in the order in which they are to be applied: without ranks contiguous from claim->offset. Where there
 * are any, the one at claim->offset is among them. Either kind may be none. */
struct claim_batch {
    struct claim *claim;
    rd_kafka_message_t **records, **side;
    struct waiting **waiting;    /* records[i] is of waiting[i] */
    size_t n, side_n;
    int64_t to, side_to;         /* how far the offset comes; side_to -1: nothing was ever read beside it */
    struct ahead_next next;      /* of the records */
    bool dead;                   /* the partition was lost or must be claimed anew: do nothing more with it */
    bool committed;
};
/* Serves the group, tries claims that are due, and takes what there is. The batches live until claims_done. */
bool claims_take(struct claims *c, int wait_ms, struct claim_batch **batches, size_t *n, struct err *e);
/* Keeps the first n records of the batch, and all that was read beside; the rest goes on waiting. n > 0. */
void claims_cut(struct claims *c, struct claim_batch *b, size_t n);
void claims_done(struct claims *c);                      /* gives the records back */

/* The state cannot be trusted any more (refused commit, Redis away): read and claim again after wait_ms. */
void claims_again(struct claims *c, struct claim *cl, int wait_ms, const char *why);
/* Set aside until a person has done something; tried again every few seconds. */
void claims_refuse(struct claims *c, struct claim *cl, const char *why);
/* NULL, or why some partition is refused or not yet claimed; for /health/ready. */
const char *claims_trouble(const struct claims *c);
size_t claims_count(const struct claims *c);             /* partitions that are ours */
int claims_partitions(const struct claims *c);           /* of the topic, whose they may be; never changes */
struct claim *claims_at(const struct claims *c, size_t i);
struct bus_in *claims_bus(struct claims *c);

/* ---- reading before producing, committing after ---- */

/* Answers to STORE_READ: true when the stored offset and epoch are still ours. false: nothing may be produced; the claim
 * has been set to be claimed again. *packed: the values asked for, see io/read.lua; lives as long as r. */
bool claims_check_read(struct claims *c, struct claim *cl, const redisReply *r, struct slice *packed, struct err *e);

/* Takes the next value off it: p NULL where Redis has none. False: the answer is cut short. */
bool claims_unpack(struct slice *packed, struct slice *value);

/* STORE_COMMIT, section by section, in this order; commit_end closes the last. Fields off and epoch are the script's. */
enum commit_section { COMMIT_FIELDS, COMMIT_HASHES, COMMIT_COUNTERS, COMMIT_EXPIRIES, COMMIT_INDEX, COMMIT_DROPS, COMMIT_PIECES, COMMIT_SECTIONS };
struct commit { struct store *s; enum commit_section section; size_t mark; int count; };
void commit_begin(struct commit *k, struct store *s, const struct claim_batch *b);
void commit_section(struct commit *k, enum commit_section section);   /* closes the one before; skipping is fine */
void commit_item(struct commit *k);                                   /* one more item; its arguments follow by store_arg */
void commit_field(struct commit *k, const char *name, int64_t value); /* item of COMMIT_FIELDS */
bool commit_end(struct commit *k, struct err *e);                     /* sends it */
/* Reads the answer. True: the claim's offset, last_ms and last_sum have moved on. False with ERR_RETRY: refused or unknown; the claim
 * has been set to be claimed again. */
bool claims_committed(struct claims *c, struct claim_batch *b, struct err *e);

/* Refused commits, rewinds, gaps: as metrics pulso_<daemon>_... */
void claims_stats(const char *daemon);

#endif
