/*
 * route_side: the rules of one configuration, ready to decide, without any
 * server: a file, a directory as for `pulso apply` (teams are then those of the
 * installation's own file), or the command's own configuration. A mention that was not classified yet is
 * classified first, by the same configuration. One thread.
 */
#ifndef PULSO_CLI_ROUTE_SIDE_H
#define PULSO_CLI_ROUTE_SIDE_H

#include "app/bundle.h"
#include "classify/classifier.h"
#include "cli/cli.h"
#include "route/rule.h"

struct route_side {
    const char *name;                /* for people */
    struct bundle files;
    struct conf *conf;               /* NULL: the cli's */
    struct conf_strs teams;
    struct brands brands;
    struct rules *rules;
    struct rule_worker *worker;
    struct mention_parser *parser;
    struct json *json;
    struct classifier *cl;           /* opened when the first mention needs it */
    struct classifier_worker *classify;
    struct buf text;
};

struct route_decision {
    struct mention mention;
    struct found found;
    const struct rule *rule;         /* NULL: a deletion, or new numbers: nothing to decide */
    struct priority priority;
};

bool route_side_open(struct route_side *s, struct cli *cli, const char *path, struct err *e);   /* path NULL: the cli's */
/* The same without rules: for who only classifies and finds. */
bool route_side_open_plain(struct route_side *s, struct cli *cli, const char *path, struct err *e);
struct conf *route_side_conf(const struct route_side *s, const struct cli *cli);
/* Reads it, classifies it where nobody has, and says what was found. Of deletions and new numbers *f is not set. */
bool route_side_read(struct route_side *s, struct cli *cli, struct arena *a, struct slice json, struct mention *m, struct found *f, struct err *e);
void route_side_close(struct route_side *s);                                      /* accepts {0} */
/* json: a mention, classified or not. Slices live in the arena, and until the next call. */
bool route_side_decide(struct route_side *s, struct cli *cli, struct arena *a, struct slice json, struct route_decision *out, struct err *e);

/* "queue care", "contact", "ignore" */
const char *route_outcome(const struct rules *rs, const struct rule *r, char *out, size_t room);
/* "rule":…,"outcome":…,"team":…,"priority":…,"reasons":[…],"labels":[…] */
void route_print_json(const struct rules *rs, const struct route_decision *d, struct buf *out);

struct route_opts {
    const char *input, *period, *rules;
    int64_t limit, examples;
    bool topic;
};
bool route_test(struct cli *cli, const struct route_opts *o, struct err *e);
bool route_explain(struct cli *cli, const struct route_opts *o, struct err *e);
bool route_replay(struct cli *cli, const struct route_opts *o, struct err *e);
bool route_check(struct cli *cli, const struct route_opts *o, struct err *e);

#endif
