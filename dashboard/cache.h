/*
 * cache: answers that were given and may be given again: while nothing was
 * counted since (their ETag is the one that would be made now), or, for wide
 * ones, while they are young. Bounded in entries and bytes; the one asked for
 * longest ago goes first. Any thread.
 */
#ifndef PULSO_DASHBOARD_CACHE_H
#define PULSO_DASHBOARD_CACHE_H

#include "dashboard/request.h"

#define CACHE_ENTRIES 512u
#define CACHE_BYTES (64u << 20)

struct cache;
struct cache *cache_new(void);
void cache_free(struct cache *c);            /* accepts NULL */

/* Keeps r's answer under r->key. fresh_ms: how long it may be given out although more was counted. */
void cache_put(struct cache *c, const struct request *r, int64_t now_ms, int64_t fresh_ms);
/* Fills r's answer in, if there is one whose ETag is `etag`, or that is fresh enough; any: however old, up to ten minutes. */
bool cache_get(struct cache *c, struct request *r, const char *etag, bool any, int64_t now_ms);

#endif
