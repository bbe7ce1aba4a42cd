#include "metrics/tallies.h"

#include <stdlib.h>

#include "metrics/round.h"

enum { ROUND = 64, TRIES = 4 };

struct value { uint32_t token, bin; int64_t n; };
struct want { uint32_t number, token; };

enum how { WHOLE, WANTED, PAGE };        /* HGETALL; HMGET of some that are wanted; HSCAN */
struct piece { struct plan_key key; enum how how; size_t from, n; };     /* of WANTED: the wanted [from, from + n) */

/* One partition on its way. */
struct reader {
    struct tallies *t;
    struct ledger *ledger;
    struct slice tag;
    struct want *want;
    size_t want_count, want_cap;
    uint32_t *tokens, *seen;     /* by counter number: what it is called; in which bucket it was seen last */
    size_t token_cap;
    uint32_t bucket;             /* that is read, from 1 on */
    struct value *v;             /* of this pass */
    size_t n, cap;
    struct piece *pieces;        /* of the round */
    size_t piece_count, asked, weight;
    struct slice cursor;
};

static void *grown(void *p, size_t *cap, size_t need, size_t each, size_t first)
{
    if (need <= *cap)
        return p;
    size_t old = *cap;
    *cap = *cap ? *cap : first;
    while (*cap < need)
        *cap *= 2;
    p = realloc(p, *cap * each);
    if (!p)
        abort();
    memset((char *)p + old * each, 0xff, (*cap - old) * each);       /* of tokens: TALLIES_SKIP */
    return p;
}

/* ---- which counters are wanted ---- */

static bool take_name(void *self, struct slice name, int64_t number, struct err *e)
{
    struct reader *r = self;
    (void)e;
    if (number < 0 || number >= 1 << 29)
        return true;
    uint32_t token = r->t->token(r->t->self, name);
    size_t cap = r->token_cap;
    if (token == TALLIES_SKIP)
        return true;
    r->tokens = grown(r->tokens, &r->token_cap, (size_t)number + 1, sizeof *r->tokens, 1024);
    r->seen = grown(r->seen, &cap, (size_t)number + 1, sizeof *r->seen, 1024);
    if (r->tokens[number] != TALLIES_SKIP)
        return true;                     /* named twice: others were added meanwhile */
    r->tokens[number] = token;
    r->want = grown(r->want, &r->want_cap, r->want_count + 1, sizeof *r->want, 256);
    r->want[r->want_count++] = (struct want){ (uint32_t)number, token };
    return true;
}

static bool read_names(struct reader *r, const struct part_state *s, struct err *e)
{
    struct tallies *t = r->t;
    r->want_count = 0;
    if (r->tokens)
        memset(r->tokens, 0xff, r->token_cap * sizeof *r->tokens);
    if (!t->names)
        return state_counters(r->ledger, t->a, r->tag, take_name, r, e);
    if (!dictionary_refresh(t->names, r->ledger, t->side, s->partition, s->v[S_OFF], s->v[S_START], s->v[S_NAMES], e))
        return false;
    for (size_t i = 0; i < t->brand_count; i++) {
        size_t n;
        const struct dictionary_name *v = dictionary_of(t->names, s->partition, slice_of(t->brands[i]), &n);
        for (size_t k = 0; k < n; k++)
            take_name(r, v[k].name, v[k].number, e);
    }
    return true;
}

/* ---- a round ---- */

static void ask_piece(void *self, struct store *s, struct slice key)
{
    struct reader *r = self;
    const struct piece *p = &r->pieces[r->asked++];
    store_command(s, p->how == WHOLE ? "HGETALL" : p->how == WANTED ? "HMGET" : "HSCAN");
    store_arg(s, key);
    for (size_t i = 0; p->how == WANTED && i < p->n; i++)
        store_arg_int(s, r->want[p->from + i].number);
    if (p->how == PAGE) {
        store_arg(s, r->cursor);
        store_arg(s, SLICE("COUNT"));
        store_arg_int(s, TALLIES_MOST / 2);
    }
}

static void keep(struct reader *r, uint32_t token, const struct plan_key *k, int64_t n)
{
    r->v = grown(r->v, &r->cap, r->n + 1, sizeof *r->v, 1024);
    if (n)
        r->v[r->n++] = (struct value){ token, k->bin, k->sign * n };
}

/* A page may name what another one named already. */
static void take_flat(struct reader *r, const struct piece *p, const redisReply *flat)
{
    for (size_t i = 0; i + 1 < flat->elements; i += 2) {
        int64_t number = reply_int(flat->element[i]);
        if (number < 0 || (size_t)number >= r->token_cap || r->tokens[number] == TALLIES_SKIP || r->seen[number] == r->bucket)
            continue;
        r->seen[number] = r->bucket;
        keep(r, r->tokens[number], &p->key, reply_int(flat->element[i + 1]));
    }
}

static bool take_piece(struct reader *r, const struct piece *p, const redisReply *reply, struct err *e)
{
    r->bucket += p->how == WHOLE;
    if (p->how == WHOLE)
        take_flat(r, p, reply);
    else if (p->how == PAGE && reply->elements == 2 && reply->element[1]->type == REDIS_REPLY_ARRAY)
        take_flat(r, p, reply->element[1]);
    else if (p->how == PAGE || reply->elements != p->n)
        return err_set(e, ERR_BUG, "Redis answered the counters of a bucket with something else");
    for (size_t i = 0; p->how == WANTED && i < p->n; i++)
        keep(r, r->want[p->from + i].token, &p->key, reply_int(reply->element[i]));
    if (p->how == PAGE)
        r->cursor = arena_dup(r->t->a, reply_slice(reply->element[0]));
    return true;
}

/* Where the partition stood in the rounds of a pass; moved: not in all of them at the same offset. */
struct pass { int64_t offset, start, names; bool begun, moved; };

static bool read_round(struct reader *r, struct pass *pass, struct err *e)
{
    struct round round = { .s = r->ledger->store, .a = r->t->a, .tag = r->tag, .ask = ask_piece, .self = r };
    struct plan_key keys[ROUND];
    size_t n = r->piece_count;
    for (size_t i = 0; i < n; i++)
        keys[i] = r->pieces[i].key;
    r->asked = 0;
    redisReply *all = n ? round_read(&round, keys, n, e) : NULL;
    bool ok = n == 0 || all != NULL;
    for (size_t i = 0; ok && i < n; i++)
        ok = take_piece(r, &r->pieces[i], all->element[i + 1], e);
    if (n && ok) {
        pass->moved = pass->moved || (pass->begun && round.offset != pass->offset);
        pass->offset = pass->begun ? pass->offset : round.offset;
        pass->begun = true;
        pass->start = round.start;
        pass->names = round.names;
    }
    freeReplyObject(all);
    r->piece_count = r->weight = 0;
    return ok;
}

static bool add_piece(struct reader *r, struct piece p, size_t weight, struct pass *pass, struct err *e)
{
    if ((r->weight + weight > TALLIES_MOST || r->piece_count == ROUND) && !read_round(r, pass, e))
        return false;
    r->pieces[r->piece_count++] = p;
    r->weight += weight;
    return true;
}

/* ---- a pass ---- */

/* How many counters each bucket has: what is read may have more by then, which changes nothing but its cost. */
static bool read_lengths(struct reader *r, size_t *length, struct err *e)
{
    const struct plan *plan = r->t->plan;
    struct store *s = r->ledger->store;
    bool ok = true;
    for (size_t at = 0; ok && at < plan->key_count; at += ROUND) {
        size_t n = plan->key_count - at < ROUND ? plan->key_count - at : ROUND, sent = 0;
        for (; ok && sent < n; sent++) {
            const struct plan_key *k = &plan->keys[at + sent];
            store_command(s, "HLEN");
            store_arg(s, arena_printf(r->t->a, SLICE_FMT ":%c:%lld", SLICE_ARG(r->tag), plan_unit_letter(k->unit), (long long)k->index));
            ok = store_send(s, e);
        }
        for (size_t i = 0; ok && i < n; i++) {
            redisReply *reply = store_reply(s, e);
            ok = reply != NULL;
            length[at + i] = ok ? (size_t)reply_int(reply) : 0;
            freeReplyObject(reply);
        }
        if (!ok)
            store_drop(s);
    }
    return ok;
}

static bool read_pages(struct reader *r, const struct plan_key *k, struct pass *pass, struct err *e)
{
    if (!read_round(r, pass, e))
        return false;
    r->cursor = SLICE("0");
    r->bucket++;
    do {
        r->pieces[r->piece_count++] = (struct piece){ *k, PAGE, 0, 0 };
        if (!read_round(r, pass, e))
            return false;
    } while (!slice_is(r->cursor, "0"));
    return true;
}

static bool read_bucket(struct reader *r, const struct plan_key *k, size_t length, struct pass *pass, struct err *e)
{
    if (length <= TALLIES_MOST / 4)      /* 0, too: it may begin just now */
        return add_piece(r, (struct piece){ *k, WHOLE, 0, 0 }, length + 1, pass, e);
    if (r->want_count > length)
        return read_pages(r, k, pass, e);
    for (size_t from = 0, n; from < r->want_count; from += n) {
        n = r->want_count - from < TALLIES_MOST ? r->want_count - from : TALLIES_MOST;
        if (!add_piece(r, (struct piece){ *k, WANTED, from, n }, n, pass, e))
            return false;
    }
    return true;
}

static bool read_pass(struct reader *r, const size_t *length, struct pass *pass, struct err *e)
{
    const struct plan *plan = r->t->plan;
    *pass = (struct pass){ 0 };
    r->n = 0;
    for (size_t i = 0; i < plan->key_count; i++)
        if (!read_bucket(r, &plan->keys[i], length[i], pass, e))
            return false;
    return read_round(r, pass, e);
}

/* A counter that the kept names do not tell of yet would be missing without a trace. */
static bool learn_new_names(struct reader *r, struct part_state *s, struct pass *pass, struct err *e)
{
    if (!r->t->names || !pass->begun || pass->names == dictionary_count(r->t->names, s->partition))
        return true;
    s->v[S_OFF] = pass->offset;
    s->v[S_START] = pass->start;
    s->v[S_NAMES] = pass->names;
    pass->moved = true;
    return read_names(r, s, e);
}

static bool read_partition(struct reader *r, struct part_state s, struct err *e)
{
    struct tallies *t = r->t;
    struct pass pass = { .moved = true };
    r->tag = state_tag(t->a, r->ledger, t->side, s.partition);
    if (!read_names(r, &s, e))
        return false;
    size_t *length = arena_zalloc(t->a, (t->plan->key_count + 1) * sizeof *length);
    for (int i = 0; r->want_count && pass.moved && i < TRIES; i++)
        if (!read_lengths(r, length, e) || !read_pass(r, length, &pass, e) || !learn_new_names(r, &s, &pass, e))
            return false;
    if (pass.begun)
        t->offsets[s.partition] = pass.offset;
    t->steady = t->steady && !(r->want_count && pass.moved);
    for (size_t i = 0; r->want_count && i < r->n; i++)
        t->add(t->self, r->v[i].token, r->v[i].bin, r->v[i].n);
    return true;
}

bool tallies_read(struct tallies *t, struct ledger *l, const struct states *states, struct err *e)
{
    struct piece pieces[ROUND];
    struct reader r = { .t = t, .ledger = l, .pieces = pieces };
    bool ok = true;
    t->offsets = arena_zalloc(t->a, (states->n + 1) * sizeof *t->offsets);
    t->steady = true;
    for (size_t p = 0; ok && p < states->n; p++) {
        t->offsets[p] = states->v[p].exists ? states->v[p].v[S_OFF] : -1;
        if (states->v[p].exists)
            ok = read_partition(&r, states->v[p], e);
    }
    free(r.want);
    free(r.tokens);
    free(r.seen);
    free(r.v);
    return ok;
}
