/*
 * err: why a call failed. The kind names the caller's next move, not the cause.
 * A fallible function returns bool and takes `struct err *e` last; the message
 * grows its context on the way up (err_at) and says what to do next.
 */
#ifndef PULSO_BASE_ERR_H
#define PULSO_BASE_ERR_H

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_RETRY,   /* wait and repeat the same batch: broker or Redis away */
    ERR_DROP,    /* this record can never succeed: send it to pulso.dlq */
    ERR_CONFIG,  /* a person has to edit something: exit 2 */
    ERR_BUG      /* an invariant broke: exit 3 and let systemd restart us */
};

struct err {
    enum err_kind kind;
    char msg[512];
};

/* Both always return false, so a failure is one line: return err_set(...). */
bool err_set(struct err *e, enum err_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool err_at(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));  /* "fmt: " before e->msg */
static inline void err_clear(struct err *e) { e->kind = ERR_NONE; e->msg[0] = 0; }

#endif
