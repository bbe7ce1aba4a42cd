/*
 * rule: which team a mention goes to. The rules stand in order; the first whose
 * conditions all hold decides, and the last has none, so every mention is
 * decided, by exactly one. A pure function of the record and the configuration.
 * A rule that no mention can reach is refused (rule_reach.h).
 *
 *   route:
 *     teams: [care, press]
 *     rules:
 *       - { name: ours, when: { own: true }, then: ignore }
 *       - { name: reach, when: { label: negative, followers_from: 10000 }, then: { queue: press }, priority: 90 }
 *       - { name: outage, when: { topic: outage, intent: complaint }, then: { queue: care }, raise: 20, labels: [network] }
 *       - { name: rest, then: { queue: care } }
 *
 * What is said of a brand (brand, own, label, score_below) must hold of one and
 * the same brand of the mention: "Claro funciona, Movistar es un desastre" is
 * negative for Movistar alone. Where no brand was matched, label and score are
 * the whole mention's. rules is read-only once open; a rule_worker is one
 * thread's scratch.
 */
#ifndef PULSO_ROUTE_RULE_H
#define PULSO_ROUTE_RULE_H

#include "app/brands.h"
#include "app/conf.h"
#include "model/mention.h"
#include "query/query.h"
#include "model/found.h"
#include "route/priority.h"

enum rule_then { THEN_IGNORE, THEN_ANSWER, THEN_CONTACT, THEN_QUEUE };

struct rule_when {              /* an empty list, 0 or NULL: no condition */
    struct conf_strs brand, platform, lang, country, label, kind, intent, topic, pii;
    bool own, asks_own;
    bool unsure, asks_unsure;
    bool verified, asks_verified;
    bool asks_score;
    double score_below;
    int64_t followers_from, priority_from;   /* priority: as computed, before any rule touches it */
    const char *text;
    unsigned kinds;             /* bit 1 << enum mention_kind */
    unsigned pii_kinds;         /* bit 1 << enum pii_kind */
};

struct rule {
    const char *name;
    const struct conf_node *node;   /* its place in the file */
    struct rule_when when;
    bool always;                /* no condition at all */
    enum rule_then then;
    int team;                   /* index into rules.teams; -1: no queue. Of answer: who gets it where no article fits */
    size_t outcome;             /* index into rules.outcomes; of answer: where no article fits */
    bool sets_priority;
    bool send;                  /* of answer: what kb.send permits goes out without a person */
    int64_t priority, raise;    /* 0 to 100 in the place of the computed one; or points on top of it */
    struct conf_strs labels;    /* words for the team, in the routed record */
};

struct rules {
    struct rule *v;
    size_t n;
    struct priority_points points;
    struct conf_strs teams;
    char **outcomes;            /* ignore, answer, contact, unanswered, queue.TEAM for each team, unrouted (the last): what counters call them */
    size_t outcome_count;
    struct query_set *texts;    /* ids are indexes into v; NULL: no rule asks for text */
};

/* section: the mapping `route`, and its teams as they were read. Everything that is wrong is ERR_CONFIG with its place. */
void rules_print_config(bool markdown);                    /* rule_read.c */
struct rules *rules_open(const struct conf_node *section, const struct conf_strs *teams, const struct brands *brands, struct err *e);
void rules_close(struct rules *r);           /* accepts NULL */

#define OUTCOME_ANSWER 1        /* indexes into outcomes */
#define OUTCOME_CONTACT 2
#define OUTCOME_UNANSWERED 3

struct rule_worker;
struct rule_worker *rule_worker_new(const struct rules *r);
void rule_worker_free(struct rule_worker *w);
/* Never NULL. *p: how urgent it is, what the rule said about that included. */
const struct rule *rules_decide(struct rule_worker *w, struct arena *a, const struct mention *m, const struct found *f, struct priority *p);

/* Why a rule takes a mention or not: the first condition that does not hold, and what is there instead, appended to `out`.
 * True: all hold. After rules_decide, for the same mention. */
bool rules_explain(struct rule_worker *w, const struct rule *r, struct buf *out);

#endif
