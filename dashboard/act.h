/*
 * act: what somebody posted to /v1/actions, read and checked for its shape, and who
 * may decide what.
 */
#ifndef PULSO_DASHBOARD_ACT_H
#define PULSO_DASHBOARD_ACT_H

#include "dashboard/request.h"
#include "model/action.h"

struct act { struct slice kind, mention, conversation, folio, incident, brand, id, by, data; };   /* in the request's arena; data: a JSON object */

/* false: refused, with the member that is wrong. */
bool act_read(struct request *r, struct act *out);
bool act_allowed(enum action_kind kind, enum role role);
/* Its id, of the person and the header Idempotency-Key (of a tool: the member id of what it signed). false: refused. */
bool act_id(struct request *r, const struct act *a, struct action *x);

#endif
