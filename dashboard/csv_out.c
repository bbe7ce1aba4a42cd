#include "dashboard/csv_out.h"

#include <math.h>
#include <stdio.h>

#include "base/when.h"

struct csv_out csv_begin(struct buf *out, bool comma)
{
    if (comma)
        buf_addz(out, "\xef\xbb\xbf");
    return (struct csv_out){ .out = out, .comma = comma };
}

static void next(struct csv_out *c)
{
    if (c->cells++)
        buf_char(c->out, c->comma ? ';' : ',');
}

void csv_text(struct csv_out *c, struct slice s)
{
    next(c);
    buf_char(c->out, '"');
    if (s.n && strchr("=+-@\t\r", *s.p))
        buf_char(c->out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(c->out, '"');
        buf_char(c->out, s.p[i]);
    }
    buf_char(c->out, '"');
}

void csv_number(struct csv_out *c, double v)
{
    char text[40];
    next(c);
    if (!isfinite(v))
        return;
    if (v == floor(v) && fabs(v) < 1e15)
        snprintf(text, sizeof text, "%.0f", v);
    else
        snprintf(text, sizeof text, "%.6f", v);
    for (char *p = text; c->comma && *p; p++)
        if (*p == '.')
            *p = ',';
    buf_addz(c->out, text);
}

void csv_none(struct csv_out *c)
{
    next(c);
}

void csv_interval(struct csv_out *c, struct interval i, bool known)
{
    csv_number(c, known ? i.value : NAN);
    csv_number(c, known ? i.low : NAN);
    csv_number(c, known ? i.high : NAN);
}

void csv_end(struct csv_out *c)
{
    buf_addz(c->out, "\r\n");
    c->cells = 0;
}

void csv_heads(struct csv_out *c, const char *const *names)
{
    for (; *names; names++)
        csv_text(c, slice_of(*names));
    csv_end(c);
}

void csv_stamp(struct csv_out *c, struct question *q)
{
    char from[WHEN_TEXT], to[WHEN_TEXT], seen[WHEN_TEXT];
    static const char *const forms[] = { "mentions", "originals", "mentions divided among their brands" };
    when_print(q->now.period.from_ms, from);
    when_print(q->now.period.to_ms, to);
    when_print(states_watermark(&q->snapshot->states), seen);
    csv_text(c, arena_printf(&q->r->a, "Pulso: set %s, %s to %s, days of %s, shares of %s, platforms %s, version %lld, counted up to %s", q->set ? q->set : "-", from, to,
                             zone_name(q->zone), forms[q->form], q->platforms ? q->platforms : "all", (long long)q->setup->in_force.version, seen));
    csv_end(c);
}
