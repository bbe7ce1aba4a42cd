/*
 * answers: what route counted of care and of own posts (model/care_names.h), as
 * rows: by brand and, within it, by platform, account, purpose, agent or time.
 * docs/care.md says what each figure means.
 */
#ifndef PULSO_METRICS_ANSWERS_H
#define PULSO_METRICS_ANSWERS_H

#include "app/brands.h"
#include "base/hll.h"
#include "metrics/tallies.h"
#include "model/care_names.h"

enum answers_by { ANSWERS_BRAND, ANSWERS_PLATFORM, ANSWERS_ACCOUNT, ANSWERS_PURPOSE, ANSWERS_AGENT, ANSWERS_HOUR, ANSWERS_DAY, ANSWERS_BYS, ANSWERS_PLACE };
/* ANSWERS_PLACE, of no command: an account on a platform; rows are named "<platform>|<account>|<purpose>". */
extern const char *const answers_by_names[ANSWERS_BYS + 1];   /* ends in NULL */

struct answers_row {
    uint32_t column;               /* of the set: the brand */
    struct slice name;             /* platform, account, purpose or agent; empty: the brand itself, or a bin */
    uint32_t bin;                  /* of the plan, for ANSWERS_HOUR and ANSWERS_DAY */
    int64_t n[CARE_COUNTS], posts[POST_COUNTS];
    int64_t spread[CARE_SPREADS][SPREAD_BUCKETS];
    uint8_t people[HLL_REGISTERS]; /* who was attended */
};

struct answers {
    /* asked for */
    const struct brands *brands;
    const uint32_t *set;           /* indexes into brands */
    size_t width;
    const char *platforms, *account, *purpose;   /* NULL: all; platforms "x,mastodon" */
    bool own_posts;                /* posts instead of care */
    enum answers_by by;
    const struct plan *plan;
    struct dictionary *counters;   /* of route's side, kept between questions; NULL: names are read anew */
    /* found, in the arena */
    struct arena *a;
    struct answers_row **rows;     /* by brand as in the set, then by name or time */
    size_t row_count, row_cap;
    struct answers_name *names;    /* inside */
    size_t name_count, name_cap;
    struct tallies tallies;        /* offsets and whether they stood still */
};

bool answers_read(struct answers *w, struct ledger *l, const struct states *states, struct err *e);
/* For figures beside these: a row is made where there is none, at the end; then they are to be sorted. */
struct answers_row *answers_row_of(struct answers *w, uint32_t column, struct slice name);
void answers_sort(struct answers *w);
struct slice answers_place(struct arena *a, const struct care_name *n);                  /* the name of such a row */
/* All rows of a column together, in the arena. NULL: there are none. */
#define ANSWERS_ALL UINT32_MAX     /* of every column */
const struct answers_row *answers_sum(const struct answers *w, uint32_t column);

int64_t answers_back(const struct answers_row *r);                                       /* who asked again after an answer, of all feelings */
double answers_rate(const struct answers_row *r);                                        /* answered / asks; 0 where nobody asked */
double answers_mean(const struct answers_row *r, enum care_spread s);                    /* seconds, exact */
int64_t answers_count(const struct answers_row *r, enum care_spread s);
double answers_quantile(const struct answers_row *r, enum care_spread s, double q);      /* seconds, at most 1.6 % off */
double answers_people(const struct answers_row *r);                                      /* different ones that were attended, an estimate (HLL_ERROR) */
double answers_per_post(const struct answers_row *r, enum post_what what);

#endif
