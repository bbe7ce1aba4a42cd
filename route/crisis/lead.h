/*
 * lead: a brand is judged as a whole, or by the one of its topics that is worth more; so it has one incident at a time, live and
 * in a replay alike. Arithmetic alone.
 */
#ifndef PULSO_ROUTE_CRISIS_LEAD_H
#define PULSO_ROUTE_CRISIS_LEAD_H

#include "route/crisis/alarm.h"

#define LEAD_NONE SIZE_MAX

/* v[0]: all that is said of the brand; v[1..n): its topics. a: the open incident's alarm and own which of v opened it, or NULL and LEAD_NONE.
 * Returns which of v the alarm is to step by: while an incident is open the one that opened it, until the brand as a whole is worse. */
size_t lead_pick(const struct alarm_conf *c, const struct sight *v, size_t n, const struct alarm *a, size_t own);

#endif
