/*
 * zone: a time zone by its name (America/Mexico_City), for local days and for
 * sources whose times carry none. Read from the system's tzdata. Read-only
 * after zone_open, so any thread may use it. Times are seconds since 1970 UTC.
 */
#ifndef PULSO_BASE_ZONE_H
#define PULSO_BASE_ZONE_H

#include <stdint.h>

#include "base/err.h"

struct zone;

struct zone *zone_open(const char *name, struct err *e);  /* NULL: unknown name (ERR_CONFIG) */
void zone_close(struct zone *z);                          /* accepts NULL */
const char *zone_name(const struct zone *z);
int32_t zone_offset(const struct zone *z, int64_t utc_s); /* seconds east of UTC at that time */
int64_t zone_to_utc(const struct zone *z, int64_t local_s); /* local civil time as if UTC; a time that happens twice: the first; one that never happens: moved forward by the gap */
int32_t zone_day(const struct zone *z, int64_t utc_s);    /* local days since 1970-01-01 */

#endif
