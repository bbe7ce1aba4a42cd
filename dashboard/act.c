#include <jansson.h>
#include <stdlib.h>

#include "dashboard/request.h"

/* jansson and model/json.h (which act.h stands on) share names, so this file sees the one and act.h's users the other. */
struct act { struct slice kind, mention, conversation, folio, incident, brand, id, by, data; };
bool act_read(struct request *r, struct act *out);

static const struct { const char *name; size_t offset; } members[] = {
    { "kind", offsetof(struct act, kind) }, { "mention", offsetof(struct act, mention) }, { "conversation", offsetof(struct act, conversation) },
    { "folio", offsetof(struct act, folio) }, { "incident", offsetof(struct act, incident) }, { "brand", offsetof(struct act, brand) },
    { "id", offsetof(struct act, id) }, { "by", offsetof(struct act, by) },
};
#define MEMBERS (sizeof members / sizeof members[0])

static bool take_data(struct request *r, const json_t *v, struct act *out)
{
    if (!json_is_object(v))
        return request_refuse_param(r, "data", "an object is wanted");
    char *text = json_dumps(v, JSON_COMPACT);
    if (!text)
        return request_refuse_param(r, "data", "it cannot be written");
    out->data = arena_dup(&r->a, slice_of(text));
    free(text);
    return true;
}

static bool take(struct request *r, const char *name, const json_t *v, struct act *out)
{
    if (strcmp(name, "data") == 0)
        return take_data(r, v, out);
    for (size_t i = 0; i < MEMBERS; i++)
        if (strcmp(members[i].name, name) == 0) {
            if (!json_is_string(v))
                return request_refuse_param(r, name, "a text is wanted");
            struct slice text = { json_string_value(v), json_string_length(v) };
            *(struct slice *)((char *)out + members[i].offset) = arena_dup(&r->a, text);
            return true;
        }
    return request_refuse(r, REFUSE_BAD, "%.60s: no such member", name);
}

bool act_read(struct request *r, struct act *out)
{
    json_error_t why;
    json_t *body = json_loadb(r->body.p ? r->body.p : "", r->body.n, JSON_REJECT_DUPLICATES, &why);
    bool ok = (body && json_is_object(body)) || request_refuse(r, REFUSE_BAD, "the body is no JSON object");
    const char *name;
    json_t *v;
    *out = (struct act){ 0 };
    if (ok)
        json_object_foreach(body, name, v) {
            if (!(ok = take(r, name, v, out)))
                break;
        }
    json_decref(body);
    return ok;
}
