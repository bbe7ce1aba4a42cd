/* A series' tracks in Redis: an hour's table cannot be had from counters that forget their minutes after three days. What is kept is as
 * of a minute; whoever takes over goes on from there. That minute only grows (keep.lua): an owner that stood still and comes back
 * does not write over its successor's. It stands under "|minute", which is the name of no brand. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "model/keys.h"
#include "route/crisis/series_own.h"

enum { AHEAD_MAX = 120 };

static void put_name(struct series *s, const struct series_track *t)
{
    buf_reset(&s->key);
    buf_addz(&s->key, s->brands->v[t->brand].id);
    if (t->topic)
        buf_printf(&s->key, "|%s", t->topic);
}

bool series_save(struct series *s, struct store *store, struct err *e)
{
    char minute[24];
    snprintf(minute, sizeof minute, "%" PRId64, s->closed);
    for (size_t i = 0; i < s->n; i++) {
        put_name(s, &s->v[i]);
        buf_reset(&s->packed);
        track_pack(&s->v[i].track, &s->packed);
        store_begin(store, STORE_KEEP, slice_of(s->keep));
        store_arg(store, slice_of(minute));
        store_arg(store, buf_slice(&s->key));
        store_arg(store, buf_slice(&s->packed));
        redisReply *r = store_send(store, e) ? store_reply(store, e) : NULL;
        if (!r)
            return false;
        bool kept = !r->str || strcmp(r->str, minute) == 0;
        if (!kept)
            log_warn("event=tracks_not_kept minute=%s kept=%s cause=\"another process is further, or the clock was ahead\"", minute, r->str);
        freeReplyObject(r);
        if (!kept)
            break;
    }
    return true;
}

static void take(struct series *s, struct slice name, struct slice packed, int64_t oldest)
{
    struct slice brand, topic = name;
    struct track t;
    uint32_t b;
    if (!slice_next(&topic, '|', &brand) || !brands_find(s->brands, brand, &b) || !track_unpack(&t, packed) || t.d.row < oldest)
        return;
    int64_t ahead = t.d.row - (s->minute - SERIES_OPEN);
    if (ahead > 0) {
        s->ahead = s->ahead || ahead <= AHEAD_MAX;
        return;
    }
    s->v[series_track_of(s, b, topic.n ? series_text(s, topic) : NULL)].track = t;
}

/* Counters that are behind what was learned from them, since a partition lags or Redis went back, say nothing yet: to begin anew would forget
 * all that was learned. What is ahead of them by hours is of a clock that was wrong. */
bool series_load(struct series *s, struct store *store, int64_t oldest, struct err *e)
{
    s->ahead = false;
    store_command(store, "HGETALL");
    store_arg(store, slice_of(s->keep));
    redisReply *r = store_send(store, e) ? store_reply(store, e) : NULL;
    if (!r)
        return false;
    for (size_t i = 0; r->type == REDIS_REPLY_ARRAY && i + 1 < r->elements; i += 2)
        take(s, (struct slice){ r->element[i]->str, r->element[i]->len }, (struct slice){ r->element[i + 1]->str, r->element[i + 1]->len }, oldest);
    freeReplyObject(r);
    return !s->ahead || err_set(e, ERR_RETRY, "what was learned is of a later minute than what is counted: waiting for the partitions that are behind");
}
