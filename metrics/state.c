#include "metrics/state.h"

#include "model/keys.h"

const char *const state_names[S_FIELDS] = {
    [S_OFF] = STATE_OFFSET, [S_START] = STATE_START, [S_CLOCK] = STATE_CLOCK, [S_WATERMARK] = STATE_WATERMARK,
    [S_EPOCH] = STATE_EPOCH, [S_NEW] = STATE_NEW, [S_DUP] = STATE_DUP, [S_UPDATE] = STATE_UPDATE, [S_DELETE] = STATE_DELETE,
    [S_LATE] = STATE_LATE, [S_REFRESH] = STATE_REFRESH, [S_CONTROL] = STATE_CONTROL, [S_DLQ] = STATE_DLQ, [S_GAP] = STATE_GAP,
    [S_REMOVED] = STATE_REMOVED, [S_NAMES] = STATE_NAMES, [S_VERSION] = STATE_VERSION,
    [S_VERSION_MARK] = STATE_VERSION_MARK,
};

int64_t reply_int(const redisReply *r)
{
    int64_t v = 0;
    if (r && r->type == REDIS_REPLY_INTEGER)
        return r->integer;
    return slice_int(reply_slice(r), &v) ? v : 0;
}

struct slice reply_slice(const redisReply *r)
{
    if (!r || (r->type != REDIS_REPLY_STRING && r->type != REDIS_REPLY_STATUS))
        return (struct slice){ 0 };
    return (struct slice){ r->str, (size_t)r->len };
}

redisReply *state_hmget(struct store *s, struct slice key, const char *const *fields, size_t n, struct err *e)
{
    store_command(s, "HMGET");
    store_arg(s, key);
    for (size_t i = 0; i < n; i++)
        store_arg(s, slice_of(fields[i]));
    redisReply *r = store_ask(s, e);
    if (r && (r->type != REDIS_REPLY_ARRAY || r->elements != n)) {
        freeReplyObject(r);
        err_set(e, ERR_BUG, "Redis answered HMGET " SLICE_FMT " with something else than %zu values", SLICE_ARG(key), n);
        return NULL;
    }
    return r;
}

struct slice state_tag(struct arena *a, const struct ledger *l, enum state_side side, int partition)
{
    struct slice prefix = slice_of(l->common->prefix);
    return side == STATE_MENTIONS ? keys_mentions_tag(a, prefix, partition) : keys_classified_tag(a, prefix, partition);
}

int64_t state_torn(const redisReply *ends, int64_t offset)
{
    int64_t n = 0;
    for (size_t i = 0; i < ends->elements; i++)
        n += reply_int(ends->element[i]) > offset;
    return n;
}

static bool read_torn(struct ledger *l, struct slice key, struct part_state *out, struct err *e)
{
    struct store *s = l->store;
    store_command(s, "SMEMBERS");
    store_arg(s, key);
    redisReply *r = store_ask(s, e);
    if (r)
        out->torn = state_torn(r, out->v[S_OFF]);
    freeReplyObject(r);
    return r != NULL;
}

bool state_read(struct ledger *l, struct arena *a, enum state_side side, int partition, struct part_state *out, struct err *e)
{
    const char *fields[S_FIELDS + 1];
    struct slice tag = state_tag(a, l, side, partition);
    memcpy(fields, state_names, sizeof state_names);
    fields[S_FIELDS] = STATE_OWNER;
    *out = (struct part_state){ .partition = partition };
    redisReply *r = state_hmget(l->store, arena_printf(a, SLICE_FMT ":s", SLICE_ARG(tag)), fields, S_FIELDS + 1, e);
    if (!r)
        return false;
    for (int i = 0; i < S_FIELDS; i++)
        out->v[i] = reply_int(r->element[i]);
    out->exists = r->element[S_OFF]->type == REDIS_REPLY_STRING;
    snprintf(out->owner, sizeof out->owner, SLICE_FMT, SLICE_ARG(reply_slice(r->element[S_FIELDS])));
    freeReplyObject(r);
    return read_torn(l, arena_printf(a, SLICE_FMT ":ends", SLICE_ARG(tag)), out, e);
}

bool states_read(struct ledger *l, struct arena *a, enum state_side side, struct states *out, struct err *e)
{
    static const char *const fields[] = { "mentions", "classified", "zone" };
    redisReply *r = state_hmget(l->store, keys_meta(a, slice_of(l->common->prefix)), fields, 3, e);
    *out = (struct states){ 0 };
    if (!r)
        return false;
    out->n = (size_t)reply_int(r->element[side == STATE_MENTIONS ? 0 : 1]);
    out->zone = reply_slice(r->element[2]).n ? arena_strz(a, reply_slice(r->element[2])) : NULL;
    freeReplyObject(r);
    out->v = arena_zalloc(a, (out->n + 1) * sizeof *out->v);
    for (size_t p = 0; p < out->n; p++)
        if (!state_read(l, a, side, (int)p, &out->v[p], e))
            return false;
    return true;
}

static bool take_page(const redisReply *page, bool (*each)(void *self, struct slice name, int64_t number, struct err *e), void *self,
                      struct err *e)
{
    for (size_t i = 0; i + 1 < page->elements; i += 2)
        if (!each(self, reply_slice(page->element[i]), reply_int(page->element[i + 1]), e))
            return false;
    return true;
}

bool state_counters(struct ledger *l, struct arena *a, struct slice tag,
                    bool (*each)(void *self, struct slice name, int64_t number, struct err *e), void *self, struct err *e)
{
    struct store *s = l->store;
    struct slice key = arena_printf(a, SLICE_FMT ":n", SLICE_ARG(tag)), cursor = SLICE("0");
    do {
        store_command(s, "HSCAN");
        store_arg(s, key);
        store_arg(s, cursor);
        store_arg(s, SLICE("COUNT"));
        store_arg_int(s, 2000);
        redisReply *r = store_ask(s, e);
        if (!r)
            return err_at(e, "the names of the counters");
        bool shaped = r->type == REDIS_REPLY_ARRAY && r->elements == 2;
        bool ok = shaped ? take_page(r->element[1], each, self, e) : err_set(e, ERR_BUG, "Redis answered HSCAN with something else");
        cursor = ok ? arena_dup(a, reply_slice(r->element[0])) : cursor;
        freeReplyObject(r);
        if (!ok)
            return false;
    } while (!slice_is(cursor, "0"));
    return true;
}

int64_t states_sum(const struct states *s, enum state_field f)
{
    int64_t sum = 0;
    for (size_t p = 0; p < s->n; p++)
        sum += s->v[p].v[f];
    return sum;
}

int64_t states_clock(const struct states *s)
{
    int64_t most = 0;
    for (size_t p = 0; p < s->n; p++)
        most = s->v[p].v[S_CLOCK] > most ? s->v[p].v[S_CLOCK] : most;
    return most;
}

int64_t states_version(const struct states *s)
{
    int64_t most = 0;
    for (size_t p = 0; p < s->n; p++)
        most = s->v[p].v[S_VERSION] > most ? s->v[p].v[S_VERSION] : most;
    return most;
}

int64_t states_watermark(const struct states *s)
{
    int64_t least = 0;
    for (size_t p = 0; p < s->n; p++) {
        int64_t w = s->v[p].v[S_WATERMARK];
        if (s->v[p].exists && w > 0 && (least == 0 || w < least))
            least = w;
    }
    return least;
}
