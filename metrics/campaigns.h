/*
 * campaigns: named periods that figures are cut by (`--campaign NAME`):
 *
 *   campaigns:
 *     - { name: buen-fin, from: 2026-11-13, to: 2026-11-16, set: banks, query: '#BuenFin OR "buen fin"', about: four days of offers }
 *
 * from and to as in periods (metrics/period.h): a day is the whole of it, a time is
 * up to it. Only those who read figures look at it, so it is no part of a version
 * and takes effect at once. Lives as long as the conf.
 */
#ifndef PULSO_METRICS_CAMPAIGNS_H
#define PULSO_METRICS_CAMPAIGNS_H

#include "app/conf.h"
#include "metrics/period.h"

struct campaign {
    const char *name, *from, *to;
    const char *set;                 /* NULL: no set of its own */
    const char *query, *about;       /* NULL: not said. query: what is said of it, for those who search texts */
};

extern const struct conf_key campaign_keys[];
/* All of the configuration, checked: periods can be read, sets exist where `sets:` stands in the same file. self is not looked at. */
bool campaigns_check(struct conf *c, void *self, struct err *e);
/* ERR_CONFIG where there is none of that name: e names the nearest. */
bool campaign_find(struct conf *c, const char *name, struct campaign *out, struct err *e);
/* "2026-11-13..2026-11-16" */
#define CAMPAIGN_PERIOD 96
const char *campaign_period(const struct campaign *g, char out[CAMPAIGN_PERIOD]);

#endif
