/* What a series asks Redis: the counts themselves, by minute and by hour. */
#include <stdlib.h>

#include "route/crisis/series_own.h"

enum { AT_ONCE = 30 };         /* requests under way of one partition */

/* Which minutes or hours from..to exist: their numbers, from the start of there[]. Returns how many; -1: e. */
static int ask_there(struct series *s, struct store *store, const struct part *p, const char *index, int64_t from, int64_t to, int64_t *there, struct err *e)
{
    int n = 0;
    store_command(store, "ZRANGEBYSCORE");
    series_arg_key(s, store, p, index, -1);
    store_arg_int(store, from);
    store_arg_int(store, to);
    redisReply *r = store_send(store, e) ? series_list(store, 0, e) : NULL;
    if (!r)
        return -1;
    for (size_t i = 0; i < r->elements && n <= to - from; i++)
        there[n++] = series_number(r->element[i]);
    freeReplyObject(r);
    return n;
}

/* Asks p's counters of these buckets and hands each bucket's answer to take. */
static bool ask_counts(struct series *s, struct store *store, struct part *p, const char *kind, const int64_t *there, int n,
                       void (*take)(void *self, struct part *p, int64_t unit, const redisReply *counts), void *self, struct err *e)
{
    for (int at = 0; at < n; at += AT_ONCE) {
        int to = at + AT_ONCE < n ? at + AT_ONCE : n;
        for (int i = at; i < to; i++) {
            store_command(store, "HMGET");
            series_arg_key(s, store, p, kind, there[i]);
            for (size_t c = 0; c < p->n; c++)
                store_arg_int(store, p->v[c].number);
            if (!store_send(store, e))
                return false;
        }
        for (int i = at; i < to; i++) {
            redisReply *r = series_list(store, p->n, e);
            if (!r)
                return false;
            take(self, p, there[i], r);
            freeReplyObject(r);
        }
    }
    return true;
}

static void take_minute(void *self, struct part *p, int64_t minute, const redisReply *counts)
{
    (void)self;
    for (size_t c = 0; c < p->n; c++)
        p->v[c].minutes[minute % DETECTOR_ROWS] = (float)series_number(counts->element[c]);
}

static bool part_minutes(struct series *s, struct store *store, struct part *p, int64_t from, int64_t to, struct err *e)
{
    int64_t there[DETECTOR_ROWS];
    int n = ask_there(s, store, p, "mi", from, to, there, e);
    if (n < 0)
        return false;
    for (size_t c = 0; c < p->n; c++)
        for (int64_t m = from; m <= to; m++)
            p->v[c].minutes[m % DETECTOR_ROWS] = 0;
    for (int i = 0; i < n; i++)
        s->existing[there[i] % DETECTOR_ROWS] = true;
    if (p->n && !ask_counts(s, store, p, "m", there, n, take_minute, NULL, e))
        return false;
    p->read_offset = p->offset;
    return true;
}

bool series_minutes(struct series *s, struct store *store, int64_t from, int64_t to, bool moved, struct err *e)
{
    if (!moved)
        for (int64_t m = from; m <= to; m++)
            s->existing[m % DETECTOR_ROWS] = false;
    for (int p = 0; p < s->partitions; p++) {
        struct part *part = &s->parts[p];
        if ((!moved || part->read_offset != part->offset) && !part_minutes(s, store, part, from, to, e))
            return false;
    }
    return true;
}

bool series_first_minute(struct series *s, struct store *store, int64_t from, int64_t *first, struct err *e)
{
    *first = INT64_MAX;
    for (int p = 0; p < s->partitions; p++) {
        int64_t there[DETECTOR_ROWS];
        for (int64_t at = from; at <= s->minute && at < *first; at += DETECTOR_ROWS) {
            int n = ask_there(s, store, &s->parts[p], "mi", at, at + DETECTOR_ROWS - 1, there, e);
            if (n < 0)
                return false;
            for (int i = 0; i < n; i++)
                *first = there[i] < *first ? there[i] : *first;
        }
    }
    return true;
}

struct hours { struct series *s; int64_t from, to; double *sums; bool *there; };

static void take_hour(void *self, struct part *p, int64_t hour, const redisReply *counts)
{
    struct hours *h = self;
    for (size_t i = 0; i < p->n; i++) {
        struct counter *c = &p->v[i];
        double x = (double)series_number(counts->element[i]);
        if (c->bad)
            h->sums[(size_t)(hour - h->from) * h->s->n + c->track] += x;
        if (hour > h->to - SERIES_DAY)
            c->day += x;
    }
}

/* Before the first hour that a track knows of, an empty one says that nobody listened, not that nothing was said. */
static void tell_all(const struct hours *h)
{
    for (int64_t hour = h->from; hour <= h->to; hour++)
        for (size_t t = 0; h->there[hour - h->from] && t < h->s->n; t++) {
            struct detector *d = &h->s->v[t].track.d;
            double sum = h->sums[(size_t)(hour - h->from) * h->s->n + t];
            if (sum > 0 || (d->begun >= 0 && hour >= d->begun))
                detector_tell(d, hour, sum);
        }
}

bool series_hours(struct series *s, struct store *store, int64_t from, int64_t to, bool tell, struct err *e)
{
    size_t n = (size_t)(to - from + 1);
    struct hours h = { s, from, to, calloc(n * (s->n + 1), sizeof(double)), calloc(n, sizeof(bool)) };
    int64_t *there = calloc(n + 1, sizeof *there);
    bool ok = true;
    if (!h.sums || !h.there || !there)
        abort();
    for (int p = 0; ok && p < s->partitions; p++) {
        struct part *part = &s->parts[p];
        for (size_t i = 0; i < part->n; i++)
            part->v[i].day = 0;
        int count = ask_there(s, store, part, "hi", from, to, there, e);
        for (int i = 0; i < count; i++)
            h.there[there[i] - from] = true;
        ok = count >= 0 && (part->n == 0 || ask_counts(s, store, part, "h", there, count, take_hour, &h, e));
    }
    if (ok && tell)
        tell_all(&h);
    free(h.sums);
    free(h.there);
    free(there);
    return ok;
}
