#include "metrics/tallies.h"

#include <stdlib.h>

#include "model/keys.h"

enum { ROUND = 16, TRIES = 4 };

struct value { uint32_t token, bin; int64_t n; };

/* One partition on its way. */
struct reader {
    struct tallies *t;
    struct ledger *ledger;
    struct slice tag;
    uint32_t *tokens;            /* by counter number */
    size_t token_cap;
    struct value *v;             /* of this pass */
    size_t n, cap;
    bool any;
};

static bool take_name(void *self, struct slice name, int64_t number, struct err *e)
{
    struct reader *r = self;
    (void)e;
    if (number < 0 || number >= 1 << 29)
        return true;
    size_t need = (size_t)number + 1, cap = r->token_cap ? r->token_cap : 1024;
    while (cap < need)
        cap *= 2;
    if (cap > r->token_cap) {
        r->tokens = realloc(r->tokens, cap * sizeof *r->tokens);
        if (!r->tokens)
            abort();
        for (size_t i = r->token_cap; i < cap; i++)
            r->tokens[i] = TALLIES_SKIP;
        r->token_cap = cap;
    }
    r->tokens[number] = r->t->token(r->t->self, name);
    r->any = r->any || r->tokens[number] != TALLIES_SKIP;
    return true;
}

static void keep(struct reader *r, uint32_t token, uint32_t bin, int64_t n)
{
    if (r->n == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 1024;
        r->v = realloc(r->v, r->cap * sizeof *r->v);
        if (!r->v)
            abort();
    }
    r->v[r->n++] = (struct value){ token, bin, n };
}

static bool send_round(struct reader *r, const struct plan_key *k, size_t n, struct err *e)
{
    struct store *s = r->ledger->store;
    struct arena *a = r->t->a;
    store_command(s, "MULTI");
    bool ok = store_send(s, e);
    store_command(s, "HGET");
    store_arg(s, arena_printf(a, SLICE_FMT ":s", SLICE_ARG(r->tag)));
    store_arg(s, SLICE(STATE_OFFSET));
    ok = ok && store_send(s, e);
    for (size_t i = 0; ok && i < n; i++) {
        store_command(s, "HGETALL");
        store_arg(s, arena_printf(a, SLICE_FMT ":%c:%lld", SLICE_ARG(r->tag), plan_unit_letter(k[i].unit), (long long)k[i].index));
        ok = store_send(s, e);
    }
    store_command(s, "EXEC");
    return ok && store_send(s, e);
}

static void take_bucket(struct reader *r, const struct plan_key *k, const redisReply *flat)
{
    for (size_t i = 0; i + 1 < flat->elements; i += 2) {
        int64_t number = reply_int(flat->element[i]), n = reply_int(flat->element[i + 1]);
        if (n && number >= 0 && (size_t)number < r->token_cap && r->tokens[number] != TALLIES_SKIP)
            keep(r, r->tokens[number], k->bin, n);
    }
}

/* The answers of n commands and of MULTI and EXEC; the last one holds the values. */
static bool take_round(struct reader *r, const struct plan_key *k, size_t n, int64_t *offset, struct err *e)
{
    struct store *s = r->ledger->store;
    redisReply *all = NULL;
    for (size_t i = 0; i < n + 3; i++) {
        freeReplyObject(all);
        all = store_reply(s, e);
        if (!all) {
            store_drop(s);   /* the answers still under way belong to nobody */
            return false;
        }
    }
    bool ok = all->type == REDIS_REPLY_ARRAY && all->elements == n + 1;
    *offset = ok ? reply_int(all->element[0]) : -1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = all->element[i + 1]->type == REDIS_REPLY_ARRAY;
        if (ok)
            take_bucket(r, &k[i], all->element[i + 1]);
    }
    freeReplyObject(all);
    return ok || err_set(e, ERR_BUG, "Redis answered EXEC with something else than %zu buckets", n);
}

/* One pass over the plan; *moved: the partition's offset was not the same in all rounds. */
static bool read_pass(struct reader *r, int64_t *offset, bool *moved, struct err *e)
{
    const struct plan *plan = r->t->plan;
    r->n = 0;
    *moved = false;
    for (size_t at = 0; at < plan->key_count; at += ROUND) {
        size_t n = plan->key_count - at < ROUND ? plan->key_count - at : ROUND;
        int64_t seen;
        if (!send_round(r, plan->keys + at, n, e) || !take_round(r, plan->keys + at, n, &seen, e))
            return false;
        *moved = *moved || (at > 0 && seen != *offset);
        *offset = at > 0 ? *offset : seen;
    }
    return true;
}

static bool read_partition(struct reader *r, int partition, struct err *e)
{
    struct tallies *t = r->t;
    bool moved = true;
    r->tag = state_tag(t->a, r->ledger, t->side, partition);
    r->any = false;
    for (size_t i = 0; i < r->token_cap; i++)
        r->tokens[i] = TALLIES_SKIP;
    if (!state_counters(r->ledger, t->a, r->tag, take_name, r, e))
        return false;
    for (int i = 0; r->any && moved && i < TRIES; i++)
        if (!read_pass(r, &t->offsets[partition], &moved, e))
            return false;
    t->steady = t->steady && !(r->any && moved);
    for (size_t i = 0; r->any && i < r->n; i++)
        t->add(t->self, r->v[i].token, r->v[i].bin, r->v[i].n);
    return true;
}

bool tallies_read(struct tallies *t, struct ledger *l, const struct states *states, struct err *e)
{
    struct reader r = { .t = t, .ledger = l };
    bool ok = true;
    t->offsets = arena_zalloc(t->a, (states->n + 1) * sizeof *t->offsets);
    t->steady = true;
    for (size_t p = 0; ok && p < states->n; p++) {
        t->offsets[p] = states->v[p].exists ? states->v[p].v[S_OFF] : -1;
        if (states->v[p].exists)
            ok = read_partition(&r, (int)p, e);
    }
    free(r.tokens);
    free(r.v);
    return ok;
}
