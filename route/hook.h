/*
 * hook: how an alert leaves Pulso. A kind makes one attempt and says how it
 * went; trying again, with growing pauses, until it worked or `give_up` has
 * passed, and turning to the hook's `fallback` then, is hooks.c's, the same for
 * every kind. At least once: a receiver tells a repeat by the key. All calls
 * come from one thread. To add a kind, write hook_<kind>.c and add its line in
 * hooks_read.c.
 */
#ifndef PULSO_ROUTE_HOOK_H
#define PULSO_ROUTE_HOOK_H

#include "app/conf.h"
#include "base/err.h"
#include "base/slice.h"
#include "base/zone.h"
#include "io/http.h"
#include "io/link.h"

/* One hook that is to be told, and whom there. All strings live as long as the configuration. */
struct hook_to {
    const char *hook;
    const char *person, *to;     /* whose link it is, and where that hook reaches the person; NULL: the hook's own address, no one's link */
    const char *lang;            /* NULL: the hook's */
};

/*
 * What is told: of an incident, or (about "case") of a case, whose folio stands in the place of the incident's id and whose change in that of the
 * stage. Every member down to `about` is given by the owner of the alert (empty: not known), and lives until the
 * delivery has ended; those from `lang` on are made for each attempt (notice.h), and live until fire returns. All slices,
 * so that a template can name any of them (template.h). Each ends in NUL or is empty.
 */
struct hook_alert {
    struct slice key;        /* idempotency key: the same for every repeat of this alert to this receiver */
    struct slice brand;
    struct slice body;       /* the incident, or the change (route/cases/change.h), as JSON, personal data masked */
    struct slice incident;   /* its id, or the folio: what ties an alert to its closing */
    struct slice brand_name; /* as people write it */
    struct slice stage;      /* what happened: watch, alert, crisis (it reached that level), closed, acknowledged, unanswered */
    struct slice procedure;  /* where the written procedure is */
    struct slice by;         /* who acknowledged or closed it; whom it was left unanswered by */
    struct slice state;      /* open, closed */
    struct slice level;      /* watch, alert, crisis: the incident's; empty: as the body says */
    struct slice about;      /* case; empty: an incident */
    struct slice lang;       /* es, en, pt */
    struct slice type, count, normal, window, since, began, ended, causes, samples;   /* from the body; since in the installation's zone, began and ended in UTC */
    struct slice team, agent, due;   /* of a case: whose it is; by when, where the change is about a deadline, in the installation's zone */
    struct slice what, title, text;                                   /* for people */
    struct slice how, link;  /* how to acknowledge, and the signed link */
    struct slice to, person; /* whom, where the hook can address people */
    struct slice now, unix_s;
};

struct hook_try;             /* one attempt under way */

struct hook_ops {
    const char *name;        /* the word after type= in the configuration */
    size_t size;             /* of self: zeroed, with the options from keys stored in it */
    const struct conf_key *keys;
    bool (*open)(void *self, struct http *http, struct err *e);   /* may be NULL */
    /* Begins one attempt. Must call hook_tried exactly once, at once or later from http_turn. */
    void (*fire)(void *self, const struct hook_alert *a, struct hook_try *t);
    void (*close)(void *self);                                    /* may be NULL; accepts a half-open self */
    bool (*to_ok)(const char *to);   /* may a person be reached there? NULL: it reaches nobody but its own address */
};

/* error NULL: the receiver has it. Else why not, without secrets or bodies. */
void hook_tried(struct hook_try *t, const char *error);
/* Before hook_tried: the receiver asked not to be tried for so long. At most five minutes are granted. */
void hook_later(struct hook_try *t, int64_t seconds);

/* ---- for the owner of the alerts ---- */

struct hooks;

/* All of the hooks that want this brand have it (failed 0), or gave up. */
typedef void hooks_done(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error);

/* list: route.hooks, may be NULL. Opens nothing outside: addresses are used when an alert comes. */
struct hooks *hooks_open(const struct conf_node *list, hooks_done *done, void *self, struct err *e);
void hooks_print_config(bool markdown);                    /* hooks_read.c */
/* What a hook has to hear of cases; changes: bits by enum change_kind, 0: nothing, it is told of incidents. */
struct hook_cases { unsigned changes; struct conf_strs teams, brands; int64_t within_ms; };
size_t hooks_count(const struct hooks *h);
const struct hook_cases *hooks_cases(const struct hooks *h, size_t i, const char **name);
/* Are the teams that hooks name among these? ERR_CONFIG: not, with the place. */
bool hooks_check_teams(const struct hooks *h, const struct conf_strs *teams, struct err *e);
/* What notices need: the installation's zone and its links; both outlive the hooks. Without: UTC and no links. */
void hooks_tell(struct hooks *h, const struct zone *zone, const struct links *links);
void hooks_listen(struct hooks *h, hooks_done *done, void *self);   /* tells another from now on */
void hooks_drop(struct hooks *h);                         /* gives up what is under way, silently */
void hooks_close(struct hooks *h);                        /* the same, and the hooks; accepts NULL */
/* Copies the alert. to NULL: every hook that is told of incidents and wants the brand and level; else exactly these. A key that is under way already
 * is left to run. ERR_RETRY: too many are under way. */
bool hooks_fire(struct hooks *h, const struct hook_alert *a, const struct hook_to *to, size_t n, struct err *e);
void hooks_turn(struct hooks *h, int wait_ms);            /* drives attempts and pauses */
size_t hooks_waiting(const struct hooks *h);
/* Is there such a hook, and can it reach a person there (to NULL: at all)? */
bool hooks_has(const struct hooks *h, const char *name);
bool hooks_reaches(const struct hooks *h, const char *name, const char *to);
const char *hooks_near(const struct hooks *h, const char *name);   /* the nearest name; NULL: none is near */

/* The pause before attempt n (from 1), ms: 250 ms doubling to 30 s, of which `dice` (0 to 1) takes off up to half. */
int64_t hooks_pause_ms(unsigned attempt, double dice);

/* hook_webhook.c: hex HMAC-SHA256(secret, "<ts>.<body>"), 64 characters and NUL. */
void webhook_sign(struct slice secret, int64_t ts_s, struct slice body, char hex[65]);

/* hook_memory.c: what the memory hooks of this process were told, for tests. */
size_t hook_memory_count(void);
struct slice hook_memory_key(size_t i);
struct slice hook_memory_text(size_t i);
void hook_memory_fail(size_t next_attempts);   /* the next so many attempts fail */
void hook_memory_reset(void);

#endif
