/*
 * urgency: which mentions go first while more wait than route can take at once: a
 * rank for io/ahead.h. It decides when a mention is routed, never how: what the
 * rules make of it, and what is counted, is the same in any order.
 */
#ifndef PULSO_ROUTE_URGENCY_H
#define PULSO_ROUTE_URGENCY_H

#include "model/mention.h"
#include "model/found.h"

#define URGENCY_REACH_FROM 10000     /* followers: what they say is read by many */

/* CRISIS: somebody is in danger, or what feels negative is read by many: that is how one begins. History, deletions and new numbers wait. */
enum urgency { URGENCY_REST, URGENCY_NEGATIVE, URGENCY_REACH, URGENCY_CRISIS };
enum urgency urgency_of(const struct mention *m, const struct found *f);

#endif
