/* Share over time: one small panel a brand, all on one scale. */
#include <math.h>

#include "cli/report.h"

enum { WIDTH = 220, HEIGHT = 96, LEFT = 34, TOP = 8, BOTTOM = 18, PANELS = 12, FEW = 10 };

struct days { struct report *r; size_t bins; double top; };

static int64_t total_of(const struct report *r, size_t bin)
{
    int64_t n = 0;
    for (size_t i = 0; i < r->counts.width; i++)
        n += sov_mentions(&r->counts.by_bin[bin * r->counts.width + i]);
    return n;
}

static struct interval share_at(const struct report *r, size_t bin, size_t column)
{
    return interval_share((double)sov_mentions(&r->counts.by_bin[bin * r->counts.width + column]), (double)total_of(r, bin));
}

static double x_of(const struct days *d, size_t bin)
{
    return d->bins < 2 ? LEFT : LEFT + (WIDTH - LEFT - 4.0) * (double)bin / (double)(d->bins - 1);
}

static double y_of(const struct days *d, double share)
{
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - fmin(1, share / d->top));
}

/* Of a handful of mentions a share is noise that would set the scale for all: the line breaks. A day alone between two such is a dot. */
static bool is_few(const struct report *r, size_t bin) { return total_of(r, bin) < FEW; }

static void line(const struct days *d, size_t column, const char *style)
{
    struct report *r = d->r;
    bool drawing = false;
    report_raw(r, "<path d=\"");
    for (size_t i = 0; i < d->bins; i++) {
        if (is_few(r, i)) {
            drawing = false;
            continue;
        }
        double y = y_of(d, share_at(r, i, column).value);
        buf_printf(&r->out, drawing ? "L%.1f %.1f" : "M%.1f %.1fh0", x_of(d, i), y);
        drawing = true;
    }
    buf_printf(&r->out, "\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" %s/>", style);
}

/* The 95 % interval of each stretch without a break. */
static void band(const struct days *d, size_t column, const char *color)
{
    struct report *r = d->r;
    for (size_t i = 0, end; i < d->bins; i = end) {
        for (end = i; end < d->bins && !is_few(r, end); end++) {}
        if (end - i < 2) {
            end += end == i;
            continue;
        }
        report_raw(r, "<path d=\"");
        for (size_t k = i; k < end; k++)
            buf_printf(&r->out, "%c%.1f %.1f", k == i ? 'M' : 'L', x_of(d, k), y_of(d, share_at(r, k, column).high));
        for (size_t k = end; k-- > i;)
            buf_printf(&r->out, "L%.1f %.1f", x_of(d, k), y_of(d, share_at(r, k, column).low));
        buf_printf(&r->out, "Z\" fill=\"%s\" fill-opacity=\"0.2\"/>", color);
    }
}

static const char *time_at(const struct days *d, size_t bin)
{
    struct report *r = d->r;
    int64_t ms = r->plan.bins[bin].from_ms;
    return r->unit == UNIT_HOUR ? locale_hour(&r->a, r->zone, ms) : locale_short_day(r->lang, &r->a, r->zone, ms);
}

static void axes(const struct days *d)
{
    struct report *r = d->r;
    int floor_y = HEIGHT - BOTTOM;
    buf_printf(&r->out, "<path d=\"M%d %dH%d\" stroke=\"#c3c9d2\"/><path d=\"M%d %dH%d\" stroke=\"#dfe3e8\" stroke-dasharray=\"2 3\"/>", LEFT, floor_y, WIDTH - 4, LEFT, TOP, WIDTH - 4);
    buf_printf(&r->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 4, TOP + 4, locale_percent(r->l, &r->a, d->top, 0));
    buf_printf(&r->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>", LEFT - 4, floor_y + 4);
    buf_printf(&r->out, "<text x=\"%d\" y=\"%d\">%s</text>", LEFT, HEIGHT - 3, time_at(d, 0));
    if (d->bins > 1)
        buf_printf(&r->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", WIDTH - 4, HEIGHT - 3, time_at(d, d->bins - 1));
}

static void panel(const struct days *d, size_t column)
{
    struct report *r = d->r;
    char style[64];
    const char *color = report_color(r, column);
    report_raw(r, "<figure><figcaption>");
    report_put(r, slice_of(report_brand_name(r, column)));
    buf_printf(&r->out, "</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    report_put(r, slice_of(report_brand_name(r, column)));
    report_raw(r, "\">");
    axes(d);
    for (size_t i = 0; i < r->counts.width; i++)
        if (i != column && r->counts.width <= 2 * PANELS)
            line(d, i, "stroke=\"#c3c9d2\" stroke-width=\"1\"");
    band(d, column, color);
    snprintf(style, sizeof style, "stroke=\"%s\" stroke-width=\"2.25\"", color);
    line(d, column, style);
    report_raw(r, "</svg></figure>\n");
}

void report_days(struct report *r)
{
    struct days d = { .r = r, .bins = r->plan.bin_count, .top = 0.1 };
    for (size_t i = 0; i < d.bins; i++)
        for (size_t c = 0; !is_few(r, i) && c < r->counts.width; c++)
            d.top = fmax(d.top, ceil(10 * share_at(r, i, c).high) / 10);
    if (r->total == 0 || d.bins < 2)
        return;
    report_raw(r, "<section class=\"whole\">");
    report_section(r, r->unit == UNIT_HOUR ? SAY_HOURS : SAY_DAYS, SAY_DAYS_NOTE);
    report_raw(r, "<div class=\"panels\" id=\"days\">\n");
    for (size_t i = 0; i < r->counts.width && i < PANELS; i++)
        panel(&d, r->order[i]);
    report_raw(r, "</div></section>\n");
}
