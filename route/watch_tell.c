/* What a watch writes and tells: pulso.alerts first, then the hooks, then that they know. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "route/watch_self.h"

/* Only of what is committed: one that was fenced has seen nothing. */
static void announce(struct incident *i)
{
    if (i->news == ALARM_SAME)
        return;
    stat_add(i->news == ALARM_CLOSED ? watch_stat.closed : watch_stat.alerts[i->level], 1);
    log_warn("event=%s incident=%s brand=%s type=%s topic=%s x=%" PRId64 " mu=%.1f z=%.1f hours=%.0f",
             i->news == ALARM_CLOSED ? "incident_closed" : alarm_level_names[i->level], i->id, i->brand, crisis_type_names[i->type],
             i->topic[0] ? i->topic : "-", i->score.x, i->score.mu, i->score.z, i->score.hours);
    i->news = ALARM_SAME;
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
        watch_print(w, i);
        if (!alerts_add(w->alerts, slice_of(i->id), arena_dup(&w->arena, buf_slice(&w->text)), e))
            return false;
    }
    if (!watch_write_people(w, e) || !alerts_commit(w->alerts, e))
        return false;
    arena_reset(&w->arena);
    watch_people_written(w);
    for (struct incident *i = w->incidents; i; i = i->next)
        if (i->dirty) {
            i->dirty = false;
            i->written_us = clock_mono_us();
            watch_budget_note(w, i);
            announce(i);
        }
    return true;
}

/* ---- telling ---- */

static const char *name_of(const struct watch *w, const char *id)
{
    const struct person *p = committee_person(w->conf.committees, slice_of(id));
    return p ? p->name : id;
}

static struct slice brand_name(const struct watch *w, const struct incident *i)
{
    uint32_t index;
    return slice_of(brands_find(w->conf.brands, slice_of(i->brand), &index) ? w->conf.brands->v[index].name : i->brand);
}

/* nobody: there is none to be told, so it is settled. false: too many are under way, the next turn tries again. */
static bool fire(struct watch *w, struct incident *i, struct slice key, const char *stage, enum whom which, int64_t step, bool *nobody)
{
    struct hook_to to[COMMITTEE_TOLD];
    struct err e = { 0 };
    bool all, over = i->handling.state == HANDLING_CLOSED || !i->open;
    size_t n = watch_whom(w, i, which, step, to, &all);
    *nobody = !all && n == 0;
    if (*nobody)
        return true;
    watch_print(w, i);
    struct hook_alert a = {
        .key = key, .brand = slice_of(i->brand), .body = buf_slice(&w->text), .incident = slice_of(i->id), .brand_name = brand_name(w, i),
        .stage = slice_of(stage), .state = slice_of(over ? "closed" : "open"), .level = incident_level_name(i),
        .procedure = slice_of(i->handling.link), .by = slice_of(name_of(w, i->handling.owner)),
    };
    return hooks_fire(w->hooks, &a, all ? NULL : to, n, &e);
}

static void settled(struct incident *i, enum stage s)
{
    i->notified = s;
    i->fired = s;
    i->dirty = true;
}

static void tell_level(struct watch *w, struct incident *i, int64_t now)
{
    char key[INCIDENT_KEY];
    bool nobody;
    enum stage s = incident_stage(i);
    if (s <= i->notified || s <= i->fired)
        return;
    if (handling_silent(&i->handling, now)) {
        if (s == STAGE_CLOSED && i->fired == STAGE_NONE && i->notified == STAGE_NONE)
            settled(i, s);           /* it began and ended during planned works: nobody heard of it */
        return;
    }
    bool closed = s == STAGE_CLOSED;
    if (!fire(w, i, incident_key(i, key), stage_name(s), closed ? WHOM_ALL_SO_FAR : WHOM_STEP, closed ? i->handling.step : 0, &nobody))
        return;
    if (nobody)
        settled(i, s);
    i->fired = s;
}

static void tell_due(struct watch *w, struct incident *i)
{
    struct handling *h = &i->handling;
    for (size_t k = 0; k < h->due_count; k++) {
        struct due *d = &h->due[k];
        char name[48], key[INCIDENT_KEY + 64];
        bool nobody, acknowledged = d->what == DUE_ACKNOWLEDGED;
        if (d->fired)
            continue;
        snprintf(name, sizeof name, "%s.%" PRId64, due_name(d->what), d->n);
        int n = snprintf(key, sizeof key, "%s-%s", i->id, name);
        if (i->fired == STAGE_NONE && i->notified == STAGE_NONE && acknowledged)
            nobody = true;           /* who has not heard of it need not hear who has it */
        else if (d->what == DUE_WATCH && handling_silent(h, clock_now_ms()))
            nobody = true;
        else if (!fire(w, i, (struct slice){ key, (size_t)n }, due_name(d->what), acknowledged ? WHOM_ALL_SO_FAR : WHOM_STEP, acknowledged ? h->step : d->n, &nobody))
            return;
        d->fired = true;
        if (nobody) {
            handling_paid(h, slice_of(name));
            i->dirty = true;
            return;                  /* the list has moved; the next turn goes on */
        }
    }
}

/* Only what is committed is told: what people hear of is what a successor finds. What people did since is written first. */
void watch_tell(struct watch *w)
{
    int64_t now = clock_now_ms();
    for (struct incident *i = w->incidents; i; i = i->next)
        if (!i->dirty) {
            tell_level(w, i, now);
            tell_due(w, i);
        }
}

static void note_told(struct incident *i, struct slice what, size_t delivered, size_t failed, const char *last_error)
{
    char text[400];
    int n = failed ? snprintf(text, sizeof text, SLICE_FMT ": %zu told, %zu not reached (%.200s)", SLICE_ARG(what), delivered, failed, last_error)
                   : snprintf(text, sizeof text, SLICE_FMT ": %zu told", SLICE_ARG(what), delivered);
    handling_note(&i->handling, clock_now_ms(), failed ? "not reached" : "told", "pulso", (struct slice){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
    i->dirty = true;
}

void watch_told(void *self, struct slice key, size_t delivered, size_t failed, const char *last_error)
{
    struct watch *w = self;
    struct slice id, what = key;
    enum stage s;
    bool level = incident_key_parse(key, &id, &s);
    if (!slice_next(&what, '-', &id))
        return;
    struct incident *i = w->incidents;
    while (i && !slice_is(id, i->id))
        i = i->next;
    if (!i)
        return;
    if (level && s > i->notified)
        i->notified = s;
    if (!level)
        handling_paid(&i->handling, what);
    note_told(i, what, delivered, failed, last_error);
    if (!failed)
        return;
    watch_print(w, i);
    alerts_give_up(w->alerts, arena_dup(&w->arena, key), arena_dup(&w->arena, buf_slice(&w->text)), last_error, &w->bad);
}
