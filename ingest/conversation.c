#include "ingest/conversation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SLOTS 64u                    /* hash tags, so that a Redis Cluster spreads them */
#define KEEP_S "2592000"             /* 30 days */
#define TABLE (4 * BATCH_ITEMS)

/* Of one item. */
struct question {
    uint64_t id, parent;
    bool asks;                       /* without a thread id, and a reply, or one that speaks of a message of before */
    bool asks_parent;                /* is a reply */
    bool resolving;
    struct slice own, of_parent;     /* what Redis remembers of either; p NULL: nothing */
};

struct conversations {
    struct slice prefix;
    struct question q[BATCH_ITEMS];
    uint16_t table[TABLE];           /* id hash -> index + 1 of the first item with that id, open addressing */
};

struct conversations *conversations_new(struct slice prefix)
{
    struct conversations *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->prefix = prefix;
    return c;
}

void conversations_free(struct conversations *c)
{
    free(c);
}

static bool is_reply(const struct mention *m)
{
    return m->in_reply_to.n && m->kind != KIND_REPOST && m->kind != KIND_QUOTE && !m->deleted;
}

/* Updates, new numbers and deletions seldom repeat the thread id that the message came with. */
static bool is_later(const struct mention *m)
{
    return m->deleted || m->refresh || m->updated_ms != MENTION_NONE;
}

static uint64_t hash_of_parent(const struct mention *m)
{
    struct mention parent = { .platform = m->platform, .id = m->in_reply_to };
    return mention_id_hash(&parent);
}

static uint16_t *place(struct conversations *c, uint64_t hash)
{
    size_t i = hash % TABLE;
    while (c->table[i] && c->q[c->table[i] - 1].id != hash)
        i = (i + 1) % TABLE;
    return &c->table[i];
}

static void key_arg(struct conversations *c, struct store *s, uint64_t hash)
{
    char key[256];
    int n = snprintf(key, sizeof key, "{" SLICE_FMT "th.%u}:c:%016" PRIx64, SLICE_ARG(c->prefix), (unsigned)(hash % SLOTS), hash);
    store_arg(s, (struct slice){ key, (size_t)n });
}

static bool send_get(struct conversations *c, struct store *s, uint64_t hash, struct err *e)
{
    store_command(s, "GET");
    key_arg(c, s, hash);
    return store_send(s, e);
}

static bool take(struct store *s, struct arena *a, struct slice *out, struct err *e)
{
    redisReply *r = store_reply(s, e);
    if (!r)
        return false;
    *out = (struct slice){ 0 };
    if (r->type == REDIS_REPLY_STRING && r->len)
        *out = arena_dup(a, (struct slice){ r->str, (size_t)r->len });
    freeReplyObject(r);
    return true;
}

/* All questions go out before the first answer is read. */
static bool ask(struct conversations *c, struct store *s, struct batch *b, struct err *e)
{
    for (size_t i = 0; i < b->n; i++)
        if ((c->q[i].asks && !send_get(c, s, c->q[i].id, e)) || (c->q[i].asks_parent && !send_get(c, s, c->q[i].parent, e)))
            return false;
    for (size_t i = 0; i < b->n; i++)
        if ((c->q[i].asks && !take(s, &b->arena, &c->q[i].own, e)) || (c->q[i].asks_parent && !take(s, &b->arena, &c->q[i].of_parent, e)))
            return false;
    return true;
}

/* How much an item knows of its own conversation. */
static int knowledge(const struct mention *m)
{
    return m->conversation.n ? 2 : !is_later(m);
}

/* An id that stands twice in the batch is the one's that knows more, wherever it
 * stands, else the earlier one's. */
static void fill_table(struct conversations *c, const struct batch *b)
{
    memset(c->table, 0, sizeof c->table);
    for (size_t i = 0; i < b->n; i++) {
        uint16_t *at = place(c, c->q[i].id);
        if (!b->v[i].reason && (!*at || knowledge(&b->v[i].m) > knowledge(&b->v[*at - 1].m)))
            *at = (uint16_t)(i + 1);
    }
}

static struct slice resolve(struct conversations *c, struct batch *b, size_t i);

/* The item with this id, if the batch holds one that is not being resolved right now (replies in a circle). */
static bool in_batch(struct conversations *c, struct batch *b, uint64_t id, size_t asking, struct slice *conversation)
{
    uint16_t at = *place(c, id);
    if (!at || (size_t)at - 1 == asking || c->q[at - 1].resolving)
        return false;
    *conversation = resolve(c, b, at - 1u);
    return true;
}

static bool remembered(struct slice answer, struct slice *conversation)
{
    if (answer.n)
        *conversation = answer;
    return answer.n;
}

/* Parents in the same batch count as remembered, also those that stand behind their
 * replies: exports come newest first as a rule. */
static struct slice resolve(struct conversations *c, struct batch *b, size_t i)
{
    struct item *it = &b->v[i];
    struct question *q = &c->q[i];
    struct slice *to = &it->conversation;
    if (to->n)
        return *to;
    q->resolving = true;
    bool known = remembered(it->m.conversation, to)
              || (q->asks && (remembered(q->own, to) || in_batch(c, b, q->id, i, to)))
              || (q->asks_parent && (remembered(q->of_parent, to) || in_batch(c, b, q->parent, i, to)));
    if (!known)
        *to = q->asks_parent ? it->m.in_reply_to : it->m.id;
    q->resolving = false;
    return *to;
}

static void decide(struct conversations *c, struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->v[i].conversation = (struct slice){ 0 };    /* what a try before this one left */
    fill_table(c, b);
    for (size_t i = 0; i < b->n; i++)
        if (!b->v[i].reason)
            resolve(c, b, i);
}

static bool worth_keeping(const struct item *it)
{
    return !it->reason && !it->m.deleted && !slice_eq(it->conversation, it->m.id);
}

static bool send_set(struct conversations *c, struct store *s, uint64_t hash, struct slice conversation, struct err *e)
{
    store_command(s, "SET");
    key_arg(c, s, hash);
    store_arg(s, conversation);
    store_arg(s, SLICE("EX"));
    store_arg(s, SLICE(KEEP_S));
    store_arg(s, SLICE("NX"));
    store_arg(s, SLICE("GET"));
    return store_send(s, e);
}

/* Another ingest may have been first since we asked: its answer holds. A thread id
 * of the source stays what the source said. */
static bool remember(struct conversations *c, struct store *s, struct batch *b, struct err *e)
{
    for (size_t i = 0; i < b->n; i++)
        if (worth_keeping(&b->v[i]) && !c->q[i].own.p && !send_set(c, s, c->q[i].id, b->v[i].conversation, e))
            return false;
    for (size_t i = 0; i < b->n; i++) {
        struct slice first = { 0 };
        if (!worth_keeping(&b->v[i]) || c->q[i].own.p)
            continue;
        if (!take(s, &b->arena, &first, e))
            return false;
        if (first.p && !b->v[i].m.conversation.n)
            b->v[i].conversation = first;
    }
    return true;
}

static bool settle(struct conversations *c, struct store *s, struct batch *b, struct err *e)
{
    bool any = false;
    for (size_t i = 0; i < b->n; i++) {
        struct question *q = &c->q[i];
        const struct mention *m = &b->v[i].m;
        *q = (struct question){ 0 };
        if (b->v[i].reason)
            continue;
        q->id = mention_id_hash(m);
        q->asks = !m->conversation.n && (is_reply(m) || is_later(m));
        q->asks_parent = q->asks && is_reply(m);
        q->parent = q->asks_parent ? hash_of_parent(m) : 0;
        any |= q->asks;
    }
    if (any && !ask(c, s, b, e))
        return false;
    decide(c, b);
    return remember(c, s, b, e);
}

bool conversations_settle(struct conversations *c, struct store *s, struct batch *b, struct err *e)
{
    if (settle(c, s, b, e))
        return true;
    store_drop(s);                   /* answers under way belong to nobody now */
    return false;
}
