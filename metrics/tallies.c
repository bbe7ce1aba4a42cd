#include "metrics/tallies.h"

#include <stdlib.h>

#include "metrics/round.h"

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

static void ask_bucket(void *self, struct store *s, struct slice key)
{
    (void)self;
    store_command(s, "HGETALL");
    store_arg(s, key);
}

static void take_bucket(struct reader *r, const struct plan_key *k, const redisReply *flat)
{
    for (size_t i = 0; i + 1 < flat->elements; i += 2) {
        int64_t number = reply_int(flat->element[i]), n = reply_int(flat->element[i + 1]);
        if (n && number >= 0 && (size_t)number < r->token_cap && r->tokens[number] != TALLIES_SKIP)
            keep(r, r->tokens[number], k->bin, k->sign * n);
    }
}

static bool take_round(struct reader *r, const struct plan_key *k, size_t n, int64_t *offset, struct err *e)
{
    struct round round = { .s = r->ledger->store, .a = r->t->a, .tag = r->tag, .ask = ask_bucket };
    redisReply *all = round_read(&round, k, n, e);
    for (size_t i = 0; all && i < n; i++)
        take_bucket(r, &k[i], all->element[i + 1]);
    *offset = round.offset;
    freeReplyObject(all);
    return all != NULL;
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
        if (!take_round(r, plan->keys + at, n, &seen, e))
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
