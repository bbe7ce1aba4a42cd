#include "metrics/audience.h"

#include <inttypes.h>

#include "base/when.h"
#include "metrics/platforms.h"
#include "model/care_names.h"

static bool column_of(const struct audience *u, struct slice brand, uint32_t *column)
{
    for (uint32_t i = 0; i < u->width; i++)
        if (slice_is(brand, u->brands->v[u->set[i]].id)) {
            *column = i;
            return true;
        }
    return false;
}

static bool wanted(const struct audience *u, const struct care_name *n)
{
    struct slice account = slice_of(u->account);
    slice_take(&account, '@');
    return n->kind == 'f' && platforms_have(u->platforms, n->platform) && (!u->account || slice_eq_nocase(account, n->who))
        && (!u->purpose || slice_is(n->purpose, u->purpose));
}

static bool is(const struct audience_account *a, uint32_t column, const struct care_name *n)
{
    return a->column == column && slice_eq(a->platform, n->platform) && slice_eq(a->account, n->who) && slice_eq(a->purpose, n->purpose);
}

static void make_room(struct audience *u)
{
    if (u->n < u->cap)
        return;
    u->cap = u->cap ? 2 * u->cap : 32;
    struct audience_account *more = arena_alloc(u->a, u->cap * sizeof *more);
    if (u->n)
        memcpy(more, u->accounts, u->n * sizeof *more);
    u->accounts = more;
}

/* Every partition that the account's records went through has a counter of it. */
static uint32_t token(void *self, struct slice text)
{
    struct audience *u = self;
    struct care_name n;
    uint32_t column;
    if (!care_name_parse(text, &n) || !wanted(u, &n) || !column_of(u, n.brand, &column))
        return TALLIES_SKIP;
    for (size_t i = 0; i < u->n; i++)
        if (is(&u->accounts[i], column, &n))
            return (uint32_t)i;
    make_room(u);
    u->accounts[u->n] = (struct audience_account){ .column = column, .platform = arena_dup(u->a, n.platform), .account = arena_dup(u->a, n.who),
                                                   .purpose = arena_dup(u->a, n.purpose), .place = answers_place(u->a, &n) };
    u->accounts[u->n].report = arena_zalloc(u->a, u->plan.bin_count * sizeof *u->accounts[u->n].report);
    return (uint32_t)u->n++;
}

static void add(void *self, uint32_t at, uint32_t bin, int64_t n)
{
    struct audience *u = self;
    int64_t *report = &u->accounts[at].report[bin];
    if (n > *report)
        *report = n;
}

/* A bin and a key for each day. */
static bool plan_days(struct audience *u, struct err *e)
{
    int32_t today = zone_day(u->home, u->clock_ms / 1000);
    u->from_day = zone_day(u->home, u->period->from_ms / 1000);
    u->last_day = zone_day(u->home, (u->period->to_ms - 1) / 1000);
    if (u->last_day > today)
        u->last_day = today;
    u->first_day = u->from_day - AUDIENCE_BACK;
    struct period days = { .from_ms = period_day_ms(u->home, u->first_day), .to_ms = period_day_ms(u->home, u->last_day + 1) };
    struct plan_limits l = { .clock_ms = u->clock_ms, .days = u->home };
    return u->last_day < u->first_day || plan_make(&u->plan, &days, UNIT_DAY, u->home, &l, e);
}

bool audience_read(struct audience *u, struct ledger *l, const struct states *states, struct err *e)
{
    const char **ids = arena_alloc(u->a, (u->width + 1) * sizeof *ids);
    for (size_t i = 0; i < u->width; i++)
        ids[i] = u->brands->v[u->set[i]].id;
    u->tallies = (struct tallies){ .plan = &u->plan, .side = STATE_CLASSIFIED, .names = u->counters, .brands = ids, .brand_count = u->width, .token = token, .add = add,
                                   .self = u, .a = u->a };
    bool ok = plan_days(u, e) && tallies_read(&u->tallies, l, states, e);
    plan_fini(&u->plan);
    return ok;
}

/* ---- figures ---- */

/* The last report of the days [from, to], and its day; 0: none. */
static int64_t last_report(const struct audience *u, const struct audience_account *a, int32_t from, int32_t to, int32_t *day)
{
    for (*day = to < u->last_day ? to : u->last_day; *day >= from; --*day)
        if (a->report[*day - u->first_day])
            return a->report[*day - u->first_day];
    return 0;
}

static int64_t first_report(const struct audience *u, const struct audience_account *a, int32_t from, int32_t to)
{
    for (int32_t day = from; day <= to && day <= u->last_day; day++)
        if (a->report[day - u->first_day])
            return a->report[day - u->first_day];
    return 0;
}

struct audience_figure audience_of(const struct audience *u, const struct audience_account *a, int32_t until_day)
{
    int32_t day, before_day;
    int64_t last = last_report(u, a, u->first_day, until_day, &day);
    if (!last)
        return (struct audience_figure){ 0 };
    struct audience_figure out = { .followers = care_followers(last), .at_ms = care_followers_ms(last, day), .accounts = 1 };
    int64_t before = last_report(u, a, u->first_day, u->from_day - 1, &before_day);
    if (!before)
        before = first_report(u, a, u->from_day, day - 1);
    out.changed = before && day >= u->from_day;
    out.change = out.changed ? out.followers - care_followers(before) : 0;
    return out;
}

static struct slice row_name(const struct audience_account *a, enum answers_by by)
{
    switch (by) {
    case ANSWERS_PLATFORM: return a->platform;
    case ANSWERS_ACCOUNT: return a->account;
    case ANSWERS_PURPOSE: return a->purpose;
    case ANSWERS_PLACE: return a->place;
    default: return (struct slice){ 0 };
    }
}

struct audience_figure audience_figure(const struct audience *u, enum answers_by by, uint32_t column, struct slice name, int32_t until_day)
{
    struct audience_figure sum = { 0 };
    for (size_t i = 0; i < u->n; i++) {
        const struct audience_account *a = &u->accounts[i];
        if (a->column != column || !slice_eq(row_name(a, by), name))
            continue;
        struct audience_figure f = audience_of(u, a, until_day);
        if (!f.accounts)
            continue;
        sum.followers += f.followers;
        sum.change += f.change;
        sum.changed = sum.changed || f.changed;
        sum.at_ms = sum.accounts && sum.at_ms < f.at_ms ? sum.at_ms : f.at_ms;
        sum.accounts++;
    }
    return sum;
}

void audience_rows(const struct audience *u, struct answers *w)
{
    if (w->by == ANSWERS_HOUR || w->by == ANSWERS_DAY)
        return;
    for (size_t i = 0; i < u->n; i++)
        if (audience_of(u, &u->accounts[i], u->last_day).accounts)
            answers_row_of(w, u->accounts[i].column, row_name(&u->accounts[i], w->by));
    answers_sort(w);
}

void audience_print(struct audience_figure f, struct buf *out)
{
    char at[WHEN_TEXT];
    if (!f.accounts) {
        buf_addz(out, "null");
        return;
    }
    buf_printf(out, "{\"n\":%" PRId64 ",\"change\":", f.followers);
    if (f.changed)
        buf_int(out, f.change);
    else
        buf_addz(out, "null");
    buf_printf(out, ",\"at\":\"%.*s\"}", (int)when_print(f.at_ms, at), at);
}
