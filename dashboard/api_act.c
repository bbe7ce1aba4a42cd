/*
 * POST /v1/actions: what a person decided, into pulso.actions and nowhere else:
 *
 *   Idempotency-Key: 8b0f...      the same decision sent twice counts once
 *   {"kind":"acknowledge","incident":"3f2a...","brand":"movistar","data":{...}}
 *
 * 201 when Kafka has it. Whether it may be done is the role's; about a brand that the person may not see nothing can be. Another
 * program (a token with `tool`) signs the body, has its key in it, and says in whose name it decides:
 *
 *   X-Pulso-Token: crm    X-Pulso-Timestamp, X-Pulso-Signature: io/signed.h
 *   {"id":"T-991/3","kind":"close","folio":"34T7-KQ","by":"AR"}
 */
#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "dashboard/act.h"
#include "dashboard/api.h"
#include "dashboard/book.h"
#include "dashboard/inbox.h"
#include "dashboard/json_out.h"
#include "dashboard/ring.h"
#include "dashboard/server.h"
#include "io/actions.h"
#include "model/decision.h"

/* Everybody who may post at all: an analyst. */
bool act_allowed(enum action_kind kind, enum role role)
{
    switch (kind) {
    case ACTION_WRONG:
    case ACTION_NOTE:
    case ACTION_TAKE:
    case ACTION_ANSWER:
    case ACTION_HAND_OVER:
    case ACTION_EXTERNAL:
    case ACTION_CLOSE:
    case ACTION_VALIDATE:
    case ACTION_MERGE:
    case ACTION_UNMERGE:
    case ACTION_REOPEN: return role >= ROLE_ANALYST;
    case ACTION_ACKNOWLEDGE:
    case ACTION_ESCALATE:
    case ACTION_TICK:
    case ACTION_APPROVE:
    case ACTION_SILENCE: return role >= ROLE_COMMITTEE;
    default: return false;           /* the desk's own */
    }
}

/* The same person sending the same key means the same decision; others' keys cannot meet theirs. What is signed has its key under the signature: a header
 * could be changed by whoever saw it pass. */
bool act_id(struct request *r, const struct act *a, struct action *x)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
    const char *header = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Idempotency-Key"), *key = header;
    if (r->claimed)
        key = a->id.n ? arena_strz(&r->a, a->id) : "";
    else if (a->id.n)
        return request_refuse_param(r, "id", "the key of a request that is not signed is the header Idempotency-Key");
    if (key && *key && strlen(key) <= 64 && strspn(key, allowed) == strlen(key))
        x->id = arena_printf(&r->a, "%s:%s", r->person->name, key);
    else if (r->claimed)
        return request_refuse_param(r, "id", "the key of the decision is wanted: up to 64 letters, digits, dots, _, / or -, another one for each");
    else
        return request_refuse(r, REFUSE_BAD, "the header Idempotency-Key is wanted: up to 64 letters, digits, dots, _, / or -, another one for each decision");
    return x->id.n <= ACTION_MAX_ID || request_refuse(r, REFUSE_BAD, "the key is too long beside your name");
}

/* People decide in their own name. */
static bool read_by(struct request *r, const struct act *a, struct action *x)
{
    if (a->by.n && !r->person->tool)
        return request_refuse_param(r, "by", "only a tool says in whose name it decides; yours is %s", r->person->name);
    x->by = a->by.n ? a->by : slice_of(r->person->name);
    return true;
}

/* An answer goes where the customer wrote last, unless it says what else it answers; what else is decided is about the whole case. */
static bool read_place(struct request *r, const struct inbox_case *found, struct action *x)
{
    struct json *j = json_new(REQUEST_BODY_MAX);
    struct decision d = { 0 };
    struct err ignored = { 0 };
    if (x->kind == ACTION_ANSWER && decision_read(j, &r->a, x, &d, &ignored) && (!d.in_reply_to.n || slice_eq(d.in_reply_to, found->mention)))
        x->conversation = found->asks;
    else
        x->conversation = x->kind == ACTION_UNMERGE ? found->own : found->conversation;
    json_free(j);
    return true;
}

/* data.with names the other one; which of the two is the older, and goes on, is ours to know. */
static bool read_merge(struct api *api, struct request *r, const struct act *a, struct action *x)
{
    struct json *j = json_new(REQUEST_BODY_MAX);
    struct decision d = { 0 };
    struct inbox_merge m;
    struct err ignored = { 0 };
    struct buf data = { 0 };
    decision_read(j, &r->a, x, &d, &ignored);
    json_free(j);
    if (!d.with.n)
        return request_refuse_param(r, "data", "data.with: the other case of the same customer, its folio or its conversation");
    const char *why = inbox_merge(api->inbox, r->person, a->folio.n ? a->folio : a->conversation, d.with, &r->a, &m);
    if (why)
        return request_refuse(r, REFUSE_NOT_FOUND, "%s", why);
    x->conversation = m.young;
    decision_print_merge(m.into, m.into_folio, m.since_ms, (struct slice){ 0 }, &data);
    x->data = arena_dup(&r->a, buf_slice(&data));
    buf_fini(&data);
    return true;
}

/* A case is named by its conversation, or while it is open by its folio. */
static bool read_case(struct api *api, struct request *r, const struct act *a, struct action *x)
{
    struct inbox_case found;
    x->conversation = a->conversation;
    if (!a->folio.n && x->kind == ACTION_MERGE && a->conversation.n)
        return read_merge(api, r, a, x);
    if (!a->folio.n)
        return !x->conversation.n || x->kind == ACTION_WRONG || person_sees_all(r->person) || inbox_shows(api->inbox, r->person, x->conversation)
            || request_refuse(r, REFUSE_NOT_FOUND, "no case of your brands is, or was, in this conversation");
    if (a->conversation.n || a->incident.n || a->mention.n)
        return request_refuse_param(r, "folio", "a folio says it all: no conversation, mention or incident beside it");
    if (x->kind == ACTION_MERGE)
        return read_merge(api, r, a, x);
    if (inbox_one(api->inbox, r->person, a->folio, &r->a, &found))
        return read_place(r, &found, x);
    return request_refuse(r, REFUSE_NOT_FOUND, "no open case of your brands has this folio; one that is closed is named by its conversation");
}

/* What route would refuse is refused here, where somebody hears of it. */
static bool check_data(struct request *r, const struct action *x)
{
    struct json *j = json_new(REQUEST_BODY_MAX);
    struct decision d;
    struct err e = { 0 };
    bool ok = !x->conversation.n || decision_read(j, &r->a, x, &d, &e) || request_refuse_param(r, "data", "%s", e.msg);
    if (ok && x->conversation.n && x->kind == ACTION_NOTE && !d.text.n)
        ok = request_refuse_param(r, "data", "data.text: what is the note?");
    json_free(j);
    return ok;
}

/* Of an incident the brand is known: what is said of it must be true. */
static bool read_brand(struct api *api, struct request *r, struct action *x)
{
    struct buf ignored = { 0 };
    char brand[65] = "";
    int64_t opened_ms, closed_ms;
    struct setup *s = (struct setup *)shared_take(&api->setup);
    bool ok = true;
    if (x->incident.n) {
        ok = book_one(api->book, r->person, s, x->incident, &ignored, brand, &opened_ms, &closed_ms)
          || request_refuse(r, REFUSE_NOT_FOUND, "no such incident of your brands");
        if (ok && x->brand.n && !slice_is(x->brand, brand))
            ok = request_refuse_param(r, "brand", "the incident is of %s", brand);
        x->brand = ok ? slice_of(arena_strz(&r->a, slice_of(brand))) : x->brand;
    } else if (x->brand.n) {
        uint32_t index;
        ok = (s && brands_find(&s->brands, x->brand, &index) && person_sees(r->person, x->brand)) || request_refuse(r, REFUSE_NOT_FOUND, "no such brand of yours");
    } else if (!person_sees_all(r->person)) {
        ok = request_refuse_param(r, "brand", "say of which of your brands it is: you may not see all");
    }
    buf_fini(&ignored);
    if (s)
        shared_drop(&s->shared);
    return ok;
}

static bool read_action(struct api *api, struct request *r, struct action *x)
{
    struct act a;
    if (!act_read(r, &a))
        return false;
    if (!action_kind_of(a.kind, &x->kind))
        return request_refuse_param(r, "kind", "no such kind of decision; /v1/me names those that are yours");
    if (!act_allowed(x->kind, r->person->role))
        return request_refuse(r, REFUSE_FORBIDDEN, "the role %s may not %s", r->person->role_name, action_kind_name(x->kind));
    x->mention = a.mention;
    x->incident = a.incident;
    x->brand = a.brand;
    x->data = a.data;
    x->role = slice_of(r->person->role_name);
    x->at_ms = clock_now_ms();
    return read_case(api, r, &a, x) && read_by(r, &a, x) && act_id(r, &a, x) && check_data(r, x) && (a.folio.n || read_brand(api, r, x));
}

bool api_act(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct action x = { 0 };
    struct err e = { 0 };
    if (!server_proven(r) || !request_knows(r, params) || !read_action(api, r, &x))
        return false;
    bool ok = actions_write(&api->app->common, h->out, &x, &e) || request_refuse_err(r, NULL, &e);
    log_info("event=action kind=%s by=%s ok=%d request=%s", action_kind_name(x.kind), r->person->name, ok, r->id);
    if (!ok)
        return false;
    r->status = 201;
    buf_addz(&r->answer, "{\"id\":");
    buf_json(&r->answer, x.id);
    buf_addz(&r->answer, ",\"at\":");
    json_time(&r->answer, x.at_ms);
    buf_addz(&r->answer, "}\n");
    return true;
}
