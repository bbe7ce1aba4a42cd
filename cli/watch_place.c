#include "cli/watch_place.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "io/store.h"
#include "metrics/state.h"   /* reply_slice */
#include "model/keys.h"

enum { NOBODY_MS = 30 * 1000, LATE_MS = 60 * 1000 };

static const char *const fields[] = { WATCH_NOW, WATCH_CLOCK, WATCH_BEHIND, WATCH_HELD, WATCH_OWNER };
enum { NOW, CLOCK, BEHIND, HELD, OWNER, FIELDS };

static const char *age(int64_t ms, char out[32])
{
    if (ms < 120 * 1000)
        snprintf(out, 32, "%" PRId64 " s", ms < 0 ? 0 : ms / 1000);
    else
        snprintf(out, 32, "%" PRId64 " min", ms / 60000);
    return out;
}

static enum watch_health say(const int64_t *v, struct slice owner, int64_t clock_ms, char out[WATCH_PLACE_TEXT])
{
    char a[32];
    int64_t silent = clock_ms - v[CLOCK], late = v[NOW] ? v[CLOCK] - v[NOW] : 0;
    if (silent > NOBODY_MS) {
        snprintf(out, WATCH_PLACE_TEXT, "nobody has looked for crises for %s; " SLICE_FMT " was the last", age(silent, a), SLICE_ARG(owner));
        return WATCH_NOBODY;
    }
    if (v[HELD]) {
        snprintf(out, WATCH_PLACE_TEXT, SLICE_FMT " waits for what Redis lost to be counted again, and concludes nothing meanwhile", SLICE_ARG(owner));
        return WATCH_LATE;
    }
    if (v[BEHIND] == 0) {
        snprintf(out, WATCH_PLACE_TEXT, SLICE_FMT " has looked at all that came in, %s ago", SLICE_ARG(owner), age(silent, a));
        return WATCH_FINE;
    }
    snprintf(out, WATCH_PLACE_TEXT, SLICE_FMT " looks at what was said %s ago: %" PRId64 " mentions wait to be counted", SLICE_ARG(owner), age(late + silent, a), v[BEHIND]);
    return late > LATE_MS ? WATCH_LATE : WATCH_FINE;
}

bool watch_place_say(struct cli *cli, enum watch_health *health, char out[WATCH_PLACE_TEXT], struct err *e)
{
    struct arena a = { 0 };
    struct store *s = cli_store(cli);
    int64_t v[FIELDS] = { 0 };
    store_command(s, "HMGET");
    store_arg(s, keys_watch(&a, slice_of(cli->common.prefix)));
    for (int i = 0; i < FIELDS; i++)
        store_arg(s, slice_of(fields[i]));
    redisReply *r = store_ask(s, e);
    arena_fini(&a);
    if (!r)
        return false;
    bool known = r->type == REDIS_REPLY_ARRAY && r->elements == FIELDS;
    for (int i = 0; i < OWNER && known; i++)
        known = slice_int(reply_slice(r->element[i]), &v[i]);
    snprintf(out, WATCH_PLACE_TEXT, "nobody has looked for crises yet");
    *health = known ? say(v, reply_slice(r->element[OWNER]), clock_now_ms(), out) : WATCH_NEVER;
    freeReplyObject(r);
    return true;
}
