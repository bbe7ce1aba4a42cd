/*
 * diff: what a change of queries adds and removes. Both sides are configurations
 * that the real classifier runs: queries that came as texts or files are put into
 * one of their own (diff_side.c). Each mention goes through both (diff_count.c);
 * figures are kept for each query and brand, of the first few changes the reasons
 * as well (diff_example.c). Memory follows from the number of queries, --limit and
 * --examples, not from the mentions. Inside of `pulso query diff` only.
 */
#ifndef PULSO_CLI_DIFF_H
#define PULSO_CLI_DIFF_H

#include "classify/classifier.h"
#include "cli/query_tools.h"
#include "query/explain.h"
#include "query/map.h"

#define EXAMPLES_LIMIT 1000

enum { OLD, NEW, SIDES };

struct diff_query {
    const struct brand_query *query;
    uint32_t row;                    /* in diff.queries */
    struct explain *explain;         /* once it was asked for */
};

struct diff_side {
    const char *arg;                 /* as typed */
    bool configured;                 /* a configuration, or within one (--for): shares of voice mean something */
    struct conf *conf;
    struct classifier *cl;
    struct classifier_worker *worker;
    struct verdict verdict;
    struct diff_query *queries;      /* all but those that are there to be taken in only */
    size_t query_count;
    struct map by_name;
    uint32_t helper;                 /* the brand that holds those; UINT32_MAX: none does */
    uint32_t *brand_row;
    const char **pairs;              /* name, text, ..., NULL: what @@names stand for */
    struct arena arena;
};

/* arg: a query, a file of queries, or a configuration; `other` is the other side's. */
bool diff_side_open(struct diff_side *s, const char *arg, const char *other, struct cli *cli, const struct query_opts *o, struct err *e);
void diff_side_close(struct diff_side *s);
struct diff_query *diff_side_query(const struct diff_side *s, const char *name);   /* NULL: it has none of that name */

/* One query or brand, by name: it may be on one side only. `at`: the last mention that it matched. */
struct diff_row { const char *name, *brand; bool on[SIDES]; int64_t n[SIDES], added, removed, at[SIDES]; };
struct diff_rows { struct diff_row *v; size_t n; struct map index; };

struct diff_place { uint32_t start, end; };
/* One mention that one query gained or lost. */
struct diff_example {
    bool added, title;               /* title: the excerpt is of the title */
    const char *query;
    struct slice key, excerpt, why[SIDES];   /* why: a clause; empty: that side has no such query */
    struct diff_place *places;
    size_t place_count;
};

struct diff {
    struct cli *cli;
    const struct query_opts *o;
    struct diff_side side[SIDES];
    struct diff_rows queries, brands;
    struct diff_row all;             /* a mention that any query matches */
    int64_t seen, repeats, passed_over, bad, changed;   /* passed_over: deletions and the like; changed: by any query */
    int64_t changed_at, limit;
    bool cut;                        /* there were more than the limit */
    struct map ids;
    struct mention_parser *parser;
    struct arena arena, kept;        /* of one mention; of the whole run */
    struct buf line;
    struct diff_example *examples;
    size_t example_count, examples_of[2], examples_max;   /* of: removed, added */
};

bool diff_open(struct diff *d, const char *old, const char *new, struct err *e);
void diff_close(struct diff *d);
/* One mention as JSON. false: it is none, e says why. */
bool diff_take(struct diff *d, struct slice json, struct err *e);
bool diff_full(const struct diff *d);
/* All that the retained topic holds of the period, with a progress bar. */
bool diff_read_topic(struct diff *d, struct err *e);

/* A query's answer to m changed: an example of it, while there is room. */
void diff_example(struct diff *d, const struct mention *m, const char *query, bool added);

/* A set of brands whose shares are compared; id NULL: all brands. */
struct diff_share { uint32_t row; bool in[SIDES]; };   /* row: in diff.brands */
struct diff_set { const char *id; struct diff_share *v; size_t n; int64_t total[SIDES]; };
size_t diff_sets(struct diff *d, struct diff_set **out);   /* in d->kept */
int64_t diff_mentions(const struct diff *d, const struct diff_share *s, int side);

void diff_print(struct diff *d);
void diff_print_json(struct diff *d);

#endif
