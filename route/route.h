/*
 * route: pulso.classified -> pulso.queue.<team>, pulso.replies. A turn is one batch of each
 * partition that is ours: drop what was here before, decide by the rules,
 * produce, wait for all delivery reports, then commit origin marks, counts and
 * offset in one script. While more waits than a turn takes, what is urgent is
 * decided first (urgency.h, io/ahead.h). A crash repeats records in the queues, with the same
 * idempotency key, and never loses or doubles a count. One thread; what looks
 * after crises has its own (control.h).
 */
#ifndef PULSO_ROUTE_ROUTE_H
#define PULSO_ROUTE_ROUTE_H

#include "app/app.h"
#include "app/brands.h"
#include "base/buf.h"
#include "io/keyring.h"
#include "io/turn.h"
#include "model/action.h"
#include "route/care/care.h"
#include "route/rule.h"
#include "route/rulebooks.h"

struct control;
struct bulletin;

struct route_options {
    struct conf_strs teams;
    const struct conf_node *rules, *priority, *hooks, *crisis, *care, *cases, *desk, *people, *committees;
};
extern const struct conf_key route_keys[];

struct route {
    struct turn turn;
    struct route_options options;
    struct brands brands;
    struct rules *rules;
    struct kb *kb;
    struct rulebook_use own;     /* the file's */
    struct rulebooks books;      /* rules and accounts by the version that a record names */
    struct zone *zone;           /* of the days that care is counted by */
    int64_t window_ms;           /* for which conversations are remembered */
    char window_text[24];
    struct claims_constant constants[3];
    struct arena care_scratch, rank_scratch;
    struct sums care_sums;
    struct mention_parser *parser;
    struct json *json;
    struct control *control;
    struct bulletin *bulletin;
    struct keyring *keys;        /* of originals; NULL: they are not kept */
    const char *topic_dlq, *topic_replies, *topic_cases, *topic_changes, *topic_actions, *topic_originals, **topic_queue;   /* by team */
    struct buf scratch;
    struct metric **outcomes;                 /* by rules.outcomes */
    struct { struct metric *records, *repeats, *refused, *first, *actions, *actions_refused, *changes, *sealed; } stats;
};

bool route_read(struct conf *c, void *self, struct err *e);   /* app.read */
bool route_open(struct route *r, struct app *app, struct err *e);
void route_reload(struct conf *c, void *self);                 /* app.reload */
void route_print_config(bool markdown);                       /* app.print_config */
extern const struct turn_ops route_turn_ops;                  /* turn.c */
bool route_turn(void *self, struct err *e);
void route_close(struct route *r);                            /* accepts {0} */

/* decide.c */
struct lane;
struct route_item {              /* one record, read */
    const rd_kafka_message_t *record;
    struct rulebook_use use;     /* worker NULL: it names no version that could be */
    bool repeat;                 /* it was here before */
    bool readable;
    struct err why;              /* ... else */
    struct mention mention;
    struct found found;
};
void route_read_item(struct route *r, struct arena *a, struct route_item *it);
/* What becomes of it, unless it was here before; produces at most one record. ERR_DROP does not come out: such records go to pulso.dlq. */
bool route_record(struct route *r, struct lane *l, struct care_batch *care, const struct route_item *it, struct err *e);
/* originals.c: keeps what the queues mask of it, sealed, or forgets it. given: somebody has to do something about it. */
bool route_originals(struct route *r, const struct route_item *it, bool given, struct err *e);
/* decided_turn.c: a record of pulso.actions. */
struct route_action { const rd_kafka_message_t *record; bool readable; struct err why; struct action action; };
void route_read_action(struct route *r, struct care_batch *care, const rd_kafka_message_t *m, struct route_action *out);
bool route_action(struct route *r, struct care_batch *care, struct route_action *a, struct err *e);
/* cases_turn.c: the cases that the batch changed: as they stand behind it to pulso.cases, what happened to each to pulso.changes. */
bool route_publish_cases(struct route *r, struct care_batch *care, struct err *e);
/* The version of the configuration that it was judged by (header c); 0: the file's; -1: the header is no version. */
int64_t route_version(const rd_kafka_message_t *record);

#endif
