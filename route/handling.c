#include "route/handling.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"

void handling_init(struct handling *h)
{
    *h = (struct handling){ .level = -1, .step_level = -1 };
}

static void event_fini(struct happened *e)
{
    free(e->by);
    free(e->text);
    free(e->id);
}

static void ticks_fini(struct handling *h)
{
    for (size_t i = 0; i < h->tick_count; i++) {
        free(h->ticks[i].text);
        free(h->ticks[i].by);
    }
    h->tick_count = 0;
}

void handling_fini(struct handling *h)
{
    for (size_t i = 0; i < h->event_count; i++)
        event_fini(&h->events[i]);
    ticks_fini(h);
    free(h->events);
    free(h->procedure);
    free(h->link);
    free(h->silent_why);
    free(h->statement);
    free(h->statement_lang);
    free(h->statement_by);
    handling_init(h);
}

static char *dup(struct slice s)
{
    char *p = malloc(s.n + 1);
    if (!p)
        abort();
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return p;
}

static void put(char **place, struct slice s)
{
    free(*place);
    *place = s.n ? dup(s) : NULL;
}

/* ---- the timeline ---- */

/* Beyond the bound the middle goes: how it began and what happened last is what is read. */
static struct happened *add_event(struct handling *h, int64_t at_ms, const char *kind, struct slice by, struct slice text)
{
    if (h->event_count == HANDLING_EVENTS) {
        size_t kept = HANDLING_EVENTS / 3;
        event_fini(&h->events[kept]);
        memmove(&h->events[kept], &h->events[kept + 1], (h->event_count - kept - 1) * sizeof *h->events);
        h->event_count--;
        h->dropped = true;
    }
    h->events = realloc(h->events, (h->event_count + 1) * sizeof *h->events);
    if (!h->events)
        abort();
    struct happened *e = &h->events[h->event_count++];
    *e = (struct happened){ .at_ms = at_ms };
    snprintf(e->kind, sizeof e->kind, "%s", kind);
    put(&e->by, by);
    put(&e->text, text);
    return e;
}

void handling_note(struct handling *h, int64_t at_ms, const char *kind, const char *by, struct slice text)
{
    add_event(h, at_ms, kind, slice_of(by), text);
}

static bool was_here(const struct handling *h, struct slice id)
{
    for (size_t i = h->event_count; i-- > 0;)
        if (h->events[i].id && slice_is(id, h->events[i].id))
            return true;
    return false;
}

/* ---- what people decide ---- */

struct said { struct slice text, lang, to, why; int64_t step; bool done, no_crisis; };

static bool read_data(const struct action *a, struct json *j, struct arena *arena, struct said *out, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    *out = (struct said){ .done = true };
    if (a->data.n == 0)
        return true;
    char *padded = arena_zalloc(arena, a->data.n + JSON_PADDING);
    memcpy(padded, a->data.p, a->data.n);
    if (!json_parse(j, padded, a->data.n, &root, e) || root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "data is no object");
    while (json_member(j, &root, &name, &v)) {
        struct slice *place = slice_is(name, "text") ? &out->text : slice_is(name, "lang") ? &out->lang : slice_is(name, "to") ? &out->to
                            : slice_is(name, "why") ? &out->why : NULL;
        if (place && v.type == JSON_STRING)
            *place = v.text;
        else if (slice_is(name, "false") && v.type == JSON_BOOL)
            out->no_crisis = v.yes;
        else if (slice_is(name, "step") && v.type == JSON_INT)
            out->step = v.whole;
        else if (slice_is(name, "done") && v.type == JSON_BOOL)
            out->done = v.yes;
    }
    if (out->text.n > HANDLING_TEXT || out->why.n > HANDLING_TEXT || out->to.n > ACTION_MAX_ID || out->lang.n > 8)
        return err_set(e, ERR_DROP, "a text is longer than %d bytes", HANDLING_TEXT);
    return true;
}

static void set_by(char place[HANDLING_BY], struct slice by)
{
    snprintf(place, HANDLING_BY, SLICE_FMT, SLICE_ARG(by));
}

static void take(struct handling *h, struct slice owner, int64_t at_ms, int level)
{
    set_by(h->owner, owner);
    h->state = HANDLING_ACKNOWLEDGED;
    h->acknowledged_ms = at_ms;
    h->level = level;
    handling_owe(h, DUE_ACKNOWLEDGED, ++h->acknowledgements);
}

static bool tick(struct handling *h, const struct action *a, const struct said *s, struct err *e)
{
    if (s->step < 1 || (size_t)s->step > h->tick_count)
        return err_set(e, ERR_DROP, "tick: the procedure has %zu steps", h->tick_count);
    struct tick *t = &h->ticks[s->step - 1];
    t->done_ms = s->done ? a->at_ms : 0;
    put(&t->by, s->done ? a->by : (struct slice){ 0 });
    return true;
}

static bool silence(struct handling *h, const struct action *a, const struct said *s, struct err *e)
{
    if (!when_parse(s->to, WHEN_RFC3339, NULL, &h->silent_ms))
        return err_set(e, ERR_DROP, "silence: until when? data.to is no time");
    set_by(h->silent_by, a->by);
    put(&h->silent_why, s->why);
    return true;
}

static void approve(struct handling *h, const struct action *a, const struct said *s)
{
    put(&h->statement, s->text);
    put(&h->statement_lang, s->text.n ? s->lang : (struct slice){ 0 });
    put(&h->statement_by, s->text.n ? a->by : (struct slice){ 0 });
}

int64_t handling_statement_ms(const struct handling *h)
{
    for (size_t i = 0; i < h->event_count; i++)
        if (strcmp(h->events[i].kind, action_kind_name(ACTION_APPROVE)) == 0 && h->events[i].text && *h->events[i].text)
            return h->events[i].at_ms;
    return 0;
}

static bool decide(struct handling *h, const struct action *a, const struct said *s, int level, struct err *e)
{
    switch (a->kind) {
    case ACTION_ACKNOWLEDGE: take(h, a->by, a->at_ms, level); return true;
    case ACTION_HAND_OVER:
        if (s->to.n == 0)
            return err_set(e, ERR_DROP, "hand_over: to whom? data.to is empty");
        take(h, s->to, a->at_ms, level);
        return true;
    case ACTION_CLOSE:
        h->state = HANDLING_CLOSED;
        h->no_crisis = s->no_crisis;
        h->level = level;
        set_by(h->closed_by, a->by);
        return true;
    case ACTION_REOPEN:
        if (h->state == HANDLING_CLOSED)
            h->reopened++;
        h->no_crisis = false;
        take(h, a->by, a->at_ms, level);
        return true;
    case ACTION_ESCALATE: h->step_ms = 0; return true;      /* the next step is due at once */
    case ACTION_TICK: return tick(h, a, s, e);
    case ACTION_SILENCE: return silence(h, a, s, e);
    case ACTION_APPROVE: approve(h, a, s); return true;
    case ACTION_NOTE: return s->text.n || err_set(e, ERR_DROP, "note: it says nothing");
    default: return err_set(e, ERR_DROP, "%s is nothing that can be done about an incident", action_kind_name(a->kind));
    }
}

/* What the timeline says of it. */
static struct slice told(const struct handling *h, const struct action *a, const struct said *s, char *text, size_t size)
{
    int n = 0;
    switch (a->kind) {
    case ACTION_HAND_OVER: return s->to;
    case ACTION_NOTE:
    case ACTION_APPROVE: return s->text;
    case ACTION_TICK: n = snprintf(text, size, "%s%lld: %s", s->done ? "" : "not ", (long long)s->step, h->ticks[s->step - 1].text); break;
    case ACTION_SILENCE: n = snprintf(text, size, SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(s->to), s->why.n ? ": " : "", SLICE_ARG(s->why)); break;
    default: return s->why;
    }
    return (struct slice){ text, (size_t)n < size ? (size_t)n : size - 1 };
}

bool handling_apply(struct handling *h, const struct action *a, int level, struct json *j, struct arena *arena, bool *changed, struct err *e)
{
    struct said s;
    char text[HANDLING_TEXT + 64];
    *changed = false;
    if (was_here(h, a->id))
        return true;
    if (!read_data(a, j, arena, &s, e) || !decide(h, a, &s, level, e))
        return false;
    struct happened *line = add_event(h, a->at_ms, action_kind_name(a->kind), a->by, told(h, a, &s, text, sizeof text));
    put(&line->id, a->id);
    *changed = true;
    return true;
}

/* ---- what follows ---- */

void handling_assign(struct handling *h, const struct committee *c, struct slice type, struct slice level)
{
    const struct procedure *p = committee_procedure(c, type, level);
    struct tick old[HANDLING_STEPS];
    size_t n = h->tick_count;
    snprintf(h->committee, sizeof h->committee, "%.64s", c ? c->name : "");
    if (!p)
        return;                      /* what was begun stays */
    put(&h->procedure, slice_of(p->name));
    put(&h->link, slice_of(p->link));
    memcpy(old, h->ticks, sizeof old);
    h->tick_count = 0;
    for (size_t i = 0; i < p->steps.n && i < HANDLING_STEPS; i++) {
        struct tick *t = &h->ticks[h->tick_count++];
        *t = (struct tick){ .text = dup(slice_of(p->steps.v[i])) };
        for (size_t k = 0; k < n; k++)
            if (old[k].done_ms && strcmp(old[k].text, t->text) == 0) {
                t->done_ms = old[k].done_ms;
                put(&t->by, slice_of(old[k].by));
            }
    }
    for (size_t k = 0; k < n; k++) {
        free(old[k].text);
        free(old[k].by);
    }
}

bool handling_silent(const struct handling *h, int64_t now_ms) { return now_ms < h->silent_ms; }

static const char *const due_names[DUE_COUNT] = { "acknowledged", "unanswered", "escalated", "watch" };
const char *due_name(enum due_what w) { return due_names[w]; }

void handling_owe(struct handling *h, enum due_what what, int64_t n)
{
    if (h->due_count == HANDLING_DUE)
        memmove(h->due, h->due + 1, --h->due_count * sizeof h->due[0]);
    h->due[h->due_count++] = (struct due){ .what = what, .n = n };
}

bool handling_paid(struct handling *h, struct slice name)
{
    for (size_t i = 0; i < h->due_count; i++) {
        char text[48];
        snprintf(text, sizeof text, "%s.%lld", due_names[h->due[i].what], (long long)h->due[i].n);
        if (!slice_is(name, text))
            continue;
        memmove(&h->due[i], &h->due[i + 1], (--h->due_count - i) * sizeof h->due[0]);
        return true;
    }
    return false;
}

bool handling_risen(struct handling *h, int level, int64_t now_ms)
{
    char text[64];
    if (h->state == HANDLING_NEW || level <= h->level)
        return false;
    int n = snprintf(text, sizeof text, h->state == HANDLING_CLOSED ? "it rose after it had been closed" : "it rose above what was acknowledged");
    h->reopened += h->state == HANDLING_CLOSED;
    h->state = HANDLING_NEW;
    h->level = -1;
    add_event(h, now_ms, "reopened", SLICE("pulso"), (struct slice){ text, (size_t)n });
    return true;
}
