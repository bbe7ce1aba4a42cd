/* What a series asks Redis: how far each partition is, and the names of its counters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/keys.h"
#include "route/crisis/series_own.h"

void series_arg_key(struct series *s, struct store *store, const struct part *p, const char *kind, int64_t number)
{
    buf_reset(&s->key);
    buf_printf(&s->key, "%s:%s", p->tag, kind);
    if (number >= 0)
        buf_printf(&s->key, ":%lld", (long long)number);
    store_arg(store, buf_slice(&s->key));
}

int64_t series_number(const redisReply *r)
{
    int64_t v;
    return r->type == REDIS_REPLY_STRING && slice_int((struct slice){ r->str, r->len }, &v) ? v : 0;
}

/* What else comes closes the connection. */
redisReply *series_list(struct store *store, size_t n, struct err *e)
{
    redisReply *r = store_reply(store, e);
    if (!r || (r->type == REDIS_REPLY_ARRAY && (n == 0 || r->elements == n)))
        return r;
    freeReplyObject(r);
    store_drop(store);
    err_set(e, ERR_BUG, "Redis: an answer of an unexpected shape");
    return NULL;
}

bool series_inputs(struct series *s, struct store *store, struct news_input *inputs, struct err *e)
{
    bool back = false;
    for (int p = 0; p < s->partitions; p++) {
        store_command(store, "HMGET");
        series_arg_key(s, store, &s->parts[p], "s", -1);
        store_arg(store, SLICE(STATE_OFFSET));
        store_arg(store, SLICE(STATE_WATERMARK));
        store_arg(store, SLICE(STATE_NAMES));
        if (!store_send(store, e))
            return false;
    }
    for (int p = 0; p < s->partitions; p++) {
        struct part *part = &s->parts[p];
        redisReply *r = series_list(store, 3, e);
        if (!r)
            return false;
        int64_t offset = series_number(r->element[0]), names = series_number(r->element[2]);
        back = back || offset < part->offset || names < part->scanned;
        part->offset = inputs[p].offset = offset;
        part->watermark_ms = inputs[p].watermark_ms = series_number(r->element[1]);
        part->names = names;
        freeReplyObject(r);
    }
    if (back)
        series_forget(s);
    return true;
}

/* ---- the dictionary ---- */

static void add_counter(struct part *p, const struct counter *c)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].number == c->number)
            return;
    if (p->n == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 32;
        if (!(p->v = realloc(p->v, p->cap * sizeof *p->v)))
            abort();
    }
    p->v[p->n++] = *c;
    p->read_offset = -1;
}

/* Other names, and brands that nobody listens to any more, are skipped. */
static void add_name(struct series *s, struct part *p, struct slice name, int64_t number)
{
    struct slice kind, brand, what;
    struct counter c = { .number = number };
    uint32_t b;
    if (!slice_next(&name, '|', &kind) || !slice_next(&name, '|', &brand) || !slice_next(&name, '|', &what) || kind.n != 1
        || !strchr("btnw", kind.p[0]) || !brands_find(s->brands, brand, &b))
        return;
    c.name = series_text(s, what);
    c.track = b;
    c.kind = kind.p[0] == 'b' ? COUNT_PLATFORM : kind.p[0] == 'w' ? COUNT_GROUP : COUNT_TOPIC;
    if (c.kind == COUNT_TOPIC)
        c.track = series_track_of(s, b, c.name);
    bool sensitive = c.kind == COUNT_TOPIC && crisis_type_sensitive(s->types, c.name);
    c.bad = (kind.p[0] == 'n' && !sensitive) || (kind.p[0] == 't' && sensitive) || (c.kind == COUNT_PLATFORM && slice_is(name, "negative"));
    c.all = kind.p[0] == 't' || c.kind == COUNT_PLATFORM;
    add_counter(p, &c);
}

/* By HSCAN: a dictionary of many thousand names must not hold Redis up. */
bool series_names(struct series *s, struct store *store, struct part *p, struct err *e)
{
    char cursor[32] = "0";
    if (p->scanned >= p->names)
        return true;
    do {
        store_command(store, "HSCAN");
        series_arg_key(s, store, p, "n", -1);
        store_arg(store, slice_of(cursor));
        store_arg(store, SLICE("COUNT"));
        store_arg(store, SLICE("1000"));
        redisReply *r = store_send(store, e) ? series_list(store, 2, e) : NULL;
        if (!r)
            return false;
        snprintf(cursor, sizeof cursor, "%s", r->element[0]->str);
        const redisReply *found = r->element[1];
        for (size_t i = 0; i + 1 < found->elements; i += 2)
            add_name(s, p, (struct slice){ found->element[i]->str, found->element[i]->len }, series_number(found->element[i + 1]));
        freeReplyObject(r);
    } while (strcmp(cursor, "0") != 0);
    p->scanned = p->names;
    return true;
}
