/*
 * setup: the brands, sets and queries in force, the teams and articles, and the zone that days are
 * counted in. Made by the main thread when another version takes effect; read by
 * all (see shared.h).
 */
#ifndef PULSO_DASHBOARD_SETUP_H
#define PULSO_DASHBOARD_SETUP_H

#include "app/brands.h"
#include "dashboard/shared.h"
#include "metrics/customers.h"
#include "metrics/in_force.h"

struct kb;
struct person;

struct setup {
    struct shared shared;
    struct in_force in_force;
    struct brands brands;
    struct customers customers;      /* of the installation's own file */
    struct zone *home;
    struct kb *kb;                   /* of the version, else of the file; NULL: it cannot be read, which the log says */
    struct arena a;
    struct slice *teams;             /* route.teams, of the installation's own file */
    size_t team_count;
};

/* version: as the partitions have it stored. NULL: e says why. */
struct setup *setup_open(const struct app_common *c, struct conf *own, int64_t version, struct err *e);

/* Brands of a set, in its order, that the person may see. */
#define SETUP_ALL "all"          /* the set of all brands, unless the configuration has one of that name */
struct columns { uint32_t *v; size_t n; };
/* false: no set of that name. */
bool setup_columns(const struct setup *s, const struct person *p, const char *set, struct arena *a, struct columns *out);
/* The set that is meant where none is named: the first with a brand that the person may see; else all. */
const char *setup_default(const struct setup *s, const struct person *p);
int setup_color(const struct setup *s, const char *set, uint32_t brand);   /* 1 to 8; 0: beyond */

#endif
