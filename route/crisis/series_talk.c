/* What a series asks Redis. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/keys.h"
#include "route/crisis/series_own.h"

enum { AT_ONCE = 30 };         /* requests under way of one partition */

static void arg_key(struct series *s, struct store *store, const struct part *p, const char *kind, int64_t number)
{
    buf_reset(&s->key);
    buf_printf(&s->key, "%s:%s", p->tag, kind);
    if (number >= 0)
        buf_printf(&s->key, ":%lld", (long long)number);
    store_arg(store, buf_slice(&s->key));
}

static int64_t number_of(const redisReply *r)
{
    int64_t v;
    return r->type == REDIS_REPLY_STRING && slice_int((struct slice){ r->str, r->len }, &v) ? v : 0;
}

/* The next answer, which must be a list of n; n 0: of any length. What else comes closes the connection. */
static redisReply *list_reply(struct store *store, size_t n, struct err *e)
{
    redisReply *r = store_reply(store, e);
    if (!r || (r->type == REDIS_REPLY_ARRAY && (n == 0 || r->elements == n)))
        return r;
    freeReplyObject(r);
    store_drop(store);
    err_set(e, ERR_BUG, "Redis: an answer of an unexpected shape");
    return NULL;
}

bool series_inputs(struct series *s, struct store *store, struct news_input *inputs, struct err *e)
{
    bool back = false;
    for (int p = 0; p < s->partitions; p++) {
        store_command(store, "HMGET");
        arg_key(s, store, &s->parts[p], "s", -1);
        store_arg(store, SLICE(STATE_OFFSET));
        store_arg(store, SLICE(STATE_WATERMARK));
        store_arg(store, SLICE(STATE_NAMES));
        if (!store_send(store, e))
            return false;
    }
    for (int p = 0; p < s->partitions; p++) {
        struct part *part = &s->parts[p];
        redisReply *r = list_reply(store, 3, e);
        if (!r)
            return false;
        int64_t offset = number_of(r->element[0]), names = number_of(r->element[2]);
        back = back || offset < part->offset || names < part->scanned;
        part->offset = inputs[p].offset = offset;
        part->watermark_ms = inputs[p].watermark_ms = number_of(r->element[1]);
        part->names = names;
        freeReplyObject(r);
    }
    if (back)
        series_forget(s);
    return true;
}

/* ---- the dictionary ---- */

static void add_counter(struct part *p, const struct counter *c)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].number == c->number)
            return;
    if (p->n == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 32;
        if (!(p->v = realloc(p->v, p->cap * sizeof *p->v)))
            abort();
    }
    p->v[p->n++] = *c;
    p->read_offset = -1;
}

/* Other names, and brands that nobody listens to any more, are skipped. */
static void add_name(struct series *s, struct part *p, struct slice name, int64_t number)
{
    struct slice kind, brand, what;
    struct counter c = { .number = number };
    uint32_t b;
    if (!slice_next(&name, '|', &kind) || !slice_next(&name, '|', &brand) || !slice_next(&name, '|', &what) || kind.n != 1
        || !strchr("btnw", kind.p[0]) || !brands_find(s->brands, brand, &b))
        return;
    c.name = series_text(s, what);
    c.track = b;
    c.kind = kind.p[0] == 'b' ? COUNT_PLATFORM : kind.p[0] == 'w' ? COUNT_GROUP : COUNT_TOPIC;
    if (c.kind == COUNT_TOPIC)
        c.track = series_track_of(s, b, c.name);
    bool sensitive = c.kind == COUNT_TOPIC && crisis_type_sensitive(s->types, c.name);
    c.bad = (kind.p[0] == 'n' && !sensitive) || (kind.p[0] == 't' && sensitive) || (c.kind == COUNT_PLATFORM && slice_is(name, "negative"));
    c.all = kind.p[0] == 't' || c.kind == COUNT_PLATFORM;
    add_counter(p, &c);
}

/* By HSCAN: a dictionary of many thousand names must not hold Redis up. */
bool series_names(struct series *s, struct store *store, struct part *p, struct err *e)
{
    char cursor[32] = "0";
    if (p->scanned >= p->names)
        return true;
    do {
        store_command(store, "HSCAN");
        arg_key(s, store, p, "n", -1);
        store_arg(store, slice_of(cursor));
        store_arg(store, SLICE("COUNT"));
        store_arg(store, SLICE("1000"));
        redisReply *r = store_send(store, e) ? list_reply(store, 2, e) : NULL;
        if (!r)
            return false;
        snprintf(cursor, sizeof cursor, "%s", r->element[0]->str);
        const redisReply *found = r->element[1];
        for (size_t i = 0; i + 1 < found->elements; i += 2)
            add_name(s, p, (struct slice){ found->element[i]->str, found->element[i]->len }, number_of(found->element[i + 1]));
        freeReplyObject(r);
    } while (strcmp(cursor, "0") != 0);
    p->scanned = p->names;
    return true;
}

/* ---- the counts ---- */

/* Which minutes or hours from..to exist: their numbers, from the start of there[]. Returns how many; -1: e. */
static int ask_there(struct series *s, struct store *store, const struct part *p, const char *index, int64_t from, int64_t to, int64_t *there, struct err *e)
{
    int n = 0;
    store_command(store, "ZRANGEBYSCORE");
    arg_key(s, store, p, index, -1);
    store_arg_int(store, from);
    store_arg_int(store, to);
    redisReply *r = store_send(store, e) ? list_reply(store, 0, e) : NULL;
    if (!r)
        return -1;
    for (size_t i = 0; i < r->elements && n <= to - from; i++)
        there[n++] = number_of(r->element[i]);
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
            arg_key(s, store, p, kind, there[i]);
            for (size_t c = 0; c < p->n; c++)
                store_arg_int(store, p->v[c].number);
            if (!store_send(store, e))
                return false;
        }
        for (int i = at; i < to; i++) {
            redisReply *r = list_reply(store, p->n, e);
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
        p->v[c].minutes[minute % DETECTOR_ROWS] = (float)number_of(counts->element[c]);
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
        double x = (double)number_of(counts->element[i]);
        if (c->bad)
            h->sums[(size_t)(hour - h->from) * h->s->n + c->track] += x;
        if (hour > h->to - SERIES_DAY)
            c->day += x;
    }
}

static void tell(const struct hours *h)
{
    for (int64_t hour = h->from; hour <= h->to; hour++)
        for (size_t t = 0; h->there[hour - h->from] && t < h->s->n; t++)
            detector_tell(&h->s->v[t].track.d, hour, h->sums[(size_t)(hour - h->from) * h->s->n + t]);
}

bool series_hours(struct series *s, struct store *store, int64_t from, int64_t to, struct err *e)
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
    if (ok)
        tell(&h);
    free(h.sums);
    free(h.there);
    free(there);
    return ok;
}
