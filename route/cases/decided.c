#include "route/cases/decided.h"

#include <string.h>

#include "base/hash.h"

/* The members of an action's data that are asked for here. */
struct data { struct slice to, from, text, in_reply_to, of, article; bool late, is_from; };

static bool read_data(struct json *j, struct arena *a, struct slice data, struct data *out, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    *out = (struct data){ 0 };
    if (!data.n)
        return true;
    char *padded = arena_alloc(a, data.n + JSON_PADDING);
    memcpy(padded, data.p, data.n);
    memset(padded + data.n, 0, JSON_PADDING);
    if (!json_parse(j, padded, data.n, &root, e) || root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "data: no JSON object");
    while (json_member(j, &root, &name, &v)) {
        struct slice *text = slice_is(name, "to") ? &out->to : slice_is(name, "from") ? &out->from : slice_is(name, "text") ? &out->text : slice_is(name, "in_reply_to") ? &out->in_reply_to
                           : slice_is(name, "of") ? &out->of : slice_is(name, "article") ? &out->article : NULL;
        if (text && v.type == JSON_STRING)
            *text = arena_dup(a, v.text);
        out->is_from = out->is_from || text == &out->from;
        if (slice_is(name, "late") && v.type == JSON_BOOL)
            out->late = v.yes;
    }
    return true;
}

static bool is_team(const struct conf_strs *teams, struct slice name)
{
    for (size_t i = 0; i < teams->n; i++)
        if (slice_is(name, teams->v[i]))
            return true;
    return false;
}

static bool given_to(struct slice to, struct slice *out, struct err *e)
{
    if (!to.n || to.n > CASE_NAME_MAX)
        return err_set(e, ERR_DROP, "data.to: who? a name of 1 to %d bytes", CASE_NAME_MAX);
    *out = to;
    return true;
}

static bool event_of(const struct conf_strs *teams, const struct action *x, const struct data *d, struct case_event *ev, struct err *e)
{
    ev->who = x->by;
    ev->flags = d->is_from && (x->kind == ACTION_ASSIGN || x->kind == ACTION_HAND_OVER) ? GIVEN_IF : 0;
    switch (x->kind) {
    case ACTION_TAKE: ev->kind = CASE_TAKE; return true;
    case ACTION_ASSIGN:
        ev->kind = CASE_ASSIGN;
        ev->team = d->from.n <= CASE_NAME_MAX ? d->from : ev->team;
        return given_to(d->to, &ev->who, e);
    case ACTION_ANSWER:
        ev->kind = CASE_REPLY;
        ev->flags = d->article.n ? REPLY_AUTO : 0;
        ev->team = d->article.n <= CASE_NAME_MAX ? d->article : ev->team;
        return d->text.n > 0 || err_set(e, ERR_DROP, "data.text: what is the answer?");
    case ACTION_HAND_OVER:
        ev->kind = CASE_HAND_OVER;
        ev->who = (struct slice){ 0 };
        return given_to(d->to, is_team(teams, d->to) ? &ev->team : &ev->who, e);
    case ACTION_CLOSE: ev->kind = CASE_CLOSE; return true;
    case ACTION_REOPEN: ev->kind = CASE_REOPEN; return true;
    case ACTION_NOTE: ev->kind = CASE_NOTE; return true;
    case ACTION_WARN:
        ev->kind = CASE_WARN;
        ev->flags = (slice_is(d->of, "first") ? WARN_FIRST : 0) | (d->late ? WARN_LATE : 0);
        return slice_is(d->of, "first") || slice_is(d->of, "solve") || err_set(e, ERR_DROP, "data.of: first or solve");
    default: return err_set(e, ERR_DROP, "%s: nothing that a case knows", action_kind_name(x->kind));
    }
}

static bool has(const struct casefile *c, uint64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].id == id)
            return true;
    return false;
}

bool decided(struct care_batch *care, const struct conf_strs *teams, struct json *j, const struct action *x, struct decided_reply *reply, struct err *e)
{
    struct data d;
    struct case_event ev = { .id = hash64_seed(x->id, 'a'), .ms = x->at_ms };
    struct casefile *c = care_case(care, x->conversation);
    *reply = (struct decided_reply){ .automatic = false };
    if (!read_data(j, care->a, x->data, &d, e) || !event_of(teams, x, &d, &ev, e))
        return false;
    if (has(c, ev.id))
        return true;
    case_put(care->a, c, &ev);
    care_case_changed(care, x->conversation);
    if (x->kind == ACTION_ANSWER)
        *reply = (struct decided_reply){ d.text, d.in_reply_to.n ? d.in_reply_to : c->mention, d.article.n > 0 };
    return true;
}
