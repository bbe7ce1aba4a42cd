#include "dashboard/json_out.h"

#include <inttypes.h>
#include <math.h>

#include "base/when.h"

void json_text(struct buf *out, const char *z)
{
    if (z)
        buf_json(out, slice_of(z));
    else
        buf_addz(out, "null");
}

void json_time(struct buf *out, int64_t ms)
{
    char text[WHEN_TEXT];
    size_t n = when_print(ms, text);
    buf_char(out, '"');
    buf_add(out, (struct slice){ text, n });
    buf_char(out, '"');
}

void json_time_or_null(struct buf *out, int64_t ms)
{
    if (ms)
        json_time(out, ms);
    else
        buf_addz(out, "null");
}

void json_number(struct buf *out, double v)
{
    if (!isfinite(v))
        buf_addz(out, "null");
    else if (v == floor(v) && fabs(v) < 1e15)
        buf_int(out, (int64_t)v);
    else
        buf_printf(out, "%.6g", v);
}

void json_period(struct buf *out, const struct period *p)
{
    buf_addz(out, "{\"from\":");
    json_time(out, p->from_ms);
    buf_addz(out, ",\"to\":");
    json_time(out, p->to_ms);
    buf_printf(out, ",\"rolling\":%s}", p->rolling ? "true" : "false");
}

static void three(struct buf *out, const char *name, struct interval i, bool known)
{
    buf_printf(out, "{\"%s\":", name);
    json_number(out, known ? i.value : NAN);
    buf_addz(out, ",\"lo\":");
    json_number(out, i.low);
    buf_addz(out, ",\"hi\":");
    json_number(out, i.high);
    buf_char(out, '}');
}

void json_share(struct buf *out, double n, double all)
{
    three(out, "p", interval_share(n, all), all > 0);
}

void json_net(struct buf *out, const struct sov_count *c)
{
    three(out, "value", interval_net(c), sov_mentions(c) > 0);
}

void json_sent(struct buf *out, const struct sov_count *c)
{
    buf_printf(out, "{\"negative\":%" PRId64 ",\"neutral\":%" PRId64 ",\"positive\":%" PRId64 "}", c->slot[SOV_NEGATIVE], c->slot[SOV_NEUTRAL], c->slot[SOV_POSITIVE]);
}

void json_change(struct buf *out, struct interval now, struct interval before)
{
    struct interval d = interval_difference(now, before);
    three(out, "value", d, true);
    out->n--;
    buf_printf(out, ",\"differs\":%s}", interval_differs(d) ? "true" : "false");
}
