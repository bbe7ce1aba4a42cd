/* query_tools: what `pulso query` does, and the files of queries that they read. Inside of query only. */
#ifndef PULSO_CLI_QUERY_TOOLS_H
#define PULSO_CLI_QUERY_TOOLS_H

#include "app/brands.h"
#include "base/buf.h"
#include "cli/cli.h"
#include "query/query.h"

struct query_opts {
    const char *names, *title, *replaces, *input, *period, *from, *name;
    int64_t limit, examples;
    bool whole_hashtags, topic, classified, ids, yaml, partial;
};

/*
 * A file of queries: one query, or several with a name each:
 *   @@claro = {Claro} OR @ClaroArg
 *   @@claro-mal = @@claro AND
 *       (mal* OR pésim*)
 * A name stands at the beginning of a line; all up to the next one is its query.
 */
struct query_text {
    const char *name;        /* "": the file has none */
    struct slice text;
    size_t line;
    const char *brand;       /* of a configuration: its id, "" for none */
    const struct brand_query *from;   /* NULL: of no configuration */
};
/* Where byte `at` of its text stands in the configuration; false: nowhere. */
bool query_text_place(const struct query_text *q, size_t at, struct conf_place *out);
struct query_file {
    const char *path;
    struct slice all;        /* empty: the queries are those of a configuration */
    struct conf *conf;       /* opened for it */
    struct query_text *v;
    size_t n;
    struct arena arena;      /* all of it */
};

/* The bytes of a file at the end of `out`; path "-": standard input. */
bool query_slurp(const char *path, struct buf *out, struct err *e);
/* path "-": standard input. */
bool query_file_read(struct query_file *f, const char *path, struct err *e);
/* What analysts name as a configuration is a file *.yaml or *.yml. The one place that knows, and opens it. */
bool query_is_conf(const char *path);
struct conf *query_conf_open(const char *path, struct err *e);
/* The brands' queries of a configuration. */
bool query_file_conf(struct query_file *f, const char *path, struct err *e);
/* The same of the command's own one. */
bool query_file_configured(struct query_file *f, struct cli *cli, struct err *e);
/* The same from a text in memory; always true. */
bool query_file_text(struct query_file *f, const char *text);
/* Adds the brands' queries, which must outlive the file. */
void query_file_brands(struct query_file *f, const struct brands *b);
void query_file_fini(struct query_file *f);
/* The queries behind the @@names of `text`: --names, else the configuration's where it has any. */
bool query_names_open(struct query_file *f, struct cli *cli, const struct query_opts *o, struct slice text, struct err *e);
/* Name, text, name, text, NULL; in the file's arena. */
const char *const *query_file_pairs(struct query_file *f);

/* A mistake or warning as FILE:LINE:COLUMN with the line and a caret, on standard error. */
void query_say(const struct query_file *f, const struct query_text *q, const struct query_error *qe);
/* Of a query on the command line. */
void query_say_alone(struct slice text, const struct query_error *qe);

bool query_check(struct cli *cli, const struct query_opts *o, struct err *e);
bool query_fmt(struct cli *cli, const struct query_opts *o, struct err *e);
bool query_test(struct cli *cli, const struct query_opts *o, struct err *e);
bool query_diff(struct cli *cli, const struct query_opts *o, struct err *e);
bool query_explain(struct cli *cli, const struct query_opts *o, struct err *e);
bool query_frequencies(struct cli *cli, const struct query_opts *o, struct err *e);
bool query_import(struct cli *cli, const struct query_opts *o, struct err *e);

#endif
