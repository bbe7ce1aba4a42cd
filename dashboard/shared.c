#include "dashboard/shared.h"

#include <stddef.h>

void shared_init(struct shared_slot *s)
{
    pthread_mutex_init(&s->lock, NULL);
    s->now = NULL;
}

void shared_fini(struct shared_slot *s)
{
    shared_put(s, NULL);
    pthread_mutex_destroy(&s->lock);
}

void shared_put(struct shared_slot *s, struct shared *fresh)
{
    if (fresh)
        atomic_init(&fresh->holders, 1);
    pthread_mutex_lock(&s->lock);
    struct shared *before = s->now;
    s->now = fresh;
    pthread_mutex_unlock(&s->lock);
    shared_drop(before);
}

struct shared *shared_take(struct shared_slot *s)
{
    pthread_mutex_lock(&s->lock);
    struct shared *now = s->now;
    if (now)
        atomic_fetch_add(&now->holders, 1);
    pthread_mutex_unlock(&s->lock);
    return now;
}

struct shared *shared_hold(struct shared *held)
{
    atomic_fetch_add(&held->holders, 1);
    return held;
}

void shared_drop(struct shared *held)
{
    if (held && atomic_fetch_sub(&held->holders, 1) == 1)
        held->free(held);
}
