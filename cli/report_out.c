/* What every part of the page is written with. */
#include <math.h>
#include <string.h>

#include "cli/report.h"
#include "pii/pii.h"
#include "route/template.h"

void report_raw(struct report *r, const char *html) { buf_addz(&r->out, html); }
void report_put(struct report *r, struct slice text) { template_escape(text, ESCAPE_XML, &r->out); }

/* Cleaned, too, of what turns the reading direction or piles marks over the lines around it. */
void report_stranger(struct report *r, struct slice text)
{
    buf_reset(&r->scratch);
    pii_mask(text, &r->scratch);
    size_t masked = r->scratch.n;
    buf_reserve(&r->scratch, 8 * masked + 64);       /* so that what is read does not move while it is cleaned */
    screen_add(&r->scratch, (struct slice){ r->scratch.p, masked }, SIZE_MAX);
    report_put(r, (struct slice){ r->scratch.p + masked, r->scratch.n - masked });
}

void report_say(struct report *r, enum report_say s) { report_raw(r, report_text(r->lang, s)); }

void report_fill(struct report *r, enum report_say s, const char *const *v)
{
    for (const char *z = report_text(r->lang, s); *z; z++)
        if (z[0] == '{' && z[1] >= '0' && z[1] <= '9' && z[2] == '}') {
            report_put(r, slice_of(v[z[1] - '0']));
            z += 2;
        } else {
            buf_char(&r->out, *z);
        }
}

void report_section(struct report *r, enum report_say title, enum report_say note)
{
    report_raw(r, "<h2>");
    report_say(r, title);
    report_raw(r, "</h2>\n<p class=\"note\">");
    report_say(r, note);
    report_raw(r, "</p>\n");
}

void report_th(struct report *r, enum report_say s, bool number)
{
    report_raw(r, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
    report_say(r, s);
    report_raw(r, "</th>");
}

void report_cell(struct report *r, double exact, const char *shown)
{
    buf_printf(&r->out, "<td class=\"n\" data-v=\"%.9g\">", exact);
    report_put(r, slice_of(shown));
    report_raw(r, "</td>");
}

void report_estimate(struct report *r, double n)
{
    double low, high;
    estimates_interval(n, &low, &high);
    buf_printf(&r->out, "<td class=\"n\" data-v=\"%.0f\">", n);
    report_put(r, slice_of(locale_int(r->l, &r->a, llround(n))));
    report_raw(r, "<small>");
    report_put(r, slice_of(locale_int(r->l, &r->a, llround(low))));
    report_raw(r, " – ");
    report_put(r, slice_of(locale_int(r->l, &r->a, llround(high))));
    report_raw(r, "</small></td>");
}

static const struct brand *brand_of(const struct report *r, size_t column) { return &r->brands.v[r->counts.set[column]]; }

const char *report_brand_name(const struct report *r, size_t column)
{
    const struct brand *b = brand_of(r, column);
    return b->name ? b->name : b->id;
}

/* Eight are told apart; of more, our own and the first of the set have colours, the rest is grey. */
const char *report_color(const struct report *r, size_t column)
{
    static const char *const colors[] = { "#2c50c3", "#d9640d", "#1f9c74", "#a36ddb", "#9c3f7d", "#5a5614", "#591e08", "#2f3753" };
    if (r->counts.width <= 8)
        return colors[column];
    size_t at = 0;
    for (size_t i = 0; i < r->counts.width; i++)
        if (brand_of(r, i)->own && at < 8) {
            if (i == column)
                return colors[at];
            at++;
        }
    for (size_t i = 0; i < r->counts.width && at < 7; i++)
        if (!brand_of(r, i)->own) {
            if (i == column)
                return colors[at];
            at++;
        }
    return "#7d8693";
}

void report_brand_cell(struct report *r, size_t column)
{
    const struct brand *b = brand_of(r, column);
    buf_printf(&r->out, "<td class=\"brand%s\"><i class=\"dot\" style=\"background:%s\"></i>", b->own ? " own" : "", report_color(r, column));
    report_put(r, slice_of(report_brand_name(r, column)));
    report_raw(r, "</td>");
}
