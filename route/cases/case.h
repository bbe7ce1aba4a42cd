/*
 * case: what a team has to do about one conversation: its folio, whose it is,
 * where it stands, and by when. It is a fold over the bounded set of what happened
 * in the conversation (what customers say that a rule gives to somebody, what the
 * brand answers, what people decide), sorted by time, then id: the order of arrival
 * changes nothing, and the same thing twice is one thing.
 *
 *              says                 take                answer
 *   (none) ---------> NEW --------------------> OURS <----------> THEIRS
 *                      ^  says after a close      says again
 *   CLOSED --says--> REOPENED -- like NEW        contact: CONTACT, until it is closed
 *   any --merge--> merged into an older one (merge.h), until it is parted again
 *   another customer's answer is accepted: VALIDATE --a moderator: it holds--> CLOSED, else back (community.h)
 *
 * Of more than CASE_EVENTS_MAX events the earliest are folded for good (base).
 * Lives in the batch's arena; slices point into it.
 */
#ifndef PULSO_ROUTE_CASES_CASE_H
#define PULSO_ROUTE_CASES_CASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "io/origin.h"
#include "model/case_seen.h"   /* CASE_MEMBERS_MAX */

#define CASE_EVENTS_MAX 64
#define CASE_PEOPLE_MAX 3     /* more in one conversation is a flag: the customer has told it all too often */
#define CASE_NAME_MAX 128     /* bytes that are kept of a name, an id, a team */
#define CASE_TEXT_MAX 1024    /* of an answer that may be sent */
#define CASE_KEY_MAX 512      /* of a conversation that a case is merged into */
#define CASE_MEMBER_BYTES (28 * 1024)

enum case_state { CASE_NONE, CASE_NEW, CASE_OURS, CASE_THEIRS, CASE_CONTACT, CASE_CLOSED, CASE_REOPENED, CASE_VALIDATE, CASE_STATES };
const char *case_state_name(enum case_state s);      /* none, new, waiting_for_us, waiting_for_customer, contact, closed, reopened, to_validate */
bool case_state_of(struct slice name, enum case_state *s);

/* SAYS: a customer's message. BRAND: an answer as the network shows it; ROBOT: a program's, which stops no clock. The rest are actions;
 * REPLY: an answer that is on its way; WARN: the desk saw a deadline come near, or pass; EXTERNAL: what another tool calls it;
 * LOOK: somebody read what is masked; JUDGE: a moderator says whether the answer of another customer holds; MERGE: it is the same as an
 * older case of another conversation; PART: it is not. At most 16 kinds (case_code.c). */
enum case_kind { CASE_SAYS, CASE_BRAND, CASE_ROBOT, CASE_TAKE, CASE_ASSIGN, CASE_REPLY, CASE_HAND_OVER, CASE_CLOSE, CASE_REOPEN, CASE_NOTE, CASE_WARN,
                 CASE_EXTERNAL, CASE_LOOK, CASE_JUDGE, CASE_MERGE, CASE_PART, CASE_KINDS };

#define SAYS_THANKS   1u      /* praise: it asks nothing behind an answer */
#define SAYS_CONTACT  2u      /* a rule, or the two-reply rule: somebody calls or writes directly */
#define SAYS_NEGATIVE 4u
#define SAYS_FORUM    8u      /* where customers answer each other: author, target and mention are known */
#define SAYS_TO_PERSON  16u   /* target is whom it speaks to */
#define SAYS_TO_MESSAGE 32u   /* target is the message it answers */
#define SAYS_SOLUTION 64u     /* its forum shows it as the answer that the author accepted */
#define SAYS_UNROUTED 128u    /* no rule gave it to anybody: it is there as an answer, or as thanks for one, and as nothing else */
#define REPLY_AUTO    1u      /* REPLY: of the knowledge base */
#define GIVEN_IF      1u      /* ASSIGN: only where `team` (here a person) still has it; HAND_OVER: only where nobody has */
#define WARN_FIRST    1u      /* of the first answer, else of the solution */
#define WARN_LATE     2u      /* it has passed */
#define JUDGE_GOOD    1u      /* the answer holds */

struct case_event {
    enum case_kind kind;
    unsigned flags;
    unsigned channel;                    /* in a fold: 0 the case's own, else of its member channel - 1; not stored */
    uint64_t id;                         /* hash of the mention's or the action's id */
    int64_t ms;
    int64_t priority;                    /* SAYS, 0 to 100 */
    int64_t first_due_ms, solve_due_ms;  /* SAYS: 0 nothing is promised. MERGE: first_due_ms is since_ms of the older one */
    struct slice team;                   /* SAYS: that a rule gives it to; HAND_OVER: to a team; REPLY_AUTO: the article; MERGE: the older one's folio */
    struct slice who;                    /* the person; BRAND: the initials. HAND_OVER: to a person. CLOSE: who closed it. EXTERNAL: the id. SAYS_FORUM: the author */
    uint64_t author, target;             /* SAYS_FORUM: hashes, as in care/said.h */
    struct slice mention;                /* SAYS_FORUM: its id. JUDGE: that of the answer it is about. MERGE: the older one's conversation */
};

/* Where it stands, folded. Times: 0, not yet or not promised. */
struct case_now {
    enum case_state state;
    int64_t opened_ms, last_ms, said_ms; /* since it was opened, or opened anew; latest event; latest word of a customer */
    int64_t first_due_ms, first_ms;      /* the first answer: by when, and when */
    int64_t solve_due_ms, closed_ms;
    int64_t priority, messages, answers, robots, notes, times_reopened;
    int64_t auto_ms, back_ms;            /* the latest automatic answer; the customer's first word behind it, thanks aside */
    int64_t human_ms;                    /* the latest answer of a person */
    int64_t warned;                      /* bit WARN_...: FIRST 1, FIRST late 2, solution 4, solution late 8 */
    int64_t people;                      /* of the brand, in this conversation; see crowd */
    uint32_t crowd[CASE_PEOPLE_MAX + 1]; /* who, as hashes */
    int64_t looks, looked_ms;            /* at originals with personal data; the latest */
    struct slice team, agent, closed_by, looked_by;
    struct slice external;               /* what another tool calls it, as it said last */
    enum case_state before;              /* VALIDATE: where it goes back to */
    bool community;                      /* closed: another customer answered it, and a moderator said so */
    uint64_t opener, opened_by;          /* of a forum: the author of the message that opened it, and that message, as hashes */
    struct slice customer, helper, help; /* of a forum: whose case it is; who answered, and that message's id, where an answer was accepted */
    struct slice sent;                   /* the article that was sent last without a person */
    struct slice into, into_folio, merged_by;   /* the conversation of the case that this one is merged into; empty: it stands for itself */
    int64_t into_since_ms, merged_ms;
    bool parted;                         /* it was merged, and a person said that it is not the same */
    int64_t talk_ms, backs;              /* of one in several networks: since it was opened, or since a day of silence; words of the customer behind answers since */
};

/* Of a case that others are merged into: one of them, as it said last. */
struct casefile;
struct case_member {
    struct slice key;                    /* its conversation */
    int64_t at;                          /* revision: a greater one is newer (merge.h) */
    int64_t merged_ms;
    bool left;                           /* it stands for itself again */
    struct slice bytes;                  /* case_encode of what it brings (merge.c); empty where it left */
    struct casefile *file;               /* the same, decoded */
};

struct casefile {
    bool opened;                         /* it has a folio */
    struct origin folio;
    int64_t since_ms;                    /* of the message that opened it first: never changes. With the folio: which of two is the older */
    int64_t at_main, at_side;            /* behind the last records of the two topics that changed it: their sum is its revision */
    int64_t contact_after;               /* of the terms of `mention` */
    struct slice customer_id;            /* who the customer is in all networks, where a rule says so (terms.h) */
    struct case_member *members;
    size_t member_count;
    struct slice brand, customer;        /* of the message that opened it */
    struct slice mention;                /* the customer's latest: what an answer answers */
    struct slice lang, labels;           /* of that one: its language; the labels of its rule and the purpose of the account it asks, with commas between */
    int64_t mention_ms;
    struct slice article, answer;        /* that may be sent to `mention` without a person */
    struct case_event *v;
    size_t n, room;
    struct case_now base;                /* of what is no longer in v */
};

void case_put(struct arena *a, struct casefile *c, const struct case_event *ev);   /* replaces the one with its id */
bool case_remove(struct casefile *c, uint64_t id);
/* A fold is over the case's own events and those of its members; case_put and case_remove change its own alone. */
size_t case_event_count(const struct casefile *c);
void case_fold(struct arena *scratch, const struct casefile *c, struct case_now *out);   /* slices point into c */
/* The same, and hands out each event that is still remembered, by time, with where the case stood before and behind it. */
typedef void case_each(void *self, const struct case_event *ev, const struct case_now *before, const struct case_now *behind);
void case_walk(struct arena *scratch, const struct casefile *c, struct case_now *out, case_each *each, void *self);

struct slice case_encode(struct arena *a, const struct casefile *c);               /* with its members */
bool case_decode(struct arena *a, struct slice bytes, struct casefile *out);       /* slices point into bytes */

/* The record of pulso.cases. key: platform:conversation. */
void case_print(const struct casefile *c, const struct case_now *now, struct slice key, struct buf *out);

#endif
