/* top_view: what `pulso top` was asked and found. Inside of top only. */
#ifndef PULSO_CLI_TOP_VIEW_H
#define PULSO_CLI_TOP_VIEW_H

#include "cli/cli.h"
#include "metrics/estimates.h"
#include "metrics/in_force.h"

struct top_opts {
    const char *dim, *brand, *period, *campaign;
    int64_t limit;
    bool sudden, clusters, groups, csv;
};

struct top_row { const struct estimate_item *item; double times; };   /* times: at least so often as before, with 97.5 % confidence */

struct top_view {
    struct cli *cli;
    const struct top_opts *o;
    const char *dim;
    struct arena a;
    struct in_force in_force;
    struct brands brands;
    struct states states;
    struct zone *home;
    uint32_t brand;
    struct estimates_asked q;
    struct estimate_keys keys, before;
    struct estimate_items items, usual;
    struct top_row *rows;
    size_t n;
};

static inline size_t top_limit(const struct top_view *v) { return v->o->limit ? (size_t)v->o->limit : 20; }

/* `pulso top --clusters`: reads, and prints in the form that was asked for. */
bool top_clusters(struct top_view *v, const struct period *p, struct err *e);

/* `pulso top --suggest-groups`: the same. */
bool top_groups(struct top_view *v, const struct period *p, struct err *e);

#endif
