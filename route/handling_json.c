/* handling as a member of the incident's record, and back. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/when.h"
#include "route/handling.h"

static const char *const states[] = { "new", "acknowledged", "closed" };
static const char *const levels[] = { "watch", "alert", "crisis" };

static void text(struct buf *out, const char *name, const char *value)
{
    if (!value || !value[0])
        return;
    buf_printf(out, ",\"%s\":", name);
    buf_json(out, slice_of(value));
}

static void moment(struct buf *out, const char *name, int64_t ms)
{
    char t[WHEN_TEXT];
    if (ms == 0)
        return;
    when_print(ms, t);
    buf_printf(out, ",\"%s\":\"%s\"", name, t);
}

static void print_steps(const struct handling *h, struct buf *out)
{
    buf_addz(out, ",\"steps\":[");
    for (size_t i = 0; i < h->tick_count; i++) {
        buf_printf(out, "%s{\"step\":%zu", i ? "," : "", i + 1);
        text(out, "text", h->ticks[i].text);
        moment(out, "done", h->ticks[i].done_ms);
        text(out, "by", h->ticks[i].by);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void print_events(const struct handling *h, struct buf *out)
{
    buf_addz(out, ",\"timeline\":[");
    for (size_t i = 0; i < h->event_count; i++) {
        const struct happened *e = &h->events[i];
        buf_printf(out, "%s{\"kind\":\"%s\"", i ? "," : "", e->kind);
        moment(out, "at", e->at_ms);
        text(out, "by", e->by);
        text(out, "text", e->text);
        text(out, "id", e->id);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

void handling_print(const struct handling *h, struct buf *out)
{
    buf_printf(out, "{\"state\":\"%s\"", states[h->state]);
    text(out, "owner", h->owner);
    text(out, "closed_by", h->closed_by);
    if (h->no_crisis)
        buf_addz(out, ",\"no_crisis\":true");
    text(out, "level", h->level >= 0 ? levels[h->level] : NULL);
    moment(out, "acknowledged", h->acknowledged_ms);
    text(out, "committee", h->committee);
    text(out, "procedure", h->procedure);
    text(out, "link", h->link);
    text(out, "step_level", h->step_level >= 0 ? levels[h->step_level] : NULL);
    moment(out, "step_at", h->step_ms);
    moment(out, "next_at", h->next_ms);
    moment(out, "silent_until", h->silent_ms);
    text(out, "silent_by", h->silent_by);
    text(out, "silent_why", h->silent_why);
    text(out, "statement", h->statement);
    text(out, "statement_lang", h->statement_lang);
    text(out, "statement_by", h->statement_by);
    buf_printf(out, ",\"step\":%" PRId64 ",\"acknowledgements\":%" PRId64 ",\"reopened\":%" PRId64 ",\"dropped\":%s,\"calm\":%s,\"due\":[", h->step, h->acknowledgements,
               h->reopened, h->dropped ? "true" : "false", h->calm ? "true" : "false");
    for (size_t i = 0; i < h->due_count; i++)
        buf_printf(out, "%s\"%s.%" PRId64 "\"", i ? "," : "", due_name(h->due[i].what), h->due[i].n);
    buf_char(out, ']');
    print_steps(h, out);
    print_events(h, out);
    buf_char(out, '}');
}

/* ---- reading it back ---- */

enum kind { NAME, WORDS, TIME, WHOLE, STATE, LEVEL };
#define AT(m) offsetof(struct handling, m)
static const struct { const char *name; enum kind kind; size_t offset, size; } members[] = {
    { "state", STATE, AT(state), 0 },
    { "owner", NAME, AT(owner), HANDLING_BY },
    { "closed_by", NAME, AT(closed_by), HANDLING_BY },
    { "level", LEVEL, AT(level), 0 },
    { "acknowledged", TIME, AT(acknowledged_ms), 0 },
    { "committee", NAME, AT(committee), 65 },
    { "procedure", WORDS, AT(procedure), 0 },
    { "link", WORDS, AT(link), 0 },
    { "step_level", LEVEL, AT(step_level), 0 },
    { "step_at", TIME, AT(step_ms), 0 },
    { "next_at", TIME, AT(next_ms), 0 },
    { "silent_until", TIME, AT(silent_ms), 0 },
    { "silent_by", NAME, AT(silent_by), HANDLING_BY },
    { "silent_why", WORDS, AT(silent_why), 0 },
    { "statement", WORDS, AT(statement), 0 },
    { "statement_lang", WORDS, AT(statement_lang), 0 },
    { "statement_by", WORDS, AT(statement_by), 0 },
    { "step", WHOLE, AT(step), 0 },
    { "acknowledgements", WHOLE, AT(acknowledgements), 0 },
    { "reopened", WHOLE, AT(reopened), 0 },
};
#undef AT

static bool copy(struct slice s, char *out, size_t size)
{
    if (s.n >= size)
        return false;
    if (s.n)
        memcpy(out, s.p, s.n);
    out[s.n] = 0;
    return true;
}

static char *words(struct slice s)
{
    char *p = malloc(s.n + 1);
    if (!p)
        abort();
    copy(s, p, s.n + 1);
    return p;
}

static bool one_of(struct slice s, const char *const *names, int n, int *out)
{
    for (*out = 0; *out < n; ++*out)
        if (slice_is(s, names[*out]))
            return true;
    return false;
}

static bool read_member(const struct json_value *v, size_t m, char *place)
{
    int which;
    if (members[m].kind == WHOLE) {
        *(int64_t *)(void *)place = v->whole;
        return v->type == JSON_INT;
    }
    if (v->type != JSON_STRING)
        return false;
    switch (members[m].kind) {
    case NAME: return copy(v->text, place, members[m].size);
    case WORDS: free(*(char **)(void *)place); *(char **)(void *)place = words(v->text); return true;
    case TIME: return when_parse(v->text, WHEN_RFC3339, NULL, (int64_t *)(void *)place);
    case STATE:
    case LEVEL:
        if (!one_of(v->text, members[m].kind == STATE ? states : levels, 3, &which))
            return false;
        memcpy(place, &which, sizeof which);   /* an enum: as wide as int here */
        return true;
    case WHOLE: break;
    }
    return false;
}
_Static_assert(sizeof(enum handling_state) == sizeof(int), "read_member");

static bool read_due(struct handling *h, const struct json *j, struct json_value list)
{
    struct json_value v;
    while (json_item(j, &list, &v)) {
        struct slice name, rest = v.text;
        int64_t n;
        int what = 0;
        if (v.type != JSON_STRING || !slice_next(&rest, '.', &name) || !slice_int(rest, &n))
            return false;
        while (what < DUE_COUNT && !slice_is(name, due_name((enum due_what)what)))
            what++;
        if (what == DUE_COUNT)
            return false;
        handling_owe(h, (enum due_what)what, n);
    }
    return true;
}

static bool read_step(struct tick *t, const struct json *j, struct json_value object)
{
    struct slice name;
    struct json_value v;
    while (json_member(j, &object, &name, &v)) {
        if (v.type != JSON_STRING)
            continue;
        if (slice_is(name, "text") && !t->text)
            t->text = words(v.text);
        else if (slice_is(name, "by") && !t->by)
            t->by = words(v.text);
        else if (slice_is(name, "done") && !when_parse(v.text, WHEN_RFC3339, NULL, &t->done_ms))
            return false;
    }
    return t->text != NULL;
}

static bool read_steps(struct handling *h, const struct json *j, struct json_value list)
{
    struct json_value v;
    while (json_item(j, &list, &v)) {
        if (v.type != JSON_OBJECT || h->tick_count == HANDLING_STEPS)
            return false;
        struct tick *t = &h->ticks[h->tick_count++];
        *t = (struct tick){ 0 };
        if (!read_step(t, j, v))
            return false;
    }
    return true;
}

static bool read_event(struct handling *h, const struct json *j, struct json_value object)
{
    struct slice name, kind = { 0 }, by = { 0 }, said = { 0 }, id = { 0 };
    struct json_value v;
    int64_t at = 0;
    char k[24];
    while (json_member(j, &object, &name, &v)) {
        if (v.type != JSON_STRING)
            return false;
        if (slice_is(name, "at") && !when_parse(v.text, WHEN_RFC3339, NULL, &at))
            return false;
        struct slice *place = slice_is(name, "kind") ? &kind : slice_is(name, "by") ? &by : slice_is(name, "text") ? &said : slice_is(name, "id") ? &id : NULL;
        if (place)
            *place = v.text;
    }
    if (!copy(kind, k, sizeof k))
        return false;
    char *who = words(by);
    handling_note(h, at, k, who, said);
    free(who);
    if (id.n)
        h->events[h->event_count - 1].id = words(id);
    return true;
}

static bool read_events(struct handling *h, const struct json *j, struct json_value list)
{
    struct json_value v;
    while (json_item(j, &list, &v))
        if (v.type != JSON_OBJECT || !read_event(h, j, v))
            return false;
    return true;
}

static bool read_one(struct handling *h, const struct json *j, struct slice name, const struct json_value *v)
{
    if (v->type == JSON_ARRAY && slice_is(name, "due"))
        return read_due(h, j, *v);
    if (v->type == JSON_ARRAY && slice_is(name, "steps"))
        return read_steps(h, j, *v);
    if (v->type == JSON_ARRAY && slice_is(name, "timeline"))
        return read_events(h, j, *v);
    if (v->type == JSON_BOOL && slice_is(name, "dropped"))
        h->dropped = v->yes;
    if (v->type == JSON_BOOL && slice_is(name, "no_crisis"))
        h->no_crisis = v->yes;
    if (v->type == JSON_BOOL && slice_is(name, "calm"))
        h->calm = v->yes;
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++)
        if (slice_is(name, members[m].name))
            return read_member(v, m, (char *)h + members[m].offset);
    return true;                     /* a later version's */
}

bool handling_parse(struct handling *h, const struct json *j, struct json_value object, struct err *e)
{
    struct slice name;
    struct json_value v;
    handling_fini(h);
    while (json_member(j, &object, &name, &v))
        if (!read_one(h, j, name, &v)) {
            handling_fini(h);
            return err_set(e, ERR_DROP, "handling, " SLICE_FMT ": not a value that this version writes", SLICE_ARG(name));
        }
    return true;
}
