/* What people decide about incidents, and what follows: who is to be told next, who is left in peace. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/action.h"
#include "route/watch_self.h"

enum { AT_ONCE = 500, AGAIN_US = 5 * 1000 * 1000, CHECKPOINT = 1000 };

/* ---- what pulso.alerts says besides incidents ---- */

static void read_offsets(struct watch *w, struct json_value list)
{
    struct json_value v;
    for (size_t p = 0; json_item(w->json, &list, &v); p++)
        if (v.type == JSON_INT)
            follow_raise(&w->read_to, p, v.whole);
}

bool watch_people_record(struct watch *w, struct slice record)
{
    struct json_value root, v;
    struct slice name;
    struct err e = { 0 };
    bool incident = false;
    char *padded = arena_zalloc(&w->arena, record.n + JSON_PADDING);
    memcpy(padded, record.p, record.n);
    if (!json_parse(w->json, padded, record.n, &root, &e) || root.type != JSON_OBJECT)
        return false;
    while (json_member(w->json, &root, &name, &v)) {
        incident = incident || slice_is(name, "brand");
        if (slice_is(name, "actions") && v.type == JSON_ARRAY)
            read_offsets(w, v);
        if (slice_is(name, "silence") && v.type == JSON_OBJECT && !silence_parse(&w->silences, w->json, v, &e))
            log_warn("event=alert_record_skipped cause=\"%s\"", e.msg);
    }
    return !incident;
}

/* How far the decisions were read goes into every record: whichever is read back last knows it. */
void watch_print(struct watch *w, const struct incident *i)
{
    buf_reset(&w->text);
    incident_print(i, w->evaluated, (size_t)w->partitions, &w->text);
    w->text.n--;                     /* the last brace */
    watch_print_read(w);
}

void watch_print_read(struct watch *w)
{
    buf_addz(&w->text, ",\"actions\":[");
    for (size_t p = 0; p < w->read_to.n; p++)
        buf_printf(&w->text, "%s%" PRId64, p ? "," : "", w->read_to.v[p]);
    buf_addz(&w->text, "]}");
}

bool watch_write_people(struct watch *w, struct err *e)
{
    for (const struct silence *s = w->silences; s; s = s->next) {
        char key[SILENCE_KEY];
        if (!s->dirty)
            continue;
        buf_reset(&w->text);
        silence_print(s, &w->text);
        w->text.n--;
        watch_print_read(w);
        if (!alerts_add(w->alerts, arena_dup(&w->arena, silence_key(s, key)), arena_dup(&w->arena, buf_slice(&w->text)), e))
            return false;
    }
    if (w->read_since < CHECKPOINT)
        return true;
    buf_reset(&w->text);
    buf_addz(&w->text, "{\"v\":1");
    watch_print_read(w);
    return alerts_add(w->alerts, SLICE("actions-read"), arena_dup(&w->arena, buf_slice(&w->text)), e);
}

void watch_people_written(struct watch *w)
{
    for (struct silence *s = w->silences; s; s = s->next)
        s->dirty = false;
    if (w->read_since >= CHECKPOINT)
        w->read_since = 0;
}

/* ---- reading decisions ---- */

static struct incident *find(const struct watch *w, struct slice id)
{
    struct incident *i = w->incidents;
    while (i && !slice_is(id, i->id))
        i = i->next;
    return i;
}

/* A silence that was lifted ends for what is open, too. */
static void silence_changed(struct watch *w, const struct silence *s)
{
    int64_t now = clock_now_ms();
    log_info("event=silence brand=%s until=%" PRId64 " by=%s", s->brand, s->to_ms, s->by);
    for (struct incident *i = w->incidents; i; i = i->next)
        if (i->open && strcmp(i->brand, s->brand) == 0 && i->handling.silent_ms > now && s->to_ms <= now) {
            i->handling.silent_ms = now;
            i->dirty = true;
        }
}

static bool apply(struct watch *w, const struct action *a, struct err *e)
{
    struct silence *s = NULL;
    bool changed = false;
    if (a->incident.n == 0 && a->kind == ACTION_SILENCE) {
        if (!silence_apply(&w->silences, a, w->json, &w->people_arena, &s, e))
            return false;
        if (s)
            silence_changed(w, s);
        return true;
    }
    struct incident *i = find(w, a->incident);
    if (!i)
        return err_set(e, ERR_DROP, "no incident " SLICE_FMT " is known", SLICE_ARG(a->incident));
    if (!handling_apply(&i->handling, a, incident_level(i), w->json, &w->people_arena, &changed, e))
        return false;
    i->dirty = i->dirty || changed;
    if (changed)
        log_info("event=incident_action incident=%s kind=%s by=" SLICE_FMT, i->id, action_kind_name(a->kind), SLICE_ARG(a->by));
    return true;
}

/* What cannot be done is said and counted; it must not keep others from being done. */
static void take(struct watch *w, const rd_kafka_message_t *m)
{
    struct action a;
    struct err e = { 0 };
    arena_reset(&w->people_arena);
    follow_raise(&w->read_to, (size_t)m->partition, m->offset + 1);
    w->read_since++;
    if (!m->payload)
        return;
    bool ok = action_parse(w->json, &w->people_arena, (struct slice){ m->payload, m->len }, &a, &e);
    if (ok && a.conversation.n)
        return;                      /* a case's, not ours */
    if (ok && (a.incident.n || a.kind == ACTION_SILENCE))
        ok = apply(w, &a, &e);
    stat_add(ok ? watch_stat.actions : watch_stat.refused, 1);
    if (!ok)
        log_warn("event=action_refused partition=%d offset=%" PRId64 " cause=\"%s\"", (int)m->partition, m->offset, e.msg);
}

bool watch_decide(struct watch *w, struct err *e)
{
    if (!w->decisions) {
        if (clock_mono_us() < w->decisions_due_us)
            return true;
        w->decisions = follow_open(w->conf.common, w->conf.client_id, w->conf.topic_actions, &w->read_to, FOLLOW_WAIT_MS, e);
        w->decisions_due_us = clock_mono_us() + AGAIN_US;
        if (!w->decisions) {
            if (!w->decisions_failing)
                log_warn("event=decisions_wait cause=\"%s\"", e->msg);
            w->decisions_failing = true;
            err_clear(e);
            return true;
        }
        w->decisions_failing = false;
    }
    for (int n = 0; n < AT_ONCE; n++) {
        rd_kafka_message_t *m = follow_next(w->decisions, 0, e);
        if (!m)
            return e->kind == ERR_NONE;
        take(w, m);
        rd_kafka_message_destroy(m);
    }
    return true;
}

/* ---- what follows ---- */

static const struct committee *committee(const struct watch *w, const struct incident *i)
{
    return i->handling.committee[0] ? committee_named(w->conf.committees, slice_of(i->handling.committee)) : NULL;
}

static void add_line(struct incident *i, int64_t now, const char *kind, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
static void add_line(struct incident *i, int64_t now, const char *kind, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    handling_note(&i->handling, now, kind, "pulso", (struct slice){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
    i->dirty = true;
}

/* A level that is reached for the first time: its committee, its procedure, its steps from the first one on. */
static void reached(struct watch *w, struct incident *i, int level, int64_t now)
{
    struct handling *h = &i->handling;
    int known = h->level;
    bool closed = h->state == HANDLING_CLOSED;
    struct slice name = incident_level_name(i);
    handling_assign(h, committee_of(w->conf.committees, slice_of(i->brand), incident_type(i)), incident_type(i), name);
    add_line(i, now, h->step_level < 0 ? "opened" : "level", SLICE_FMT, SLICE_ARG(name));
    if (handling_risen(h, level, now) && closed) {
        i->notified = incident_level_stage(known);
        i->fired = i->notified;
    }
    h->step_level = level;
    h->step = 0;
    h->step_ms = now;
    if (incident_level_stage(level) == STAGE_NONE)
        handling_owe(h, DUE_WATCH, 0);
}

static void hush(struct watch *w, struct incident *i, int64_t now)
{
    struct handling *h = &i->handling;
    const struct silence *s = silence_of(w->silences, slice_of(i->brand), now);
    if (s && s->to_ms > h->silent_ms) {
        h->silent_ms = s->to_ms;
        snprintf(h->silent_by, sizeof h->silent_by, "%s", s->by);
        add_line(i, now, "silenced", "planned works of %s: %.400s", s->brand, s->why ? s->why : "");
    } else if (h->silent_ms && now >= h->silent_ms) {
        h->silent_ms = 0;
        h->step_ms = now;
        add_line(i, now, "silence over", "%s", "");
    }
}

static void escalate(struct watch *w, struct incident *i, int64_t now)
{
    struct handling *h = &i->handling;
    const struct committee *c = committee(w, i);
    const struct step *s = committee_step(c, h->step_level, (size_t)h->step);
    bool asked = h->step_ms == 0;    /* a person did */
    if (!s || (!asked && (h->state != HANDLING_NEW || handling_silent(h, now) || now < h->step_ms + s->wait_ms)))
        return;
    h->step++;
    h->step_ms = now;
    if (committee_step(c, h->step_level, (size_t)h->step)) {
        handling_owe(h, asked ? DUE_ESCALATED : DUE_UNANSWERED, h->step);
        add_line(i, now, asked ? "escalated" : "unanswered", "step %" PRId64, h->step + 1);
        log_warn("event=incident_%s incident=%s brand=%s step=%" PRId64, asked ? "escalated" : "unanswered", i->id, i->brand, h->step + 1);
        return;
    }
    add_line(i, now, "unanswered", "no step is left");
    log_error("event=incident_unanswered incident=%s brand=%s cause=\"nobody acknowledged, and no step is left\"", i->id, i->brand);
}

/* What escalate waits for is written down: whoever looks sees the clock that runs. */
static void set_next(const struct watch *w, struct incident *i, int64_t now)
{
    struct handling *h = &i->handling;
    const struct step *s = committee_step(committee(w, i), h->step_level, (size_t)h->step);
    int64_t next_ms = s && i->open && h->state == HANDLING_NEW && !handling_silent(h, now) ? h->step_ms + s->wait_ms : 0;
    i->dirty = i->dirty || next_ms != h->next_ms;
    h->next_ms = next_ms;
}

void watch_follow(struct watch *w)
{
    int64_t now = clock_now_ms();
    for (struct incident *i = w->incidents; i; i = i->next) {
        int level = incident_level(i);
        if (!i->open) {
            set_next(w, i, now);
            if (i->handling.step_level >= 0 && !i->handling.calm) {
                i->handling.calm = true;
                add_line(i, now, "calm", "%s", "");
            }
            continue;
        }
        if (level >= 0 && level > i->handling.step_level)
            reached(w, i, level, now);
        hush(w, i, now);
        escalate(w, i, now);
        set_next(w, i, now);
    }
}

/* ---- whom to tell ---- */

static size_t add_step(const struct committee *c, const struct step *s, int64_t now, struct hook_to *out, size_t n)
{
    struct hook_to more[COMMITTEE_TOLD];
    size_t k = committee_told(c, s, now, more);
    for (size_t i = 0; i < k && n < COMMITTEE_TOLD; i++) {
        size_t had = 0;
        while (had < n && !(strcmp(out[had].hook, more[i].hook) == 0 && out[had].person == more[i].person))
            had++;
        if (had == n)
            out[n++] = more[i];
    }
    return n;
}

size_t watch_whom(const struct watch *w, const struct incident *i, enum whom which, int64_t step, struct hook_to out[COMMITTEE_TOLD], bool *all)
{
    const struct committee *c = committee(w, i);
    const struct handling *h = &i->handling;
    int64_t now = clock_now_ms();
    size_t n = 0;
    *all = !c && h->step_level != 0;                 /* without a committee every hook is told, of what pages */
    for (int64_t k = which == WHOM_STEP ? step : 0; c && k <= step; k++) {
        const struct step *s = committee_step(c, h->step_level, (size_t)k);
        if (s)
            n = add_step(c, s, now, out, n);
    }
    return n;
}
