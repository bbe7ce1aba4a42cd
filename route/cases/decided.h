/*
 * decided: what a person, or the desk for them, decided about a conversation
 * (model/action.h), as its case takes it in. It may come before the case is known
 * here: then it is remembered and counts once there is one. The same id twice is
 * one decision.
 *
 *   take       by has it             answer     {"text":…, "in_reply_to":…}  goes to pulso.replies
 *   assign     {"to":"AR","from":""} hand_over  {"to":"network"} a team, else a person
 *              from: only where that person (empty: nobody) still has it
 *   external   {"id":"T-991"}        warn       {"of":"first|solve","late":true}   the desk's alone
 *   close, reopen, note
 *   validate   {"good":true,"help":…}  another customer's answer holds, or does not
 *   reveal     {"reason":…}          somebody looked at what is masked
 *   merge, unmerge, joined           see merge.h
 */
#ifndef PULSO_ROUTE_CASES_DECIDED_H
#define PULSO_ROUTE_CASES_DECIDED_H

#include "model/action.h"
#include "route/cases/cases.h"

/* What is to be published; text empty: nothing. */
struct decided_reply { struct slice text, in_reply_to; bool automatic; };

/* ERR_DROP: it is no decision about a case, or does not say what it must. Slices lie in the batch's arena. */
bool decided(struct care_batch *care, const struct conf_strs *teams, struct json *j, const struct action *x, struct decided_reply *reply, struct err *e);

#endif
