/*
 * figures: what `pulso care` and `pulso posts` share: which period, brands and
 * rows are asked for, reading them, and how rows are headed. Belongs to one run.
 */
#ifndef PULSO_CLI_FIGURES_H
#define PULSO_CLI_FIGURES_H

#include "cli/asked.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "metrics/answers.h"
#include "metrics/audience.h"
#include "metrics/in_force.h"

struct figures_opts {
    const char *period, *campaign, *zone, *set, *platform, *account, *purpose, *by;
    bool business, csv;
};

#define FIGURES_OPTS(bys) \
    { "period", OPT_TEXT, offsetof(struct figures_opts, period), "PERIOD", \
      "24h (default), 90m, 7d, today, yesterday, 2020-10-17, 2020-10, or A..B with days (B included) or times (RFC 3339; up to B)" }, \
    OPT_CAMPAIGN(struct figures_opts), \
    { "by", OPT_CHOICE, offsetof(struct figures_opts, by), bys, "what the rows of each brand are (default: brand)" }, \
    { "set", OPT_TEXT, offsetof(struct figures_opts, set), "NAME", "the brands of this set (default: all brands)" }, \
    { "platform", OPT_TEXT, offsetof(struct figures_opts, platform), "NAME,...", "only what was said on these platforms" }, \
    { "account", OPT_TEXT, offsetof(struct figures_opts, account), "HANDLE", "only this account" }, \
    { "purpose", OPT_TEXT, offsetof(struct figures_opts, purpose), "PURPOSE", "only accounts for this: main, care, sme, press or careers" }, \
    { "zone", OPT_TEXT, offsetof(struct figures_opts, zone), "ZONE", "whose days and hours are meant (default: the installation's)" }, \
    { "csv", OPT_FLAG, offsetof(struct figures_opts, csv), NULL, "print CSV for spreadsheets" }

struct figures {
    struct cli *cli;
    const struct figures_opts *o;
    struct arena a;
    struct in_force in_force;
    struct brands brands;
    struct states states;
    struct plan plan;
    struct period period;
    struct zone *home, *zone;      /* the installation's; the reader's */
    struct answers answers;
    struct audience audience;      /* of own posts */
};

/* Reads all that was asked for. own_posts: instead of care. */
bool figures_read(struct figures *f, struct cli *cli, const struct figures_opts *o, bool own_posts, struct err *e);
void figures_close(struct figures *f);

/* The whole of a command: reads, prints in the form that was asked for, and says on standard error when there is nothing, and what that may mean. */
struct figures_prints {
    const char *name;              /* of the command */
    bool own_posts;
    void (*table)(const struct figures *f), (*csv)(const struct figures *f), (*json)(const struct figures *f);
};
bool figures_run(struct cli *cli, const struct figures_opts *o, const struct figures_prints *p, struct err *e);

void figures_heading(const struct figures *f);
const char *figures_brand(const struct figures *f, const struct answers_row *r);         /* its id */
/* The brand, and the row within it where rows are not brands. */
void figures_columns(const struct figures *f, struct table *t);
void figures_cells(const struct figures *f, const struct answers_row *r, struct table *t);
struct slice figures_row(const struct figures *f, const struct answers_row *r, char text[PERIOD_TEXT]);
void figures_stamp(const struct figures *f, struct buf *out);   /* "stamp":{...} */
/* "brand":..., and the row's name or times, for JSON. */
void figures_members(const struct figures *f, const struct answers_row *r, struct buf *out);

/* Who follows the accounts of a row, as of its end; accounts 0: nothing is known, or the row is an hour. */
struct audience_figure figures_audience(const struct figures *f, const struct answers_row *r);
double figures_days(const struct figures *f, const struct answers_row *r);               /* how long the row's time is */

/* 45 s, 12 min, 1 h 20 min, 2.5 d */
#define FIGURES_TIME 24
const char *figures_time(double seconds, char out[FIGURES_TIME]);
void figures_print_csv(const struct table *t);

#endif
