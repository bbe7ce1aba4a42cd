/*
 * inbox: the open cases, as pulso.cases tells of them. The feed's
 * thread writes, any thread reads. Bounded as the board is (model/board.h).
 */
#ifndef PULSO_DASHBOARD_INBOX_H
#define PULSO_DASHBOARD_INBOX_H

#include "base/buf.h"
#include "dashboard/person.h"
#include "model/board.h"

struct inbox;
struct inbox *inbox_new(void);
void inbox_free(struct inbox *c);                /* accepts NULL */
void inbox_record(struct inbox *c, struct slice record);

struct inbox_filter { struct slice team, agent, state, brand; bool late; int64_t now_ms; };
/* Those that the person may see: [Case, ...] by what is due first, then by urgency, at most so many; how many there are. */
size_t inbox_print(struct inbox *c, const struct person *p, const struct inbox_filter *f, size_t most, struct buf *out);
/* [{"team":…,"open":…,"waiting":…,"nobody":…,"late":…}, ...] of the same cases, by name. */
void inbox_print_teams(struct inbox *c, const struct person *p, const struct inbox_filter *f, struct buf *out);
/* The same teams with more of each: [{"team":…,"open":…,"waiting":…,"nobody":…,"late":…,"oldest":…,"next_due":…,"agents":[…]}, ...]. Those that are named in
 * `teams` stand there also with nothing to do. */
struct inbox_teams { const struct slice *v; size_t n; };
void inbox_print_queues(struct inbox *c, const struct person *p, const struct inbox_filter *f, struct inbox_teams teams, struct buf *out);
/* One by its folio, or by that of a case that was merged into it; all copied into `a`. false: no such open case that the person may see. */
struct inbox_case {
    struct slice record;
    struct slice conversation;           /* of the case: what decisions about it name */
    struct slice own;                    /* of the folio that was named */
    struct slice asks, mention;          /* where the customer wrote last, and what: an answer goes there */
};
bool inbox_one(struct inbox *c, const struct person *p, struct slice folio, struct arena *a, struct inbox_case *out);
/* Two cases of one customer, each by a folio or a conversation: which goes into which. `why` says what is wrong, NULL: they may be merged. */
struct inbox_merge { struct slice young, into, into_folio; int64_t since_ms; };
const char *inbox_merge(struct inbox *c, const struct person *p, struct slice one, struct slice other, struct arena *a, struct inbox_merge *out);
/* It has, or had, a case of a brand that the person may see. */
bool inbox_shows(struct inbox *c, const struct person *p, struct slice conversation);
/* false: it is an open case of a brand that the person may not see. */
bool inbox_lets(struct inbox *c, const struct person *p, struct slice conversation);

#endif
