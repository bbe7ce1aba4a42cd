/*
 * case_seen: a case as a record of pulso.cases says it (route/cases/case.h writes
 * them). For whoever shows cases or works on them: pulso case, the dashboard, the
 * desk.
 */
#ifndef PULSO_MODEL_CASE_SEEN_H
#define PULSO_MODEL_CASE_SEEN_H

#include "base/arena.h"
#include "base/err.h"
#include "model/json.h"

#define CASE_WARNED_FIRST 1u       /* the desk has seen this deadline come near ... */
#define CASE_WARNED_FIRST_LATE 2u  /* ... and pass */
#define CASE_WARNED_SOLVE 4u
#define CASE_WARNED_SOLVE_LATE 8u

#define CASE_MEMBERS_MAX 8         /* conversations that may be merged into one case */

struct case_seen {
    struct slice folio, conversation;    /* conversation: platform:conversation, the key of its records and actions */
    struct slice state;                  /* new, waiting_for_us, waiting_for_customer, contact, closed, reopened, to_validate, withdrawn, merged */
    struct slice brand, customer, mention, team, agent, closed_by, external;   /* mention: the customer's latest, its id; external: what another tool calls it */
    int64_t priority, messages, answers, notes, reopened, people;
    int64_t opened_ms, last_ms, said_ms, first_due_ms, first_ms, solve_due_ms, closed_ms;   /* 0: not */
    int64_t looks, looked_ms;            /* at originals with personal data; the latest */
    struct slice looked_by;
    struct slice lang, labels;           /* of the customer's latest message; labels with commas between */
    struct slice helped_by, help;        /* another customer whose answer was accepted; its id. State to_validate: a moderator says whether it holds */
    unsigned warned;
    bool crowded;                        /* more people of the brand took part than a customer should meet */
    struct slice article, may_send, sent;   /* an answer that may be sent to `mention` without a person; the article that was, last */
    int64_t automatic_ms, back_ms, answered_ms;   /* latest automatic answer, the first word behind it, latest answer of a person */
    struct slice customer_id, into, into_conversation, mention_in;   /* state merged: into which; mention_in: the conversation of `mention` where it is not this one */
    struct slice merged;                 /* what was merged into it, a line each: folio, blank, conversation */
    int64_t since_ms;                    /* with the folio: which of two cases is the older */
    bool parted;                         /* somebody said that it is not the same as the one that it was merged into */
    struct slice record;                 /* the whole of it */
};

/* Everything lies in the arena. ERR_DROP: it cannot be read. */
bool case_seen_parse(struct json *j, struct arena *a, struct slice record, struct case_seen *out, struct err *e);
/* Takes all that it points to into one piece of memory of its own, no larger than it must be, and answers that: free gives it back. It
 * begins with the record. For whoever holds many of them: an arena of its own is 256 KiB each. */
void *case_seen_keep(struct case_seen *c);
bool case_is_open(const struct case_seen *c);            /* somebody has to do something, or waits for the customer */
bool case_is_waiting(const struct case_seen *c);         /* for us */
bool case_is_to_validate(const struct case_seen *c);     /* for a moderator of ours, to be exact */
/* As a person names it: the folio of this case, or of one that was merged into it. */
bool case_is_called(const struct case_seen *c, struct slice folio);
/* The conversation of the very case that the folio is of; empty: it is not called so. */
struct slice case_own_conversation(const struct case_seen *c, struct slice folio);
/* What was merged into it, one after the other; *rest begins as c->merged. */
bool case_next_merged(struct slice *rest, struct slice *folio, struct slice *conversation);
/* Its conversation and theirs, one after the other; *rest begins empty. */
bool case_next_conversation(const struct case_seen *c, struct slice *rest, struct slice *conversation);
size_t case_conversations(const struct case_seen *c);    /* how many these are */
/* What keeps two cases from being one; of several the first. too old: a record of a route that did not know since when there is a case. */
enum case_bar { CASE_MAY_MERGE, CASE_SAME, CASE_SHUT, CASE_OF_TWO_BRANDS, CASE_TOO_MANY, CASE_TOO_OLD };
enum case_bar case_merge_bar(const struct case_seen *a, const struct case_seen *b);
bool case_is_older(const struct case_seen *a, const struct case_seen *b);
/* Which promise runs out next, and when; 0: none. */
int64_t case_next_due(const struct case_seen *c, const char **what);
bool case_is_late(const struct case_seen *c, int64_t now_ms);
/* As qsort has it: what is due first stands first, what nothing was promised of last; then what is urgent; then by folio. */
int case_by_need(const struct case_seen *a, const struct case_seen *b);

/* What a team or a person has to do: the sums over their open cases. */
struct case_load { int64_t open, waiting, nobody, late, oldest_ms; };     /* waiting: for us, nobody of them has; oldest_ms: what waits longest, 0: nothing */
void case_load_add(struct case_load *l, const struct case_seen *c, int64_t now_ms);

#endif
