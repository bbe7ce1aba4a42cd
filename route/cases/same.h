/*
 * same: who is one customer in several networks, as one version of the configuration
 * says it. Read-only once open; conf outlives it.
 *
 *   route:
 *     cases:
 *       same_customer:                              # the first that tells who it is
 *         - { by: customer }                        # the source says it: author.customer
 *         - { by: id, platforms: [app, web] }       # there the same author.id is the same person
 *         - { by: handle, platforms: [x, threads] } # there the same handle is; capitals do not matter
 *         - { customer: C-1001, is: ["x:88", "mastodon:@ana"] }   # platform:id or platform:@handle
 */
#ifndef PULSO_ROUTE_CASES_SAME_H
#define PULSO_ROUTE_CASES_SAME_H

#include "app/conf.h"
#include "model/mention.h"

struct same;

/* list NULL: nobody is. Everything that is wrong is ERR_CONFIG with its place. */
struct same *same_open(const struct conf_node *list, struct err *e);
void same_close(struct same *s);                     /* accepts NULL */
void same_print_config(bool markdown);

/* Who the author is in all networks; empty: not known. Lies in the arena. */
struct slice same_customer(const struct same *s, struct arena *a, const struct mention *m);

#endif
