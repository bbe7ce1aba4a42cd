#include "route/crisis/alarm.h"

#include <math.h>

#define MONTH_HOURS 450        /* a page at T >= 450 h comes about once a month: clustering takes a third of 720 */
#define ALONE 2                /* the short window by itself must be so much rarer */
#define LOUD 3
#define GROSS 5
#define GROSS_FLOOR 3          /* floors */
#define MOSTLY 0.7
#define SHARE_UNKNOWN 100
#define SWELL 1.5
#define SWELL_FLOOR 2          /* times the floor: negatives more than usual in 3 hours */
#define SWELL_SPEAKS 4         /* of what a normal's likelihood ratio has 2: mentions of one hour are not independent of each other */
enum { WATCH_LEAST = 5 };

const char *const alarm_level_names[LEVEL_COUNT] = { "none", "watch", "alert", "crisis" };

const struct alarm_conf alarm_usual = {
    .budget = 2, .watch_hours = 72, .crisis_factor = 4, .floor = 10, .authors = 5, .close_ms = 6 * 3600 * INT64_C(1000),
};

double alarm_page_hours(const struct alarm_conf *c) { return MONTH_HOURS / c->budget; }
static double scale_of(const struct sight *s) { return s->scale > 0 ? s->scale : 1; }
static double page_hours(const struct alarm_conf *c, const struct sight *s) { return alarm_page_hours(c) * scale_of(s); }

/* How far the share of negatives, x of n, lies above the usual one, in what it scatters; where that is not known, far enough. */
static double share_over(double p0, double x, double n)
{
    if (p0 < 0 || n <= 0)
        return SHARE_UNKNOWN;
    if (p0 >= MOSTLY)
        return x >= (p0 - 0.05) * n ? SHARE_UNKNOWN : -1;
    return (x - p0 * n) / sqrt(n * p0 * (1 - p0) + 1);
}

/* So many in a quarter of an hour are enough for a page, where they are rare; what raises a page makes no crisis of fewer. */
static double least(const struct alarm_conf *c, const struct sight *s, bool young) { return fmax((double)c->floor, (young ? GROSS : LOUD) * s->usual); }

/* What counts of the quarter of an hour's negatives. */
static double heard(const struct sight *s) { return (1 - s->unheard) * s->x; }

static bool authors_hold(const struct alarm_conf *c, const struct sight *s, int w) { return s->authors[w] < 0 || s->authors[w] >= c->authors; }

/* A burst: loud in a quarter of an hour, by the day or by this hour of it: at night a few are a crowd, and how rare that is, T says. */
static bool sudden(const struct alarm_conf *c, const struct sight *s)
{
    double floor = (double)c->floor / (s->sensitive || s->raised ? 2 : 1), x = heard(s);
    return x >= floor && x >= LOUD * fmin(s->usual, s->score.expected[DETECTOR_SHORT]) && share_over(s->share, s->x, s->all[DETECTOR_SHORT]) >= 1 && authors_hold(c, s, DETECTOR_SHORT);
}

/* How much rarer a swell is than its loudness alone says, by the share of negatives in it; where no share is known, no rarer. */
static double spoken_for(double z)
{
    if (z < 1)
        return 0;
    return z >= SHARE_UNKNOWN ? 1 : exp((z * z - 1) / SWELL_SPEAKS);
}

/* What counts of 3 hours' negatives. What did not in quarters of the clock before this one may be in the last quarter of an hour as well, and is taken
 * off twice: a swell has time. */
static double of_hours(const struct sight *s) { return s->score.x[DETECTOR_LONG] - s->deaf - s->unheard * s->x; }

/* Part 1 opens; an incident goes on while there is half of that. */
static bool swells(const struct alarm_conf *c, const struct sight *s, double part)
{
    double x = of_hours(s), m = fmax(s->score.expected[DETECTOR_LONG], 1);
    return x - m >= part * SWELL_FLOOR * (double)c->floor * fmin(1, scale_of(s)) && x >= (1 + part * (SWELL - 1)) * m;
}

/* A swell: not loud at any moment, but for hours, and it is the share of negatives that grows. Its authors are those of the hours, too. */
static bool slow(const struct alarm_conf *c, const struct sight *s, double t, double at)
{
    return swells(c, s, 1) && authors_hold(c, s, DETECTOR_LONG) && t * spoken_for(share_over(s->share, of_hours(s), s->all[DETECTOR_LONG])) >= at;
}

/* The share speaks for a burst, too, where that is gross by its hour and no handful: chance makes none of these. */
static double spoken_for_burst(const struct alarm_conf *c, const struct sight *s)
{
    bool gross = heard(s) >= GROSS_FLOOR * (double)c->floor && heard(s) >= GROSS * s->score.expected[DETECTOR_SHORT];
    return gross ? fmax(1, spoken_for(share_over(s->share, s->x, s->all[DETECTOR_SHORT]))) : 1;
}

static bool is_young(const struct alarm_conf *c, const struct sight *s) { return s->history < alarm_page_hours(c) / 2; }

enum alarm_level alarm_level(const struct alarm_conf *c, const struct sight *s)
{
    double t = s->score.hours[DETECTOR_BOTH], hours = page_hours(c, s), at = s->raised ? hours / 2 : hours;
    bool young = is_young(c, s), page;
    if (young)
        page = sudden(c, s) && heard(s) >= GROSS * s->usual;
    else
        page = (sudden(c, s) && (t * spoken_for_burst(c, s) >= at || s->score.hours[DETECTOR_SHORT] >= ALONE * at)) || slow(c, s, t, at);
    if (page) {
        bool rarer = !young && t >= c->crisis_factor * hours;
        return rarer || heard(s) >= c->crisis_factor * least(c, s, young) ? LEVEL_CRISIS : LEVEL_ALERT;
    }
    bool watch = t >= c->watch_hours && s->x >= WATCH_LEAST && (!young || s->x >= LOUD * s->usual);
    return watch ? LEVEL_WATCH : LEVEL_NONE;
}

bool alarm_matters(const struct alarm_conf *c, const struct sight *s)
{
    return s->x >= (double)c->floor / 2 && (alarm_level(c, s) > LEVEL_NONE || s->x >= LOUD * s->usual);
}

static enum alarm_change closing(const struct alarm_conf *c, struct alarm *a, const struct sight *s, int64_t now_ms)
{
    double at = a->level == LEVEL_WATCH ? c->watch_hours : page_hours(c, s);
    bool young = is_young(c, s), loud = s->x >= fmax(a->x_page, 1) / 2 && s->x >= SWELL * s->score.expected[DETECTOR_SHORT];
    if (young && a->x_page <= s->usual)
        loud = false;          /* what opened while little was known may be usual by now */
    if (s->score.hours[DETECTOR_BOTH] >= at / 2 || loud || (a->level > LEVEL_WATCH && !young && swells(c, s, 0.5))) {
        a->calm_ms = 0;
        return ALARM_SAME;
    }
    if (a->calm_ms == 0)
        a->calm_ms = now_ms;
    if (now_ms - a->calm_ms < c->close_ms)
        return ALARM_SAME;
    a->level = LEVEL_NONE;     /* the rest stays to be told; opening writes it anew */
    return ALARM_CLOSED;
}

enum alarm_change alarm_step(const struct alarm_conf *c, struct alarm *a, const struct sight *s, int64_t now_ms, bool fresh, bool hushed)
{
    enum alarm_level to = alarm_level(c, s);
    double x = fmin(s->x, least(c, s, is_young(c, s)));   /* whether it came in one batch or one by one */
    if (hushed && to > LEVEL_WATCH)
        to = LEVEL_WATCH;
    if (fresh && a->level == LEVEL_NONE && to > LEVEL_NONE) {
        *a = (struct alarm){ to, now_ms, x, 0 };
        return ALARM_OPENED;
    }
    if (fresh && to > a->level && a->level != LEVEL_NONE) {
        if (a->level == LEVEL_WATCH)
            a->x_page = x;
        a->level = to;
        a->calm_ms = 0;
        return ALARM_RAISED;
    }
    return a->level == LEVEL_NONE ? ALARM_SAME : closing(c, a, s, now_ms);
}
