/*
 * store: Redis, by scripts. Every change of a partition's state is one script on
 * one slot. Calls are sent and answered in order, so several can be under way
 * (store_begin, store_arg..., store_send for each; then store_reply for each).
 * A lost connection is ERR_RETRY: all that was under way is unknown, and the
 * next store_begin connects anew. The first script of a connection is not sent
 * while answers are under way: the scripts are loaded then. One thread.
 */
#ifndef PULSO_IO_STORE_H
#define PULSO_IO_STORE_H

#include <hiredis/hiredis.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

struct app_common;
struct store;

enum store_script { STORE_CLAIM, STORE_READ, STORE_COMMIT, STORE_GAP, STORE_SKIP, STORE_KEEP, STORE_SCRIPTS };

struct store *store_open(const struct app_common *c, const char *client_name);   /* connects on first use */
void store_close(struct store *s);                                               /* accepts NULL */

void store_begin(struct store *s, enum store_script script, struct slice tag);   /* KEYS[1] is tag */
void store_command(struct store *s, const char *name);                           /* a plain command instead: HMGET, ... */
void store_arg(struct store *s, struct slice v);       /* copied */
void store_arg_int(struct store *s, int64_t v);
size_t store_hold(struct store *s, struct slice v);    /* an argument that store_fill overwrites with as many bytes */
void store_fill(struct store *s, size_t mark, struct slice v);
bool store_send(struct store *s, struct err *e);
/* The next answer; the caller frees it by freeReplyObject. An error answer becomes false: ERR_RETRY for what passes by
 * itself (LOADING, OOM, MISCONF, READONLY, CLUSTERDOWN, NOSCRIPT, TRYAGAIN, BUSY), ERR_CONFIG for NOAUTH, NOPERM, WRONGPASS,
 * else ERR_BUG. */
redisReply *store_reply(struct store *s, struct err *e);
redisReply *store_ask(struct store *s, struct err *e); /* store_send and store_reply */
void store_drop(struct store *s);                      /* closes the connection: answers under way are given up */
bool store_up(const struct store *s);

#endif
