/*
 * report: what `pulso report` reads, and the parts of the page that it makes of
 * it. Everything belongs to one run and lives in its arena; one thread. Figures
 * come from the same readers as those of `pulso sov`, `care`, `posts`, `top` and
 * `incident list`. Inside of report only.
 */
#ifndef PULSO_CLI_REPORT_H
#define PULSO_CLI_REPORT_H

#include "base/buf.h"
#include "cli/figures.h"
#include "cli/incident.h"
#include "cli/report_number.h"
#include "cli/report_text.h"
#include "metrics/counts.h"
#include "metrics/customers.h"
#include "metrics/estimates.h"
#include "metrics/interval.h"
#include "metrics/silence.h"

struct report_opts { const char *period, *campaign, *set, *vs, *lang, *region, *out; };

/* What was said most in the mentions of one brand. */
struct report_said { struct estimate_items terms, hashtags; };

struct report {
    struct cli *cli;
    const struct report_opts *o;
    struct arena a;
    struct in_force in_force;
    struct brands brands;
    struct states states;
    struct silences silent;
    struct customers customers;
    struct zone *zone;
    const char *config;              /* hash of what results depend on; NULL: unknown */
    /* mentions, by brand and by day or hour; the period before, where it could be read and has some */
    struct period period, before;
    enum plan_unit unit;
    struct plan plan, plan_before;
    struct counts counts, counts_before;
    bool compared;
    int64_t total, total_before;
    uint32_t *order;                 /* columns by mentions, most first */
    int64_t *permille;               /* shares as they are shown, as by `pulso sov`: they add up to 100.0 % */
    /* estimates, one a column and one for all together; NULL: no longer kept */
    double *stories, *authors;
    struct period covered;
    struct report_said *said;        /* by column */
    /* what route counted; row_count 0: nothing */
    struct figures_opts asked;
    struct figures care, posts;
    char asked_period[80];
    struct incidents incidents;
    /* the page */
    enum report_lang lang;
    const struct locale *l;
    struct buf out, scratch;
};

/* Reads all that the page shows. */
bool report_read(struct report *r, struct err *e);
void report_close(struct report *r);                                  /* accepts a half-read one */

/* ---- writing: texts of others are escaped here and nowhere else ---- */
void report_raw(struct report *r, const char *html);                  /* our own markup */
void report_put(struct report *r, struct slice text);                 /* escaped */
void report_stranger(struct report *r, struct slice text);            /* personal data masked, escaped */
void report_say(struct report *r, enum report_say s);                 /* a text of the table */
/* Its {0} to {9} filled with v, escaped. */
void report_fill(struct report *r, enum report_say s, const char *const *v);
void report_section(struct report *r, enum report_say title, enum report_say note);
void report_th(struct report *r, enum report_say s, bool number);
/* A cell with a number: exact is for programs (data-v), shown for people. */
void report_cell(struct report *r, double exact, const char *shown);
void report_estimate(struct report *r, double n);         /* with its interval */
void report_brand_cell(struct report *r, size_t column);
const char *report_brand_name(const struct report *r, size_t column);
const char *report_color(const struct report *r, size_t column);      /* of the brand, by its place in the set */

/* ---- the parts, in the order of the page ---- */
void report_answer(struct report *r);                                 /* the one sentence */
void report_share(struct report *r);
void report_feelings(struct report *r);
void report_days(struct report *r);
void report_kinds(struct report *r);                                  /* originals, stories, authors */
void report_care(struct report *r);
void report_posts(struct report *r);
void report_words(struct report *r);
void report_incidents(struct report *r);
void report_method(struct report *r);
extern const char report_style[];                                     /* the CSS */

#endif
