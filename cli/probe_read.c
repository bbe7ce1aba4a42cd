#include "cli/probe_read.h"

#include <inttypes.h>
#include <stdlib.h>

#include "classify/seen.h"

#define ROUND 500   /* commands under way */

static void add(struct probe_counters *c, int64_t number, int64_t weight)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->number[i] == number)
            return;
    if (c->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 32;
        c->number = realloc(c->number, c->cap * sizeof *c->number);
        c->weight = realloc(c->weight, c->cap * sizeof *c->weight);
        if (!c->number || !c->weight)
            abort();
    }
    c->number[c->n] = number;
    c->weight[c->n++] = weight;
}

static bool take_name(void *self, struct slice name, int64_t number, struct err *e)
{
    struct probe_reader *r = self;
    int64_t n;
    (void)e;
    if (slice_starts(name, SLICE("a|")))
        add(&r->mentions, number, 1);
    else if (slice_starts(name, SLICE("b|")))
        add(&r->brands, number, 1);
    else if (slice_starts(name, SLICE("k|")) && slice_int((struct slice){ name.p + 2, name.n - 2 }, &n))
        add(&r->by_brands, number, n);
    return true;
}

bool probe_names(struct probe_reader *r, struct err *e)
{
    return state_counters(r->cli, r->a, r->tag, take_name, r, e);
}

void probe_reader_fini(struct probe_reader *r)
{
    struct probe_counters *all[] = { &r->mentions, &r->brands, &r->by_brands };
    for (size_t i = 0; i < 3; i++) {
        free(all[i]->number);
        free(all[i]->weight);
    }
}

bool probe_units(struct probe_reader *r, enum plan_unit u, int64_t **out, size_t *n, struct err *e)
{
    struct store *s = cli_store(r->cli);
    store_command(s, "ZRANGE");
    store_arg(s, arena_printf(r->a, SLICE_FMT ":%ci", SLICE_ARG(r->tag), plan_unit_letter(u)));
    store_arg(s, SLICE("0"));
    store_arg(s, SLICE("-1"));
    redisReply *reply = store_ask(s, e);
    if (!reply)
        return false;
    *n = reply->type == REDIS_REPLY_ARRAY ? reply->elements : 0;
    *out = arena_alloc(r->a, (*n + 1) * sizeof **out);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = reply_int(reply->element[i]);
    freeReplyObject(reply);
    return true;
}

static bool send_sum(struct probe_reader *r, const struct probe_counters *c, enum plan_unit u, int64_t unit, struct err *e)
{
    struct store *s = cli_store(r->cli);
    char key[200];
    int n = snprintf(key, sizeof key, SLICE_FMT ":%c:%" PRId64, SLICE_ARG(r->tag), plan_unit_letter(u), unit);
    store_command(s, "HMGET");
    store_arg(s, (struct slice){ key, (size_t)n });
    for (size_t i = 0; i < c->n; i++)
        store_arg_int(s, c->number[i]);
    return store_send(s, e);
}

static bool take_sum(struct probe_reader *r, const struct probe_counters *c, int64_t *sum, struct err *e)
{
    redisReply *reply = store_reply(cli_store(r->cli), e);
    for (size_t i = 0; reply && i < reply->elements && i < c->n; i++)
        *sum += reply_int(reply->element[i]) * c->weight[i];
    freeReplyObject(reply);
    return reply != NULL;
}

bool probe_sum(struct probe_reader *r, const struct probe_counters *c, enum plan_unit u, const int64_t *v, size_t n, int64_t *sum,
               struct err *e)
{
    *sum = 0;
    for (size_t at = 0; c->n && at < n; at += ROUND) {
        size_t end = n - at < ROUND ? n : at + ROUND;
        for (size_t i = at; i < end; i++)
            if (!send_sum(r, c, u, v[i], e))
                return false;
        for (size_t i = at; i < end; i++)
            if (!take_sum(r, c, sum, e))
                return false;
    }
    return true;
}

static bool send_len(struct probe_reader *r, int64_t generation, int segment, int64_t bucket, struct err *e)
{
    struct store *s = cli_store(r->cli);
    char key[200];
    int n = snprintf(key, sizeof key, SLICE_FMT ":i:%" PRId64 ":%d:%" PRId64, SLICE_ARG(r->tag), generation, segment, bucket);
    store_command(s, "HLEN");
    store_arg(s, (struct slice){ key, (size_t)n });
    return store_send(s, e);
}

static bool count_segment(struct probe_reader *r, int64_t generation, int segment, int64_t buckets, int64_t *found, struct err *e)
{
    for (int64_t at = 0; at < buckets; at += ROUND) {
        int64_t end = buckets - at < ROUND ? buckets : at + ROUND;
        for (int64_t b = at; b < end; b++)
            if (!send_len(r, generation, segment, b, e))
                return false;
        for (int64_t b = at; b < end; b++) {
            redisReply *reply = store_reply(cli_store(r->cli), e);
            if (!reply)
                return false;
            *found += reply_int(reply);
            freeReplyObject(reply);
        }
    }
    return true;
}

bool probe_ids(struct probe_reader *r, int64_t generation, int64_t ids, int64_t buckets, int64_t *found, struct err *e)
{
    struct generation g = { .number = generation, .ids = ids, .buckets = buckets };
    *found = 0;
    for (int segment = 0; generation >= 0 && segment < seen_segments(&g); segment++)
        if (!count_segment(r, generation, segment, buckets << (3 * segment), found, e))
            return false;
    return true;
}
