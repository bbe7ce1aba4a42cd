/*
 * book_own: what the files of the book share. An incident is its last record of
 * pulso.alerts, how its level went, and what people decided about it. All of it is
 * the book's, and is looked at while its lock is held.
 */
#ifndef PULSO_DASHBOARD_BOOK_OWN_H
#define PULSO_DASHBOARD_BOOK_OWN_H

#include <jansson.h>
#include <pthread.h>

#include "dashboard/book.h"

#define BOOK_CHANGES 200u             /* of the level, in the timeline of one incident */
#define BOOK_HAPPENED 500u            /* of what route wrote down */

struct change { int64_t at_ms; char level[16]; bool open; };

struct incident {
    char id[80], brand[65];
    json_t *last;                /* the last record */
    bool open;
    int64_t opened_ms, updated_ms, closed_ms;
    struct change changes[BOOK_CHANGES];
    size_t change_count;
    json_t *actions[BOOK_ACTIONS];
    size_t action_count;
};

struct book {
    pthread_mutex_t lock;
    struct incident **v;         /* by opening, oldest first */
    size_t n;
    uint64_t mark;
};

struct incident *book_find(struct book *b, struct slice id);     /* NULL: none; the lock is held */
json_t *book_parse(struct slice record);                         /* NULL: no object; else the caller's */
/* Members of records; "", 0 and NULL: they have none. */
const char *book_text(const json_t *o, const char *name);
int64_t book_time(const json_t *o, const char *name);
const json_t *book_last_action(const struct incident *i, const char *kind);
/* What route made of the decisions: who has it, the steps, what happened (route/handling.h). NULL: of an older route. */
const json_t *book_handled(const struct incident *i);

#endif
