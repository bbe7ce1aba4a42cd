/*
 * calendar: when somebody is there, as the configuration says it. Read-only once
 * read; owns its zone and hours.
 *
 *   calendar:
 *     zone: America/Argentina/Buenos_Aires      # the installation's where absent
 *     hours: { mon-fri: "09:00-18:00", sat: "09:00-13:00" }
 *     holidays: ["2026-12-25"]
 */
#ifndef PULSO_ROUTE_CARE_CALENDAR_H
#define PULSO_ROUTE_CARE_CALENDAR_H

#include "app/conf.h"
#include "base/hours.h"

struct calendar { struct zone *zone; struct hours *hours; };     /* {0}: always open */

/* node NULL: none, *out stays {0}. Everything that is wrong is ERR_CONFIG with its place. */
bool calendar_read(const struct conf_node *node, const char *zone, struct calendar *out, struct err *e);
void calendar_fini(struct calendar *c);                          /* accepts {0} */
void calendar_print_config(const char *section, bool markdown);

#endif
