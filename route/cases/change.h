/*
 * change: what happened to a case, one thing each, for those who keep in step with
 * it: the hooks that have `cases` (route/tell/) and whatever reads pulso.changes.
 *
 *   {"v":1,"id":"34T7-KQ-assigned-5f0c9a3e7d21b846","change":"assigned","at":"…","by":"AR","was":{"state":"new","team":"care"},"case":{…}}
 *
 * case is how it stands by then (the record of pulso.cases), so whoever takes that
 * is right whatever order the changes come in; was is how it stood just before, of: which deadline. What an event made of
 * the case follows from the set of events sorted by time, and an id from the folio, the change and the event alone: a replay, whatever
 * its batches, tells the same changes under the same ids. What a late event makes of the past is told when it comes.
 * Everything lies in the batch's arena.
 */
#ifndef PULSO_ROUTE_CASES_CHANGE_H
#define PULSO_ROUTE_CASES_CHANGE_H

#include "route/cases/case.h"

/* To add one, add its line: what it is called in records and in `cases` of a hook. */
#define CHANGES(X) \
    X(OPENED, "opened") \
    X(REOPENED, "reopened") \
    X(STATE, "state")                /* any other state; withdrawn: all that the customer said was deleted */ \
    X(HANDED_OVER, "handed_over")    /* to another team, or by a person to another one */ \
    X(ASSIGNED, "assigned")          /* somebody has it: took it, answered first, or was given it by the desk */ \
    X(WARNED, "warned")              /* a deadline comes near */ \
    X(BREACHED, "breached")          /* it has passed */ \
    X(MERGED, "merged")              /* into an older case of the same customer; from then on that one's changes are told */ \
    X(UNMERGED, "unmerged")          /* it stands for itself again */ \
    X(CLOSED, "closed")
#define X(c, name) CHANGE_##c,
enum change_kind { CHANGES(X) CHANGE_KINDS };
#undef X
const char *change_name(enum change_kind k);

struct change { struct change *next; enum change_kind kind; struct slice id, record; };   /* record: of pulso.changes */

struct change_step;
/* What was told, and what is to be. {0} is one of a case that nobody has heard of. */
struct changes {
    struct change_step *known;
    size_t n;
    bool begun, opened;
    struct case_now stood;       /* when it was looked at last */
    struct change *first, **last;
};

/* As it lies in the store: all that has happened so far was told when it was stored. */
void changes_begin(struct changes *x, struct arena *a, const struct casefile *c);
/* Adds to the list what happened since. key: platform:conversation. */
void changes_collect(struct changes *x, struct arena *a, const struct casefile *c, struct slice key);

#endif
