#include "metrics/round.h"

#include "model/keys.h"

static bool send(struct round *r, const struct plan_key *k, size_t n, struct err *e)
{
    struct store *s = r->s;
    store_command(s, "MULTI");
    bool ok = store_send(s, e);
    store_command(s, "HMGET");
    store_arg(s, arena_printf(r->a, SLICE_FMT ":s", SLICE_ARG(r->tag)));
    store_arg(s, SLICE(STATE_OFFSET));
    store_arg(s, SLICE(STATE_START));
    store_arg(s, SLICE(STATE_NAMES));
    ok = ok && store_send(s, e);
    for (size_t i = 0; ok && i < n; i++) {
        r->ask(r->self, s, arena_printf(r->a, SLICE_FMT ":%c:%lld", SLICE_ARG(r->tag), plan_unit_letter(k[i].unit), (long long)k[i].index));
        ok = store_send(s, e);
    }
    store_command(s, "EXEC");
    return ok && store_send(s, e);
}

static bool is_round(const redisReply *all, size_t n, struct err *e)
{
    if (all->type != REDIS_REPLY_ARRAY || all->elements != n + 1)
        return err_set(e, ERR_BUG, "Redis answered EXEC with something else than %zu buckets", n);
    for (size_t i = 0; i <= n; i++)
        if (all->element[i]->type != REDIS_REPLY_ARRAY)
            return err_set(e, ERR_BUG, "Redis: " SLICE_FMT, SLICE_ARG(((struct slice){ all->element[i]->str, (size_t)all->element[i]->len })));
    return true;
}

redisReply *round_read(struct round *r, const struct plan_key *k, size_t n, struct err *e)
{
    redisReply *all = NULL;
    bool ok = send(r, k, n, e);
    for (size_t i = 0; ok && i < n + 3; i++) {   /* of MULTI, of n + 1 commands that wait, of EXEC: the last one holds the values */
        freeReplyObject(all);
        all = store_reply(r->s, e);
        ok = all != NULL;
    }
    if (!ok) {
        store_drop(r->s);        /* the answers still under way belong to nobody */
        return NULL;
    }
    if (!is_round(all, n, e)) {
        freeReplyObject(all);
        return NULL;
    }
    const redisReply *state = all->element[0];
    bool whole = state->elements == 3;
    r->offset = whole ? reply_int(state->element[0]) : -1;
    r->start = whole ? reply_int(state->element[1]) : 0;
    r->names = whole ? reply_int(state->element[2]) : 0;
    return all;
}
