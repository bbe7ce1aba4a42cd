/*
 * control: looks after crises on a thread of its own. Exactly one process does
 * so at a time: the owner of the one partition of pulso.control.
 *
 *   gained -> fence the predecessor, read pulso.alerts back -> every second:
 *     counters of classify -> scores -> incidents -> pulso.alerts (transaction)
 *     -> hooks -> pulso.alerts (notified)
 *
 * Beside it run the desk (route/desk/) and what tells hooks of cases (route/tell/).
 *
 * Whatever fails on the way, what is in memory is thrown away and taken over
 * anew: pulso.alerts says what people know.
 */
#ifndef PULSO_ROUTE_CONTROL_H
#define PULSO_ROUTE_CONTROL_H

#include "app/app.h"
#include "app/brands.h"
#include "route/crisis_options.h"

/* Checks both sections (either may be NULL). */
bool control_read(const struct conf_node *hooks, const struct conf_node *crisis, const struct conf_strs *teams, struct crisis_options *out, struct err *e);

struct control;
/* brands, teams and both nodes outlive the control. */
struct control *control_start(const struct app *app, const struct brands *brands, const struct conf_node *hooks, const struct conf_node *crisis,
                              const struct conf_strs *teams, struct err *e);
/* The file was read again and is sound: its hooks, people, committees, links and section crisis are in force from the next look on, taken over as
 * after a fail-over: what is under way is told by the new ones, under the same keys. c outlives the control. From the thread that started it. */
bool control_reload(struct control *k, struct conf *c, struct err *e);
void control_stop(struct control *c);                        /* waits for the thread; accepts NULL */
/* Other brands are to be looked after; the ones before must stay until control_has says that these have been taken over. */
void control_watch(struct control *c, const struct brands *brands);
bool control_has(const struct control *c, const struct brands *brands);
bool control_sound(const struct control *c, struct err *e);  /* false: the thread has ended, and why */

#endif
