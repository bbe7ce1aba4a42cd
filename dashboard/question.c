#include "dashboard/question.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/when.h"
#include "dashboard/worker.h"
#include "metrics/platforms.h"

#define NARROW_VALUES 80000u         /* of one question at the desk that is quick: some 15 ms */
#define WIDE_VALUES 12000000u        /* at the other; more is refused */
#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)
#define LONG_MS (12 * HOUR_MS)

static const char *const steps[] = { "minute", "5min", "hour", "day", NULL };

const char *step_name(enum step s)
{
    return steps[s];
}

/* ---- of whom ---- */

bool question_open(struct question *q, struct api *api, struct hand *h, struct request *r)
{
    *q = (struct question){ .api = api, .hand = h, .r = r };
    q->setup = (struct setup *)shared_take(&api->setup);
    q->snapshot = (struct snapshot *)shared_take(&api->snapshot);
    if (!q->setup || !q->snapshot)
        return request_refuse(r, REFUSE_UNAVAILABLE, "Redis has not answered yet; the log of pulso-dashboard says more");
    return true;
}

bool question_set(struct question *q)
{
    const char *set = request_param(q->r, "set");
    q->set = set ? set : setup_default(q->setup, q->r->person);
    if (!setup_columns(q->setup, q->r->person, q->set, &q->r->a, &q->columns))
        return request_refuse(q->r, REFUSE_NOT_FOUND, "no set of brands is called %.64s; /v1/sets names them", q->set);
    if (q->columns.n == 0 && q->setup->brands.n)
        return request_refuse(q->r, REFUSE_FORBIDDEN, "none of the brands of %.64s is yours to see", q->set);
    return true;
}

static bool add_brand(struct question *q, struct slice id)
{
    uint32_t index;
    /* A brand that one may not see is not told apart from one that is not there. */
    if (!brands_find(&q->setup->brands, id, &index) || !person_sees(q->r->person, id))
        return request_refuse(q->r, REFUSE_NOT_FOUND, "no brand of yours is called " SLICE_FMT "; /v1/sets names them", SLICE_ARG(id));
    for (size_t i = 0; i < q->columns.n; i++)
        if (q->columns.v[i] == index)
            return true;
    q->columns.v[q->columns.n++] = index;
    return true;
}

bool question_brand(struct question *q, struct slice id)
{
    q->columns = (struct columns){ .v = arena_alloc(&q->r->a, sizeof *q->columns.v) };
    return add_brand(q, id);
}

bool question_brands(struct question *q)
{
    struct slice rest = params_get(&q->r->params, "brand"), one;
    if (!rest.n)
        return question_set(q);
    q->columns = (struct columns){ .v = arena_alloc(&q->r->a, (q->setup->brands.n + 1) * sizeof *q->columns.v) };
    while (slice_next(&rest, ',', &one))
        if (!add_brand(q, slice_trim(one)))
            return false;
    return true;
}

/* ---- when ---- */

static bool instant(struct question *q, const char *name, int64_t *ms)
{
    struct slice v = params_get(&q->r->params, name);
    if (when_parse(v, WHEN_RFC3339, q->zone, ms)) {
        *ms -= *ms % MINUTE_MS;
        return true;
    }
    return request_refuse_param(q->r, name, "a time is wanted, as in 2026-11-22T04:42:00Z");
}

static bool read_period(struct question *q, const char *name, const char *fallback, struct period *out)
{
    struct err e = { 0 };
    const char *text = request_param(q->r, name);
    return period_parse(slice_of(text ? text : fallback), q->zone, clock_now_ms(), out, &e) || request_refuse_param(q->r, name, "%s", e.msg);
}

static bool read_now(struct question *q)
{
    struct period *p = &q->now.period;
    bool from = params_get(&q->r->params, "from").n, to = params_get(&q->r->params, "to").n;
    if (!from && to)
        return request_refuse_param(q->r, "to", "`from` is missing");
    if (!from)
        return read_period(q, "period", "24h", p);
    if (params_get(&q->r->params, "period").n)
        return request_refuse_param(q->r, "period", "either period, or from and to");
    p->to_ms = clock_now_ms() / MINUTE_MS * MINUTE_MS + MINUTE_MS;
    if (!instant(q, "from", &p->from_ms) || (to && !instant(q, "to", &p->to_ms)))
        return false;
    p->rolling = !to;
    return p->from_ms < p->to_ms || request_refuse_param(q->r, to ? "to" : "from", "the period ends before it begins");
}

/* prev: as long, right before; in whole hours, where hours are read. */
static bool read_before(struct question *q)
{
    struct slice vs = params_get(&q->r->params, "vs");
    struct period *p = &q->before.period, *now = &q->now.period;
    q->compared = !slice_is(vs, "none");
    if (!q->compared)
        return true;
    if (vs.n && !slice_is(vs, "prev"))
        return read_period(q, "vs", "", p);
    int64_t long_ms = now->to_ms - now->from_ms;
    if (now->rolling && long_ms >= LONG_MS)
        long_ms -= long_ms % HOUR_MS;
    *p = (struct period){ .from_ms = now->from_ms - long_ms, .to_ms = now->from_ms };
    return true;
}

static bool read_zone(struct question *q)
{
    struct err e = { 0 };
    const char *tz = request_param(q->r, "tz"), *home = q->api->app->common.zone;
    q->zone = zone_open(tz ? tz : home, &e);
    if (!q->zone)
        return request_refuse_param(q->r, "tz", "%s", e.msg);
    int64_t clock = states_clock(&q->snapshot->states);
    q->limits = (struct plan_limits){ .clock_ms = clock ? clock : clock_now_ms(), .days = strcmp(zone_name(q->zone), zone_name(q->setup->home)) == 0 ? q->setup->home : NULL };
    return true;
}

static enum step step_for(const struct period *p)
{
    int64_t ms = p->to_ms - p->from_ms;
    return ms <= 2 * HOUR_MS ? STEP_MINUTE : ms <= 6 * HOUR_MS ? STEP_5MIN : ms <= 4 * 24 * HOUR_MS ? STEP_HOUR : STEP_DAY;
}

static enum plan_unit unit_of(enum step s)
{
    return s == STEP_DAY ? UNIT_DAY : s == STEP_HOUR ? UNIT_HOUR : UNIT_MINUTE;
}

static bool read_step(struct question *q)
{
    int step;
    if (!request_choice(q->r, "step", steps, &step))
        return false;
    q->step = params_get(&q->r->params, "step").n ? (enum step)step : step_for(&q->now.period);
    return true;
}

/* What is long and ends now begins with a full hour, and the hour that is under way is read whole, since nothing of it
 * lies beyond now: a tenth of the work of reading minutes. */
static void settle(struct question *q, struct period *p, enum step step)
{
    if (p->rolling && p->to_ms - p->from_ms >= LONG_MS) {
        p->from_ms -= p->from_ms % HOUR_MS;
        p->to_ms = step <= STEP_5MIN ? p->to_ms : (p->to_ms + HOUR_MS - 1) / HOUR_MS * HOUR_MS;
    }
    plan_settle(p, unit_of(step), q->zone, &q->limits);
}

/* rows: by step; else the sum alone is wanted, which reads less. */
static bool plan(struct question *q, struct reading *one, bool rows, bool fixed_step)
{
    struct err e = { 0 };
    struct period p = one->period;
    settle(q, &p, q->step);
    one->period.from_ms = p.from_ms;
    if (rows ? plan_make(&one->plan, &p, unit_of(q->step), q->zone, &q->limits, &e) : plan_sum(&one->plan, &p, q->zone, &q->limits, &e))
        return true;
    if (fixed_step || q->step == STEP_DAY)
        return request_refuse_param(q->r, fixed_step ? "step" : "period", "%s", e.msg);
    plan_fini(&one->plan);
    q->step++;                       /* what is shown beside must not be what an exact answer fails on */
    err_clear(&e);
    return plan(q, one, rows, fixed_step);
}

static bool read_platforms(struct question *q)
{
    struct slice wrong;
    q->platforms = request_param(q->r, "platform");
    return platforms_valid(q->platforms, &wrong) || request_refuse_param(q->r, "platform", "`" SLICE_FMT "` is no platform; the names are made of a-z, 0-9, _ and -", SLICE_ARG(wrong));
}

bool question_when(struct question *q, bool by_step, bool compare)
{
    if (!read_zone(q) || !read_platforms(q) || !read_now(q))
        return false;
    q->step = step_for(&q->now.period);
    if ((by_step && !read_step(q)) || !plan(q, &q->now, by_step, by_step && params_get(&q->r->params, "step").n))
        return false;
    if (!compare || !read_before(q) || !q->compared)
        return !compare || !q->r->answered;
    return plan(q, &q->before, by_step, false);
}

bool question_grow(struct question *q, const struct period *covered)
{
    struct err e = { 0 };
    q->now.period.from_ms = covered->from_ms;
    q->now.period.to_ms = covered->to_ms;
    for (int day = q->step == STEP_DAY; day < 2; day++) {
        plan_fini(&q->now.plan);
        err_clear(&e);
        if (plan_make(&q->now.plan, covered, day ? UNIT_DAY : UNIT_HOUR, q->setup->home, &q->limits, &e))
            return true;
    }
    return request_refuse_param(q->r, "period", "%s", e.msg);
}

/* ---- reading ---- */

static bool read_one(struct question *q, struct reading *one, char dim, struct err *e)
{
    struct counts *c = &one->counts;
    *c = (struct counts){ .brands = &q->setup->brands, .set = q->columns.v, .width = q->columns.n, .platforms = q->platforms, .dim = dim, .kinds = q->form == FORM_HALF ? "bof" : "bo", .plan = &one->plan,
                          .names = q->hand->names, .most_values = q->hand->kind == DESK_FIGURES ? NARROW_VALUES : WIDE_VALUES, .a = &q->r->a };
    return counts_read(c, &q->hand->ledger, &q->snapshot->states, e);
}

/* The request begins anew there: what was planned here lies in its arena, and is thrown away. */
bool question_hand_on(struct question *q, enum desk_kind desk)
{
    struct worker *other_desk = q->api->desks[desk];
    struct request *r = q->r;
    struct hand *h = q->hand;
    struct err ignored = { 0 };      /* it was read before */
    bool other;
    question_close(q);
    arena_reset(&r->a);
    params_read(&r->a, slice_of(r->uri), &r->params, &ignored);
    endpoint_find(r->params.path, r->post, &r->below, &other);
    buf_reset(&r->answer);
    h->handed_on = true;
    if (worker_give(other_desk, r))
        return false;
    h->handed_on = false;
    return request_refuse(r, REFUSE_UNAVAILABLE, "too many such questions wait already");
}

bool question_read(struct question *q, char dim)
{
    struct err e = { 0 };
    struct request *r = q->r;
    if (read_one(q, &q->now, dim, &e) && (!q->compared || read_one(q, &q->before, dim, &e)))
        return true;
    if ((q->now.counts.wide || q->before.counts.wide) && q->hand->kind == DESK_FIGURES)
        return question_hand_on(q, DESK_WIDE);
    return request_refuse_err(r, NULL, &e);
}

void question_close(struct question *q)
{
    plan_fini(&q->now.plan);
    plan_fini(&q->before.plan);
    zone_close(q->zone);
    q->zone = NULL;
    if (q->setup)
        shared_drop(&q->setup->shared);
    if (q->snapshot)
        shared_drop(&q->snapshot->shared);
    q->setup = NULL;
    q->snapshot = NULL;
}

/* ---- figures ---- */

double question_measure(const struct question *q, const struct sov_count *c)
{
    switch (q->form) {
    case FORM_ORIGINALS: return (double)c->slot[SOV_ORIGINALS];
    case FORM_HALF: return (double)sov_fractional(c) / SOV_UNIT;
    default: return (double)sov_mentions(c);
    }
}

double question_total(const struct question *q, const struct sov_count *row)
{
    double all = 0;
    for (size_t i = 0; i < q->columns.n; i++)
        all += question_measure(q, &row[i]);
    return all;
}

const struct brand *question_column(const struct question *q, size_t column)
{
    return &q->setup->brands.v[q->columns.v[column]];
}

size_t question_rows(const struct question *q, struct sov_count **out, int64_t **from_ms, int64_t **to_ms)
{
    const struct plan *p = &q->now.plan;
    size_t width = q->columns.n, rows = 0;
    struct arena *a = &q->r->a;
    *out = arena_zalloc(a, (p->bin_count * width + 1) * sizeof **out);
    *from_ms = arena_alloc(a, (p->bin_count + 1) * sizeof **from_ms);
    *to_ms = arena_alloc(a, (p->bin_count + 1) * sizeof **to_ms);
    for (size_t b = 0; b < p->bin_count; b++) {
        bool joins = q->step == STEP_5MIN && rows && p->bins[b].from_ms % (5 * MINUTE_MS) != 0;
        if (!joins)
            (*from_ms)[rows++] = p->bins[b].from_ms;
        (*to_ms)[rows - 1] = p->bins[b].to_ms;
        for (size_t i = 0; i < width; i++)
            sov_add(&(*out)[(rows - 1) * width + i], &q->now.counts.by_bin[b * width + i]);
    }
    return rows;
}

size_t question_open_rows(const struct question *q, const int64_t *to_ms, size_t rows)
{
    int64_t watermark = states_watermark(&q->snapshot->states);
    size_t n = 0;
    while (n < rows && to_ms[rows - 1 - n] > watermark)
        n++;
    return n;
}
