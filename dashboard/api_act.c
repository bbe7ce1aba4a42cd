/*
 * POST /v1/actions: what a person decided, into pulso.actions and nowhere else:
 *
 *   Idempotency-Key: 8b0f...      the same decision sent twice counts once
 *   {"kind":"acknowledge","incident":"3f2a...","brand":"movistar","data":{...}}
 *
 * 201 when Kafka has it. Whether it may be done is the role's; about a brand that the person may not see nothing can be.
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
#include "io/actions.h"

/* Everybody who may post at all: an analyst. */
bool act_allowed(enum action_kind kind, enum role role)
{
    switch (kind) {
    case ACTION_WRONG:
    case ACTION_NOTE:
    case ACTION_TAKE:
    case ACTION_ANSWER:
    case ACTION_HAND_OVER:
    case ACTION_CLOSE:
    case ACTION_REOPEN: return role >= ROLE_ANALYST;
    case ACTION_ACKNOWLEDGE:
    case ACTION_ESCALATE:
    case ACTION_TICK:
    case ACTION_APPROVE:
    case ACTION_SILENCE: return role >= ROLE_COMMITTEE;
    default: return false;           /* the desk's own */
    }
}

/* The same person sending the same key means the same decision; others' keys cannot meet theirs. */
static bool read_id(struct request *r, struct action *x)
{
    const char *key = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Idempotency-Key");
    if (!key || !*key)
        return request_refuse(r, REFUSE_BAD, "the header Idempotency-Key is missing: any text of up to 64 letters, digits, dots, _ or -, another one for each decision");
    if (strlen(key) > 64 || strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != strlen(key))
        return request_refuse(r, REFUSE_BAD, "Idempotency-Key has up to 64 letters, digits, dots, _ or -");
    x->id = arena_printf(&r->a, "%s:%s", r->person->name, key);
    return x->id.n <= ACTION_MAX_ID || request_refuse(r, REFUSE_BAD, "Idempotency-Key is too long beside your name");
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
    x->conversation = a.conversation;
    x->incident = a.incident;
    x->brand = a.brand;
    x->data = a.data;
    x->by = slice_of(r->person->name);
    x->role = slice_of(r->person->role_name);
    x->at_ms = clock_now_ms();
    if (x->conversation.n && !inbox_lets(api->inbox, r->person, x->conversation))
        return request_refuse(r, REFUSE_NOT_FOUND, "no such case of your brands");
    return read_id(r, x) && read_brand(api, r, x);
}

bool api_act(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct action x = { 0 };
    struct err e = { 0 };
    if (!request_knows(r, params) || !read_action(api, r, &x))
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
