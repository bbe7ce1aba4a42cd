/*
 * hook: how an alert leaves Pulso. A kind makes one attempt and says how it
 * went; trying again, with growing pauses, until it worked or `give_up` has
 * passed, is hooks.c's, the same for every kind. At least once: a receiver tells
 * a repeat by the key. All calls come from one thread. To add a kind, write
 * hook_<kind>.c and add its line in hooks_read.c.
 */
#ifndef PULSO_ROUTE_HOOK_H
#define PULSO_ROUTE_HOOK_H

#include "app/conf.h"
#include "base/err.h"
#include "base/slice.h"
#include "io/http.h"

/* What is told. Slices end in NUL and live until the delivery has ended. */
struct hook_alert {
    struct slice key;        /* idempotency key: the same for every repeat of this alert */
    struct slice brand;
    struct slice body;       /* the incident as JSON */
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
};

/* error NULL: the receiver has it. Else why not, without secrets or bodies. */
void hook_tried(struct hook_try *t, const char *error);

/* ---- for the owner of the alerts ---- */

struct hooks;

/* All of the hooks that want this brand have it (failed 0), or gave up. */
typedef void hooks_done(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error);

/* list: route.hooks, may be NULL. Opens nothing outside: addresses are used when an alert comes. */
struct hooks *hooks_open(const struct conf_node *list, hooks_done *done, void *self, struct err *e);
void hooks_print_config(bool markdown);                    /* hooks_read.c */
void hooks_listen(struct hooks *h, hooks_done *done, void *self);   /* tells another from now on */
void hooks_drop(struct hooks *h);                         /* gives up what is under way, silently */
void hooks_close(struct hooks *h);                        /* the same, and the hooks; accepts NULL */
/* Copies the alert. A key that is under way already is left to run. ERR_RETRY: too many are under way. */
bool hooks_fire(struct hooks *h, const struct hook_alert *a, struct err *e);
void hooks_turn(struct hooks *h, int wait_ms);            /* drives attempts and pauses */
size_t hooks_waiting(const struct hooks *h);

/* The pause before attempt n (from 1), ms: 250 ms doubling to 30 s, of which `dice` (0 to 1) takes off up to half. */
int64_t hooks_pause_ms(unsigned attempt, double dice);

/* hook_webhook.c: hex HMAC-SHA256(secret, "<ts>.<body>"), 64 characters and NUL. */
void webhook_sign(struct slice secret, int64_t ts_s, struct slice body, char hex[65]);

/* hook_memory.c: what the memory hooks of this process were told, for tests. */
size_t hook_memory_count(void);
struct slice hook_memory_key(size_t i);
void hook_memory_fail(size_t next_attempts);   /* the next so many attempts fail */
void hook_memory_reset(void);

#endif
