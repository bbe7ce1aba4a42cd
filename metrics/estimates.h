/*
 * estimates: reads what classify keeps of each brand in bounded memory: how many
 * different authors and stories there were, and what was said most. Summed up over
 * the partitions and over the hours and days that cover the period, which grows to
 * whole hours (kept for 72 h) or days (kept for 100) for it: `covered` says to which.
 */
#ifndef PULSO_METRICS_ESTIMATES_H
#define PULSO_METRICS_ESTIMATES_H

#include "app/brands.h"
#include "base/arena.h"
#include "metrics/period.h"
#include "metrics/state.h"
#include "model/estimate.h"

struct estimates_asked {
    const struct brands *brands;
    const uint32_t *set;           /* indexes into brands: the columns */
    size_t width;
    const char *platforms;         /* of authors and stories; NULL: all */
    const struct zone *home;       /* of the installation: its days are kept */
    int64_t clock_ms;              /* the dedup clock */
};

struct estimate_keys { struct { enum estimate_level level; int64_t bucket; } *v; size_t n; struct period covered; };
/* The hours and days that cover a period. false: some are no longer kept. */
bool estimates_cover(const struct estimates_asked *q, const struct period *p, struct arena *a, struct estimate_keys *out, struct err *e);

/* kind: ESTIMATE_AUTHORS or ESTIMATE_STORIES. out: one a column, and one more for all of them together. */
bool estimates_different(const struct estimates_asked *q, const struct estimate_keys *k, enum estimate_kind kind, struct ledger *l,
                         const struct states *states, double *out, struct err *e);
/* 95 % of such a count. */
void estimates_interval(double n, double *low, double *high);

/* A thing that was said, and between which counts the true one lies. */
struct estimate_item { struct slice text; int64_t low, high; };
struct estimate_items { struct estimate_item *v; size_t n; int64_t missed; };   /* missed: the most that one can have that is not among them */
/* By low, most first; of column `column` alone. */
bool estimates_top(const struct estimates_asked *q, size_t column, const struct estimate_keys *k, enum estimate_kind kind, struct ledger *l,
                   const struct states *states, struct arena *a, struct estimate_items *out, struct err *e);
/* A brand's own name is in nearly all that is said of it: word is it, with # or @ before it or not. */
bool estimates_own_name(const struct brand *b, struct slice word);

#endif
