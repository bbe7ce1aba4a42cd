/*
 * decide: what the desk would do now, from the board, the agents and the clock. It
 * decides nothing by itself: each decision goes to pulso.actions, and the cases say
 * what came of it. A decision's id follows from the case as it was looked at, so
 * that two desks (one of them paused and back) decide one thing once; an assignment
 * names whom it takes the case from and does nothing where somebody else has it.
 *
 * Waiting cases are given out by what is due first, then by urgency, each to the
 * one of the team who is there, may answer for the brand, and has the least to do
 * for their capacity. Who has a case keeps it, also when it is opened anew, unless
 * they are not there, or nothing has happened in it for silence_ms.
 *
 * Where a rule and kb.send permit an automatic answer, it goes out in the place of a
 * person, within limits that no rule can lift: never two in a row to one author,
 * never to a case that somebody has, that is with direct contact, or that was said
 * too long ago, never while the brand has an incident of the level that stops them.
 */
#ifndef PULSO_ROUTE_DESK_DECIDE_H
#define PULSO_ROUTE_DESK_DECIDE_H

#include "model/action.h"
#include "model/board.h"
#include "route/desk/agents.h"

/* Hands out one action after the other; slices live until the next call. False: no more now (Kafka is away, or enough for one turn). */
typedef bool desk_emit(void *self, const struct action *x, struct err *e);
/* level: of the highest incident of a brand that is open: 0 watch, 1 alert, 2 crisis, -1 none; where that is not known, more. */
typedef int desk_level(void *self, struct slice brand);
bool desk_decide(struct board *b, struct sent *sent, const struct desk_rules *r, int64_t now_ms, desk_level *level, desk_emit *emit, void *self, struct err *e);

#endif
