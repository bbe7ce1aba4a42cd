#include "metrics/watch_seen.h"

#include <stdio.h>

#include "model/keys.h"

enum { NOBODY_MS = 30 * 1000, LATE_MS = 60 * 1000 };

static const char *const fields[] = { WATCH_NOW, WATCH_CLOCK, WATCH_BEHIND, WATCH_HELD, WATCH_OWNER };
enum { NOW, CLOCK, BEHIND, HELD, OWNER, FIELDS };

static enum watch_state state_of(const struct watch_seen *w, int64_t clock_ms)
{
    if (clock_ms - w->looked_ms > NOBODY_MS)
        return WATCH_NOBODY;
    bool late = w->behind > 0 && w->seen_ms > 0 && w->looked_ms - w->seen_ms > LATE_MS;
    return w->held || late ? WATCH_LATE : WATCH_FINE;
}

bool watch_seen_read(struct store *s, struct arena *a, struct slice prefix, int64_t clock_ms, struct watch_seen *out, struct err *e)
{
    int64_t v[FIELDS] = { 0 };
    *out = (struct watch_seen){ .state = WATCH_NEVER };
    redisReply *r = state_hmget(s, keys_watch(a, prefix), fields, FIELDS, e);
    if (!r)
        return false;
    bool known = r->type == REDIS_REPLY_ARRAY && r->elements == FIELDS;
    for (int i = 0; i < OWNER && known; i++)
        known = slice_int(reply_slice(r->element[i]), &v[i]);
    if (known) {
        *out = (struct watch_seen){ .seen_ms = v[NOW], .looked_ms = v[CLOCK], .behind = v[BEHIND], .held = v[HELD] != 0 };
        snprintf(out->owner, sizeof out->owner, SLICE_FMT, SLICE_ARG(reply_slice(r->element[OWNER])));
        out->state = state_of(out, clock_ms);
    }
    freeReplyObject(r);
    return true;
}
