/*
 * POST /v1/cases/{folio}/reveal: what is masked in an open case, for who may read it and says why:
 *
 *   Idempotency-Key: 8b0f...
 *   {"reason":"she asks which card was charged"}
 *
 * The look is a record of pulso.actions before anything is shown: where Kafka does not take it, nothing is. The topic of
 * originals is read whole, which is why this waits in the desk of searches and not in that of decisions.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "dashboard/act.h"
#include "dashboard/api.h"
#include "dashboard/inbox.h"
#include "io/actions.h"
#include "io/original.h"
#include "model/case_seen.h"

enum { READ_MS = 8000, JSON_BYTES = 65536 };

struct look {
    struct json *json;
    struct slice reason;
    struct case_seen seen;
    struct original_set all;
    struct err closed;               /* why one of them does not open */
};

static bool read_reason(struct request *r, struct look *l)
{
    struct err e = { 0 };
    struct json_value root, v;
    struct slice name;
    size_t members = 0;
    buf_reserve(&r->body, JSON_PADDING);
    memset(r->body.p + r->body.n, 0, JSON_PADDING);
    if (!json_parse(l->json, r->body.p, r->body.n, &root, &e) || root.type != JSON_OBJECT)
        return request_refuse(r, REFUSE_BAD, "the body is no JSON object");
    for (; json_member(l->json, &root, &name, &v); members++) {
        if (!slice_is(name, "reason") || members)
            return request_refuse(r, REFUSE_BAD, "%.60s: no such member", arena_strz(&r->a, name));
        if (v.type != JSON_STRING)
            return request_refuse_param(r, "reason", "a text is wanted");
        l->reason = arena_dup(&r->a, slice_trim(v.text));
    }
    if (!l->reason.n || l->reason.n > ORIGINALS_REASON)
        return request_refuse_param(r, "reason", "why does it have to be read? 1 to %d bytes", ORIGINALS_REASON);
    return true;
}

/* Of a mention that is about another brand in the same conversation, only those who may see that one. */
static void leave_out(const struct person *p, struct original_set *all)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!all->v[i].brand.n || person_sees(p, all->v[i].brand))
            all->v[kept++] = all->v[i];
    all->n = kept;
}

static bool open_them(struct api *api, struct request *r, const struct keyring *keys, struct look *l)
{
    struct err e = { 0 };
    char client[96];
    snprintf(client, sizeof client, "%s-originals", api->app->instance);
    if (!original_set_read(&api->app->common, client, l->seen.conversation, READ_MS, l->json, &r->a, &l->all, &e))
        return e.kind == ERR_RETRY ? request_refuse(r, REFUSE_UNAVAILABLE, "%s", e.msg) : request_refuse(r, REFUSE_INTERNAL, "%s", e.msg);
    leave_out(r->person, &l->all);
    original_set_open(keys, l->json, &r->a, &l->all, &l->closed);
    if (l->all.n)
        return true;
    return l->closed.kind ? request_refuse(r, REFUSE_UNAVAILABLE, "%s", l->closed.msg)
                          : request_refuse(r, REFUSE_NOT_FOUND, "nothing is kept of it: nothing is masked in this case, or it was deleted where it was said");
}

/* Nothing may be shown that is not written down. */
static bool write_down(struct api *api, struct hand *h, struct request *r, const struct look *l, struct action *x)
{
    struct err e = { 0 };
    struct buf data = { 0 };
    char client[96];
    snprintf(client, sizeof client, "%s-reveal", api->app->instance);
    if (!h->out && !(h->out = bus_out_open(&api->app->common, client, NULL, &e)))
        return request_refuse(r, REFUSE_UNAVAILABLE, "%s", e.msg);
    original_set_print_look(&l->all, l->reason, &data);
    x->data = arena_dup(&r->a, buf_slice(&data));
    buf_fini(&data);
    bool ok = actions_write(&api->app->common, h->out, x, &e) || request_refuse_err(r, NULL, &e);
    log_info("event=reveal folio=" SLICE_FMT " by=%s originals=%zu ok=%d request=%s", SLICE_ARG(l->seen.folio), r->person->name, l->all.n, ok, r->id);
    return ok;
}

static bool reveal(struct api *api, struct hand *h, struct request *r, const struct keyring *keys, struct look *l)
{
    struct err ignored = { 0 };
    struct inbox_case found;
    struct act by_header = { 0 };
    struct action x = { .kind = ACTION_REVEAL, .by = slice_of(r->person->name), .role = slice_of(r->person->role_name), .at_ms = clock_now_ms() };
    if (!act_id(r, &by_header, &x) || !read_reason(r, l))
        return false;
    if (!inbox_one(api->inbox, r->person, r->below, &r->a, &found) || !case_seen_parse(l->json, &r->a, found.record, &l->seen, &ignored))
        return request_refuse(r, REFUSE_NOT_FOUND, "no such open case of your brands");
    x.conversation = l->seen.conversation = found.own;      /* of a case in several networks, that of the folio that was named */
    x.brand = l->seen.brand;
    if (!open_them(api, r, keys, l) || !write_down(api, h, r, l, &x))
        return false;
    buf_addz(&r->answer, "{\"folio\":");
    buf_json(&r->answer, l->seen.folio);
    buf_addz(&r->answer, ",\"id\":");
    buf_json(&r->answer, x.id);
    buf_addz(&r->answer, ",\"originals\":");
    original_set_print(&l->all, &r->answer);
    buf_addz(&r->answer, ",\"closed\":");
    if (l->closed.kind)
        buf_json(&r->answer, slice_of(l->closed.msg));
    else
        buf_addz(&r->answer, "null");
    buf_addz(&r->answer, "}\n");
    return true;
}

bool api_reveal(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    const struct keyring *keys = atomic_load(&api->keys);
    struct look l = { 0 };
    if (!request_knows(r, params))
        return false;
    if (!r->person->originals)
        return request_refuse(r, REFUSE_FORBIDDEN, "your token may not read originals; originals: true beside it would let you");
    if (!keys)
        return request_refuse(r, REFUSE_NOT_FOUND, "no originals are kept here: the configuration has no originals.keys");
    l.json = json_new(JSON_BYTES);
    if (!l.json)
        abort();
    bool ok = reveal(api, h, r, keys, &l);
    original_set_fini(&l.all);
    json_free(l.json);
    return ok;
}
