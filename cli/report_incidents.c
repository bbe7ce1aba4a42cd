/* The incidents of the period, as pulso.alerts has them. */
#include "cli/report.h"

static const struct { const char *name; enum report_say say; const char *mark; } levels[] = {
    { "crisis", SAY_CRISIS, "▲" }, { "alert", SAY_ALERT, "◆" }, { "watch", SAY_WATCH, "●" },
};
static const struct { const char *name; enum report_say say; } types[] = {
    { "technical", SAY_TECHNICAL }, { "commercial", SAY_COMMERCIAL }, { "institutional", SAY_INSTITUTIONAL },
};

static bool of_the_period(const struct report *r, const struct incident_seen *i, size_t *column)
{
    uint32_t brand;
    if (i->opened_ms >= r->period.to_ms || (i->closed_ms && i->closed_ms < r->period.from_ms) || !brands_find(&r->brands, i->brand, &brand))
        return false;
    for (*column = 0; *column < r->counts.width; ++*column)
        if (r->counts.set[*column] == brand)
            return true;
    return false;
}

/* An installation may call its levels otherwise. */
static void level(struct report *r, struct slice name)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (slice_is(name, levels[i].name)) {
            buf_printf(&r->out, "<td class=\"%s\">%s ", levels[i].name, levels[i].mark);
            report_say(r, levels[i].say);
            report_raw(r, "</td>");
            return;
        }
    report_raw(r, "<td>");
    report_put(r, name);
    report_raw(r, "</td>");
}

static void type(struct report *r, struct slice name)
{
    report_raw(r, "<td>");
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (slice_is(name, types[i].name)) {
            report_say(r, types[i].say);
            report_raw(r, "</td>");
            return;
        }
    report_put(r, name);
    report_raw(r, "</td>");
}

static void row(struct report *r, const struct incident_seen *i, size_t column)
{
    report_raw(r, "<tr data-incident=\"");
    report_put(r, i->id);
    report_raw(r, "\">");
    report_brand_cell(r, column);
    level(r, i->level);
    type(r, i->type);
    report_raw(r, "<td>");
    report_put(r, slice_of(locale_time(r->lang, &r->a, r->zone, i->opened_ms)));
    report_raw(r, "</td><td class=\"n\">");
    if (i->closed_ms)
        report_put(r, slice_of(locale_lasting(r->l, &r->a, (double)(i->closed_ms - i->opened_ms) / 1000)));
    else
        report_say(r, SAY_OPEN);
    report_raw(r, "</td><td class=\"n\">");
    report_put(r, slice_of(locale_int(r->l, &r->a, i->x)));
    report_raw(r, " (");
    report_put(r, slice_of(locale_fixed(r->l, &r->a, i->mu, 1)));
    report_raw(r, ")</td><td>");
    report_stranger(r, i->causes);
    report_raw(r, "</td></tr>\n");
}

void report_incidents(struct report *r)
{
    static const enum report_say names[] = { SAY_BRAND, SAY_LEVEL, SAY_TYPE, SAY_BEGAN, SAY_LASTED, SAY_NEGATIVES, SAY_CAUSES };
    size_t n = 0, column;
    report_raw(r, "<section>");
    report_section(r, SAY_INCIDENTS, SAY_INCIDENTS_NOTE);
    for (size_t k = 0; k < r->incidents.n; k++) {
        if (!of_the_period(r, &r->incidents.v[k], &column))
            continue;
        if (n++ == 0) {
            report_raw(r, "<div class=\"wide\"><table id=\"incidents\"><thead><tr>");
            for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                report_th(r, names[i], names[i] == SAY_LASTED || names[i] == SAY_NEGATIVES);
            report_raw(r, "</tr></thead><tbody>\n");
        }
        row(r, &r->incidents.v[k], column);
    }
    if (n == 0) {
        report_raw(r, "<p>");
        report_say(r, SAY_NO_INCIDENTS);
        report_raw(r, "</p></section>\n");
        return;
    }
    report_raw(r, "</tbody></table></div></section>\n");
}
