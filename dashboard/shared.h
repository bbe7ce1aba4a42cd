/*
 * shared: something that one thread makes anew from time to time and others read:
 * never changed once it is put in its slot, and freed when nobody holds it any more.
 */
#ifndef PULSO_DASHBOARD_SHARED_H
#define PULSO_DASHBOARD_SHARED_H

#include <pthread.h>
#include <stdatomic.h>

struct shared { atomic_int holders; void (*free)(struct shared *self); };   /* the first member of what is shared */
struct shared_slot { pthread_mutex_t lock; struct shared *now; };

void shared_init(struct shared_slot *s);
void shared_fini(struct shared_slot *s);
void shared_put(struct shared_slot *s, struct shared *fresh);    /* takes fresh over; whoever holds the one before keeps it */
struct shared *shared_take(struct shared_slot *s);               /* NULL: nothing was put there yet */
struct shared *shared_hold(struct shared *held);                 /* once more */
void shared_drop(struct shared *held);                           /* accepts NULL */

#endif
