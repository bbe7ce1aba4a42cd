/*
 * kept_store: a stand-in for io/store.c that keeps what it is given, for tests
 * that look at the arguments of a script. Included once, by the test's program.
 */
#ifndef PULSO_TESTS_KEPT_STORE_H
#define PULSO_TESTS_KEPT_STORE_H

#include "io/store.h"

struct store { struct arena a; struct slice arg[200000]; size_t n; };
static struct store kept;

void store_arg(struct store *s, struct slice v)
{
    assert_true(s->n < sizeof s->arg / sizeof s->arg[0]);
    s->arg[s->n++] = arena_dup(&s->a, v);
}

void store_arg_int(struct store *s, int64_t v)
{
    store_arg(s, arena_printf(&s->a, "%lld", (long long)v));
}

size_t store_hold(struct store *s, struct slice v)
{
    store_arg(s, v);
    return s->n - 1;
}

void store_fill(struct store *s, size_t mark, struct slice v) { s->arg[mark] = arena_dup(&s->a, v); }
void store_begin(struct store *s, enum store_script script, struct slice tag) { (void)s, (void)script, (void)tag; }
void store_command(struct store *s, const char *name) { (void)s, (void)name; }
bool store_send(struct store *s, struct err *e) { (void)s, (void)e; return true; }
redisReply *store_reply(struct store *s, struct err *e) { (void)s, (void)e; return NULL; }
void store_drop(struct store *s) { (void)s; }
redisReply *store_ask(struct store *s, struct err *e) { (void)s, (void)e; return NULL; }

#endif
