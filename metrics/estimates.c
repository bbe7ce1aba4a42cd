#include "metrics/estimates.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/hll.h"
#include "metrics/platforms.h"

enum { HOUR_MS = 3600000, ROUND = 200 };

/* ---- the period ---- */

static int64_t floor_to(int64_t v, int64_t unit) { return (v >= 0 ? v : v - unit + 1) / unit * unit; }

static void add_key(struct arena *a, struct estimate_keys *k, size_t *cap, enum estimate_level level, int64_t bucket)
{
    if (k->n == *cap) {
        void *old = k->v;
        *cap = *cap ? *cap * 2 : 64;
        k->v = arena_alloc(a, *cap * sizeof *k->v);
        if (old)
            memcpy(k->v, old, k->n * sizeof *k->v);
    }
    k->v[k->n].level = level;
    k->v[k->n++].bucket = bucket;
}

bool estimates_cover(const struct estimates_asked *q, const struct period *p, struct arena *a, struct estimate_keys *out, struct err *e)
{
    int64_t clock = q->clock_ms, hours_from = floor_to(clock, HOUR_MS) - (int64_t)ESTIMATE_HOURS_KEPT * HOUR_MS;
    int64_t to = floor_to(p->to_ms + HOUR_MS - 1, HOUR_MS), at = floor_to(p->from_ms, HOUR_MS);
    size_t cap = 0;
    if (at < hours_from)
        at = period_day_ms(q->home, zone_day(q->home, p->from_ms / 1000));
    if (at < clock - (int64_t)ESTIMATE_DAYS_KEPT * 24 * HOUR_MS)
        return err_set(e, ERR_CONFIG, "estimates are kept for %d days: ask for a later period", ESTIMATE_DAYS_KEPT);
    *out = (struct estimate_keys){ .covered = { .from_ms = at } };
    while (at < to) {
        int32_t day = zone_day(q->home, at / 1000);
        int64_t begins = period_day_ms(q->home, day), ends = period_day_ms(q->home, day + 1);
        if (at == begins && (ends <= to || at < hours_from)) {
            add_key(a, out, &cap, ESTIMATE_DAY, day);
            at = ends;
        } else {
            add_key(a, out, &cap, ESTIMATE_HOUR, at / HOUR_MS);
            at += HOUR_MS;
        }
    }
    out->covered.to_ms = at;
    return true;
}

/* ---- which numbers the brands have in a partition ---- */

struct number { int64_t number; size_t column; };
struct numbers {
    const struct estimates_asked *q;
    bool by_platform;
    struct arena *a;
    struct number *v;
    size_t n, cap;
};

static bool take_name(void *self, struct slice name, int64_t number, struct err *e)
{
    struct numbers *w = self;
    struct slice kind, brand, platform = { 0 };
    (void)e;
    if (!slice_next(&name, '|', &kind) || !slice_is(kind, "e") || !slice_next(&name, '|', &brand))
        return true;
    bool named = slice_next(&name, '|', &platform);
    if (named != w->by_platform || (named && !platforms_have(w->q->platforms, platform)))
        return true;
    for (size_t i = 0; i < w->n; i++)
        if (w->v[i].number == number)    /* HSCAN may name one twice */
            return true;
    for (size_t i = 0; i < w->q->width; i++) {
        if (!slice_is(brand, w->q->brands->v[w->q->set[i]].id))
            continue;
        if (w->n == w->cap) {
            struct number *old = w->v;
            w->cap = w->cap ? w->cap * 2 : 64;
            w->v = arena_alloc(w->a, w->cap * sizeof *w->v);
            if (old)
                memcpy(w->v, old, w->n * sizeof *w->v);
        }
        w->v[w->n++] = (struct number){ number, i };
    }
    return true;
}

/* ---- reading ---- */

struct reading {
    const struct estimate_keys *k;
    enum estimate_kind kind;
    struct ledger *l;
    void (*take)(void *self, size_t column, const redisReply *r);
    void *self;
};

/* Every key of every number of one partition, some at a time: nobody else waits long. */
static bool read_partition(const struct reading *r, struct slice tag, const struct numbers *w, struct err *e)
{
    struct store *s = r->l->store;
    size_t all = w->n * r->k->n;
    char key[240];
    for (size_t from = 0; from < all; from += ROUND) {
        size_t n = all - from < ROUND ? all - from : ROUND;
        bool ok = true;
        for (size_t i = from; ok && i < from + n; i++) {
            const struct number *number = &w->v[i / r->k->n];
            size_t at = i % r->k->n;
            int len = snprintf(key, sizeof key, SLICE_FMT ":e:%c:%lld:%lld:%c", SLICE_ARG(tag), ESTIMATE_LEVEL_LETTERS[r->k->v[at].level],
                               (long long)r->k->v[at].bucket, (long long)number->number, ESTIMATE_LETTERS[r->kind]);
            store_command(s, ESTIMATE_IS_TOP(r->kind) ? "HGETALL" : "GET");
            store_arg(s, (struct slice){ key, (size_t)len });
            ok = store_send(s, e);
        }
        for (size_t i = from; ok && i < from + n; i++) {
            redisReply *reply = store_reply(s, e);
            ok = reply != NULL;
            if (ok)
                r->take(r->self, w->v[i / r->k->n].column, reply);
            freeReplyObject(reply);
        }
        if (!ok) {
            store_drop(s);
            return false;
        }
    }
    return true;
}

static bool read_all(const struct reading *r, const struct estimates_asked *q, const struct states *states, struct err *e)
{
    struct arena a = { 0 };
    bool ok = true;
    for (size_t p = 0; ok && p < states->n; p++) {
        struct numbers w = { .q = q, .by_platform = !ESTIMATE_IS_TOP(r->kind), .a = &a };
        struct slice tag = state_tag(&a, r->l, STATE_MENTIONS, (int)p);
        if (states->v[p].exists)
            ok = state_counters(r->l, &a, tag, take_name, &w, e) && read_partition(r, tag, &w, e);
    }
    arena_fini(&a);
    return ok;
}

/* ---- different authors and stories ---- */

struct sets { uint8_t (*r)[HLL_REGISTERS]; size_t width; };

static void take_set(void *self, size_t column, const redisReply *r)
{
    struct sets *s = self;
    struct slice stored = reply_slice(r);
    hll_join(s->r[column], stored);
    hll_join(s->r[s->width], stored);
}

bool estimates_different(const struct estimates_asked *q, const struct estimate_keys *k, enum estimate_kind kind, struct ledger *l,
                         const struct states *states, double *out, struct err *e)
{
    struct sets s = { .r = calloc(q->width + 1, HLL_REGISTERS), .width = q->width };
    struct reading r = { .k = k, .kind = kind, .l = l, .take = take_set, .self = &s };
    if (!s.r)
        abort();
    bool ok = read_all(&r, q, states, e);
    for (size_t i = 0; ok && i <= q->width; i++)
        out[i] = hll_count(s.r[i]);
    free(s.r);
    return ok;
}

void estimates_interval(double n, double *low, double *high)
{
    double reach = 1.96 * HLL_ERROR * n;
    *low = n - reach > 0 ? n - reach : 0;
    *high = n + reach;
}

/* ---- what was said most ---- */

struct tops {
    struct arena *a;
    size_t column;
    struct estimate_item *v;
    int64_t *missed;                     /* of each: the least counts of full summaries that it is in; they do not add to what it may have missed */
    uint32_t *table, mask;
    size_t n, cap;
    int64_t all_missed;
};

static void table_fill(struct tops *t)
{
    t->mask = (uint32_t)(4 * t->cap - 1);
    t->table = arena_zalloc(t->a, (t->mask + 1) * sizeof *t->table);
    for (size_t i = 0; i < t->n; i++) {
        uint32_t at = (uint32_t)hash64(t->v[i].text) & t->mask;
        while (t->table[at])
            at = (at + 1) & t->mask;
        t->table[at] = (uint32_t)i + 1;
    }
}

static void grow(struct tops *t)
{
    size_t cap = t->cap ? 2 * t->cap : 256;
    struct estimate_item *v = arena_alloc(t->a, cap * sizeof *v);
    int64_t *missed = arena_alloc(t->a, cap * sizeof *missed);
    if (t->n) {
        memcpy(v, t->v, t->n * sizeof *v);
        memcpy(missed, t->missed, t->n * sizeof *missed);
    }
    t->v = v;
    t->missed = missed;
    t->cap = cap;
    table_fill(t);
}

static size_t item_of(struct tops *t, struct slice text)
{
    uint32_t at = (uint32_t)hash64(text) & t->mask;
    for (; t->table[at]; at = (at + 1) & t->mask)
        if (slice_eq(t->v[t->table[at] - 1].text, text))
            return t->table[at] - 1;
    t->v[t->n] = (struct estimate_item){ .text = arena_dup(t->a, text) };
    t->missed[t->n] = 0;
    t->table[at] = (uint32_t)++t->n;
    return t->n - 1;
}

/* One summary. What is not in a full one was said no more often than its rarest. */
static void take_top(void *self, size_t column, const redisReply *r)
{
    struct tops *t = self;
    int64_t least = INT64_MAX, count, error;
    struct slice text;
    size_t slots = r->elements / 2;
    if (column != t->column || slots == 0)
        return;
    for (size_t i = 1; i < r->elements; i += 2)
        if (estimate_slot(reply_slice(r->element[i]), &count, &error, &text) && count < least)
            least = count;
    bool full = slots == (size_t)estimate_slots(ESTIMATE_HOUR) || slots == (size_t)estimate_slots(ESTIMATE_DAY);
    least = full ? least : 0;
    t->all_missed += least;
    for (size_t i = 1; i < r->elements; i += 2) {
        if (!estimate_slot(reply_slice(r->element[i]), &count, &error, &text))
            continue;
        if (t->n == t->cap)
            grow(t);
        size_t at = item_of(t, text);
        t->v[at].low += count - error;
        t->v[at].high += count;
        t->missed[at] += least;
    }
}

static int by_low(const void *x, const void *y)
{
    const struct estimate_item *a = x, *b = y;
    if (a->low != b->low)
        return a->low < b->low ? 1 : -1;
    return a->high != b->high ? (a->high < b->high ? 1 : -1) : slice_cmp(a->text, b->text);
}

bool estimates_top(const struct estimates_asked *q, size_t column, const struct estimate_keys *k, enum estimate_kind kind, struct ledger *l,
                   const struct states *states, struct arena *a, struct estimate_items *out, struct err *e)
{
    struct estimates_asked one = *q;
    struct tops t = { .a = a };
    struct reading r = { .k = k, .kind = kind, .l = l, .take = take_top, .self = &t };
    one.set = q->set + column;
    one.width = 1;
    grow(&t);
    if (!read_all(&r, &one, states, e))
        return false;
    for (size_t i = 0; i < t.n; i++)
        t.v[i].high += t.all_missed - t.missed[i];
    qsort(t.v, t.n, sizeof *t.v, by_low);
    *out = (struct estimate_items){ t.v, t.n, t.all_missed };
    return true;
}

bool estimates_own_name(const struct brand *b, struct slice word)
{
    if (word.n && (word.p[0] == '#' || word.p[0] == '@'))
        word.p++, word.n--;
    return slice_eq_nocase(word, slice_of(b->id)) || (b->name && slice_eq_nocase(word, slice_of(b->name)));
}
