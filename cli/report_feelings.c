/* How it feels: negative and positive from one zero, net with its interval and whether it changed. */
#include <math.h>

#include "cli/report.h"

enum { WIDTH = 200, HEIGHT = 22, BAR = 12 };
static const char negative[] = "#b3401f", positive[] = "#14697f";

static double part(const struct sov_count *c, enum sov_slot s)
{
    int64_t all = sov_mentions(c);
    return all ? (double)c->slot[s] / (double)all : 0;
}

/* One scale for all brands: how much of the width stands left and right of the zero. */
struct feel_scale { double zero, unit; };

static struct feel_scale scale_of(const struct report *r)
{
    double left = 0.05, right = 0.05;
    for (size_t i = 0; i < r->counts.width; i++) {
        left = fmax(left, part(&r->counts.by_brand[i], SOV_NEGATIVE));
        right = fmax(right, part(&r->counts.by_brand[i], SOV_POSITIVE));
    }
    double unit = (WIDTH - 12) / (left + right);
    return (struct feel_scale){ 6 + left * unit, unit };
}

static void bars(struct report *r, const struct sov_count *c, struct feel_scale s)
{
    double minus = part(c, SOV_NEGATIVE) * s.unit, plus = part(c, SOV_POSITIVE) * s.unit, net = s.zero + sov_net(c) * s.unit;
    buf_printf(&r->out, "<td class=\"bar\"><svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT, WIDTH, HEIGHT);
    report_put(r, slice_of(locale_signed(r->l, &r->a, sov_net(c), 2)));
    buf_printf(&r->out, "\"><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
               s.zero - minus, HEIGHT - BAR, minus, BAR, negative, s.zero, HEIGHT - BAR, plus, BAR, positive);
    buf_printf(&r->out, "<path d=\"M%.1f 6V%d\" stroke=\"#15181d\"/><path d=\"M%.1f 8l-4.5 -7h9z\" fill=\"#15181d\"/></svg></td>", s.zero, HEIGHT, net);
}

static void per_cent(struct report *r, double v) { report_cell(r, v, locale_fixed(r->l, &r->a, 100 * v, 1)); }

static void net(struct report *r, size_t column)
{
    const struct sov_count *c = &r->counts.by_brand[column];
    struct interval n = interval_net(c);
    buf_printf(&r->out, "<td class=\"n\" data-v=\"%.9g\">", n.value);
    report_put(r, slice_of(locale_signed(r->l, &r->a, n.value, 2)));
    report_raw(r, "<small>");
    report_put(r, slice_of(locale_signed(r->l, &r->a, n.low, 2)));
    report_raw(r, " … ");
    report_put(r, slice_of(locale_signed(r->l, &r->a, n.high, 2)));
    report_raw(r, "</small></td>");
    if (!r->compared)
        return;
    const struct sov_count *before = &r->counts_before.by_brand[column];
    if (sov_mentions(before) == 0 || sov_mentions(c) == 0) {
        report_raw(r, "<td class=\"n few\">—</td>");
        return;
    }
    struct interval d = interval_difference(n, interval_net(before));
    bool differs = interval_differs(d);
    buf_printf(&r->out, "<td class=\"n%s\" data-v=\"%.9g\">%s ", differs ? "" : " few", d.value, !differs ? "=" : d.value > 0 ? "▲" : "▼");
    report_put(r, slice_of(locale_signed(r->l, &r->a, d.value, 2)));
    report_raw(r, "</td>");
}

static void row(struct report *r, size_t column, struct feel_scale s)
{
    const struct sov_count *c = &r->counts.by_brand[column];
    report_raw(r, "<tr data-brand=\"");
    report_put(r, slice_of(r->brands.v[r->counts.set[column]].id));
    report_raw(r, "\">");
    report_brand_cell(r, column);
    per_cent(r, part(c, SOV_NEGATIVE));
    bars(r, c, s);
    per_cent(r, part(c, SOV_POSITIVE));
    per_cent(r, part(c, SOV_NEUTRAL));
    per_cent(r, part(c, SOV_UNSURE));
    net(r, column);
    report_raw(r, "</tr>\n");
}

void report_feelings(struct report *r)
{
    struct feel_scale s = scale_of(r);
    report_raw(r, "<section class=\"whole\">");
    report_section(r, SAY_FEELING, SAY_FEELING_NOTE);
    report_raw(r, "<div class=\"wide\"><table id=\"feelings\"><thead><tr>");
    report_th(r, SAY_BRAND, false);
    report_th(r, SAY_NEGATIVE, true);
    report_raw(r, "<th scope=\"col\"></th>");
    report_th(r, SAY_POSITIVE, true);
    report_th(r, SAY_NEUTRAL, true);
    report_th(r, SAY_UNSURE, true);
    report_th(r, SAY_NET, true);
    if (r->compared)
        report_th(r, SAY_CHANGE, true);
    report_raw(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->counts.width; i++)
        if (sov_mentions(&r->counts.by_brand[r->order[i]]))
            row(r, r->order[i], s);
    report_raw(r, "</tbody></table></div></section>\n");
}
