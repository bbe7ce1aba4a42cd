/*
 * post: one post of a brand's own account as it is remembered: when it was made
 * and its latest numbers. What it counts stands in its own bucket, so new numbers
 * are added there as a difference. Numbers that are said to be older than those
 * known (updated_at) are passed over; where a record does not say, the order of
 * arrival decides.
 *
 * Bytes: 'p', flags, name of its account, created_ms, as_of_ms, the numbers.
 */
#ifndef PULSO_ROUTE_CARE_POST_H
#define PULSO_ROUTE_CARE_POST_H

#include "base/arena.h"
#include "model/care_names.h"
#include "model/mention.h"
#include "route/care/sums.h"
#include "io/names.h"

#define POST_KNOWN 1u         /* the post itself has come, not only numbers of it */

struct post {
    unsigned flags;
    uint32_t by;              /* name of its account */
    int64_t created_ms, as_of_ms;    /* as_of MENTION_NONE: not said */
    int64_t n[POST_COUNTS];   /* n[POST_POSTS] is not used */
};

void post_apply(struct post *p, const struct mention *m, uint32_t by);   /* the post, an edit of it, or new numbers */
void post_remove(struct post *p);   /* numbers that come after it count nothing */
void post_count(const struct post *p, struct slice platform, struct names *names, struct sums *out, int sign);

#define POST_BYTES 80
size_t post_encode(const struct post *p, unsigned char out[POST_BYTES]);
bool post_decode(struct slice bytes, struct post *out);

#endif
