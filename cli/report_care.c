/* Who was answered and how fast, and what own posts brought: as `pulso care` and `pulso posts` say. */
#include <string.h>

#include "cli/report.h"

enum { POSTS_FEW = 5 };

/* What route counted of a brand of the page; NULL: nothing. The two sides may know another version of the brands, so ids are compared. */
static const struct answers_row *row_of(const struct report *r, const struct figures *f, size_t column)
{
    for (size_t i = 0; i < f->answers.row_count; i++)
        if (strcmp(figures_brand(f, f->answers.rows[i]), r->brands.v[r->counts.set[column]].id) == 0)
            return f->answers.rows[i];
    return NULL;
}

static void begin_row(struct report *r, size_t column)
{
    report_raw(r, "<tr data-brand=\"");
    report_put(r, slice_of(r->brands.v[r->counts.set[column]].id));
    report_raw(r, "\">");
    report_brand_cell(r, column);
}

static void none(struct report *r) { report_raw(r, "<td class=\"n few\">—</td>"); }

static void lasting(struct report *r, bool known, double seconds)
{
    if (known)
        report_cell(r, seconds, locale_lasting(r->l, &r->a, seconds));
    else
        none(r);
}

static void nothing(struct report *r)
{
    report_raw(r, "<p>");
    report_say(r, SAY_NOT_COUNTED);
    report_raw(r, "</p></section>\n");
}

static void care_row(struct report *r, size_t column, const struct answers_row *row)
{
    double rate = answers_rate(row);
    bool known = answers_count(row, SPREAD_FIRST) > 0;
    begin_row(r, column);
    report_cell(r, (double)row->n[CARE_ASKS], locale_int(r->l, &r->a, row->n[CARE_ASKS]));
    report_cell(r, (double)row->n[CARE_ANSWERED], locale_int(r->l, &r->a, row->n[CARE_ANSWERED]));
    if (row->n[CARE_ASKS])
        report_cell(r, rate, locale_fixed(r->l, &r->a, 100 * rate, 1));
    else
        none(r);
    if (rate > 0)
        report_cell(r, 1 / rate, locale_fixed(r->l, &r->a, 1 / rate, 1));
    else
        none(r);
    lasting(r, known, answers_quantile(row, SPREAD_FIRST, 0.5));
    lasting(r, known, answers_mean(row, SPREAD_FIRST));
    lasting(r, known, answers_quantile(row, SPREAD_FIRST, 0.9));
    report_estimate(r, answers_people(row));
    report_raw(r, "</tr>\n");
}

static void heads(struct report *r, const char *id, const enum report_say *names, size_t n)
{
    buf_printf(&r->out, "<div class=\"wide\"><table id=\"%s\"><thead><tr>", id);
    report_th(r, SAY_BRAND, false);
    for (size_t i = 0; i < n; i++)
        report_th(r, names[i], true);
    report_raw(r, "</tr></thead><tbody>\n");
}

void report_care(struct report *r)
{
    static const enum report_say names[] = { SAY_ASKED, SAY_ANSWERED, SAY_RATE, SAY_ONE_IN, SAY_MEDIAN, SAY_MEAN, SAY_P90, SAY_PEOPLE };
    report_raw(r, "<section class=\"whole\">");
    report_section(r, SAY_CARE, SAY_CARE_NOTE);
    if (r->care.answers.row_count == 0) {
        nothing(r);
        return;
    }
    heads(r, "care", names, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < r->counts.width; i++) {
        const struct answers_row *row = row_of(r, &r->care, r->order[i]);
        if (row)
            care_row(r, r->order[i], row);
    }
    report_raw(r, "</tbody></table></div></section>\n");
}

static void followers(struct report *r, const struct answers_row *row)
{
    struct audience_figure f = figures_audience(&r->posts, row);
    if (f.accounts)
        report_cell(r, (double)f.followers, locale_int(r->l, &r->a, f.followers));
    else
        none(r);
    if (f.changed)
        report_cell(r, (double)f.change, locale_signed(r->l, &r->a, (double)f.change, 0));
    else
        none(r);
}

static void post_row(struct report *r, size_t column, const struct answers_row *row)
{
    double days = (double)(r->period.to_ms - r->period.from_ms) / 86400000, a_day = (double)row->posts[POST_POSTS] / days;
    begin_row(r, column);
    report_cell(r, (double)row->posts[POST_POSTS], locale_int(r->l, &r->a, row->posts[POST_POSTS]));
    report_cell(r, a_day, locale_fixed(r->l, &r->a, a_day, 2));
    for (int w = POST_LIKES; w <= POST_SHARES; w++) {
        double mean = answers_per_post(row, (enum post_what)w);
        if (row->posts[POST_POSTS] < POSTS_FEW)
            none(r);
        else
            report_cell(r, mean, locale_fixed(r->l, &r->a, mean, 2));
    }
    followers(r, row);
    report_raw(r, "</tr>\n");
}

void report_posts(struct report *r)
{
    static const enum report_say names[] = { SAY_POST_COUNT, SAY_A_DAY, SAY_LIKES, SAY_COMMENTS, SAY_SHARES, SAY_FOLLOWERS, SAY_CHANGE };
    report_raw(r, "<section class=\"whole\">");
    report_section(r, SAY_POSTS, SAY_POSTS_NOTE);
    if (r->posts.answers.row_count == 0) {
        nothing(r);
        return;
    }
    heads(r, "posts", names, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < r->counts.width; i++) {
        const struct answers_row *row = row_of(r, &r->posts, r->order[i]);
        if (row)
            post_row(r, r->order[i], row);
    }
    report_raw(r, "</tbody></table></div></section>\n");
}
