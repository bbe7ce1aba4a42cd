/*
 * thread: one conversation as it is remembered: a bounded set of messages, each
 * by its id. What is counted of it (fold.h) follows from the set alone, so the
 * order of arrival changes nothing. Where it would outgrow THREAD_MAX, a person's
 * messages and the answers to them are sealed: they stay counted as they are and
 * are forgotten, the person that has been silent for longest first. Lives in the
 * batch's arena.
 *
 * Bytes: 'c', sealed_ms (6), messages as said_encode writes them.
 */
#ifndef PULSO_ROUTE_CARE_THREAD_H
#define PULSO_ROUTE_CARE_THREAD_H

#include "base/arena.h"
#include "route/care/said.h"

#define THREAD_MAX 256

struct thread {
    struct said *v;              /* in any order */
    size_t n, room;
    int64_t sealed_ms;           /* created_ms of the latest message that was sealed; 0: none */
};

struct said *thread_find(const struct thread *t, uint64_t id);
/* Which one a message answers; NULL: nobody's, or not known. */
const struct said *thread_parent(const struct thread *t, const struct said *s);
/* The person that a message speaks to: by what it says, else by the message that it answers, of a
 * brand's own message up to 8 of them back. 0: nobody. */
uint64_t thread_person(const struct thread *t, const struct said *s);

void thread_put(struct arena *a, struct thread *t, const struct said *s);   /* replaces the one with its id */
bool thread_remove(struct thread *t, uint64_t id);
/* Makes room for one more of this person. Nothing that is counted changes by it. */
void thread_seal(struct thread *t, uint64_t incoming);

struct slice thread_encode(struct arena *a, const struct thread *t);
bool thread_decode(struct arena *a, struct slice bytes, struct thread *out);

#endif
