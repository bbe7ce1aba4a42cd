/* crisis_options: the section route.crisis: when what is said of a brand is worth a watch, a page, a crisis. */
#ifndef PULSO_ROUTE_CRISIS_OPTIONS_H
#define PULSO_ROUTE_CRISIS_OPTIONS_H

#include "route/crisis/alarm.h"
#include "route/crisis/types.h"
#include "route/crisis/voices.h"

struct crisis_options {
    struct alarm_conf alarm;
    struct crisis_types types;
    struct voices_conf voices;
    const struct conf_node *types_node;
    int64_t every_ms, fresh_ms;   /* fresh: older event time opens nothing */
};

bool crisis_options_read(const struct conf_node *crisis, struct crisis_options *out, struct err *e);   /* NULL: the defaults */
void crisis_options_print(bool markdown);

#endif
