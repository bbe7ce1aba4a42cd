/* Voices or copies: originals, and the estimated stories and authors with their error. */
#include "cli/report.h"

static void row(struct report *r, size_t column)
{
    int64_t n = sov_mentions(&r->counts.by_brand[column]), originals = r->counts.by_brand[column].slot[SOV_ORIGINALS];
    report_raw(r, "<tr data-brand=\"");
    report_put(r, slice_of(r->brands.v[r->counts.set[column]].id));
    report_raw(r, "\">");
    report_brand_cell(r, column);
    report_cell(r, (double)n, locale_int(r->l, &r->a, n));
    report_cell(r, (double)originals, locale_int(r->l, &r->a, originals));
    report_cell(r, n ? (double)originals / (double)n : 0, n ? locale_fixed(r->l, &r->a, 100 * (double)originals / (double)n, 1) : "—");
    if (r->stories) {
        report_estimate(r, r->stories[column]);
        report_estimate(r, r->authors[column]);
    }
    report_raw(r, "</tr>\n");
}

void report_kinds(struct report *r)
{
    report_raw(r, "<section class=\"whole\"><h2>");
    report_say(r, SAY_KINDS);
    report_raw(r, "</h2>\n<p class=\"note\">");
    if (r->stories)
        report_fill(r, SAY_KINDS_NOTE, (const char *const[]){ locale_span(r->lang, &r->a, r->zone, r->covered.from_ms, r->covered.to_ms) });
    else
        report_say(r, SAY_ORIGINALS_NOTE);
    report_raw(r, "</p>\n<div class=\"wide\"><table id=\"kinds\"><thead><tr>");
    report_th(r, SAY_BRAND, false);
    report_th(r, SAY_MENTIONS, true);
    report_th(r, SAY_ORIGINALS, true);
    report_th(r, SAY_ORIGINALS_PCT, true);
    if (r->stories) {
        report_th(r, SAY_STORIES, true);
        report_th(r, SAY_AUTHORS, true);
    }
    report_raw(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->counts.width; i++)
        row(r, r->order[i]);
    if (r->stories) {
        report_raw(r, "<tr class=\"sum\"><td colspan=\"4\">");
        report_say(r, SAY_TOGETHER);
        report_raw(r, "</td>");
        report_estimate(r, r->stories[r->counts.width]);
        report_estimate(r, r->authors[r->counts.width]);
        report_raw(r, "</tr>");
    }
    report_raw(r, "</tbody></table></div></section>\n");
}
