/*
 * alarm: what a sight is worth: nothing, a watch (shown, nobody is paged), an alert
 * or a crisis (both page), each told once an incident.
 *
 *   T*      450 / budget hours, times the brand's scale (budget.h): so seldom that about `budget` pages a month are false (docs/crisis.md, measured)
 *   watch   T >= watch_hours
 *   alert   T >= T*, or the quarter of an hour alone is so rare as once in 2 T* hours, and the floor holds; of 3 floors and
 *           5 times this hour's usual T exp((z^2 - 1) / 4) instead of T;
 *           or a swell: for 3 hours 1.5 times the usual, 2 floors more than it (fewer at a scale below 1), a share of negatives
 *           z >= 1 standard deviations above the usual one, and T exp((z^2 - 1) / 4) >= T*: how loud it is and what is said
 *           are two witnesses, and each makes up for what the other lacks;
 *           of a brand known for less than T* / 2 hours instead: x >= 5 times the usual
 *   crisis  an alert, and T >= 4 T*, or 4 times the negatives that are enough for one: floor, 3 times the usual (5 of a young brand)
 *   floor   x >= floor (half of it of a sensitive topic, or raised), x >= 3 times the usual in 15 minutes (of the day, or of this hour, if less), at least so many authors where they are known (of a
 *           swell in its 3 hours), and
 *           a share of negatives above the usual one:  (x - p0 n) / sqrt(n p0 (1 - p0) + 1) >= 1;
 *           of a brand of which most is negative anyway (p0 >= 0.7), no less than usual
 *
 *   unheard  what of the negatives does not count (voices.h) is not in x wherever a page asks for it, nor is it in a swell once it is over: floods of
 *            few accounts or of one text are a watch at most
 *   raised   half the floor is enough, and T >= T* / 2
 *
 * Closes after close_ms of event time below half of what opened it: T below half of its threshold, less than half of what a page wanted or not 1.5
 * times this hour's usual in 15 minutes, and no more than half a swell. {0} is calm. Arithmetic alone.
 */
#ifndef PULSO_ROUTE_CRISIS_ALARM_H
#define PULSO_ROUTE_CRISIS_ALARM_H

#include "route/crisis/track.h"

enum alarm_level { LEVEL_NONE, LEVEL_WATCH, LEVEL_ALERT, LEVEL_CRISIS, LEVEL_COUNT };
extern const char *const alarm_level_names[LEVEL_COUNT];

struct alarm_conf {
    double budget;             /* false pages a month that a brand tolerates */
    double watch_hours, crisis_factor;
    int64_t floor, authors, close_ms;
};
extern const struct alarm_conf alarm_usual;              /* the defaults */
double alarm_page_hours(const struct alarm_conf *c);    /* T* */

struct alarm {
    enum alarm_level level;
    int64_t opened_ms;         /* event time */
    double x_page;             /* negatives in the window at the alert, at most what was enough for it; at the watch, while that is all */
    int64_t calm_ms;           /* event time since it is below half; 0: it is not */
};

enum alarm_change { ALARM_SAME, ALARM_OPENED, ALARM_RAISED, ALARM_CLOSED };
/* The level that this sight alone has, whatever was seen before it: so it is the same for mentions that come late, all at once. */
enum alarm_level alarm_level(const struct alarm_conf *c, const struct sight *s);
/* So much that who says it decides: near a page, or looked at. */
bool alarm_matters(const struct alarm_conf *c, const struct sight *s);
/* fresh: false while the news is stale: nothing opens or rises. hushed: no more than a watch (lead.h). now_ms never goes back. */
enum alarm_change alarm_step(const struct alarm_conf *c, struct alarm *a, const struct sight *s, int64_t now_ms, bool fresh, bool hushed);

#endif
