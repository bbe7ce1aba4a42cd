#include <inttypes.h>

#include "classify/seen.h"
#include "io/generation.h"
#include "cli/probe.h"
#include "cli/probe_read.h"
#include "model/keys.h"

#define AT_ONCE 50000   /* buckets in one EXEC: Redis is held up for some 10 ms */
#define TRIES 5

/* The two generations as classify/part.c stores them. */
static const char *const fields[] = { STATE_NOW_NUMBER, STATE_NOW_IDS, STATE_NOW_BUCKETS, STATE_BEFORE_NUMBER, STATE_BEFORE_IDS, STATE_BEFORE_BUCKETS };
struct both { struct generation g[2]; };

static struct both both_of(const redisReply *v)
{
    struct both b;
    for (size_t i = 0; i < 2; i++)
        b.g[i] = (struct generation){
            .number = v->element[3 * i]->type == REDIS_REPLY_STRING ? reply_int(v->element[3 * i]) : -1,
            .ids = reply_int(v->element[3 * i + 1]),
            .buckets = reply_int(v->element[3 * i + 2]),
        };
    return b;
}

static int segments_of(const struct generation *g)
{
    return g->number < 0 ? 0 : generation_segments(g);
}

static int64_t buckets_of(const struct both *b)
{
    int64_t n = 0;
    for (int i = 0; i < 2; i++)
        for (int s = 0; s < segments_of(&b->g[i]); s++)
            n += b->g[i].buckets << (3 * s);
    return n;
}

static bool same_places(const struct both *a, const struct both *b)
{
    bool same = true;
    for (int i = 0; i < 2; i++)
        same = same && a->g[i].number == b->g[i].number && a->g[i].buckets == b->g[i].buckets && segments_of(&a->g[i]) == segments_of(&b->g[i]);
    return same;
}

/* Buckets [from, to) of all of them, end to end, after the state itself. */
static redisReply *read_span(struct probe_reader *r, const struct both *b, int64_t from, int64_t to, struct err *e)
{
    int64_t at = 0;
    bool ok = probe_begin(r, e) && probe_ask(r, "HMGET", ":s", fields, 6, e) && probe_ask(r, "HGET", ":s", &state_names[S_OFF], 1, e);
    for (int i = 0; i < 2; i++)
        for (int s = 0; s < segments_of(&b->g[i]); s++)
            for (int64_t k = 0; ok && k < b->g[i].buckets << (3 * s); k++, at++)
                if (at >= from && at < to)
                    ok = probe_ask_length(r, b->g[i].number, s, k, e);
    return ok ? probe_end(r, e) : NULL;
}

/* One count over all buckets. *moved: it does not belong to one instant, so it says nothing. */
static bool count_once(struct probe *p, struct probe_reader *r, struct both *b, bool *moved, struct err *e)
{
    int64_t all = buckets_of(b), off = -1, found = 0;
    struct both now = *b;
    *moved = false;
    for (int64_t at = 0; at <= all && !*moved; at += AT_ONCE) {
        redisReply *v = read_span(r, b, at, at + AT_ONCE, e);
        if (!v)
            return false;
        now = both_of(v->element[0]);
        *moved = !same_places(b, &now) || (at > 0 && off != reply_int(v->element[1]));
        off = reply_int(v->element[1]);
        for (size_t i = 2; i < v->elements; i++)
            found += reply_int(v->element[i]);
        freeReplyObject(v);
    }
    *b = now;
    p->ids = found;
    p->ids_expected = now.g[0].ids + now.g[1].ids;
    return true;
}

bool probe_check_ids(struct probe *p, struct probe_reader *r, struct err *e)
{
    struct both b = { .g = { { .number = -1 }, { .number = -1 } } };
    bool moved = true;
    for (int i = 0; moved && i < TRIES; i++)   /* the first one only learns where they lie */
        if (!count_once(p, r, &b, &moved, e))
            return false;
    p->ids_unknown = moved;
    if (!moved && p->ids != p->ids_expected)
        probe_wrong(p, "%" PRId64 " ids are remembered, and %" PRId64 " should be", p->ids, p->ids_expected);
    return true;
}
