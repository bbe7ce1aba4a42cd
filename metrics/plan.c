#include "metrics/plan.h"

#include <stdlib.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define BINS_MAX 20000

/* How long ago a roll-up may begin: one unit less than it is kept, as it may be dropped while we read. */
static int64_t oldest_minute(const struct plan_limits *l)
{
    return l->clock_ms - PLAN_MINUTES_MS + MINUTE_MS;
}

static int64_t oldest_hour(const struct plan_limits *l)
{
    return l->clock_ms - PLAN_HOURS_MS + HOUR_MS;
}

static int64_t day_start(const struct zone *z, int64_t ms)
{
    return period_day_ms(z, zone_day(z, ms / 1000));
}

static int64_t day_end(const struct zone *z, int64_t ms)
{
    return period_day_ms(z, zone_day(z, ms / 1000) + 1);
}

void plan_settle(struct period *p, enum plan_unit bins, const struct zone *z, const struct plan_limits *l)
{
    int64_t first_minute = (oldest_minute(l) + MINUTE_MS - 1) / MINUTE_MS * MINUTE_MS;
    if (p->rolling && bins == UNIT_MINUTE && p->from_ms < first_minute && p->from_ms >= first_minute - HOUR_MS)
        p->from_ms = first_minute;
    if (p->rolling && p->from_ms < oldest_minute(l))
        p->from_ms -= p->from_ms % HOUR_MS;
    if (p->rolling && p->from_ms < oldest_hour(l))
        p->from_ms = day_start(z, p->from_ms);
}

enum plan_unit plan_unit_for(const struct period *p)
{
    int64_t ms = p->to_ms - p->from_ms;
    return ms <= 2 * HOUR_MS ? UNIT_MINUTE : ms <= 3 * 24 * HOUR_MS ? UNIT_HOUR : UNIT_DAY;
}

const char *plan_unit_name(enum plan_unit u)
{
    static const char *const names[] = { "minute", "hour", "day" };
    return names[u];
}

char plan_unit_letter(enum plan_unit u)
{
    return "mhd"[u];
}

static void add_key(struct plan *plan, enum plan_unit unit, int64_t index, int sign)
{
    if (plan->key_count == plan->key_cap) {
        plan->key_cap = plan->key_cap ? plan->key_cap * 2 : 256;
        plan->keys = realloc(plan->keys, plan->key_cap * sizeof *plan->keys);
        if (!plan->keys)
            abort();
    }
    plan->keys[plan->key_count++] = (struct plan_key){ unit, index, (uint32_t)(plan->bin_count - 1), sign };
}

static void add_bin(struct plan *plan, int64_t from_ms, int64_t to_ms)
{
    if (plan->bin_count == plan->bin_cap) {
        plan->bin_cap = plan->bin_cap ? plan->bin_cap * 2 : 64;
        plan->bins = realloc(plan->bins, plan->bin_cap * sizeof *plan->bins);
        if (!plan->bins)
            abort();
    }
    plan->bins[plan->bin_count++] = (struct plan_bin){ from_ms, to_ms };
}

/* Takes the coarsest roll-up that begins at *ms and ends by to_ms; false: there is none. */
static bool step(struct plan *plan, int64_t *ms, int64_t to_ms, const struct plan_limits *l)
{
    if (l->days && day_start(l->days, *ms) == *ms && day_end(l->days, *ms) <= to_ms) {
        add_key(plan, UNIT_DAY, zone_day(l->days, *ms / 1000), 1);
        *ms = day_end(l->days, *ms);
        return true;
    }
    if (*ms % HOUR_MS == 0 && *ms + HOUR_MS <= to_ms && *ms >= oldest_hour(l)) {
        add_key(plan, UNIT_HOUR, *ms / HOUR_MS, 1);
        *ms += HOUR_MS;
        return true;
    }
    if (*ms >= oldest_minute(l)) {
        add_key(plan, UNIT_MINUTE, *ms / MINUTE_MS, 1);
        *ms += MINUTE_MS;
        return true;
    }
    return false;
}

/* What is asked for is finer than what is kept of that time: says where the finer one begins. */
static bool too_old(int64_t at_ms, const struct plan_limits *l, const struct zone *z, struct err *e)
{
    char at[PERIOD_TEXT], kept[PERIOD_TEXT];
    period_time(z, at_ms, at);
    if (at_ms >= oldest_hour(l))
        return err_set(e, ERR_CONFIG, "the counts around %s are no longer kept by minute (those begin at %s): "
                       "let the period and its rows begin and end at full hours (UTC), as with --by hour",
                       at, period_time(z, oldest_minute(l) + MINUTE_MS, kept));
    if (!l->days)
        return err_set(e, ERR_CONFIG, "the counts around %s are kept by day only, and only for the days of the installation's zone: "
                       "leave --zone out", at);
    return err_set(e, ERR_CONFIG, "the counts around %s are kept by day only (hours begin at %s): let the period and its rows begin "
                   "and end with a day of %s, as in --period %.10s --by day", at, period_time(z, oldest_hour(l) + HOUR_MS, kept),
                   zone_name(l->days), at);
}

static bool cover(struct plan *plan, struct plan_bin b, const struct plan_limits *l, const struct zone *z, struct err *e)
{
    for (int64_t at = b.from_ms; at < b.to_ms; )
        if (!step(plan, &at, b.to_ms, l))
            return too_old(at, l, z, e);
    return true;
}

/* Bins end where their unit ends in the reader's zone; the first and the last may be shorter. */
static int64_t bin_end(int64_t ms, enum plan_unit unit, const struct zone *z)
{
    if (unit == UNIT_DAY)
        return day_end(z, ms);
    int64_t size = unit == UNIT_HOUR ? HOUR_MS : MINUTE_MS;
    return (ms / size + 1) * size;
}

bool plan_make(struct plan *plan, const struct period *p, enum plan_unit bins, const struct zone *z, const struct plan_limits *l,
               struct err *e)
{
    for (int64_t at = p->from_ms; at < p->to_ms; ) {
        int64_t end = bin_end(at, bins, z);
        if (end > p->to_ms)
            end = p->to_ms;
        if (plan->bin_count == BINS_MAX)
            return err_set(e, ERR_CONFIG, "the period has more than %d rows by %s: ask for less, or for coarser ones",
                           BINS_MAX, plan_unit_name(bins));
        add_bin(plan, at, end);
        if (!cover(plan, plan->bins[plan->bin_count - 1], l, z, e))
            return false;
        at = end;
    }
    return true;
}

/* ---- the sum of a period ---- */

#define HOUR_MINUTES (HOUR_MS / MINUTE_MS)
#define COST 4              /* of a key; of one that lies ahead of the clock, and so hardly exists: 1 */

/* The part of [from, to) that lies in the hour of `from`. */
static int64_t hour_part(int64_t from, int64_t to, int64_t *hour)
{
    *hour = from - from % HOUR_MS;
    return to < *hour + HOUR_MS ? to : *hour + HOUR_MS;
}

static void add_minutes(struct plan *plan, int64_t from, int64_t to, int sign)
{
    for (; from < to; from += MINUTE_MS)
        add_key(plan, UNIT_MINUTE, from / MINUTE_MS, sign);
}

/* [from, to) by hours and minutes. */
static bool sum_hours(struct plan *plan, int64_t from, int64_t to, int sign, const struct plan_limits *l, const struct zone *z, struct err *e)
{
    int64_t hour;
    for (int64_t at = from, end; at < to; at = end) {
        end = hour_part(at, to, &hour);
        int64_t minutes = (end - at) / MINUTE_MS;
        bool whole = minutes == HOUR_MINUTES, fine = hour >= oldest_minute(l);
        if (hour < oldest_hour(l) || (!whole && at < oldest_minute(l)))
            return too_old(at, l, z, e);
        if (whole || (fine && minutes > HOUR_MINUTES / 2)) {
            add_key(plan, UNIT_HOUR, hour / HOUR_MS, sign);
            add_minutes(plan, hour, at, -sign);
            add_minutes(plan, end, hour + HOUR_MS, -sign);
        } else {
            add_minutes(plan, at, end, sign);
        }
    }
    return true;
}

static int64_t cost(int64_t from, int64_t to, const struct plan_limits *l)
{
    int64_t sum = 0, hour;
    for (int64_t at = from, end; at < to; at = end) {
        end = hour_part(at, to, &hour);
        int64_t minutes = (end - at) / MINUTE_MS;
        int64_t keys = minutes > HOUR_MINUTES / 2 ? 1 + HOUR_MINUTES - minutes : minutes;
        sum += keys * (at > l->clock_ms ? 1 : COST);
    }
    return sum;
}

/* [from, to) of one day. */
static bool sum_day(struct plan *plan, int64_t from, int64_t to, const struct plan_limits *l, const struct zone *z, struct err *e)
{
    int64_t begin = l->days ? day_start(l->days, from) : from, end = l->days ? day_end(l->days, from) : to;
    if (l->days && from == begin && to == end) {
        add_key(plan, UNIT_DAY, zone_day(l->days, from / 1000), 1);
        return true;
    }
    bool hours = begin % HOUR_MS == 0 && end % HOUR_MS == 0 && begin >= oldest_hour(l);   /* a day that hours make up */
    if (!l->days || !hours || COST + cost(begin, from, l) + cost(to, end, l) >= cost(from, to, l))
        return sum_hours(plan, from, to, 1, l, z, e);
    add_key(plan, UNIT_DAY, zone_day(l->days, from / 1000), 1);
    return sum_hours(plan, begin, from, -1, l, z, e) && sum_hours(plan, to, end, -1, l, z, e);
}

bool plan_sum(struct plan *plan, const struct period *p, const struct zone *z, const struct plan_limits *l, struct err *e)
{
    add_bin(plan, p->from_ms, p->to_ms);
    for (int64_t at = p->from_ms; at < p->to_ms; ) {
        int64_t end = l->days ? day_end(l->days, at) : p->to_ms;
        if (end > p->to_ms)
            end = p->to_ms;
        if (!sum_day(plan, at, end, l, z, e))
            return false;
        at = end;
    }
    return true;
}

void plan_fini(struct plan *plan)
{
    free(plan->keys);
    free(plan->bins);
    *plan = (struct plan){ 0 };
}
