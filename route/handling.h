/*
 * handling: what people did about an incident, and what is to be told because of
 * it: who has it, the checklist, notes, silence, the approved statement, and the
 * timeline. It is the member "handling" of the incident's record in pulso.alerts,
 * so a successor goes on where it stood. Decisions are folded in from
 * pulso.actions; the same one twice changes nothing. What `data` of each kind says:
 *
 *   acknowledge {}            hand_over {"to":"luis"}       note {"text":…}
 *   escalate {"why":…}        reopen {}
 *   close {"why":…,"false":true}                            false: it was no crisis; that lets the brand's threshold rise (crisis/budget.h)
 *   tick {"step":2,"done":true}                             steps count from 1
 *   approve {"text":…,"lang":"es"}; an empty text takes the statement back
 *   silence {"to":"2026-11-22T06:00:00Z","why":…}; a time that has passed ends it
 */
#ifndef PULSO_ROUTE_HANDLING_H
#define PULSO_ROUTE_HANDLING_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/action.h"
#include "model/json.h"
#include "route/committee.h"

#define HANDLING_BY (ACTION_MAX_ID + 1)
enum { HANDLING_EVENTS = 300, HANDLING_TEXT = 4000, HANDLING_DUE = 8, HANDLING_STEPS = 50 };

enum handling_state { HANDLING_NEW, HANDLING_ACKNOWLEDGED, HANDLING_CLOSED };   /* closed: by a person, whatever is measured */

struct happened {                    /* one line of the timeline */
    int64_t at_ms;
    char kind[24];                   /* opened, level, told, unanswered, calm, or an action's kind */
    char *by, *text, *id;            /* id: of the action; NULL where there is none */
};
struct tick { char *text, *by; int64_t done_ms; };   /* done 0: not yet */

/* A notice beside those of the levels: what, and its number, which makes the key unlike the others'. */
enum due_what { DUE_ACKNOWLEDGED, DUE_UNANSWERED, DUE_ESCALATED, DUE_WATCH, DUE_COUNT };   /* watch: which pages nobody, but a committee may want to see it */
struct due { enum due_what what; int64_t n; bool fired; };

struct handling {
    enum handling_state state;
    char owner[HANDLING_BY], closed_by[HANDLING_BY];
    int level;                       /* that was acknowledged or closed: what rises above it is news; -1 */
    int64_t acknowledged_ms, acknowledgements, reopened;
    char committee[65];              /* "": none */
    char *procedure, *link;          /* name and link */
    struct tick ticks[HANDLING_STEPS];
    size_t tick_count;
    int step_level;                  /* the level whose steps are told, and which of them since when; -1: none yet */
    int64_t step, step_ms, next_ms;  /* next: when the step after it is told, unless somebody acknowledges; 0: nothing is waited for */
    struct due due[HANDLING_DUE];
    size_t due_count;
    int64_t silent_ms;               /* until then; 0: not silenced */
    char silent_by[HANDLING_BY];
    char *silent_why, *statement, *statement_lang, *statement_by;
    struct happened *events;
    size_t event_count;
    bool no_crisis;                  /* who closed it says so */
    bool calm;                       /* the measured end is in the timeline */
    bool dropped;                    /* events between the first and the last ones were too many */
};

void handling_init(struct handling *h);
void handling_fini(struct handling *h);

/* level: the incident's now. ERR_DROP: the action says nothing that can be done; h is as it was. changed: false for one that was here before. */
bool handling_apply(struct handling *h, const struct action *a, int level, struct json *j, struct arena *arena, bool *changed, struct err *e);
void handling_note(struct handling *h, int64_t at_ms, const char *kind, const char *by, struct slice text);   /* the system's own line */
/* The committee's procedure for the level; ticks of steps that stay the same stay. */
void handling_assign(struct handling *h, const struct committee *c, struct slice type, struct slice level);
int64_t handling_statement_ms(const struct handling *h);      /* when the first statement was approved; 0: none was */
bool handling_silent(const struct handling *h, int64_t now_ms);
void handling_owe(struct handling *h, enum due_what what, int64_t n);      /* the oldest gives way when there are too many */
bool handling_paid(struct handling *h, struct slice name);                 /* "unanswered.2"; false: it was not owed */
const char *due_name(enum due_what w);
/* Who acknowledged is asked for again: the level rose above what she knew, or a person closed it and it rose. */
bool handling_risen(struct handling *h, int level, int64_t now_ms);

/* {"state":…}; and back. false: ERR_DROP, not what this version writes; h is as after handling_init. */
void handling_print(const struct handling *h, struct buf *out);
bool handling_parse(struct handling *h, const struct json *j, struct json_value object, struct err *e);

#endif
