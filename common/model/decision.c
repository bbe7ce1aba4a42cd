#include "model/decision.h"

#include <string.h>

#include "base/when.h"

static struct slice *place_of(struct decision *d, struct slice name)
{
    const struct { const char *name; struct slice *out; } texts[] = {
        { "to", &d->to }, { "from", &d->from }, { "text", &d->text }, { "in_reply_to", &d->in_reply_to }, { "of", &d->of }, { "article", &d->article }, { "id", &d->id },
        { "reason", &d->reason }, { "help", &d->help }, { "into", &d->into }, { "folio", &d->folio }, { "case", &d->state }, { "with", &d->with },
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (slice_is(name, texts[i].name))
            return texts[i].out;
    return NULL;
}

static bool read_time(struct slice name, const struct json_value *v, struct decision *d)
{
    int64_t *out = slice_is(name, "since") ? &d->since_ms : slice_is(name, "merged") ? &d->merged_ms : NULL;
    return !out || (v->type == JSON_STRING && when_parse(v->text, WHEN_RFC3339, NULL, out));
}

static bool read_data(struct json *j, struct arena *a, struct slice data, struct decision *out, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    if (!data.n)
        return true;
    char *padded = arena_alloc(a, data.n + JSON_PADDING);
    memcpy(padded, data.p, data.n);
    memset(padded + data.n, 0, JSON_PADDING);
    if (!json_parse(j, padded, data.n, &root, e) || root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "data: no JSON object");
    while (json_member(j, &root, &name, &v)) {
        struct slice *text = place_of(out, name);
        if (text && v.type == JSON_STRING)
            *text = arena_dup(a, v.text);
        out->is_from = out->is_from || text == &out->from;
        if (slice_is(name, "late") && v.type == JSON_BOOL)
            out->late = v.yes;
        if (slice_is(name, "left") && v.type == JSON_BOOL)
            out->left = v.yes;
        if (slice_is(name, "rev") && v.type == JSON_INT)
            out->rev = v.whole;
        if (!read_time(name, &v, out))
            return err_set(e, ERR_DROP, "data." SLICE_FMT ": not a time like 2026-11-22T04:42:13.120Z", SLICE_ARG(name));
        if (slice_is(name, "good") && v.type == JSON_BOOL) {
            out->good = v.yes;
            out->judges = true;
        }
    }
    return true;
}

static bool is_name(struct slice s, const char *what, struct err *e)
{
    return (s.n && s.n <= DECISION_NAME_MAX) || err_set(e, ERR_DROP, "%s of 1 to %d bytes", what, DECISION_NAME_MAX);
}

/* "platform:conversation" */
static bool is_key(struct slice s, const char *what, struct err *e)
{
    return (s.n && s.n <= DECISION_KEY_MAX && memchr(s.p, ':', s.n)) || err_set(e, ERR_DROP, "%s: a conversation as platform:conversation, of up to %d bytes", what, DECISION_KEY_MAX);
}

static bool is_merge(const struct decision *d, struct err *e)
{
    return is_key(d->into, "data.into", e) && is_name(d->folio, "data.folio: of the older case,", e)
        && (d->since_ms > 0 || err_set(e, ERR_DROP, "data.since: since when there is the older case, as its record says it"));
}

static bool is_joined(const struct decision *d, struct err *e)
{
    return is_key(d->of, "data.of", e) && is_name(d->folio, "data.folio", e) && ((d->rev > 0 && d->since_ms > 0 && (d->left || d->state.n))
        || err_set(e, ERR_DROP, "data: without rev, since or case"));
}

void decision_print_merge(struct slice into, struct slice folio, int64_t since_ms, struct slice why, struct buf *out)
{
    char since[WHEN_TEXT];
    buf_addz(out, "{\"into\":");
    buf_json(out, into);
    buf_addz(out, ",\"folio\":");
    buf_json(out, folio);
    buf_addz(out, ",\"since\":");
    buf_json(out, (struct slice){ since, when_print(since_ms, since) });
    if (why.n) {
        buf_addz(out, ",\"why\":");
        buf_json(out, why);
    }
    buf_char(out, '}');
}

bool decision_read(struct json *j, struct arena *a, const struct action *x, struct decision *d, struct err *e)
{
    *d = (struct decision){ 0 };
    if (!read_data(j, a, x->data, d, e))
        return false;
    switch (x->kind) {
    case ACTION_ASSIGN:
    case ACTION_HAND_OVER: return is_name(d->to, "data.to: who? a team or a person,", e);
    case ACTION_ANSWER: return d->text.n > 0 || err_set(e, ERR_DROP, "data.text: what is the answer?");
    case ACTION_EXTERNAL: return is_name(d->id, "data.id: which? what the other tool calls it,", e);
    case ACTION_VALIDATE:
        return d->judges ? is_name(d->help, "data.help: which answer? its id", e) : err_set(e, ERR_DROP, "data.good: does the answer hold? true or false");
    case ACTION_REVEAL: return d->reason.n > 0 || err_set(e, ERR_DROP, "data.reason: why does somebody look at it?");
    case ACTION_MERGE: return is_merge(d, e);
    case ACTION_JOINED: return is_joined(d, e);
    case ACTION_WARN: return slice_is(d->of, "first") || slice_is(d->of, "solve") || err_set(e, ERR_DROP, "data.of: first or solve");
    default: return true;
    }
}
