/*
 * terms: what one version of the configuration promises customers: by when they
 * are answered and by when it is solved, by priority, counted in the time that the
 * team is there; and after how many messages behind an answer a person calls.
 * Read-only once open; conf and teams outlive it.
 *
 *   route:
 *     cases:
 *       contact_after: 2
 *       deadlines:                              # the first that fits
 *         - { priority_from: 80, first: 15m, solve: 8h }
 *         - { first: 4h, solve: 3d }
 *       calendars:
 *         network: { hours: { mon-sun: "00:00-24:00" } }   # other teams: route.care.calendar
 *       same_customer: [ { by: id, platforms: [app, web] } ]     # same.h
 *       community: [foro]                       # platforms where customers answer each other (community.h)
 */
#ifndef PULSO_ROUTE_CASES_TERMS_H
#define PULSO_ROUTE_CASES_TERMS_H

#include "app/conf.h"
#include "base/arena.h"

struct terms;

/* cases, care: the nodes route.cases and route.care; NULL: none. Everything that is wrong is ERR_CONFIG with its place. */
struct terms *terms_open(const struct conf_node *cases, const struct conf_node *care, const struct conf_strs *teams, const char *zone, struct err *e);
void terms_close(struct terms *t);                   /* accepts NULL */
void terms_print_config(bool markdown);

/* By when something of this priority that came at `ms` is to be answered and solved. 0: nothing is promised. */
void terms_due(const struct terms *t, struct slice team, int64_t priority, int64_t ms, int64_t *first_ms, int64_t *solve_ms);
/* After so many messages of a customer behind the brand's answers the case goes to direct contact; 0: never. */
int64_t terms_contact_after(const struct terms *t);
/* Is it a platform where customers answer each other? */
bool terms_is_forum(const struct terms *t, struct slice platform);
/* Who the author is in all networks (same.h); empty: no rule says it. */
struct mention;
struct slice terms_customer(const struct terms *t, struct arena *a, const struct mention *m);

#endif
