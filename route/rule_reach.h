/*
 * rule_reach: proves which rules no mention can reach. A rule is a box: a set of
 * values for each condition. It is out of reach when the boxes before it, taken
 * together, cover it, as `label: [negative, neutral]` and `label: positive`
 * cover whatever follows; one condition less at a time shows only part of that.
 *
 * A mention of one brand, one topic, one kind of personal data and one matching
 * text is enough to look at: another brand, topic or text could only make an
 * earlier rule take it. Texts are taken as independent of each other, and so are
 * label and score, so "cannot be reached" is a proof; "can be" means that no
 * proof against it was found.
 */
#ifndef PULSO_ROUTE_RULE_REACH_H
#define PULSO_ROUTE_RULE_REACH_H

#include "route/rule.h"

/* What stands in the way of a rule: up to so many of the rules that cover it. */
#define REACH_SAID 3

struct reach {
    bool reachable;
    bool proven;                     /* false: given up after REACH_STEPS_MAX, taken as reachable */
    size_t by[REACH_SAID], by_count; /* indexes of rules before it that overlap it, where it is not reachable */
};
#define REACH_STEPS_MAX 200000

void rules_reach(const struct rules *rs, size_t rule, struct reach *out);

#endif
