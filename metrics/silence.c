#include "metrics/silence.h"

#include <stdlib.h>
#include <string.h>

#include "metrics/round.h"

enum { PLATFORMS = 256, ROUND = 200, DAY = 24, KNOWN_LEAST = 3 };
#define HOUR_MS INT64_C(3600000)

/* ---- one platform ---- */

static int ascending(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* The median at this hour of the day, of the other days from `first` on. */
static double usual(const int64_t *n, size_t first, size_t to, size_t at)
{
    int64_t same[SILENCE_DAYS + 8 * 60];
    size_t k = 0;
    for (size_t i = first + (at - first) % DAY; i < to && k < sizeof same / sizeof *same; i += DAY)
        if (i != at)
            same[k++] = n[i];
    if (k < KNOWN_LEAST)
        return 0;
    qsort(same, k, sizeof *same, ascending);
    return (double)(same[(k - 1) / 2] + same[k / 2]) / 2;
}

void silence_find(const int64_t *n, size_t from, size_t to, struct slice platform, int64_t begins_ms, struct silences *out)
{
    size_t first = 0;
    while (first < to && n[first] == 0)      /* before its first mention it was not listened to */
        first++;
    for (size_t at = from > first ? from : first; at < to; at++) {
        double expected = 0;
        size_t end = at;
        for (; end < to && n[end] == 0; end++)
            expected += usual(n, first, to, end);
        if (expected >= SILENCE_EXPECTED)
            out->v[out->n++] = (struct silence){ platform, begins_ms + (int64_t)at * HOUR_MS, begins_ms + (int64_t)end * HOUR_MS, expected };
        at = end;
    }
}

/* ---- all of them ---- */

struct reader {
    struct ledger *l;
    struct arena *a;
    struct slice platform[PLATFORMS];
    size_t platforms, hours;
    int64_t *n;                          /* [platform * hours + hour] */
    struct { int64_t number; size_t platform; } v[PLATFORMS];   /* of the partition at hand */
    size_t wanted;
};

static bool take_name(void *self, struct slice name, int64_t number, struct err *e)
{
    struct reader *r = self;
    struct slice kind;
    size_t at = 0;
    (void)e;
    if (!slice_next(&name, '|', &kind) || !slice_is(kind, "a") || r->wanted == PLATFORMS)
        return true;
    for (size_t i = 0; i < r->wanted; i++)
        if (r->v[i].number == number)    /* HSCAN may name one twice */
            return true;
    while (at < r->platforms && !slice_eq(r->platform[at], name))
        at++;
    if (at == PLATFORMS)
        return true;
    if (at == r->platforms)
        r->platform[r->platforms++] = arena_dup(r->a, name);
    r->v[r->wanted].number = number;
    r->v[r->wanted++].platform = at;
    return true;
}

static void ask(void *self, struct store *s, struct slice key)
{
    const struct reader *r = self;
    store_command(s, "HMGET");
    store_arg(s, key);
    for (size_t i = 0; i < r->wanted; i++)
        store_arg_int(s, r->v[i].number);
}

static bool read_partition(struct reader *r, int partition, int64_t first_hour, struct err *e)
{
    struct plan_key k[ROUND];
    struct round round = { .s = r->l->store, .a = r->a, .tag = state_tag(r->a, r->l, STATE_MENTIONS, partition), .ask = ask, .self = r };
    r->wanted = 0;
    if (!state_counters(r->l, r->a, round.tag, take_name, r, e))
        return false;
    for (size_t from = 0; r->wanted && from < r->hours; from += ROUND) {
        size_t n = r->hours - from < ROUND ? r->hours - from : ROUND;
        for (size_t i = 0; i < n; i++)
            k[i] = (struct plan_key){ .unit = UNIT_HOUR, .index = first_hour + (int64_t)(from + i) };
        redisReply *all = round_read(&round, k, n, e);
        for (size_t i = 0; all && i < n; i++)
            for (size_t c = 0; c < r->wanted && c < all->element[i + 1]->elements; c++)
                r->n[r->v[c].platform * r->hours + from + i] += reply_int(all->element[i + 1]->element[c]);
        if (!all)
            return false;
        freeReplyObject(all);
    }
    return true;
}

bool silences_read(struct ledger *l, const struct states *states, const struct period *p, int64_t until_ms, struct arena *a, struct silences *out, struct err *e)
{
    int64_t end = (p->to_ms < until_ms ? p->to_ms : until_ms) / HOUR_MS, begin = (p->from_ms + HOUR_MS - 1) / HOUR_MS;
    int64_t first = end - SILENCE_DAYS * DAY < begin ? end - SILENCE_DAYS * DAY : begin, kept = states_clock(states) / HOUR_MS - 399 * DAY;
    *out = (struct silences){ 0 };
    first = first > kept ? first : kept;
    if (end <= begin || first >= end)
        return true;
    struct reader *r = arena_zalloc(a, sizeof *r);
    *r = (struct reader){ .l = l, .a = a, .hours = (size_t)(end - first) };
    r->n = arena_zalloc(a, PLATFORMS * r->hours * sizeof *r->n);
    for (size_t i = 0; i < states->n; i++)
        if (states->v[i].exists && !read_partition(r, (int)i, first, e))
            return false;
    size_t from = begin > first ? (size_t)(begin - first) : 0;
    out->v = arena_alloc(a, r->platforms * (r->hours / 2 + 1) * sizeof *out->v + 1);
    for (size_t i = 0; i < r->platforms; i++)
        silence_find(r->n + i * r->hours, from, r->hours, r->platform[i], first * HOUR_MS, out);
    return true;
}
