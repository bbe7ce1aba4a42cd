/*
 * ring: the newest mentions, in the order in which they came; bounded in number and
 * bytes. One that an update brings up to date, or that was deleted, is gone from it
 * at once. The feed's thread adds, any thread looks.
 */
#ifndef PULSO_DASHBOARD_RING_H
#define PULSO_DASHBOARD_RING_H

#include "dashboard/post.h"

#define RING_BYTES ((size_t)96 << 20)

struct ring;

struct ring *ring_new(size_t most);
void ring_free(struct ring *r);                  /* accepts NULL */
void ring_add(struct ring *r, struct post *p);   /* takes the caller's hold over */
uint64_t ring_mark(struct ring *r);              /* changes when something was added */
/* The next offset of each partition that the feed will read; how many partitions. 0: the feed has not begun. */
size_t ring_positions(struct ring *r, int64_t *out, size_t most);
void ring_partitions(struct ring *r, size_t n, const int64_t *next);   /* the feed begins (again) there */
/* false: it was deleted since the feed began, or is known to be of old. */
bool ring_forgot(struct ring *r, uint64_t key);

/* All of it, newest first; to be given back by ring_done. */
struct ring_look { struct post **v; size_t n; };
struct ring_look ring_look(struct ring *r);
void ring_done(struct ring_look *l);
struct post *ring_find(struct ring *r, int32_t partition, int64_t offset);   /* NULL: not there; else held */

#endif
