#include "dashboard/ring.h"

#include <pthread.h>
#include <stdlib.h>

#define FORGOTTEN 65536u         /* deletions that are remembered: a power of two */
#define PARTITIONS 4096u

struct ring {
    pthread_mutex_t lock;
    struct post **v;
    size_t most, first, n, bytes;
    struct post **index;         /* by key, chained by post.same */
    size_t index_mask;
    uint64_t *forgotten;         /* by key: the last deletion that fell there */
    int64_t next[PARTITIONS];
    size_t partitions;
    uint64_t mark;
};

struct ring *ring_new(size_t most)
{
    struct ring *r = calloc(1, sizeof *r);
    size_t places = 1024;
    while (places < 2 * most)
        places *= 2;
    if (!r || !(r->v = calloc(most, sizeof *r->v)) || !(r->index = calloc(places, sizeof *r->index)) || !(r->forgotten = calloc(FORGOTTEN, sizeof *r->forgotten)))
        abort();
    r->most = most;
    r->index_mask = places - 1;
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

static struct post **place_of(struct ring *r, const struct post *p)
{
    struct post **at = &r->index[p->key & r->index_mask];
    while (*at && *at != p)
        at = &(*at)->same;
    return at;
}

static void drop_oldest(struct ring *r)
{
    struct post *p = r->v[r->first], **at = place_of(r, p);
    if (*at)
        *at = p->same;
    r->bytes -= p->n + sizeof *p;
    r->first = (r->first + 1) % r->most;
    r->n--;
    post_drop(p);
}

void ring_free(struct ring *r)
{
    if (!r)
        return;
    while (r->n)
        drop_oldest(r);
    pthread_mutex_destroy(&r->lock);
    free(r->v);
    free(r->index);
    free(r->forgotten);
    free(r);
}

/* A record of numbers alone is no mention, and its mention stays. */
static void supersede(struct ring *r, const struct post *p)
{
    for (struct post *o = r->index[p->key & r->index_mask]; o; o = o->same)
        if (o->key == p->key)
            atomic_store(&o->gone, true);
    if (p->deleted)
        r->forgotten[p->key % FORGOTTEN] = p->key;
    else if (r->forgotten[p->key % FORGOTTEN] == p->key)
        r->forgotten[p->key % FORGOTTEN] = 0;
}

void ring_add(struct ring *r, struct post *p)
{
    pthread_mutex_lock(&r->lock);
    r->mark++;
    if ((size_t)p->partition < r->partitions)
        r->next[p->partition] = p->offset + 1;
    if (p->refresh) {
        pthread_mutex_unlock(&r->lock);
        post_drop(p);
        return;
    }
    supersede(r, p);
    if (p->deleted)
        atomic_store(&p->gone, true);
    while (r->n == r->most || (r->n && r->bytes + p->n > RING_BYTES))
        drop_oldest(r);
    r->v[(r->first + r->n++) % r->most] = p;
    r->bytes += p->n + sizeof *p;
    p->same = r->index[p->key & r->index_mask];
    r->index[p->key & r->index_mask] = p;
    pthread_mutex_unlock(&r->lock);
}

uint64_t ring_mark(struct ring *r)
{
    pthread_mutex_lock(&r->lock);
    uint64_t mark = r->mark;
    pthread_mutex_unlock(&r->lock);
    return mark;
}

size_t ring_positions(struct ring *r, int64_t *out, size_t most)
{
    pthread_mutex_lock(&r->lock);
    size_t n = r->partitions < most ? r->partitions : most;
    memcpy(out, r->next, n * sizeof *out);
    pthread_mutex_unlock(&r->lock);
    return n;
}

void ring_partitions(struct ring *r, size_t n, const int64_t *next)
{
    pthread_mutex_lock(&r->lock);
    r->partitions = n < PARTITIONS ? n : PARTITIONS;
    memcpy(r->next, next, r->partitions * sizeof *next);
    pthread_mutex_unlock(&r->lock);
}

bool ring_forgot(struct ring *r, uint64_t key)
{
    pthread_mutex_lock(&r->lock);
    bool forgot = r->forgotten[key % FORGOTTEN] == key;
    pthread_mutex_unlock(&r->lock);
    return forgot;
}

struct ring_look ring_look(struct ring *r)
{
    pthread_mutex_lock(&r->lock);
    struct ring_look l = { .v = malloc((r->n + 1) * sizeof *l.v), .n = r->n };
    if (!l.v)
        abort();
    for (size_t i = 0; i < r->n; i++)
        l.v[i] = post_hold(r->v[(r->first + r->n - 1 - i) % r->most]);
    pthread_mutex_unlock(&r->lock);
    return l;
}

void ring_done(struct ring_look *l)
{
    for (size_t i = 0; i < l->n; i++)
        post_drop(l->v[i]);
    free(l->v);
    *l = (struct ring_look){ 0 };
}

struct post *ring_find(struct ring *r, int32_t partition, int64_t offset)
{
    struct post *found = NULL;
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < r->n && !found; i++) {
        struct post *p = r->v[(r->first + i) % r->most];
        if (p->partition == partition && p->offset == offset)
            found = post_hold(p);
    }
    pthread_mutex_unlock(&r->lock);
    return found;
}
