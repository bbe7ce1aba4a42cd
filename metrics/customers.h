/*
 * customers: how many customers a brand has, month by month, as regulators and annual reports say it; so
 * that mentions can be compared with them:
 *
 *   customers:
 *     - { brand: telenorte, month: 2026-10, count: 24500000 }
 *     - { file: customers.tsv }       # lines of brand, month and count, with tabs between; # begins a comment
 *
 * A month of which nothing is said has the number of the last one before it, for a year. Only readers look at
 * it, so it is no part of a version and changes no counter. Owns its memory; read-only once read, any thread.
 */
#ifndef PULSO_METRICS_CUSTOMERS_H
#define PULSO_METRICS_CUSTOMERS_H

#include "app/conf.h"
#include "base/arena.h"
#include "metrics/period.h"

struct customers_month { struct slice brand; int month; int64_t count; };    /* months since year 0 */
struct customers { struct arena a; struct customers_month *v; size_t n, cap; };   /* by brand, then month */

extern const struct conf_key customers_keys[];
bool customers_read(struct conf *c, struct customers *out, struct err *e);   /* to be closed in any case */
void customers_fini(struct customers *c);                                    /* accepts {0} */
bool customers_check(struct conf *c, void *self, struct err *e);             /* self is not looked at */

/* The mean over the days of the period, in the zone. 0: of a day at least it is not known. */
double customers_of(const struct customers *c, struct slice brand, const struct zone *z, const struct period *p);
/* Mentions per thousand customers; below 0: not known. */
double customers_per_thousand(double mentions, double customers);

#endif
