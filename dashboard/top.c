#include "dashboard/top.h"

#include "dashboard/different.h"

#define HOUR_MS INT64_C(3600000)

struct interval top_ratio(int64_t now, int64_t before, double times)
{
    struct interval i = interval_ratio((double)now, (double)before);
    return (struct interval){ i.value * times, i.low * times, i.high * times };
}

static bool read(struct question *q, enum estimate_kind kind, const struct period *p, struct estimate_keys *keys, struct estimate_items *out, struct err *e)
{
    struct estimates_asked asked = different_asked(q);
    return estimates_cover(&asked, p, &q->r->a, keys, e)
        && estimates_top(&asked, 0, keys, kind, &q->hand->ledger, &q->snapshot->states, &q->r->a, out, e);
}

/* Of a period before that estimates are no longer kept of nothing can be said, and so nothing is, unless it was asked for by name. */
static bool read_old(struct question *q, enum estimate_kind kind, const struct period *p, struct estimate_keys *keys, struct estimate_items *out)
{
    struct err e = { 0 };
    if (read(q, kind, p, keys, out, &e))
        return true;
    if (e.kind != ERR_CONFIG || params_get(&q->r->params, "vs").n)
        return request_refuse_err(q->r, "vs", &e);
    q->compared = false;
    return true;
}

/* What has no place of its own may have been as often as the least that has one: an error of the estimate makes nothing sudden. */
static int64_t most_before(const struct estimate_items *before, struct slice name)
{
    for (size_t i = 0; i < before->n; i++)
        if (slice_eq(before->v[i].text, name))
            return before->v[i].high;
    return before->missed;
}

static double length(const struct estimate_keys *k)
{
    return (double)(k->covered.to_ms - k->covered.from_ms);
}

bool top_estimated(struct question *q, enum estimate_kind kind, struct top_row **rows, size_t *n)
{
    struct estimate_keys keys = { 0 }, old = { 0 };
    struct estimate_items items = { 0 }, before = { 0 };
    struct err e = { 0 };
    double times = 1;
    if (!read(q, kind, &q->now.period, &keys, &items, &e))
        return request_refuse_err(q->r, "period", &e);
    struct period p = q->before.period;
    if (q->compared) {
        p.to_ms = p.to_ms > keys.covered.from_ms ? keys.covered.from_ms : p.to_ms;   /* now has grown: nothing is in both */
        p.from_ms = p.from_ms > p.to_ms - HOUR_MS ? p.to_ms - HOUR_MS : p.from_ms;
        if (!read_old(q, kind, &p, &old, &before))
            return false;
        times = length(&keys) > 0 ? length(&old) / length(&keys) : 1;
    }
    *rows = arena_alloc(&q->r->a, (items.n + 1) * sizeof **rows);
    *n = 0;
    for (size_t i = 0; i < items.n; i++) {
        const struct estimate_item *x = &items.v[i];
        int64_t was = q->compared ? most_before(&before, x->text) : 0;
        if (!estimates_own_name(question_column(q, 0), x->text))
            (*rows)[(*n)++] = (struct top_row){ x->text, x->low, x->high, was, top_ratio(x->low, was, times) };
    }
    return question_grow(q, &keys.covered);
}
