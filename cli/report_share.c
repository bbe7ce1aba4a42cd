/* Who is talked about how much: the answer in a sentence, and the table of share of voice. */
#include <math.h>

#include "cli/report.h"

enum { BAR_WIDTH = 260, BAR_HEIGHT = 16, WHISKER_LEAST = 5, FEW = 30 };

static struct interval share_of(const struct counts *c, size_t column, int64_t total)
{
    return interval_share((double)sov_mentions(&c->by_brand[column]), (double)total);
}

static struct interval change_of(const struct report *r, size_t column)
{
    return interval_difference(share_of(&r->counts, column, r->total), share_of(&r->counts_before, column, r->total_before));
}

/* ---- the sentence ---- */

/* Whose report it is: our own brand that is mentioned most, else the first. */
static size_t subject(const struct report *r)
{
    for (size_t i = 0; i < r->counts.width; i++)
        if (r->brands.v[r->counts.set[r->order[i]]].own)
            return i;
    return 0;
}

static void say_change(struct report *r, size_t column)
{
    struct interval d = change_of(r, column);
    const char *points = locale_fixed(r->l, &r->a, fabs(100 * d.value), 1);
    report_fill(r, !interval_differs(d) ? SAY_SAME : d.value > 0 ? SAY_ROSE : SAY_FELL, (const char *const[]){ points });
}

void report_answer(struct report *r)
{
    size_t at = subject(r), column = r->order[at];
    report_raw(r, "<p class=\"answer\">");
    if (r->total == 0) {
        report_say(r, SAY_NOTHING);
        report_raw(r, "</p>\n");
        return;
    }
    struct interval s = share_of(&r->counts, column, r->total);
    report_fill(r, at ? SAY_RANK : SAY_FIRST, (const char *const[]){
        report_brand_name(r, column), locale_percent(r->l, &r->a, (double)r->permille[column] / 1000, 1), locale_percent(r->l, &r->a, s.low, 1), locale_percent(r->l, &r->a, s.high, 1),
        locale_int(r->l, &r->a, (int64_t)at + 1), locale_int(r->l, &r->a, (int64_t)r->counts.width), report_brand_name(r, r->order[0]),
        locale_percent(r->l, &r->a, (double)r->permille[r->order[0]] / 1000, 1) });
    if (r->compared)
        say_change(r, column);
    report_fill(r, SAY_FEELS, (const char *const[]){ locale_signed(r->l, &r->a, sov_net(&r->counts.by_brand[column]), 2) });
    report_raw(r, "</p>\n");
}

/* ---- the table ---- */

/* The end of all bars: the next ten per cent above the longest whisker. */
static double scale_of(const struct report *r)
{
    double top = 0.1;
    for (size_t i = 0; i < r->counts.width; i++) {
        struct interval s = share_of(&r->counts, i, r->total);
        top = fmax(top, ceil(10 * fmin(1, r->total ? s.high : 0.1)) / 10);
    }
    return top;
}

static void bar(struct report *r, size_t column, struct interval s, double top)
{
    double x = BAR_WIDTH * s.value / top, low = BAR_WIDTH * s.low / top, high = BAR_WIDTH * s.high / top, y = BAR_HEIGHT / 2.0;
    buf_printf(&r->out, "<td class=\"bar\"><svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", BAR_WIDTH, BAR_HEIGHT, BAR_WIDTH, BAR_HEIGHT);
    report_put(r, slice_of(locale_percent(r->l, &r->a, s.value, 1)));
    buf_printf(&r->out, "\"><path d=\"M0 0V%d\" stroke=\"#7d8693\"/><rect x=\"0\" y=\"2\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", BAR_HEIGHT, x, BAR_HEIGHT - 4, report_color(r, column));
    if (high - low > WHISKER_LEAST)
        buf_printf(&r->out, "<path d=\"M%.1f %.1fH%.1fM%.1f %.1fv6M%.1f %.1fv6\" stroke=\"#fff\" stroke-width=\"3.5\"/>"
                   "<path d=\"M%.1f %.1fH%.1fM%.1f %.1fv6M%.1f %.1fv6\" stroke=\"#15181d\" stroke-width=\"1.25\"/>",
                   low, y, high, low, y - 3, high, y - 3, low, y, high, low, y - 3, high, y - 3);
    report_raw(r, "</svg></td>");
}

static void change(struct report *r, size_t column)
{
    struct interval d = change_of(r, column);
    bool differs = interval_differs(d);
    buf_printf(&r->out, "<td class=\"n%s\" data-v=\"%.9g\">%s ", differs ? "" : " few", d.value, !differs ? "=" : d.value > 0 ? "▲" : "▼");
    report_put(r, slice_of(locale_signed(r->l, &r->a, 100 * d.value, 1)));
    report_raw(r, "</td>");
}

static double customers(const struct report *r, size_t column)
{
    return customers_of(&r->customers, slice_of(r->brands.v[r->counts.set[column]].id), r->zone, &r->period);
}

/* A column where they are known of one brand at least. */
static bool any_customers(const struct report *r)
{
    for (size_t i = 0; i < r->counts.width; i++)
        if (customers(r, i) > 0)
            return true;
    return false;
}

static void per_thousand(struct report *r, size_t column)
{
    double of = customers(r, column), n = customers_per_thousand((double)sov_mentions(&r->counts.by_brand[column]), of);
    if (!any_customers(r))
        return;
    if (of > 0)
        report_cell(r, n, locale_fixed(r->l, &r->a, n, 3));
    else
        report_raw(r, "<td class=\"n few\">—</td>");
}

static void heading(struct report *r, double top)
{
    report_raw(r, "<div class=\"wide\"><table id=\"share\"><thead><tr>");
    report_th(r, SAY_BRAND, false);
    report_th(r, SAY_MENTIONS, true);
    report_th(r, SAY_SHARE_PCT, true);
    report_raw(r, "<th scope=\"col\">");
    report_fill(r, SAY_SCALE, (const char *const[]){ locale_percent(r->l, &r->a, top, 0) });
    report_raw(r, "</th>");
    report_th(r, SAY_INTERVAL, true);
    if (r->compared)
        report_th(r, SAY_CHANGE_PP, true);
    if (any_customers(r))
        report_th(r, SAY_PER_THOUSAND, true);
    report_raw(r, "</tr></thead><tbody>\n");
}

static void row(struct report *r, size_t column, double top)
{
    int64_t n = sov_mentions(&r->counts.by_brand[column]);
    struct interval s = share_of(&r->counts, column, r->total);
    report_raw(r, "<tr data-brand=\"");
    report_put(r, slice_of(r->brands.v[r->counts.set[column]].id));
    report_raw(r, "\">");
    report_brand_cell(r, column);
    report_cell(r, (double)n, locale_int(r->l, &r->a, n));
    report_cell(r, s.value, locale_fixed(r->l, &r->a, (double)r->permille[column] / 10, 1));
    bar(r, column, s, top);
    buf_printf(&r->out, "<td class=\"n%s\" data-low=\"%.9g\" data-high=\"%.9g\">", r->total < FEW ? " few" : "", s.low, s.high);
    report_put(r, slice_of(locale_fixed(r->l, &r->a, 100 * s.low, 1)));
    report_raw(r, " – ");
    report_put(r, slice_of(locale_fixed(r->l, &r->a, 100 * s.high, 1)));
    report_raw(r, "</td>");
    if (r->compared)
        change(r, column);
    per_thousand(r, column);
    report_raw(r, "</tr>\n");
}

void report_share(struct report *r)
{
    double top = scale_of(r);
    report_raw(r, "<section>");
    report_section(r, SAY_SHARE, SAY_SHARE_NOTE);
    if (!r->compared && !(r->o->vs && r->o->vs[0] == 'n')) {
        report_raw(r, "<p class=\"note\">");
        report_say(r, SAY_NO_BEFORE);
        report_raw(r, "</p>\n");
    }
    heading(r, top);
    for (size_t i = 0; i < r->counts.width; i++)
        row(r, r->order[i], top);
    report_raw(r, "<tr class=\"sum\"><td>");
    report_say(r, SAY_TOTAL);
    report_raw(r, "</td>");
    report_cell(r, (double)r->total, locale_int(r->l, &r->a, r->total));
    report_cell(r, r->total ? 1 : 0, locale_fixed(r->l, &r->a, r->total ? 100 : 0, 1));
    report_raw(r, r->compared ? "<td></td><td></td><td></td>" : "<td></td><td></td>");
    report_raw(r, any_customers(r) ? "<td></td></tr>" : "</tr>");
    report_raw(r, "</tbody></table></div></section>\n");
}
