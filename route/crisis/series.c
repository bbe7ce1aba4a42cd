#include "route/crisis/series.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "model/keys.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)
#define SHOWN 5                /* platforms */
#define PLATFORMS_MAX 64       /* told apart in one brand's list */

/* One counter b|<brand>|<platform>|negative of one partition. */
struct counter {
    int64_t number;
    uint32_t brand;
    char *platform;
    int64_t x;                 /* in the window */
    int64_t running, before;   /* in the running hour; in the 24 before it */
};

struct part {
    char tag[160];
    int64_t offset, watermark_ms, names;    /* as series_inputs found them */
    int64_t scanned;                        /* names when the dictionary was read last; -1: never */
    int64_t read_offset, read_minute;       /* what the counts are of; -1: nothing */
    struct counter *v;
    size_t n, cap;
    uint32_t hours;                         /* bit i: something was counted i hours before the running one */
};

struct series {
    const struct brands *brands;
    int partitions;
    int64_t window, minute;
    struct part *parts;
    struct buf key;
};

struct series *series_new(const char *prefix, const struct brands *brands, int partitions, int64_t window_minutes)
{
    struct arena a = { 0 };
    struct series *s = calloc(1, sizeof *s);
    if (!s || !(s->parts = calloc((size_t)partitions, sizeof *s->parts)))
        abort();
    s->brands = brands;
    s->partitions = partitions;
    s->window = window_minutes;
    for (int p = 0; p < partitions; p++) {
        struct slice tag = keys_mentions_tag(&a, slice_of(prefix), p);
        snprintf(s->parts[p].tag, sizeof s->parts[p].tag, SLICE_FMT, SLICE_ARG(tag));
        s->parts[p].scanned = s->parts[p].read_offset = -1;
    }
    arena_fini(&a);
    return s;
}

static void forget(struct part *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->v[i].platform);
    p->n = 0;
    p->scanned = p->read_offset = -1;
}

void series_free(struct series *s)
{
    if (!s)
        return;
    for (int p = 0; p < s->partitions; p++) {
        forget(&s->parts[p]);
        free(s->parts[p].v);
    }
    free(s->parts);
    buf_fini(&s->key);
    free(s);
}

/* ---- small talk with Redis ---- */

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

bool series_inputs(struct series *s, struct store *store, struct burst_input *inputs, struct err *e)
{
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
        if (offset < part->offset || names < part->scanned)
            forget(part);   /* Redis went back: numbers may be given to other names */
        part->offset = inputs[p].offset = offset;
        part->watermark_ms = inputs[p].watermark_ms = number_of(r->element[1]);
        part->names = names;
        freeReplyObject(r);
    }
    return true;
}

/* ---- the dictionary ---- */

static void add_counter(struct part *p, int64_t number, uint32_t brand, struct slice platform)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].number == number)
            return;
    if (p->n == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 32;
        if (!(p->v = realloc(p->v, p->cap * sizeof *p->v)))
            abort();
    }
    char *copy = strndup(platform.p, platform.n);
    if (!copy)
        abort();
    p->v[p->n++] = (struct counter){ .number = number, .brand = brand, .platform = copy };
    p->read_offset = -1;
}

/* b|<brand>|<platform>|negative; other names and brands that nobody listens to any more are skipped. */
static void add_name(const struct series *s, struct part *p, struct slice name, int64_t number)
{
    struct slice kind, brand, platform, label;
    if (!slice_next(&name, '|', &kind) || !slice_is(kind, "b") || !slice_next(&name, '|', &brand) || !slice_next(&name, '|', &platform)
        || !slice_next(&name, '|', &label) || !slice_is(label, "negative"))
        return;
    for (size_t i = 0; i < s->brands->n; i++)
        if (slice_is(brand, s->brands->v[i].id))
            add_counter(p, number, (uint32_t)i, platform);
}

/* By HSCAN: a dictionary of many thousand names must not hold Redis up. */
static bool read_dictionary(struct series *s, struct store *store, struct part *p, struct err *e)
{
    char cursor[32] = "0";
    if (p->scanned >= p->names)
        return true;
    do {
        store_command(store, "HSCAN");
        arg_key(s, store, p, "n", -1);
        store_arg(store, slice_of(cursor));
        store_arg(store, SLICE("MATCH"));
        store_arg(store, SLICE("b|*|negative"));
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

static bool ask_counts(struct series *s, struct store *store, const struct part *p, const char *kind, int64_t number, struct err *e)
{
    store_command(store, "HMGET");
    arg_key(s, store, p, kind, number);
    for (size_t i = 0; i < p->n; i++)
        store_arg_int(store, p->v[i].number);
    return store_send(store, e);
}

static bool add_counts(struct store *store, struct part *p, size_t field, struct err *e)
{
    redisReply *r = list_reply(store, p->n, e);
    if (!r)
        return false;
    for (size_t i = 0; i < p->n; i++)
        *(int64_t *)(void *)((char *)&p->v[i] + field) += number_of(r->element[i]);
    freeReplyObject(r);
    return true;
}

static bool read_hours(struct series *s, struct store *store, struct part *p, int64_t hour, struct err *e)
{
    store_command(store, "ZRANGEBYSCORE");
    arg_key(s, store, p, "hi", -1);
    store_arg_int(store, hour - SERIES_HOURS);
    store_arg_int(store, hour);
    redisReply *r = store_send(store, e) ? list_reply(store, 0, e) : NULL;
    if (!r)
        return false;
    p->hours = 0;
    for (size_t i = 0; i < r->elements; i++) {
        int64_t back = hour - number_of(r->element[i]);
        if (back >= 0 && back <= SERIES_HOURS)
            p->hours |= 1u << back;
    }
    freeReplyObject(r);
    for (size_t i = 0; i < p->n; i++)
        p->v[i].before = 0;
    for (int back = 1; back <= SERIES_HOURS; back++)
        if ((p->hours >> back & 1) && !ask_counts(s, store, p, "h", hour - back, e))
            return false;
    for (int back = 1; back <= SERIES_HOURS; back++)
        if ((p->hours >> back & 1) && !add_counts(store, p, offsetof(struct counter, before), e))
            return false;
    return true;
}

static bool read_window(struct series *s, struct store *store, struct part *p, int64_t minute, struct err *e)
{
    for (size_t i = 0; i < p->n; i++)
        p->v[i].x = p->v[i].running = 0;
    for (int64_t m = minute - s->window + 1; m <= minute; m++)
        if (!ask_counts(s, store, p, "m", m, e))
            return false;
    if (!ask_counts(s, store, p, "h", minute / 60, e))
        return false;
    for (int64_t m = minute - s->window + 1; m <= minute; m++)
        if (!add_counts(store, p, offsetof(struct counter, x), e))
            return false;
    return add_counts(store, p, offsetof(struct counter, running), e);
}

static bool read_part(struct series *s, struct store *store, struct part *p, int64_t minute, struct err *e)
{
    if (!read_dictionary(s, store, p, e))
        return false;
    bool again = p->read_offset == -1 || p->read_minute != minute;
    if (p->n == 0 || (!again && p->read_offset == p->offset))
        return true;
    p->read_offset = -1;
    if ((again && !read_hours(s, store, p, minute / 60, e)) || !read_window(s, store, p, minute, e))
        return false;
    p->read_offset = p->offset;
    p->read_minute = minute;
    return true;
}

bool series_read(struct series *s, struct store *store, int64_t now_ms, struct err *e)
{
    s->minute = now_ms / MINUTE_MS;
    for (int p = 0; p < s->partitions; p++)
        if (!read_part(s, store, &s->parts[p], s->minute, e))
            return false;
    return true;
}

/* ---- what they say ---- */

/* Hours in which nobody said anything at all are not evidence of calm: we may not have listened. */
static int64_t covered_minutes(const struct series *s)
{
    uint32_t hours = 0;
    for (int p = 0; p < s->partitions; p++)
        hours |= s->parts[p].hours;
    return 60 * __builtin_popcount(hours & ~1u) + s->minute % 60 + 1;
}

struct series_sums series_of(const struct series *s, uint32_t brand)
{
    struct series_sums sums = { .covered_minutes = covered_minutes(s) };
    for (int p = 0; p < s->partitions; p++)
        for (size_t i = 0; i < s->parts[p].n; i++) {
            const struct counter *c = &s->parts[p].v[i];
            if (c->brand != brand)
                continue;
            sums.x += c->x;
            sums.day += c->running + c->before;
        }
    return sums;
}

struct share { const char *platform; int64_t x; };

static void add_share(struct share *v, size_t *n, const struct counter *c)
{
    size_t i = 0;
    while (i < *n && strcmp(v[i].platform, c->platform) != 0)
        i++;
    if (i == *n && *n < PLATFORMS_MAX)
        v[(*n)++] = (struct share){ .platform = c->platform };
    if (i < *n)
        v[i].x += c->x;
}

static int by_count(const void *a, const void *b)
{
    const struct share *l = a, *r = b;
    return l->x != r->x ? (l->x < r->x) - (l->x > r->x) : strcmp(l->platform, r->platform);
}

void series_platforms(const struct series *s, uint32_t brand, struct buf *out)
{
    struct share v[PLATFORMS_MAX];
    size_t n = 0;
    for (int p = 0; p < s->partitions; p++)
        for (size_t i = 0; i < s->parts[p].n; i++)
            if (s->parts[p].v[i].brand == brand && s->parts[p].v[i].x)
                add_share(v, &n, &s->parts[p].v[i]);
    qsort(v, n, sizeof v[0], by_count);
    buf_char(out, '{');
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        buf_addz(out, i ? "," : "");
        buf_json(out, slice_of(v[i].platform));
        buf_printf(out, ":%lld", (long long)v[i].x);
    }
    buf_char(out, '}');
}
