#include "route/cases/decided.h"

#include <string.h>

#include "base/hash.h"
#include "model/decision.h"
#include "route/cases/merge.h"

static bool is_team(const struct conf_strs *teams, struct slice name)
{
    for (size_t i = 0; i < teams->n; i++)
        if (slice_is(name, teams->v[i]))
            return true;
    return false;
}

static bool event_of(const struct conf_strs *teams, const struct action *x, const struct decision *d, struct case_event *ev, struct err *e)
{
    ev->who = x->by;
    ev->flags = d->is_from && (x->kind == ACTION_ASSIGN || x->kind == ACTION_HAND_OVER) ? GIVEN_IF : 0;
    switch (x->kind) {
    case ACTION_TAKE: ev->kind = CASE_TAKE; return true;
    case ACTION_ASSIGN:
        ev->kind = CASE_ASSIGN;
        ev->team = d->from.n <= CASE_NAME_MAX ? d->from : ev->team;
        ev->who = d->to;
        return true;
    case ACTION_ANSWER:
        ev->kind = CASE_REPLY;
        ev->flags = d->article.n ? REPLY_AUTO : 0;
        ev->team = d->article.n <= CASE_NAME_MAX ? d->article : ev->team;
        return true;
    case ACTION_HAND_OVER:
        ev->kind = CASE_HAND_OVER;
        ev->who = (struct slice){ 0 };
        *(is_team(teams, d->to) ? &ev->team : &ev->who) = d->to;
        return true;
    case ACTION_EXTERNAL:
        ev->kind = CASE_EXTERNAL;
        ev->who = d->id;
        return true;
    case ACTION_CLOSE: ev->kind = CASE_CLOSE; return true;
    case ACTION_REOPEN: ev->kind = CASE_REOPEN; return true;
    case ACTION_NOTE: ev->kind = CASE_NOTE; return true;
    case ACTION_VALIDATE:
        ev->kind = CASE_JUDGE;
        ev->flags = d->good ? JUDGE_GOOD : 0;
        ev->mention = d->help;
        return true;
    case ACTION_REVEAL: ev->kind = CASE_LOOK; return true;
    case ACTION_MERGE:
        ev->kind = CASE_MERGE;
        ev->mention = d->into;
        ev->team = d->folio;
        ev->first_due_ms = d->since_ms;
        return !slice_eq(d->into, x->conversation) || err_set(e, ERR_DROP, "merge: it is the case itself");
    case ACTION_UNMERGE: ev->kind = CASE_PART; return true;
    case ACTION_WARN:
        ev->kind = CASE_WARN;
        ev->flags = (slice_is(d->of, "first") ? WARN_FIRST : 0) | (d->late ? WARN_LATE : 0);
        return true;
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

/* Of another conversation, which was merged into this one: what it brings by now. */
static bool joined(struct care_batch *care, struct casefile *c, const struct action *x, const struct decision *d, struct err *e)
{
    struct merge_joined j = { .member = { .key = d->of, .at = d->rev, .merged_ms = d->merged_ms, .left = d->left }, .head_folio = d->folio,
                              .head_since_ms = d->since_ms };
    bool changed = false;
    if (!merge_hex(care->a, d->state, &j.member.bytes))
        return err_set(e, ERR_DROP, "data.case: no case in hexadecimal digits");
    if (!merge_join(care->a, c, x->conversation, &j, &changed, e))
        return false;
    if (changed)
        care_case_changed(care, x->conversation);
    return true;
}

bool decided(struct care_batch *care, const struct conf_strs *teams, struct json *j, const struct action *x, struct decided_reply *reply, struct err *e)
{
    struct decision d;
    struct case_event ev = { .id = hash64_seed(x->id, 'a'), .ms = x->at_ms };
    struct casefile *c = care_case(care, x->conversation);
    *reply = (struct decided_reply){ .automatic = false };
    if (!decision_read(j, care->a, x, &d, e))
        return false;
    if (x->kind == ACTION_JOINED)
        return joined(care, c, x, &d, e);
    if (!event_of(teams, x, &d, &ev, e))
        return false;
    if (has(c, ev.id))
        return true;
    case_put(care->a, c, &ev);
    care_case_changed(care, x->conversation);
    if (x->kind == ACTION_ANSWER)
        *reply = (struct decided_reply){ d.text, d.in_reply_to.n ? d.in_reply_to : c->mention, d.article.n > 0 };
    return true;
}
