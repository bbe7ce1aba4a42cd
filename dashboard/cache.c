#include "dashboard/cache.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"

#define STALE_MS 600000

struct entry {
    uint64_t hash;               /* 0: free */
    struct buf key, body;
    char etag[40];
    const char *type, *disposition;
    size_t age_at;
    int64_t made_ms, fresh_until_ms;
    uint64_t used;
};

struct cache {
    pthread_mutex_t lock;
    struct entry v[CACHE_ENTRIES];
    size_t bytes;
    uint64_t clock;
};

struct cache *cache_new(void)
{
    struct cache *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

static void drop(struct cache *c, struct entry *e)
{
    c->bytes -= e->key.cap + e->body.cap;
    buf_fini(&e->key);
    buf_fini(&e->body);
    *e = (struct entry){ 0 };
}

void cache_free(struct cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CACHE_ENTRIES; i++)
        drop(c, &c->v[i]);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* A look at 512 numbers is nothing beside an answer. */
static struct entry *find(struct cache *c, struct slice key)
{
    uint64_t h = hash64(key) | 1;
    for (size_t i = 0; i < CACHE_ENTRIES; i++)
        if (c->v[i].hash == h && slice_eq(buf_slice(&c->v[i].key), key))
            return &c->v[i];
    return NULL;
}

static struct entry *oldest(struct cache *c)
{
    struct entry *o = &c->v[0];
    for (size_t i = 0; i < CACHE_ENTRIES; i++) {
        if (!c->v[i].hash)
            return &c->v[i];
        if (c->v[i].used < o->used)
            o = &c->v[i];
    }
    return o;
}

static struct entry *used_longest_ago(struct cache *c)
{
    struct entry *o = NULL;
    for (size_t i = 0; i < CACHE_ENTRIES; i++)
        if (c->v[i].hash && (!o || c->v[i].used < o->used))
            o = &c->v[i];
    return o;
}

void cache_put(struct cache *c, const struct request *r, int64_t now_ms, int64_t fresh_ms)
{
    if (r->answer.n > CACHE_BYTES / 16)
        return;
    pthread_mutex_lock(&c->lock);
    struct entry *e = find(c, buf_slice(&r->key));
    if (!e)
        e = oldest(c);
    if (e->hash)
        drop(c, e);
    e->hash = hash64(buf_slice(&r->key)) | 1;
    buf_add(&e->key, buf_slice(&r->key));
    buf_add(&e->body, buf_slice(&r->answer));
    snprintf(e->etag, sizeof e->etag, "%s", r->etag);
    e->type = r->type;
    e->disposition = r->disposition;
    e->age_at = r->age_at;
    e->made_ms = r->made_ms;
    e->fresh_until_ms = now_ms + fresh_ms;
    e->used = ++c->clock;
    c->bytes += e->key.cap + e->body.cap;
    while (c->bytes > CACHE_BYTES)
        drop(c, used_longest_ago(c));
    pthread_mutex_unlock(&c->lock);
}

bool cache_get(struct cache *c, struct request *r, const char *etag, bool any, int64_t now_ms)
{
    pthread_mutex_lock(&c->lock);
    struct entry *e = find(c, buf_slice(&r->key));
    bool good = e && (strcmp(e->etag, etag) == 0 || now_ms < e->fresh_until_ms || (any && now_ms - e->made_ms < STALE_MS));
    if (good) {
        buf_reset(&r->answer);
        buf_add(&r->answer, buf_slice(&e->body));
        snprintf(r->etag, sizeof r->etag, "%s", e->etag);
        r->type = e->type;
        r->disposition = e->disposition;
        r->age_at = e->age_at;
        r->made_ms = e->made_ms;
        r->age_ms = now_ms > e->made_ms ? now_ms - e->made_ms : 0;
        r->status = 200;
        e->used = ++c->clock;
    }
    pthread_mutex_unlock(&c->lock);
    return good;
}
