#include "dashboard/different.h"

#include <math.h>

#include "dashboard/json_out.h"

#define BRANDS_MAX 32            /* of whose authors and stories one answer tells: each is some kilobytes for each hour and partition */

struct estimates_asked different_asked(struct question *q)
{
    return (struct estimates_asked){ .brands = &q->setup->brands, .set = q->columns.v, .width = q->columns.n, .platforms = q->platforms, .home = q->setup->home,
                                     .clock_ms = q->limits.clock_ms };
}

static double *read(struct question *q, const struct estimates_asked *asked, const struct estimate_keys *keys, enum estimate_kind kind, struct err *e)
{
    double *v = arena_zalloc(&q->r->a, (q->columns.n + 1) * sizeof *v);
    return estimates_different(asked, keys, kind, &q->hand->ledger, &q->snapshot->states, v, e) ? v : NULL;
}

bool different_read(struct question *q, struct different *out)
{
    struct err e = { 0 };
    struct estimate_keys keys = { 0 };
    struct estimates_asked asked = different_asked(q);
    *out = (struct different){ 0 };
    if (q->columns.n == 0 || q->columns.n > BRANDS_MAX || !estimates_cover(&asked, &q->now.period, &q->r->a, &keys, &e))
        return true;
    out->authors = read(q, &asked, &keys, ESTIMATE_AUTHORS, &e);
    out->stories = out->authors ? read(q, &asked, &keys, ESTIMATE_STORIES, &e) : NULL;
    return e.kind != ERR_RETRY || request_refuse_err(q->r, NULL, &e);
}

void different_print(const double *v, size_t at, struct buf *out)
{
    double low, high;
    if (!v) {
        buf_addz(out, "null");
        return;
    }
    estimates_interval(v[at], &low, &high);
    buf_addz(out, "{\"n\":");
    json_number(out, round(v[at]));
    buf_addz(out, ",\"lo\":");
    json_number(out, low);
    buf_addz(out, ",\"hi\":");
    json_number(out, high);
    buf_char(out, '}');
}
