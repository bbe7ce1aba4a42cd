/*
 * audience: how many follow the brands' own accounts, as route keeps it by day (route/care/followers.h):
 * of each account and day the latest report. A figure is the last report up to a day, looked for up to
 * AUDIENCE_BACK days before the period; of several accounts their sum, in which a person who follows
 * two counts twice. Days are those of the installation.
 */
#ifndef PULSO_METRICS_AUDIENCE_H
#define PULSO_METRICS_AUDIENCE_H

#include "base/buf.h"
#include "metrics/answers.h"

#define AUDIENCE_BACK 31

struct audience_account {
    uint32_t column;               /* of the set: the brand */
    struct slice platform, account, purpose, place;   /* place: as answers_place has it */
    int64_t *report;               /* by day from first_day on (model/care_names.h); 0: none */
};

struct audience {
    /* asked for */
    const struct brands *brands;
    const uint32_t *set;           /* indexes into brands */
    size_t width;
    const char *platforms, *account, *purpose;   /* NULL: all */
    const struct period *period;
    const struct zone *home;       /* of the installation */
    struct dictionary *counters;   /* as of struct answers */
    int64_t clock_ms;              /* days after it are not looked at */
    /* found, in the arena */
    struct arena *a;
    int32_t first_day, from_day, last_day;       /* looked at from; the period's first; the last that was looked at */
    struct audience_account *accounts;
    size_t n, cap;
    struct plan plan;              /* inside */
    struct tallies tallies;
};

/* Those of several accounts together. */
struct audience_figure {
    int64_t followers;
    int64_t change;                /* since what was known before the period, else since its first report; of accounts that have two reports */
    int64_t at_ms;                 /* the oldest of the reports that it is made of */
    size_t accounts;               /* how many are in it; 0: nothing is known */
    bool changed;                  /* change is known of one account at least */
};

bool audience_read(struct audience *u, struct ledger *l, const struct states *states, struct err *e);
/* Of the accounts of a row of metrics/answers.h, as of the end of a day. */
struct audience_figure audience_figure(const struct audience *u, enum answers_by by, uint32_t column, struct slice name, int32_t until_day);
struct audience_figure audience_of(const struct audience *u, const struct audience_account *a, int32_t until_day);
/* As JSON: {"n":..., "change":... or null, "at":"..."}, or null where nothing is known. */
void audience_print(struct audience_figure f, struct buf *out);
/* Every account that has a figure gets a row in `w`, also one that posted nothing. Rows of times are left as they are. */
void audience_rows(const struct audience *u, struct answers *w);

#endif
