/*
 * types: what kind of crisis it is: a topic's, by the configuration. The shipped topics:
 *
 *   types: { technical: [outage, coverage, app], commercial: [price, billing, cards], institutional: [fraud, staff, branch, tragedy],
 *            sensitive: tragedy }
 *
 * A topic that no list names, and an excess of no topic, is institutional: what is said of the company itself.
 */
#ifndef PULSO_ROUTE_CRISIS_TYPES_H
#define PULSO_ROUTE_CRISIS_TYPES_H

#include "app/conf.h"

enum crisis_type { CRISIS_INSTITUTIONAL, CRISIS_TECHNICAL, CRISIS_COMMERCIAL, CRISIS_TYPES };
extern const char *const crisis_type_names[CRISIS_TYPES];

struct crisis_types {
    struct conf_strs topics[CRISIS_TYPES];
    struct conf_strs sensitive;  /* of these every mention counts, whatever its tone, and half the floor is enough */
};
extern const struct conf_key crisis_types_keys[];

bool crisis_types_read(const struct conf_node *types, struct crisis_types *out, struct err *e);   /* NULL: the shipped ones */
bool crisis_type_sensitive(const struct crisis_types *t, const char *topic);   /* NULL: no */
enum crisis_type crisis_type_of(const struct crisis_types *t, const char *topic);

#endif
