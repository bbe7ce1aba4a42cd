#include "route/care/thread.h"

#include <string.h>

struct said *thread_find(const struct thread *t, uint64_t id)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].id == id)
            return &t->v[i];
    return NULL;
}

const struct said *thread_parent(const struct thread *t, const struct said *s)
{
    return s->flags & SAID_TO_MESSAGE ? thread_find(t, s->target) : NULL;
}

uint64_t thread_person(const struct thread *t, const struct said *s)
{
    bool own = s->flags & SAID_OWN;
    for (int back = 0; s && back < 8; back++) {
        if (s->flags & SAID_TO_PERSON)
            return s->target;
        s = thread_parent(t, s);
        if (s && !(s->flags & SAID_OWN))
            return s->author;
        if (!own)
            return 0;                    /* whoever answers a brand speaks to the brand */
    }
    return 0;
}

void thread_put(struct arena *a, struct thread *t, const struct said *s)
{
    struct said *old = thread_find(t, s->id);
    if (old) {
        *old = *s;
        return;
    }
    if (t->n == t->room) {
        size_t room = t->room ? 2 * t->room : 8;
        struct said *v = arena_alloc(a, room * sizeof *v);
        if (t->n)
            memcpy(v, t->v, t->n * sizeof *v);
        t->v = v;
        t->room = room;
    }
    t->v[t->n++] = *s;
}

bool thread_remove(struct thread *t, uint64_t id)
{
    struct said *s = thread_find(t, id);
    if (s)
        *s = t->v[--t->n];
    return s != NULL;
}

/* ---- sealing ---- */

#define GROUP_EVERYBODY UINT64_MAX   /* posts, and answers in a chat; no hash of a person but by a chance of 2^-64. Nobody: 0 */

/* Whose the message is for good: the person's own, or an answer to him. Answers to nobody known are a group, too. */
static uint64_t group_of(const struct thread *t, const struct said *s)
{
    if (!(s->flags & SAID_OWN))
        return s->author;
    return s->flags & (SAID_TO_PERSON | SAID_TO_MESSAGE) ? thread_person(t, s) : GROUP_EVERYBODY;
}

/* The group whose latest message is the earliest; of two the one with the smaller hash. Posts and answers to everybody
 * stay: comments would seem to ask nobody, and what was answered unanswered. False: there is none. */
static bool silent_for_longest(const struct thread *t, const uint64_t *group, uint64_t incoming, uint64_t *gone)
{
    bool found = false;
    int64_t best = 0;
    for (size_t i = 0; i < t->n; i++) {
        uint64_t g = group[i];
        int64_t last = INT64_MIN;
        if (g == incoming || g == GROUP_EVERYBODY)
            continue;
        for (size_t k = 0; k < t->n; k++)
            if (group[k] == g && t->v[k].created_ms > last)
                last = t->v[k].created_ms;
        if (!found || last < best || (last == best && g < *gone)) {
            found = true;
            best = last;
            *gone = g;
        }
    }
    return found;
}

/* What points at a message that goes keeps where it points. */
static void keep_meaning(const struct thread *t, const uint64_t *group, uint64_t gone, struct said *s)
{
    const struct said *p = thread_parent(t, s);
    if (!p || group[p - t->v] != gone)
        return;
    if (!(p->flags & SAID_OWN)) {
        s->target = p->author;
        s->flags = (s->flags & ~SAID_TO_MESSAGE) | SAID_TO_PERSON;
    } else if (!(s->flags & SAID_OWN) && s->ask_count <= SAID_ASKS_MAX)
        s->asks[s->ask_count++] = p->by;
}

void thread_seal(struct thread *t, uint64_t incoming)
{
    uint64_t group[THREAD_MAX], gone = 0;
    size_t n = 0;
    if (t->n < THREAD_MAX)
        return;
    for (size_t i = 0; i < t->n; i++)
        group[i] = group_of(t, &t->v[i]);
    bool some = silent_for_longest(t, group, incoming, &gone);   /* else a talk of two without an end begins anew */
    for (size_t i = 0; some && i < t->n; i++)
        if (group[i] != gone)
            keep_meaning(t, group, gone, &t->v[i]);
    for (size_t i = 0; i < t->n; i++)
        if ((!some || group[i] == gone) && t->v[i].created_ms > t->sealed_ms)
            t->sealed_ms = t->v[i].created_ms;
    for (size_t i = 0; i < t->n; i++)
        if (some && group[i] != gone)
            t->v[n++] = t->v[i];
    t->n = n;
}

/* ---- bytes ---- */

struct slice thread_encode(struct arena *a, const struct thread *t)
{
    unsigned char *out = arena_alloc(a, 7 + t->n * SAID_BYTES), *o = out;
    *o++ = 'c';
    for (int i = 0; i < 6; i++)
        *o++ = (unsigned char)((uint64_t)t->sealed_ms >> (8 * i));
    for (size_t i = 0; i < t->n; i++)
        o += said_encode(&t->v[i], o);
    return (struct slice){ (const char *)out, (size_t)(o - out) };
}

bool thread_decode(struct arena *a, struct slice bytes, struct thread *t)
{
    const unsigned char *p = (const unsigned char *)bytes.p, *end = p + bytes.n;
    struct said s;
    *t = (struct thread){ 0 };
    if (bytes.n < 7 || *p++ != 'c')
        return false;
    for (int i = 0; i < 6; i++)
        t->sealed_ms |= (int64_t)((uint64_t)*p++ << (8 * i));
    while (p < end) {
        if (t->n == THREAD_MAX || !said_decode(&p, end, &s))
            return false;
        thread_put(a, t, &s);
    }
    return true;
}
