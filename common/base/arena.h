/*
 * arena: memory for one batch of mentions. Everything handed out lives until
 * the next arena_reset. One arena belongs to one thread, no locks. No call
 * returns NULL: running out of memory aborts. Under SAN=address a reset poisons
 * the bytes, so a slice kept too long is reported on its next read.
 */
#ifndef PULSO_BASE_ARENA_H
#define PULSO_BASE_ARENA_H

#include "base/slice.h"

struct arena_block;

struct arena {
    struct arena_block *head;  /* {0} is an empty arena */
    size_t used_bytes;         /* handed out since the last reset */
};

void *arena_alloc(struct arena *a, size_t size);    /* aligned for any type */
void *arena_zalloc(struct arena *a, size_t size);   /* the same, zeroed */
struct slice arena_dup(struct arena *a, struct slice s);
char *arena_strz(struct arena *a, struct slice s);  /* a copy that ends in NUL */
struct slice arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *a);                  /* keeps the memory */
void arena_fini(struct arena *a);                   /* gives it back */

#endif
