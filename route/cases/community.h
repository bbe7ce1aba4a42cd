/*
 * community: in forums customers answer each other. An answer of another customer
 * that the author accepts (the forum's mark, or thanks) puts the case before a
 * moderator of the brand, who says whether it holds:
 *
 *   NEW, OURS, THEIRS, REOPENED --accepted--> VALIDATE --it holds--> CLOSED, answered by the community
 *                                                     --it does not, or the customer asks on--> back
 *
 * Part of the fold (case.h): it looks at the events before one alone, so the order
 * of arrival changes nothing, and what is deleted takes its answer, or its thanks,
 * with it. Which events are of a forum, the configuration that they were judged by
 * says (terms.h).
 */
#ifndef PULSO_ROUTE_CASES_COMMUNITY_H
#define PULSO_ROUTE_CASES_COMMUNITY_H

#include "route/cases/case.h"

/* order[i] follows in time. True: it is nothing but another customer's answer, or thanks for one, and that is done. */
bool community_says(struct case_now *n, const struct case_event *const *order, size_t i);
void community_judge(struct case_now *n, const struct case_event *ev);
void community_forget(struct case_now *n);           /* no answer is accepted any more */

#endif
