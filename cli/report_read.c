/* Reads what the page shows, by the readers of the other commands. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/when.h"
#include "classify/classifier.h"
#include "cli/opts.h"
#include "cli/report.h"

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS };

static bool read_states(struct report *r, struct err *e)
{
    if (!states_read(cli_ledger(r->cli), &r->a, STATE_MENTIONS, &r->states, e))
        return false;
    if (r->states.n == 0)
        return err_set(e, ERR_CONFIG, "nothing has been counted yet under the prefix %s: is pulso-classify running? (pulso doctor)", r->cli->common.prefix);
    if (r->states.zone && strcmp(r->states.zone, r->cli->common.zone) != 0)
        return err_set(e, ERR_CONFIG, "the days were counted in the zone %s, and the configuration now says %s: set `zone:` back", r->states.zone, r->cli->common.zone);
    return true;
}

static bool no_set(struct report *r, struct err *e)
{
    const char *names[32] = { 0 };
    for (size_t i = 0; i < r->brands.set_count && i < 31; i++)
        names[i] = r->brands.sets[i].id;
    const char *near = opts_near(r->o->set, names);
    return err_set(e, ERR_CONFIG, "no set of brands is called %s%s%s%s; `sets:` of %s names them", r->o->set, near ? ": did you mean " : "",
                   near ? near : "", near ? "?" : "", r->in_force.name);
}

static bool choose_brands(struct report *r, struct err *e)
{
    struct counts *c = &r->counts;
    if (!in_force_open(&r->cli->common, r->cli->conf, cli_config_path(r->cli), states_version(&r->states), &r->in_force, e) || !brands_read(r->in_force.conf, &r->brands, e))
        return false;
    const struct brand_set *set = r->o->set ? brands_set(&r->brands, r->o->set) : NULL;
    if (r->o->set && !set)
        return no_set(r, e);
    uint32_t *all = arena_alloc(&r->a, (r->brands.n + 1) * sizeof *all);
    for (size_t i = 0; i < r->brands.n; i++)
        all[i] = (uint32_t)i;
    c->brands = &r->brands;
    c->set = set ? set->brands : all;
    c->width = set ? set->n : r->brands.n;
    c->a = &r->a;
    return c->width || err_set(e, ERR_CONFIG, "%s names no brands to report about: add some under `brands:`", r->in_force.name);
}

/* As long, right before: of whole local days as many days, of a long rolling one whole hours, as they are kept. */
static struct period period_before(const struct report *r)
{
    const struct period *p = &r->period;
    int32_t first = zone_day(r->zone, p->from_ms / 1000), after = zone_day(r->zone, p->to_ms / 1000);
    if (period_day_ms(r->zone, first) == p->from_ms && period_day_ms(r->zone, after) == p->to_ms)
        return (struct period){ .from_ms = period_day_ms(r->zone, first - (after - first)), .to_ms = p->from_ms };
    int64_t long_ms = p->to_ms - p->from_ms;
    if (p->rolling && long_ms >= 2 * DAY_MS)
        long_ms -= long_ms % HOUR_MS;
    return (struct period){ .from_ms = p->from_ms - long_ms, .to_ms = p->from_ms };
}

static int64_t all_of(const struct counts *c)
{
    int64_t n = 0;
    for (size_t i = 0; i < c->width; i++)
        n += sov_mentions(&c->by_brand[i]);
    return n;
}

static bool read_before(struct report *r, const struct plan_limits *l, struct err *e)
{
    struct err kept = { 0 };
    if (r->o->vs && strcmp(r->o->vs, "none") == 0)
        return true;
    r->before = period_before(r);
    if (!plan_make(&r->plan_before, &r->before, UNIT_DAY, r->zone, l, &kept))
        return true;                 /* no longer kept so finely: the page says so */
    r->counts_before = r->counts;
    r->counts_before.plan = &r->plan_before;
    if (!counts_read(&r->counts_before, cli_ledger(r->cli), &r->states, e))
        return false;
    r->total_before = all_of(&r->counts_before);
    r->compared = r->total_before > 0;
    return true;
}

static bool read_counts(struct report *r, struct err *e)
{
    struct plan_limits l = { .days = r->zone, .clock_ms = states_clock(&r->states) ? states_clock(&r->states) : clock_now_ms() };
    struct err first = { 0 };
    if (!period_parse(slice_of(r->o->period ? r->o->period : "7d"), r->zone, clock_now_ms(), &r->period, e))
        return false;
    r->unit = r->period.to_ms - r->period.from_ms > 2 * (int64_t)DAY_MS ? UNIT_DAY : UNIT_HOUR;
    plan_settle(&r->period, r->unit, r->zone, &l);
    if (!plan_make(&r->plan, &r->period, r->unit, r->zone, &l, &first)) {    /* the hours of a day long ago are gone, its sum is not */
        plan_fini(&r->plan);
        r->unit = UNIT_DAY;
        if (!plan_make(&r->plan, &r->period, r->unit, r->zone, &l, e))
            return false;
    }
    r->counts.plan = &r->plan;
    /* Before the counts of now are read into it, what was asked for is copied for the period before. */
    if (!read_before(r, &l, e) || !counts_read(&r->counts, cli_ledger(r->cli), &r->states, e))
        return false;
    r->total = all_of(&r->counts);
    int64_t until = 0;
    for (size_t i = 0; i < r->states.n; i++)
        until = r->states.v[i].v[S_WATERMARK] > until ? r->states.v[i].v[S_WATERMARK] : until;
    return silences_read(cli_ledger(r->cli), &r->states, &r->period, until, &r->a, &r->silent, e);
}

/* ---- estimates ---- */

static bool read_said(struct report *r, const struct estimates_asked *q, const struct estimate_keys *k, struct err *e)
{
    r->said = arena_zalloc(&r->a, (q->width + 1) * sizeof *r->said);
    for (size_t i = 0; i < q->width; i++)
        if (!estimates_top(q, i, k, ESTIMATE_TOP_TERMS, cli_ledger(r->cli), &r->states, &r->a, &r->said[i].terms, e)
            || !estimates_top(q, i, k, ESTIMATE_TOP_HASHTAGS, cli_ledger(r->cli), &r->states, &r->a, &r->said[i].hashtags, e))
            return false;
    return true;
}

static bool read_estimates(struct report *r, struct err *e)
{
    struct err kept = { 0 };
    struct estimate_keys k;
    struct estimates_asked q = { .brands = &r->brands, .set = r->counts.set, .width = r->counts.width, .home = r->zone, .clock_ms = states_clock(&r->states) };
    if (!estimates_cover(&q, &r->period, &r->a, &k, &kept))
        return true;                 /* no longer kept: the page says so */
    double *stories = arena_zalloc(&r->a, (q.width + 1) * sizeof *stories), *authors = arena_zalloc(&r->a, (q.width + 1) * sizeof *authors);
    if (!estimates_different(&q, &k, ESTIMATE_STORIES, cli_ledger(r->cli), &r->states, stories, e)
        || !estimates_different(&q, &k, ESTIMATE_AUTHORS, cli_ledger(r->cli), &r->states, authors, e))
        return false;
    r->stories = stories;
    r->authors = authors;
    r->covered = k.covered;
    return read_said(r, &q, &k, e);
}

/* ---- what route counted ---- */

static bool read_figures(struct report *r, struct err *e)
{
    struct states route;
    char from[WHEN_TEXT], to[WHEN_TEXT];
    if (!states_read(cli_ledger(r->cli), &r->a, STATE_CLASSIFIED, &route, e))
        return false;
    if (route.n == 0)
        return true;                 /* an installation without route */
    int n = (int)when_print(r->period.from_ms, from), m = (int)when_print(r->period.to_ms, to);
    snprintf(r->asked_period, sizeof r->asked_period, "%.*s..%.*s", n, from, m, to);
    r->asked = (struct figures_opts){ .period = r->asked_period, .set = r->o->set };
    return figures_read(&r->care, r->cli, &r->asked, false, e) && figures_read(&r->posts, r->cli, &r->asked, true, e);
}

/* ---- order ---- */

static const struct counts *sorting;     /* qsort passes nothing along */

static int by_mentions(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    int64_t na = sov_mentions(&sorting->by_brand[a]), nb = sov_mentions(&sorting->by_brand[b]);
    return na != nb ? (na < nb ? 1 : -1) : (a > b) - (a < b);
}

static void sort(struct report *r)
{
    r->order = arena_alloc(&r->a, (r->counts.width + 1) * sizeof *r->order);
    for (size_t i = 0; i < r->counts.width; i++)
        r->order[i] = (uint32_t)i;
    sorting = &r->counts;
    qsort(r->order, r->counts.width, sizeof *r->order, by_mentions);
}

static void read_shares(struct report *r)
{
    int64_t *n = arena_alloc(&r->a, 2 * r->counts.width * sizeof *n);
    for (size_t i = 0; i < r->counts.width; i++)
        n[i] = sov_mentions(&r->counts.by_brand[i]);
    r->permille = n + r->counts.width;
    sov_parts(n, r->counts.width, 1000, r->permille);
}

static void read_config(struct report *r)
{
    struct err e = { 0 };
    struct classifier *cl = r->in_force.version ? NULL : classifier_open(r->cli->conf, &e);
    const char *hash = cl ? classifier_config(cl) : r->in_force.version ? r->in_force.config : NULL;
    r->config = hash ? arena_dup(&r->a, (struct slice){ hash, strlen(hash) + 1 }).p : NULL;
    classifier_close(cl);
}

bool report_read(struct report *r, struct err *e)
{
    if (!cli_conf(r->cli, e) || !customers_read(r->cli->conf, &r->customers, e) || !read_states(r, e) || !choose_brands(r, e))
        return false;
    r->zone = zone_open(r->cli->common.zone, e);
    if (!r->zone || !read_counts(r, e) || !read_estimates(r, e) || !read_figures(r, e) || !incidents_read(r->cli, &r->incidents, e))
        return false;
    read_config(r);
    sort(r);
    read_shares(r);
    return true;
}

void report_close(struct report *r)
{
    incidents_fini(&r->incidents);
    figures_close(&r->care);
    figures_close(&r->posts);
    plan_fini(&r->plan);
    plan_fini(&r->plan_before);
    customers_fini(&r->customers);
    zone_close(r->zone);
    brands_fini(&r->brands);
    in_force_close(&r->in_force);
    buf_fini(&r->out);
    buf_fini(&r->scratch);
    arena_fini(&r->a);
}
