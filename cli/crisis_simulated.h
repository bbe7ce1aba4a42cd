/* crisis_simulated: what a made year came to, held against what is wanted of it, and how it is printed. Owned by crisis_simulate.c; one thread. */
#ifndef PULSO_CLI_CRISIS_SIMULATED_H
#define PULSO_CLI_CRISIS_SIMULATED_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/crisis_world.h"
#include "route/crisis/alarm.h"

struct paged { int brand; int64_t minute; enum alarm_level level; double x, usual, hours; };

struct outcome {
    struct world *w;
    struct alarm_conf conf;
    int brands, days, pages;
    int *by_brand;               /* false pages */
    struct paged *list;          /* all false ones, by brand, then by time */
    size_t falsely, cap;
    int watches, floods;         /* floods: false pages while there was one */
    bool undamped, fixed;
};

/* False: it breaks a bound of docs/crisis.md. */
bool simulated_print(const struct outcome *o, bool json);

#endif
