/* What a watch writes and tells: pulso.alerts first, then the hooks, then that they know. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "route/watch_self.h"

/* Only of what is committed: one that was fenced has seen nothing. */
static void announce(struct incident *i)
{
    static const char *const what[] = { "", "alert", "crisis", "incident_closed" };
    if (i->news == BURST_SAME)
        return;
    stat_add(i->news == BURST_OPENED ? watch_stat.alerts[BURST_ALERT] : i->news == BURST_RAISED ? watch_stat.alerts[BURST_CRISIS] : watch_stat.closed, 1);
    log_warn("event=%s incident=%s brand=%s x=%" PRId64 " mu=%.1f z=%.1f", what[i->news], i->id, i->brand, i->score.x, i->score.mu, i->score.z);
    i->news = BURST_SAME;
}

bool watch_write(struct watch *w, struct err *e)
{
    if (w->bad.kind) {
        *e = w->bad;
        return false;
    }
    for (const struct incident *i = w->incidents; i; i = i->next) {
        if (!i->dirty)
            continue;
        buf_reset(&w->text);
        incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
        if (!alerts_add(w->alerts, slice_of(i->id), arena_dup(&w->arena, buf_slice(&w->text)), e))
            return false;
    }
    if (!alerts_commit(w->alerts, e))
        return false;
    arena_reset(&w->arena);
    for (struct incident *i = w->incidents; i; i = i->next)
        if (i->dirty) {
            i->dirty = false;
            i->written_us = clock_mono_us();
            announce(i);
        }
    return true;
}

/* Only what is committed is told: what people hear of is what a successor finds. */
void watch_tell(struct watch *w)
{
    for (struct incident *i = w->incidents; i; i = i->next) {
        char key[INCIDENT_KEY];
        struct err e = { 0 };
        enum stage s = incident_stage(i);
        if (s <= i->notified || s <= i->fired)
            continue;
        buf_reset(&w->text);
        incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
        struct hook_alert a = { .key = incident_key(i, key), .brand = slice_of(i->brand), .body = buf_slice(&w->text), .incident = slice_of(i->id),
                                .stage = slice_of(stage_name(s)), .state = slice_of(i->open ? "open" : "closed") };
        if (hooks_fire(w->hooks, &a, NULL, 0, &e))
            i->fired = s;        /* else there are too many under way: the next turn tries again */
    }
}

void watch_told(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    struct watch *w = self;
    struct slice id;
    enum stage s;
    (void)delivered;
    for (struct incident *i = w->incidents; i && incident_key_parse(key, &id, &s); i = i->next) {
        if (!slice_is(id, i->id))
            continue;
        if (s > i->notified) {
            i->notified = s;
            i->dirty = true;
        }
        if (!failed)
            return;
        buf_reset(&w->text);
        incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
        alerts_give_up(w->alerts, arena_dup(&w->arena, key), arena_dup(&w->arena, buf_slice(&w->text)), last_error, &w->bad);
        return;
    }
}
