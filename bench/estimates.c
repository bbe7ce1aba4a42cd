/*
 * estimates: what the estimates add to a mention's cost in classify, beside what classifying it costs, on one thread: noting, adding and
 * writing the commit's arguments. Redis is left out: what is asked for is not there, what is written is only laid out.
 *
 *   gen brands 100 >B.yaml; gen mentions 100000 | cut -f2 | estimates B.yaml
 */
#include <stdio.h>
#include <stdlib.h>

#include "app/conf.h"
#include "base/clock.h"
#include "bench/workload/workload.h"
#include "classify/estimates/estimates.h"
#include "classify/judge.h"

enum { BATCH = 2000 };

/* In the place of io/store.c. */
struct store { struct buf bytes; };
void store_arg(struct store *s, struct slice v) { buf_reserve(&s->bytes, v.n + 32); buf_add(&s->bytes, v); }
void store_arg_int(struct store *s, int64_t v) { buf_int(&s->bytes, v); }
size_t store_hold(struct store *s, struct slice v) { store_arg(s, v); return 0; }
void store_fill(struct store *s, size_t mark, struct slice v) { (void)s, (void)mark, (void)v; }
void store_begin(struct store *s, enum store_script script, struct slice tag) { (void)s, (void)script, (void)tag; }
void store_command(struct store *s, const char *name) { (void)s, (void)name; }
bool store_send(struct store *s, struct err *e) { (void)s, (void)e; return true; }
void store_drop(struct store *s) { (void)s; }
redisReply *store_reply(struct store *s, struct err *e)
{
    redisReply *r = calloc(1, sizeof *r);
    (void)s, (void)e;
    if (!r)
        abort();
    r->type = REDIS_REPLY_NIL;
    return r;
}
redisReply *store_ask(struct store *s, struct err *e) { return store_reply(s, e); }

struct run {
    struct classifier *cl;
    struct classifier_worker *worker;
    struct mention_parser *parser;
    struct estimates *estimates;
    struct names names;
    struct zone *zone;
    struct store store;
    size_t mentions, bytes;
    int64_t classify_ns, estimates_ns;
};

static void put(struct run *r, int64_t clock_ms)
{
    struct commit k = { .s = &r->store, .section = COMMIT_HASHES };
    struct err e = { 0 };
    buf_reset(&r->store.bytes);
    estimates_apply(r->estimates, &r->store, SLICE("{pulso.m.0}"), r->zone, &e);
    estimates_commit_hashes(r->estimates, &k);
    estimates_commit_expiries(clock_ms, &k);
    estimates_commit_index(r->estimates, &k);
    estimates_commit_pieces(r->estimates, &k);
    estimates_committed(r->estimates);
    r->bytes += r->store.bytes.n;
}

static void batch(struct run *r, struct arena *a, struct mention *m, struct verdict *v, size_t n)
{
    int64_t now = clock_now_ms(), from = workload_cpu_ns();
    for (size_t i = 0; i < n; i++)
        classifier_run(r->worker, a, &m[i], &v[i]);
    int64_t classified = workload_cpu_ns();
    for (size_t i = 0; i < n; i++) {
        struct estimates_copy copy;
        estimates_meet(r->estimates, a, &m[i], &v[i], now, 0, (int64_t)(r->mentions + i), &copy);
        estimates_note(r->estimates, a, &r->names, r->cl, &m[i], &v[i], &copy, true, now);
    }
    put(r, now);
    r->estimates_ns += workload_cpu_ns() - classified;
    r->classify_ns += classified - from;
    r->mentions += n;
}

int main(int argc, char **argv)
{
    struct err e = { 0 };
    struct conf *c = argc == 2 ? conf_load(argv[1], &e) : NULL;
    struct run r = { .cl = c ? classifier_open(c, &e) : NULL, .zone = zone_open("America/Mexico_City", &e) };
    if (!r.cl || !r.zone) {
        fprintf(stderr, "estimates: %s\n", argc == 2 ? e.msg : "estimates CONFIGURATION <MENTIONS");
        return 2;
    }
    r.worker = classifier_worker_new(r.cl);
    r.parser = mention_parser_new();
    r.estimates = estimates_new();
    struct arena a = { 0 };
    struct mention *m = calloc(BATCH, sizeof *m);
    struct verdict *v = calloc(BATCH, sizeof *v);
    char *line = NULL;
    size_t cap = 0, n = 0;
    if (!m || !v)
        abort();
    for (ssize_t len; (len = getline(&line, &cap, stdin)) > 0;) {
        n += mention_parse(r.parser, &a, (struct slice){ line, (size_t)len }, &m[n], &e);
        if (n < BATCH)
            continue;
        batch(&r, &a, m, v, n);
        arena_reset(&a);
        n = 0;
    }
    double each = 1000.0 * (double)(r.mentions ? r.mentions : 1);
    printf("%zu mentions in batches of %d: classifying %.2f us, estimates %.2f us, %.0f bytes to Redis a mention\n", r.mentions, BATCH, (double)r.classify_ns / each,
           (double)r.estimates_ns / each, (double)r.bytes * 1000 / each);
    return 0;
}
