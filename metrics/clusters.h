/*
 * clusters: the texts of a brand that were copied most, as classify found them
 * (classify/estimates/near.h): each partition keeps originals of its own, so those
 * that resemble each other are put together here. Estimates, see metrics/estimates.h.
 */
#ifndef PULSO_METRICS_CLUSTERS_H
#define PULSO_METRICS_CLUSTERS_H

#include "metrics/estimates.h"
#include "text/shingles.h"

struct cluster {
    int32_t partition;             /* the original's record in pulso.mentions: of the one that was copied most, where there are several */
    int64_t offset;
    int64_t low, high;             /* between so many copies: mentions of the period that are no reposts, the originals not among them */
    size_t originals;              /* which were put together: one in each partition, more after a long pause */
    struct shingles is;
};
struct clusters { struct cluster *v; size_t n; int64_t missed; };   /* missed: the most copies that a text can have that is not among them */

/* By low, most first; of column `column` alone. */
bool clusters_top(const struct estimates_asked *q, size_t column, const struct estimate_keys *k, struct ledger *l, const struct states *states,
                  struct arena *a, struct clusters *out, struct err *e);
/* "3:1234 <shingles>", as ESTIMATE_TOP_CLUSTERS has it. false: it is none. */
bool cluster_parse(struct slice text, struct cluster *out);

#endif
