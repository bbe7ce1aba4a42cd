/*
 * action: what a person decided, or the desk for them, as it travels in
 * pulso.actions. Written by the dashboard, the command line and the intake; read
 * by route, and by training for what was marked as wrong. A decision is written
 * before anything comes of it, and adopted on replay, never taken again.
 *
 *   {"v":1, "id":"…", "kind":"acknowledge", "at":"2026-11-22T04:42:13.120Z", "by":"lucia", "role":"committee",
 *    "incident":"3f2a…", "brand":"movistar", "data":{…}}
 *
 * id is the idempotency key: a reader takes the first record of an id and passes
 * over the others. The record's key is the conversation or the incident, so all
 * that is decided about one meets in one partition, in order; a conversation's
 * in the partition of pulso.classified that holds its mentions. data is the
 * kind's own object and is described by whoever acts upon it.
 */
#ifndef PULSO_MODEL_ACTION_H
#define PULSO_MODEL_ACTION_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/json.h"

#define ACTION_MAX_BYTES (64u * 1024)
#define ACTION_MAX_ID 128          /* bytes, of id, by and role */

/* What it is about: a mention (with its conversation), a conversation, an incident, a period of a brand. */
enum action_about { ABOUT_MENTION = 1, ABOUT_CONVERSATION = 2, ABOUT_INCIDENT = 4, ABOUT_BRAND = 8 };

/* To add one, add its line: name in C, name in JSON, what it may be about. */
#define ACTIONS(X) \
    X(WRONG, "wrong", ABOUT_MENTION)                            /* the classifier is: model/wrong.h */ \
    X(TAKE, "take", ABOUT_CONVERSATION)                         /* I answer this */ \
    X(ASSIGN, "assign", ABOUT_CONVERSATION)                     /* the desk: who answers this */ \
    X(WARN, "warn", ABOUT_CONVERSATION)                         /* the desk: a deadline comes near, or has passed: {"of":"first","late":true} */ \
    X(ANSWER, "answer", ABOUT_CONVERSATION)                     /* {"text":…} */ \
    X(HAND_OVER, "hand_over", ABOUT_CONVERSATION | ABOUT_INCIDENT)   /* {"to":…} */ \
    X(EXTERNAL, "external", ABOUT_CONVERSATION)                 /* another tool has it, too: {"id":…}, what it is called there */ \
    X(CLOSE, "close", ABOUT_CONVERSATION | ABOUT_INCIDENT) \
    X(REOPEN, "reopen", ABOUT_CONVERSATION | ABOUT_INCIDENT) \
    X(VALIDATE, "validate", ABOUT_CONVERSATION)                 /* does another customer's answer hold? {"help":…,"good":true} */ \
    X(REVEAL, "reveal", ABOUT_CONVERSATION)                     /* somebody looks at what is masked: {"reason":…,"mentions":[…]}; written before it is shown */ \
    X(MERGE, "merge", ABOUT_CONVERSATION)                       /* the same customer's older case: {"into":…,"folio":…,"since":…} (route/cases/merge.h) */ \
    X(UNMERGE, "unmerge", ABOUT_CONVERSATION)                   /* it was another's after all */ \
    X(JOINED, "joined", ABOUT_CONVERSATION)                     /* route's own: what a case brings to the one that it was merged into */ \
    X(NOTE, "note", ABOUT_MENTION | ABOUT_CONVERSATION | ABOUT_INCIDENT)   /* {"text":…} */ \
    X(ACKNOWLEDGE, "acknowledge", ABOUT_INCIDENT) \
    X(ESCALATE, "escalate", ABOUT_INCIDENT) \
    X(TICK, "tick", ABOUT_INCIDENT)                             /* a step of the procedure: {"step":…, "done":true} */ \
    X(APPROVE, "approve", ABOUT_INCIDENT)                       /* the one public statement: {"text":…, "lang":…} */ \
    X(SILENCE, "silence", ABOUT_BRAND | ABOUT_INCIDENT)         /* planned works: {"from":…, "to":…, "why":…} */

#define X(c, name, about) ACTION_##c,
enum action_kind { ACTIONS(X) ACTION_COUNT };
#undef X

struct action {
    enum action_kind kind;
    struct slice id, by, role;      /* role: viewer, analyst, care, committee, desk */
    int64_t at_ms;
    struct slice mention;           /* platform:id */
    struct slice conversation;      /* platform:conversation, the key of pulso.classified */
    struct slice incident, brand;
    struct slice data;              /* a JSON object as it was written; empty: none */
};

/* ERR_DROP: which member and why. Slices lie in the arena. */
bool action_parse(struct json *j, struct arena *a, struct slice record, struct action *out, struct err *e);
/* Appends the record. The same checks as action_parse, data's syntax aside; ERR_CONFIG: what a person left out. */
bool action_print(const struct action *x, struct buf *out, struct err *e);
/* The record's key: conversation, else incident, else brand. */
struct slice action_key(const struct action *x);
/* A fresh id: 128 random bits in hex. */
#define ACTION_ID 33
bool action_new_id(char out[ACTION_ID], struct err *e);

const char *action_kind_name(enum action_kind k);
bool action_kind_of(struct slice name, enum action_kind *k);
unsigned action_about(enum action_kind k);

#endif
