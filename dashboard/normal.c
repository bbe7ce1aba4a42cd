#include "dashboard/normal.h"

#include <math.h>

#include "base/clock.h"

#define HOUR_MS INT64_C(3600000)
#define WEEK_MS (7 * 24 * HOUR_MS)

/* When the first mention that was counted was said, to the day. 0: none was. */
static int64_t first_day_ms(struct question *q)
{
    int64_t first = INT64_MAX;
    struct ledger *l = &q->hand->ledger;
    for (size_t p = 0; p < q->snapshot->states.n; p++) {
        struct err e = { 0 };
        store_command(l->store, "ZRANGE");
        store_arg(l->store, arena_printf(&q->r->a, SLICE_FMT ":di", SLICE_ARG(state_tag(&q->r->a, l, STATE_MENTIONS, (int)p))));
        store_arg(l->store, SLICE("0"));
        store_arg(l->store, SLICE("0"));
        redisReply *r = store_ask(l->store, &e);
        if (r && r->type == REDIS_REPLY_ARRAY && r->elements == 1 && reply_int(r->element[0]) < first)
            first = reply_int(r->element[0]);
        freeReplyObject(r);
    }
    return first == INT64_MAX ? 0 : period_day_ms(q->setup->home, (int32_t)first);
}

/* One week: its hours (or days) as bins, whose counts are spread evenly over what the rows cut out of them. */
static bool read_week(struct question *q, int week, const int64_t *from_ms, const int64_t *to_ms, size_t rows, double *out, struct err *e)
{
    size_t width = q->columns.n;
    struct plan plan = { 0 };
    struct period p = { .from_ms = (from_ms[0] - week * WEEK_MS) / HOUR_MS * HOUR_MS, .to_ms = (to_ms[rows - 1] - week * WEEK_MS + HOUR_MS - 1) / HOUR_MS * HOUR_MS };
    bool days = q->step == STEP_DAY;
    if (days)
        p = (struct period){ .from_ms = from_ms[0] - week * WEEK_MS, .to_ms = to_ms[rows - 1] - week * WEEK_MS };
    struct counts c = { .brands = &q->setup->brands, .set = q->columns.v, .width = width, .platforms = q->platforms, .kinds = q->now.counts.kinds, .plan = &plan, .names = q->hand->names,
                        .most_values = q->now.counts.most_values, .a = &q->r->a };
    bool ok = plan_make(&plan, &p, days ? UNIT_DAY : UNIT_HOUR, q->zone, &q->limits, e) && counts_read(&c, &q->hand->ledger, &q->snapshot->states, e);
    for (size_t row = 0, b = 0; ok && row < rows; row++) {
        int64_t from = from_ms[row] - week * WEEK_MS, to = to_ms[row] - week * WEEK_MS;
        while (b + 1 < plan.bin_count && plan.bins[b].to_ms <= from)
            b++;
        double part = (double)(to - from) / (double)(plan.bins[b].to_ms - plan.bins[b].from_ms);
        for (size_t i = 0; i < width; i++)
            out[row * width + i] = question_measure(q, &c.by_bin[b * width + i]) * (part < 1 ? part : 1);
    }
    plan_fini(&plan);
    return ok;
}

static struct normal of(const double *v, int n)
{
    double mean = 0, square = 0;
    for (int i = 0; i < n; i++)
        mean += v[i] / n;
    for (int i = 0; i < n; i++)
        square += (v[i] - mean) * (v[i] - mean) / (n > 1 ? n - 1 : 1);
    double reach = 1.959963984540054 * sqrt(fmax(square, mean));
    return (struct normal){ mean, fmax(0, mean - reach), mean + reach };
}

static void sum_up(struct normals *out, double *const week[], size_t rows, size_t width)
{
    double v[NORMAL_WEEKS], brand[NORMAL_WEEKS], all[NORMAL_WEEKS] = { 0 };
    for (size_t row = 0; row < rows; row++) {
        double row_all[NORMAL_WEEKS] = { 0 };
        for (size_t i = 0; i < width; i++) {
            for (int w = 0; w < out->weeks; w++) {
                v[w] = week[w][row * width + i];
                row_all[w] += v[w];
            }
            out->by_row[row * width + i] = of(v, out->weeks);
        }
        out->by_row_all[row] = of(row_all, out->weeks);
        for (int w = 0; w < out->weeks; w++)
            all[w] += row_all[w];
    }
    for (size_t i = 0; i < width; i++) {
        for (int w = 0; w < out->weeks; w++) {
            brand[w] = 0;
            for (size_t row = 0; row < rows; row++)
                brand[w] += week[w][row * width + i];
        }
        out->by_brand[i] = of(brand, out->weeks);
    }
    out->all = of(all, out->weeks);
}

static bool nothing_said(const double *week, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (week[i] > 0)
            return false;
    return true;
}

bool normals_read(struct question *q, const int64_t *from_ms, const int64_t *to_ms, size_t rows, struct normals *out)
{
    size_t width = q->columns.n;
    struct arena *a = &q->r->a;
    double *week[NORMAL_WEEKS];
    int64_t first = rows ? first_day_ms(q) : 0;
    struct err e = { 0 };
    *out = (struct normals){ 0 };
    for (int w = 1; w <= NORMAL_WEEKS && first && from_ms[0] - w * WEEK_MS >= first; w++) {
        week[out->weeks] = arena_zalloc(a, (rows * width + 1) * sizeof **week);
        if (!read_week(q, w, from_ms, to_ms, rows, week[out->weeks], &e))
            break;               /* kept by day only, or too wide: what is normal is not worth failing for */
        out->weeks++;
    }
    while (out->weeks && nothing_said(week[out->weeks - 1], rows * width))
        out->weeks--;            /* before anybody spoke of these brands: they were not silent but not there */
    if (e.kind == ERR_RETRY)
        return request_refuse_err(q->r, NULL, &e);
    out->by_row = arena_zalloc(a, (rows * width + 1) * sizeof *out->by_row);
    out->by_row_all = arena_zalloc(a, (rows + 1) * sizeof *out->by_row_all);
    out->by_brand = arena_zalloc(a, (width + 1) * sizeof *out->by_brand);
    if (out->weeks >= 2)
        sum_up(out, week, rows, width);
    return true;
}
