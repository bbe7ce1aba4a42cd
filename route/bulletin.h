/*
 * bulletin: what answers have to know of incidents: of which brands answering by itself is stopped, and which statement the committee approved
 * to be said meanwhile. Follows pulso.alerts, without a group, in each process of route.
 *
 * It decides what a proposed answer says, and nothing that is counted: that a record was to be answered is a function of the record, whether the
 * answer is held or is the statement depends on when it was made. One thread.
 */
#ifndef PULSO_ROUTE_BULLETIN_H
#define PULSO_ROUTE_BULLETIN_H

#include "io/bus.h"
#include "route/crisis/alarm.h"

struct bulletin;
/* level: from which on answers are stopped; LEVEL_NONE: never, then nothing is read. Reads what is there, for at most wait_ms. */
struct bulletin *bulletin_open(const struct app_common *c, const char *client_id, const char *topic, enum alarm_level level, int wait_ms);
void bulletin_close(struct bulletin *b);                      /* accepts NULL */
void bulletin_turn(struct bulletin *b);                       /* what is new; does not wait */
/* One record of pulso.alerts; what is no incident is passed over. */
void bulletin_take(struct bulletin *b, struct slice record);

struct bulletin_say { const char *incident, *statement, *lang; };   /* statement NULL: none is approved; lang "": for any. Until the next bulletin_turn */
/* false: the brand answers as always. Of several incidents the one with a statement in that language, else any. */
bool bulletin_of(const struct bulletin *b, struct slice brand, struct slice lang, struct bulletin_say *out);

#endif
