/* probe_read: what the probe asks Redis for. Inside of probe only. */
#ifndef PULSO_CLI_PROBE_READ_H
#define PULSO_CLI_PROBE_READ_H

#include "cli/plan.h"
#include "cli/state.h"

/* Counters of one kind: a|..., k|..., b|... */
struct probe_counters {
    int64_t *number;       /* as in the keys */
    int64_t *weight;       /* k|<n>: n, else 1 */
    size_t n, cap;
};

struct probe_reader {
    struct cli *cli;
    struct arena *a;
    struct slice tag;
    struct probe_counters mentions, brands, by_brands;   /* a|, b|, k| */
};

bool probe_names(struct probe_reader *r, struct err *e);
void probe_reader_fini(struct probe_reader *r);
/* The units that exist: days (TAG:di), hours, minutes; in the arena. */
bool probe_units(struct probe_reader *r, enum plan_unit u, int64_t **out, size_t *n, struct err *e);
/* Sum of value times weight of these counters over units v[0..n). */
bool probe_sum(struct probe_reader *r, const struct probe_counters *c, enum plan_unit u, const int64_t *v, size_t n, int64_t *sum,
               struct err *e);
/* Ids remembered in one generation. */
bool probe_ids(struct probe_reader *r, int64_t generation, int64_t ids, int64_t buckets, int64_t *found, struct err *e);

#endif
