/* sov_view: what `pulso sov` found, and the three ways to print it. Inside of sov only. */
#ifndef PULSO_CLI_SOV_VIEW_H
#define PULSO_CLI_SOV_VIEW_H

#include "cli/cli.h"
#include "metrics/counts.h"
#include "metrics/customers.h"

enum sov_by { BY_BRAND, BY_PLATFORM, BY_TOPIC, BY_COUNTRY, BY_LANGUAGE, BY_INTENT, BY_MINUTE, BY_HOUR, BY_DAY, BY_END };
extern const char *const sov_by_names[BY_END + 1];   /* ends in NULL */
enum sov_form { FORM_MENTIONS, FORM_ORIGINALS, FORM_FRACTIONAL, FORM_REACH, FORM_SUSPICIOUS, FORM_STORIES, FORM_CLUSTERS, FORM_AUTHORS, FORM_END };   /* the last three are estimates */
extern const char *const sov_form_names[FORM_END + 1];

struct sov_view {
    const struct cli *cli;
    const struct counts *counts;
    const struct states *states;
    struct period period;
    enum sov_by by;
    enum plan_unit unit;          /* of the bins */
    const struct zone *zone;      /* in which times are shown */
    const char *set;              /* NULL: all brands */
    const char *config;           /* hash of what results depend on; NULL: unknown */
    enum sov_form form;           /* what shares are made of */
    const struct customers *customers;
    uint32_t *order;              /* columns by mentions, most first */
    uint32_t *platforms;          /* by name: the rows of BY_PLATFORM */
    uint32_t *values;             /* by mentions, most first: the rows of sov_of_dim */
};

/* Rows that are counted of each brand over all platforms, and by no feeling: topics, countries, languages, intents. */
static inline bool sov_of_dim(const struct sov_view *v) { return v->by >= BY_TOPIC && v->by <= BY_INTENT; }
char sov_dim(enum sov_by by);        /* the letter of their counters; 0: none of them */
/* What shares are made of; fractional ones in SOV_UNITs. */
static inline int64_t sov_measure(const struct sov_view *v, const struct sov_count *c)
{
    if (sov_of_dim(v))
        return c->slot[SOV_OF_DIM];
    if (v->form == FORM_REACH || v->form == FORM_SUSPICIOUS)
        return c->slot[v->form == FORM_REACH ? SOV_REACH : SOV_SUSPICIOUS];
    return v->form == FORM_ORIGINALS ? c->slot[SOV_ORIGINALS] : v->form == FORM_FRACTIONAL ? sov_fractional(c) : sov_mentions(c);
}
/* Are all mentions counted, so that their feelings belong beside them? */
static inline bool sov_feels(const struct sov_view *v) { return v->form == FORM_MENTIONS || v->form == FORM_FRACTIONAL; }
static inline const struct brand *sov_brand(const struct sov_view *v, size_t column)
{
    return &v->counts->brands->v[v->counts->set[column]];
}
void sov_sort(struct sov_view *v, struct arena *a);   /* sets order, platforms and values */
/* Rows of --by: one for brands, else platforms, topics and the like, or bins. */
size_t sov_rows(const struct sov_view *v);
const struct sov_count *sov_row(const struct sov_view *v, size_t row);   /* a count for each column */
struct slice sov_row_name(const struct sov_view *v, size_t row, char text[PERIOD_TEXT]);
int64_t sov_total(const struct sov_view *v, const struct sov_count *row);
/* Of a brand over the period; 0: not known. */
double sov_customers(const struct sov_view *v, size_t column);

/* Estimates, by brand alone: one a column, and one more for all of them together. */
struct sov_estimates { const struct sov_view *view; const double *n; struct period covered; };
void sov_print_estimates(const struct sov_estimates *s, bool csv, struct arena *a);

void sov_print_table(const struct sov_view *v);
/* A line where it matters: under which versions of the configuration the period was counted. */
void sov_print_versions(const struct sov_view *v, FILE *f);
void sov_print_csv(const struct sov_view *v);
void sov_print_json(const struct sov_view *v);

#endif
