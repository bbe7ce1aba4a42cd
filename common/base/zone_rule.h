/*
 * zone_rule: the POSIX rule at the end of a tzdata file, which says how a zone
 * goes on after its last written transition: "CET-1CEST,M3.5.0,M10.5.0/3".
 */
#ifndef PULSO_BASE_ZONE_RULE_H
#define PULSO_BASE_ZONE_RULE_H

#include "base/slice.h"

struct zone_date {
    char kind;            /* M: the week-th weekday of a month; J: day 1 to 365, no leap days; 0: day 0 to 365 */
    int month, week, day; /* week 5 is the last; weekday 0 is Sunday */
    int32_t time_s;       /* local time of the change, also negative or beyond a day */
};

struct zone_rule {
    int32_t std_s, dst_s;         /* seconds east of UTC */
    bool has_dst;
    struct zone_date start, end;  /* of daylight saving time */
};

bool zone_rule_parse(struct slice text, struct zone_rule *r);
/* When the two changes of a year happen, in seconds since 1970 UTC. */
void zone_rule_year(const struct zone_rule *r, int year, int64_t *start_s, int64_t *end_s);

#endif
