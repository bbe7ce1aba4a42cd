/*
 * lead: a brand has one incident of each type at a time (institutional, technical, commercial), live and in a replay alike. Of all that is
 * seen of a brand, as a whole and topic by topic, this says which sight each type's alarm goes by.
 *
 *   topics      belong to their type (types.h)
 *   the whole   belongs to one type: to that of the incident that people were told of, while its topics make a sixth of the excess (an
 *               institutional one that the whole opened: what no other type's topic makes); else to that of the topic that makes a
 *               third of the excess; else it is institutional
 *   companions  who complains of an outage complains of the price as well. While another type has an incident, or the whole is one of another
 *               type, a topic opens none, and what it has open pages nobody, unless it is worth a page, makes half of the excess,
 *               and what the other's largest topic leaves unexplained does, too
 *
 * A third to come in and a sixth to stay: what lies near the border does not go to and fro. Arithmetic alone.
 */
#ifndef PULSO_ROUTE_CRISIS_LEAD_H
#define PULSO_ROUTE_CRISIS_LEAD_H

#include "route/crisis/alarm.h"
#include "route/crisis/types.h"

#define LEAD_NONE SIZE_MAX

struct lead_view { struct sight sight; enum crisis_type type; };    /* [0]: all that is said of the brand, its type is not looked at; then its topics */
struct lead_open { const struct alarm *alarm; size_t own; };        /* own: which view opened it; LEAD_NONE where that is gone. alarm NULL: none is open */
struct lead { size_t at; bool hushed; };                            /* at LEAD_NONE: nothing of this type. hushed: no more than a watch */

void lead_pick(const struct alarm_conf *c, const struct lead_view *v, size_t n, const struct lead_open open[CRISIS_TYPES], struct lead out[CRISIS_TYPES]);

#endif
