#include "metrics/known.h"

#include "io/generation.h"
#include "model/keys.h"

/* As classify/seen.h has them: the first byte of an entry, and eight bytes of time where the last of these is set. */
#define LETTER 'i'
#define FLAG_DELETED 2u
#define FLAG_UPDATED 4u

static const char *const fields[] = { STATE_NOW_NUMBER, STATE_NOW_IDS, STATE_NOW_BUCKETS, STATE_BEFORE_NUMBER, STATE_BEFORE_IDS, STATE_BEFORE_BUCKETS };

static void take(struct slice entry, struct known *out)
{
    const unsigned char *p = (const unsigned char *)entry.p;
    if (entry.n == 0)
        return;
    *out = (struct known){ .found = true, .deleted = p[0] & FLAG_DELETED, .updated_ms = MENTION_NONE };
    if (!(p[0] & FLAG_UPDATED) || entry.n < 9)
        return;
    uint64_t ms = 0;
    for (int i = 0; i < 8; i++)
        ms |= (uint64_t)p[1 + i] << (8 * i);
    out->updated_ms = (int64_t)ms;
}

static bool look(struct ledger *l, struct arena *a, struct slice tag, const struct generation *g, uint64_t id, struct known *out, struct err *e)
{
    char text[GENERATION_KEY];
    for (int s = 0; g->number >= 0 && !out->found && s < generation_segments(g); s++) {
        struct slice key = generation_key(text, LETTER, g, s, id);
        store_command(l->store, "HGET");
        store_arg(l->store, arena_printf(a, SLICE_FMT SLICE_FMT, SLICE_ARG(tag), SLICE_ARG(key)));
        store_arg(l->store, (struct slice){ (const char *)&id, 8 });
        redisReply *r = store_ask(l->store, e);
        if (!r)
            return false;
        take(reply_slice(r), out);
        freeReplyObject(r);
    }
    return true;
}

bool known_read(struct ledger *l, struct arena *a, int partition, uint64_t id, struct known *out, struct err *e)
{
    struct slice tag = state_tag(a, l, STATE_MENTIONS, partition);
    *out = (struct known){ 0 };
    redisReply *r = state_hmget(l->store, arena_printf(a, SLICE_FMT ":s", SLICE_ARG(tag)), fields, 6, e);
    if (!r)
        return false;
    struct generation g[2];
    for (size_t i = 0; i < 2; i++)
        g[i] = (struct generation){ .number = r->element[3 * i]->type == REDIS_REPLY_STRING ? reply_int(r->element[3 * i]) : -1,
                                    .ids = reply_int(r->element[3 * i + 1]), .buckets = reply_int(r->element[3 * i + 2]) };
    freeReplyObject(r);
    return look(l, a, tag, &g[0], id, out, e) && look(l, a, tag, &g[1], id, out, e);
}
