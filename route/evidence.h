/*
 * evidence: what is said of a few brands just now, read back from pulso.classified when somebody asks: nothing is read, kept or counted
 * while no brand is in trouble. The newest EVIDENCE_MAX records of the last quarter of an hour, and some of what lies before it;
 * each record that is of one of the brands goes to that brand's voices (crisis/voices.h).
 *
 * Bounded in records and in time: what was read until then is what is known. Kafka away is no failure: a page does not wait for its reasons.
 * A record that a crash wrote twice counts once. A consumer of its own, without a group. One thread.
 */
#ifndef PULSO_ROUTE_EVIDENCE_H
#define PULSO_ROUTE_EVIDENCE_H

#include "app/brands.h"
#include "io/bus.h"
#include "route/crisis/types.h"
#include "route/crisis/voices.h"

#define EVIDENCE_MAX 20000
#define EVIDENCE_BEFORE 10000
#define EVIDENCE_BRANDS 16      /* at a time */

struct evidence;
/* topic: pulso.classified's whole name. All that is given outlives it. Connects when it is first asked. */
struct evidence *evidence_new(const struct app_common *c, const char *client_id, const char *topic, const struct crisis_types *types);
void evidence_free(struct evidence *v);       /* accepts NULL */

struct evidence_want { const struct brand *brand; struct voices *voices; };
/* Fills the voices of each, begun anew: negatives (of a sensitive topic all) whose event time lies in the quarter of an hour up to now_ms, and
 * before it. Waits at most wait_ms. ERR_RETRY: nothing could be read. */
bool evidence_read(struct evidence *v, const struct evidence_want *want, size_t n, int64_t now_ms, int wait_ms, struct err *e);

#endif
