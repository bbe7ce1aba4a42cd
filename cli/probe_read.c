#include "cli/probe_read.h"

#include <inttypes.h>
#include <stdlib.h>

#define KEY_MAX 256

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
    r->names = number >= r->names ? number + 1 : r->names;
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
    return state_counters(cli_ledger(r->cli), r->a, r->tag, take_name, r, e);
}

void probe_reader_fini(struct probe_reader *r)
{
    struct probe_counters *all[] = { &r->mentions, &r->brands, &r->by_brands };
    for (size_t i = 0; i < 3; i++) {
        free(all[i]->number);
        free(all[i]->weight);
    }
}

bool probe_begin(struct probe_reader *r, struct err *e)
{
    r->sent = 0;
    store_command(cli_store(r->cli), "MULTI");
    return store_send(cli_store(r->cli), e);
}

static struct store *command(struct probe_reader *r, const char *name, const char *suffix)
{
    char key[KEY_MAX];
    struct store *s = cli_store(r->cli);
    int n = snprintf(key, sizeof key, SLICE_FMT "%s", SLICE_ARG(r->tag), suffix);
    store_command(s, name);
    store_arg(s, (struct slice){ key, (size_t)n });
    r->sent++;
    return s;
}

bool probe_ask(struct probe_reader *r, const char *name, const char *suffix, const char *const *args, size_t n, struct err *e)
{
    struct store *s = command(r, name, suffix);
    for (size_t i = 0; i < n; i++)
        store_arg(s, slice_of(args[i]));
    return store_send(s, e);
}

/* HMGET wants a field; -1 is no counter's number. */
bool probe_ask_counters(struct probe_reader *r, const struct probe_counters *c, enum plan_unit u, int64_t unit, struct err *e)
{
    char suffix[40];
    snprintf(suffix, sizeof suffix, ":%c:%" PRId64, plan_unit_letter(u), unit);
    struct store *s = command(r, "HMGET", suffix);
    for (size_t i = 0; i < c->n; i++)
        store_arg_int(s, c->number[i]);
    if (c->n == 0)
        store_arg_int(s, -1);
    return store_send(s, e);
}

bool probe_ask_length(struct probe_reader *r, int64_t generation, int segment, int64_t bucket, struct err *e)
{
    char suffix[80];
    snprintf(suffix, sizeof suffix, ":i:%" PRId64 ":%d:%" PRId64, generation, segment, bucket);
    return store_send(command(r, "HLEN", suffix), e);
}

redisReply *probe_end(struct probe_reader *r, struct err *e)
{
    struct store *s = cli_store(r->cli);
    redisReply *reply = NULL;
    store_command(s, "EXEC");
    bool ok = store_send(s, e);
    for (size_t i = 0; ok && i < r->sent + 2; i++) {   /* OK, QUEUED..., and the answers */
        freeReplyObject(reply);
        reply = store_reply(s, e);
        ok = reply != NULL;
    }
    if (ok && (reply->type != REDIS_REPLY_ARRAY || reply->elements != r->sent))
        ok = err_set(e, ERR_BUG, "Redis answered EXEC with something else than %zu answers", r->sent);
    for (size_t i = 0; ok && i < reply->elements; i++)
        if (reply->element[i]->type == REDIS_REPLY_ERROR)
            ok = err_set(e, ERR_CONFIG, "Redis: %.300s", reply->element[i]->str);
    if (ok)
        return reply;
    store_drop(s);   /* what is still under way belongs to nobody */
    freeReplyObject(reply);
    return NULL;
}

int64_t probe_sum(const redisReply *values)
{
    int64_t sum = 0;
    for (size_t i = 0; i < values->elements; i++)
        sum += reply_int(values->element[i]);
    return sum;
}

int64_t probe_weighted(const redisReply *values, const struct probe_counters *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < values->elements && i < c->n; i++)
        sum += reply_int(values->element[i]) * c->weight[i];
    return sum;
}
