/* claims_own: what the files of claims share. To its users only claims.h. */
#ifndef PULSO_IO_CLAIMS_OWN_H
#define PULSO_IO_CLAIMS_OWN_H

#include "io/claims.h"
#include "io/portion.h"
#include "io/side.h"

enum { RETRY_REFUSED_MS = 3000, RETRY_REDIS_MS = 500, LOOK_MS = 1000 };

struct claims {
    struct claims_conf conf;
    struct store *store;
    struct bus_in *in;
    struct side *side;           /* NULL: nothing is read beside */
    struct claim **v;
    size_t n, cap;
    int partitions;              /* as stored in {prefix}meta */
    struct claim_batch *batches;
    size_t batch_count, batch_cap;
    struct portion portion;      /* with ranks: how many records the next turn takes */
    int64_t taken_us;            /* when the last turn began: reading what it chose from */
    size_t taken;                /* its records */
    struct messages spent;       /* given back by claims_done: the producer may point into them until then */
    struct arena arena;          /* of the batches; until claims_done */
};

struct metric;
struct claims_stat { const char *daemon; struct metric *refused, *rewinds, *lost_offsets, *claims, *side_lost; };
extern struct claims_stat claims_stat;
void claims_bump(struct metric *s);                        /* NULL: nobody counts */

struct claim *claims_find(const struct claims *c, int32_t partition);
void claims_lost(void *self, int32_t partition);         /* bus_in_ops.lost */
bool claims_note_meta(struct claims *c, struct err *e);  /* ERR_CONFIG: it is not as it was */

/* claim.c: one partition, from WAITING to READING or REFUSED */
struct claim_batch *claims_batch_of(const struct claims *c, const struct claim *cl);
void claim_forget(struct claims *c, struct claim *cl);   /* the daemon's state of it */
void claim_refuse(struct claims *c, struct claim *cl, const char *why);
/* Claims what is due. Only ERR_BUG and ERR_CONFIG come back; the rest is tried again later. */
bool claims_claim_due(struct claims *c, struct err *e);
int64_t claim_end(int64_t offset, size_t ahead, int64_t side);     /* what TAG:ends holds of a commit that ended there; ahead: how many are applied beyond it */
int64_t claim_end_of(const struct claim *cl);
bool claim_torn(const redisReply *ends, int64_t end);      /* TAG:ends holds one beyond it */
/* The partition is being read: so is what stands beside it, once there is a record that it can stand beside. */
bool claim_read_side(struct claims *c, struct claim *cl, struct err *e);
void claims_show_gaps(const struct claims *c);
void claims_show_lag(struct claims *c, const struct claim *cl, bool gone);   /* gone: it is somebody else's now */
bool claims_look_at_rest(struct claims *c, struct err *e);

/* commit.c: what finds a topic made again: a sum of the key, the value and the append time */
uint64_t record_sum(const rd_kafka_message_t *m);
int64_t record_ms(const rd_kafka_message_t *m);

#endif
