#include "cli/watch_place.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

static const char *age(int64_t ms, char out[32])
{
    if (ms < 120 * 1000)
        snprintf(out, 32, "%" PRId64 " s", ms < 0 ? 0 : ms / 1000);
    else
        snprintf(out, 32, "%" PRId64 " min", ms / 60000);
    return out;
}

static void say(const struct watch_seen *w, int64_t clock_ms, char out[WATCH_PLACE_TEXT])
{
    char a[32];
    int64_t silent = clock_ms - w->looked_ms, late = w->seen_ms ? w->looked_ms - w->seen_ms : 0;
    if (w->state == WATCH_NEVER)
        snprintf(out, WATCH_PLACE_TEXT, "nobody has looked for crises yet");
    else if (w->state == WATCH_NOBODY)
        snprintf(out, WATCH_PLACE_TEXT, "nobody has looked for crises for %s; %s was the last", age(silent, a), w->owner);
    else if (w->held)
        snprintf(out, WATCH_PLACE_TEXT, "%s waits for what Redis lost to be counted again, and concludes nothing meanwhile", w->owner);
    else if (w->behind == 0)
        snprintf(out, WATCH_PLACE_TEXT, "%s has looked at all that came in, %s ago", w->owner, age(silent, a));
    else
        snprintf(out, WATCH_PLACE_TEXT, "%s looks at what was said %s ago: %" PRId64 " mentions wait to be counted", w->owner, age(late + silent, a), w->behind);
}

bool watch_place_say(struct cli *cli, enum watch_state *state, char out[WATCH_PLACE_TEXT], struct err *e)
{
    struct arena a = { 0 };
    struct watch_seen w;
    int64_t now_ms = clock_now_ms();
    bool ok = watch_seen_read(cli_store(cli), &a, slice_of(cli->common.prefix), now_ms, &w, e);
    arena_fini(&a);
    if (!ok)
        return false;
    say(&w, now_ms, out);
    *state = w.state;
    return true;
}
