/*
 * rulebooks: the rules of each version of the configuration that records name
 * (header c). A record is decided by the rules of the version that it was judged
 * by, so a replay decides the same. A version without rules, and version 0, stand
 * for the rules of the installation's own file; teams are always the file's.
 * One thread, but for making versions ready (io/versions.h).
 */
#ifndef PULSO_ROUTE_RULEBOOKS_H
#define PULSO_ROUTE_RULEBOOKS_H

#include "app/app.h"
#include "io/versions.h"
#include "route/care/book.h"
#include "route/cases/terms.h"
#include "kb/kb.h"
#include "route/rule.h"

struct rulebook {
    struct conf *conf;
    struct brands brands;
    struct rules *rules;             /* NULL: the version says nothing of rules */
    struct rule_worker *worker;
    struct book *book;               /* its accounts, with its care or the file's */
    struct terms *terms;             /* its deadlines, or the file's */
    struct kb *kb;                   /* NULL: it says nothing of articles */
    struct kb_worker *finder;        /* of kb */
};

/* What a record is decided and counted with. */
struct rulebook_use { struct rule_worker *worker; const struct book *book; struct kb_worker *kb; const struct terms *terms; };

struct control;
struct rulebooks {
    struct app *app;
    struct versions *versions;
    const struct conf_strs *teams;
    struct rulebook_use own;         /* the file's */
    const struct conf_node *care, *cases;    /* the file's route.care and route.cases; NULL: none */
    struct held { struct version *v; int64_t used; } *held;
    size_t n, cap;
    int64_t turns;
    struct version *watched, *next;  /* whose brands are looked after for crises; and whose will be */
    bool handed, told;               /* next was handed to the watch; that the file's rules are not used was said */
};

bool rulebooks_open(struct rulebooks *rb, struct app *app, const struct conf_strs *teams, const struct rulebook_use *own,
                    const struct conf_node *care, const struct conf_node *cases, struct err *e);
void rulebooks_close(struct rulebooks *rb);      /* accepts {0} */
/* What a version is checked with before it is applied. */
bool rulebooks_check(const struct bundle *files, const struct conf_strs *teams, struct err *e);
/* *out: what a record of this version is decided and counted with, until the turn ends. Waits while it is made ready. False: ERR_RETRY, not yet; ERR_CONFIG, it cannot be. */
bool rulebooks_find(struct rulebooks *rb, int64_t version, struct rulebook_use *out, struct err *e);
/* Once a turn: lets go what was not used for a while, and hands control the brands of the version in force. */
void rulebooks_turn(struct rulebooks *rb, struct control *control);

#endif
