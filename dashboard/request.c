#include "dashboard/request.h"

#include <stdarg.h>
#include <stdio.h>

#include "text/utf8.h"

static const struct { const char *code; unsigned status; } kinds[] = {
    [REFUSE_BAD] = { "bad_request", 400 }, [REFUSE_UNAUTHORIZED] = { "unauthorized", 401 }, [REFUSE_FORBIDDEN] = { "forbidden", 403 },
    [REFUSE_NOT_FOUND] = { "not_found", 404 }, [REFUSE_METHOD] = { "method_not_allowed", 405 }, [REFUSE_CONFLICT] = { "conflict", 409 },
    [REFUSE_TOO_LARGE] = { "too_large", 413 }, [REFUSE_TOO_MANY] = { "too_many", 429 }, [REFUSE_UNAVAILABLE] = { "unavailable", 503 },
    [REFUSE_INTERNAL] = { "internal", 500 },
};

static bool refuse(struct request *r, enum refusal why, const char *param, const char *text)
{
    r->status = kinds[why].status;
    r->answered = true;
    r->type = NULL;
    r->disposition = NULL;
    r->etag[0] = 0;
    r->age_at = 0;
    r->keep = false;
    if (why == REFUSE_UNAVAILABLE && !r->retry_s)
        r->retry_s = 2;
    struct slice said = slice_of(text);
    size_t at;
    if (!utf8_valid(said, &at))
        said.n = at;             /* a message that was cut off, in the middle of a character */
    buf_reset(&r->answer);
    buf_printf(&r->answer, "{\"error\":{\"code\":\"%s\",\"message\":", kinds[why].code);
    buf_json(&r->answer, said);
    buf_printf(&r->answer, ",\"request\":\"%s\"", r->id);
    if (param) {
        buf_addz(&r->answer, ",\"parameter\":");
        buf_json(&r->answer, slice_of(param));
    }
    buf_addz(&r->answer, "}}\n");
    return false;
}

bool request_refuse(struct request *r, enum refusal why, const char *fmt, ...)
{
    char text[600];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return refuse(r, why, NULL, text);
}

bool request_refuse_param(struct request *r, const char *name, const char *fmt, ...)
{
    char text[600];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return refuse(r, REFUSE_BAD, name, text);
}

bool request_refuse_err(struct request *r, const char *param, const struct err *e)
{
    switch (e->kind) {
    case ERR_CONFIG:
    case ERR_DROP: return refuse(r, REFUSE_BAD, param, e->msg);
    case ERR_RETRY: return refuse(r, REFUSE_UNAVAILABLE, NULL, e->msg);
    default: return refuse(r, REFUSE_INTERNAL, NULL, "something broke here; the log says more under this request's number");
    }
}

bool request_knows(struct request *r, const char *const *names)
{
    for (size_t i = 0; i < r->params.n; i++) {
        const char *const *n = names;
        while (*n && !slice_is(r->params.v[i].name, *n))
            n++;
        if (!*n)
            return request_refuse_param(r, arena_strz(&r->a, r->params.v[i].name), "no such parameter here");
    }
    return true;
}

bool request_int(struct request *r, const char *name, int64_t least, int64_t most, int64_t fallback, int64_t *out)
{
    struct slice v = params_get(&r->params, name);
    *out = fallback;
    if (!v.p)
        return true;
    if (slice_int(v, out) && *out >= least && *out <= most)
        return true;
    return request_refuse_param(r, name, "a whole number from %lld to %lld is wanted", (long long)least, (long long)most);
}

bool request_choice(struct request *r, const char *name, const char *const *words, int *out)
{
    struct slice v = params_get(&r->params, name);
    struct buf list = { 0 };
    *out = 0;
    if (!v.p)
        return true;
    for (int i = 0; words[i]; i++) {
        if (slice_is(v, words[i])) {
            *out = i;
            buf_fini(&list);
            return true;
        }
        buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
    }
    request_refuse_param(r, name, "one of these is wanted: %s", buf_z(&list));
    buf_fini(&list);
    return false;
}
