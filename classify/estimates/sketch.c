#include "classify/estimates/sketch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEY = 48, RISEN_MAX = 680, ALONE_MAX = 3 };

struct registers {
    uint8_t r[HLL_REGISTERS];
    uint16_t risen[RISEN_MAX];           /* registers that rose since the last commit, some twice */
    int risen_count, stored;             /* stored: entries of the sparse form; -1: the whole form */
    bool whole;                          /* more rose than fits risen */
};

struct sketch {
    struct sketch_place at;
    enum estimate_kind kind;
    bool indexed, changed;
    int64_t batch;                       /* that used it last */
    struct registers *set;               /* one of the two */
    struct top *top;
};

static uint64_t hash_of(const struct sketch_place *at, enum estimate_kind kind)
{
    uint64_t h = ((uint64_t)at->bucket << 32 | at->number) * 0x9e3779b97f4a7c15u;
    return (h ^ h >> 29 ^ (uint64_t)(kind * 2 + at->level)) * 0xbf58476d1ce4e5b9u >> 20;
}

static struct sketch **slot_of(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind)
{
    uint32_t i = (uint32_t)hash_of(at, kind) & s->mask;
    for (struct sketch *k; (k = s->table[i]); i = (i + 1) & s->mask)
        if (k->at.number == at->number && k->at.bucket == at->bucket && k->kind == kind && k->at.level == at->level)
            break;
    return &s->table[i];
}

static void table_make(struct sketches *s, uint32_t size)
{
    s->table = calloc(size, sizeof(struct sketch *));
    if (!s->table)
        abort();
    s->mask = size - 1;
}

void sketches_init(struct sketches *s)
{
    *s = (struct sketches){ 0 };
    table_make(s, 1024);
}

static void sketch_free(struct sketch *k)
{
    free(k->set);
    free(k->top);
    free(k);
}

void sketches_fini(struct sketches *s)
{
    for (uint32_t i = 0; s->table && i <= s->mask; i++)
        if (s->table[i])
            sketch_free(s->table[i]);
    free(s->table);
    free(s->fresh);
    free(s->touched);
}

/* All that `keep` holds to, in a table of this size. */
static void rebuild(struct sketches *s, uint32_t size, int64_t since)
{
    struct sketch **old = s->table;
    uint32_t n = s->mask + 1;
    table_make(s, size);
    s->used = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!old[i])
            continue;
        if (old[i]->batch < since) {
            sketch_free(old[i]);
            continue;
        }
        *slot_of(s, &old[i]->at, old[i]->kind) = old[i];
        s->used++;
    }
    free(old);
}

static void push(struct sketch ***v, size_t *n, size_t *cap, struct sketch *k)
{
    if (*n == *cap) {
        *cap = *cap ? 2 * *cap : 256;
        *v = realloc(*v, *cap * sizeof **v);
        if (!*v)
            abort();
    }
    (*v)[(*n)++] = k;
}

/* How long a text of each kind is kept. */
static size_t room_of(enum estimate_kind kind)
{
    return kind == ESTIMATE_TOP_LINKS || kind == ESTIMATE_TOP_CLUSTERS ? TOP_TEXT_MAX : kind == ESTIMATE_TOP_TERMS ? 40 : kind == ESTIMATE_TOP_HASHTAGS ? 56 : 100;
}

void sketch_want(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind)
{
    struct sketch **slot = slot_of(s, at, kind), *k = *slot;
    if (k) {
        k->batch = s->batch;
        return;
    }
    k = calloc(1, sizeof *k);
    if (!k)
        abort();
    *k = (struct sketch){ .at = *at, .kind = kind, .batch = s->batch };
    *slot = k;
    push(&s->fresh, &s->fresh_count, &s->fresh_cap, k);
    if (++s->used > s->mask / 2)
        rebuild(s, 2 * (s->mask + 1), INT64_MIN);
}

/* ":e:h:492341:17:u"; of the index only from the bucket on. */
static struct slice key_of(const struct sketch *k, char out[KEY])
{
    int n = snprintf(out, KEY, ":e:%c:%" PRIu32 ":%" PRIu32 ":%c", ESTIMATE_LEVEL_LETTERS[k->at.level], k->at.bucket, k->at.number, ESTIMATE_LETTERS[k->kind]);
    return (struct slice){ out, (size_t)n };
}

/* ---- reading ---- */

static bool send_question(const struct sketch *k, struct store *side, struct slice tag, struct err *e)
{
    char key[KEY], whole[KEY + 160];
    struct slice suffix = key_of(k, key);
    int n = snprintf(whole, sizeof whole, SLICE_FMT SLICE_FMT, SLICE_ARG(tag), SLICE_ARG(suffix));
    store_command(side, ESTIMATE_IS_TOP(k->kind) ? "HGETALL" : "GET");
    store_arg(side, (struct slice){ whole, (size_t)n });
    return store_send(side, e);
}

static struct slice text_of(const redisReply *r)
{
    return r->type == REDIS_REPLY_STRING ? (struct slice){ r->str, r->len } : (struct slice){ NULL, 0 };
}

static bool learn(struct sketch *k, const redisReply *r)
{
    if (ESTIMATE_IS_TOP(k->kind)) {
        k->top = top_new(estimate_slots(k->at.level), room_of(k->kind));
        k->indexed = r->elements > 0;
        for (size_t i = 0; i + 1 < r->elements; i += 2)
            if (!top_load(k->top, text_of(r->element[i]), text_of(r->element[i + 1])))
                return false;
        return true;
    }
    struct slice stored = text_of(r);
    k->set = calloc(1, sizeof *k->set);
    if (!k->set)
        abort();
    k->indexed = stored.n > 0;
    k->set->stored = stored.n == HLL_REGISTERS ? -1 : (int)(stored.n / HLL_ENTRY);
    return hll_join(k->set->r, stored);
}

bool sketches_load(struct sketches *s, struct store *side, struct slice tag, struct err *e)
{
    enum { AT_ONCE = 500 };              /* answers of some 4 KB each wait in buffers */
    bool ok = true;
    for (size_t from = 0; ok && from < s->fresh_count; from += AT_ONCE) {
        size_t n = s->fresh_count - from < AT_ONCE ? s->fresh_count - from : AT_ONCE;
        for (size_t i = 0; ok && i < n; i++)
            ok = send_question(s->fresh[from + i], side, tag, e);
        for (size_t i = 0; ok && i < n; i++) {
            redisReply *r = store_reply(side, e);
            char key[KEY];
            ok = r != NULL;
            if (ok && !learn(s->fresh[from + i], r))
                ok = err_set(e, ERR_BUG, "estimate " SLICE_FMT SLICE_FMT " cannot be read: delete this key, only this estimate begins anew",
                             SLICE_ARG(tag), SLICE_ARG(key_of(s->fresh[from + i], key)));
            freeReplyObject(r);
        }
    }
    if (!ok)
        store_drop(side);                /* answers under way belong to nobody; the state is thrown away with its claim */
    s->fresh_count = 0;
    return ok;
}

/* ---- changing ---- */

static struct sketch *touched(struct sketches *s, struct sketch *k)
{
    if (!k->changed) {
        k->changed = true;
        push(&s->touched, &s->touched_count, &s->touched_cap, k);
    }
    return k;
}

void sketch_raise(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind, uint64_t hash)
{
    struct sketch *k = *slot_of(s, at, kind);
    struct registers *g = k->set;
    int rose = hll_add(g->r, hash);
    if (rose < 0)
        return;
    touched(s, k);
    if (g->risen_count < RISEN_MAX)
        g->risen[g->risen_count++] = (uint16_t)rose;
    else
        g->whole = true;
}

struct top *sketch_top(struct sketches *s, const struct sketch_place *at, enum estimate_kind kind)
{
    return touched(s, *slot_of(s, at, kind))->top;
}

/* ---- writing ---- */

void sketches_commit_hashes(struct sketches *s, struct commit *k)
{
    char key[KEY], value[TOP_VALUE];
    for (size_t i = 0; i < s->touched_count; i++) {
        struct top *t = s->touched[i]->top;
        int n = t ? __builtin_popcountll(t->dirty[0]) + __builtin_popcountll(t->dirty[1]) : 0;
        if (!n)
            continue;
        commit_item(k);
        store_arg(k->s, key_of(s->touched[i], key));
        store_arg_int(k->s, n);
        for (int slot = 0; slot < t->n; slot++)
            if (t->dirty[slot / 64] >> slot % 64 & 1) {
                store_arg_int(k->s, slot);
                store_arg(k->s, top_value(t, slot, value));
            }
    }
}

void sketches_commit_index(struct sketches *s, struct commit *k)
{
    char key[KEY];
    for (size_t i = 0; i < s->touched_count; i++) {
        const struct sketch *t = s->touched[i];
        char index[] = { ':', 'e', ESTIMATE_LEVEL_LETTERS[t->at.level], 'i' };
        if (t->indexed)
            continue;
        struct slice member = key_of(t, key);
        commit_item(k);
        store_arg(k->s, (struct slice){ index, sizeof index });
        store_arg_int(k->s, t->at.bucket);
        store_arg(k->s, (struct slice){ member.p + 5, member.n - 5 });   /* behind ":e:h:" */
    }
}

static void put_piece(struct commit *k, struct slice key, int64_t at, struct slice bytes)
{
    commit_item(k);
    store_arg(k->s, key);
    store_arg_int(k->s, at);
    store_arg(k->s, bytes);
}

static void put_entries(struct registers *g, struct slice key, struct commit *k)
{
    char entry[RISEN_MAX * HLL_ENTRY], *o = entry;
    for (int i = 0; i < g->risen_count; i++) {
        *o++ = (char)(g->risen[i] & 255);
        *o++ = (char)(g->risen[i] >> 8);
        *o++ = (char)g->r[g->risen[i]];
    }
    put_piece(k, key, (int64_t)g->stored * HLL_ENTRY, (struct slice){ entry, (size_t)(o - entry) });
    g->stored += g->risen_count;
}

/* A few entries more, or a few bytes, or all of it: the shortest that says it. */
static void put_registers(struct registers *g, struct slice key, struct commit *k)
{
    if (!g->whole && g->stored >= 0 && g->stored + g->risen_count <= HLL_SPARSE) {
        put_entries(g, key, k);
    } else if (!g->whole && g->stored < 0 && g->risen_count <= ALONE_MAX) {
        for (int i = 0; i < g->risen_count; i++)
            put_piece(k, key, g->risen[i], (struct slice){ (const char *)&g->r[g->risen[i]], 1 });
    } else {
        put_piece(k, key, -1, (struct slice){ (const char *)g->r, HLL_REGISTERS });
        g->stored = -1;
    }
    g->risen_count = 0;
    g->whole = false;
}

void sketches_commit_pieces(struct sketches *s, struct commit *k)
{
    char key[KEY];
    for (size_t i = 0; i < s->touched_count; i++)
        if (s->touched[i]->set)
            put_registers(s->touched[i]->set, key_of(s->touched[i], key), k);
}

void sketches_committed(struct sketches *s, uint32_t most)
{
    for (size_t i = 0; i < s->touched_count; i++) {
        struct sketch *k = s->touched[i];
        k->changed = false;
        k->indexed = true;
        if (k->top)
            k->top->dirty[0] = k->top->dirty[1] = 0;
    }
    s->touched_count = 0;
    if (s->used > most)
        rebuild(s, s->mask + 1, s->batch - 1);
    s->batch++;
}
