/* Who asks: /v1/me, /login, /logout, and the document of the API. */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "dashboard/act.h"
#include "dashboard/api.h"
#include "dashboard/json_out.h"
#include "model/action.h"

extern const char _binary_dashboard_openapi_yaml_start[], _binary_dashboard_openapi_yaml_end[];

bool api_openapi(struct api *api, struct hand *h, struct request *r)
{
    (void)api, (void)h;
    buf_add(&r->answer, (struct slice){ _binary_dashboard_openapi_yaml_start, (size_t)(_binary_dashboard_openapi_yaml_end - _binary_dashboard_openapi_yaml_start) });
    r->type = "application/yaml";
    return true;
}

/* The kinds of decisions that a role may post; see api_act.c. */
static void print_actions(const struct person *p, struct buf *out)
{
    size_t n = 0;
    buf_addz(out, ",\"actions\":[");
    for (int k = 0; k < ACTION_COUNT; k++)
        if (act_allowed((enum action_kind)k, p->role))
            buf_printf(out, "%s\"%s\"", n++ ? "," : "", action_kind_name((enum action_kind)k));
    buf_char(out, ']');
}

bool api_me(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct buf *out = &r->answer;
    char csrf[SESSION_CSRF];
    (void)h;
    if (!request_knows(r, params))
        return false;
    buf_addz(out, "{\"name\":");
    buf_json(out, slice_of(r->person->name));
    buf_printf(out, ",\"role\":\"%s\",\"brands\":", r->person->role_name);
    if (person_sees_all(r->person)) {
        buf_addz(out, "null");
    } else {
        buf_char(out, '[');
        for (size_t i = 0; i < r->person->brands.n; i++) {
            buf_addz(out, i ? "," : "");
            buf_json(out, slice_of(r->person->brands.v[i]));
        }
        buf_char(out, ']');
    }
    print_actions(r->person, out);
    buf_printf(out, ",\"originals\":%s", r->person->originals && atomic_load(&api->keys) ? "true" : "false");
    buf_addz(out, ",\"csrf\":");
    if (r->session.person)
        session_csrf(&api->key, &r->session, csrf);
    json_text(out, r->session.person ? csrf : NULL);
    buf_addz(out, ",\"session_until\":");
    json_time_or_null(out, r->session.until_ms);
    buf_addz(out, ",\"zone\":");
    buf_json(out, slice_of(api->app->common.zone));
    buf_addz(out, ",\"version\":\"" PULSO_VERSION "\"}\n");
    return true;
}

/* ---- signing in; where the pages bring a page of their own for it, that one is shown ---- */

bool api_login_page(struct api *api, struct hand *h, struct request *r)
{
    (void)api, (void)h;
    r->type = "text/html; charset=utf-8";
    buf_addz(&r->answer, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Pulso: sign in</title>"
                         "<h1>Pulso</h1><form method=\"post\" action=\"/login\"><p><label for=\"token\">Token</label> "
                         "<input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus> <button>Sign in</button></form></html>\n");
    return true;
}

static void set_cookie(const struct api *api, struct request *r, struct slice value, int64_t seconds)
{
    buf_printf(&r->cookie, SESSION_COOKIE "=" SLICE_FMT "; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", SLICE_ARG(value), (long long)seconds,
               api->options->https ? "; Secure" : "");
}

bool api_login(struct api *api, struct hand *h, struct request *r)
{
    struct params form;
    struct err e = { 0 };
    struct buf value = { 0 };
    struct session s;
    (void)h;
    if (!params_read_form(&r->a, buf_slice(&r->body), &form, &e))
        return request_refuse(r, REFUSE_BAD, "%s", e.msg);
    const struct person *p = people_bearer(atomic_load(&api->people), slice_trim(params_get(&form, "token")));
    if (!p) {
        log_warn("event=login ok=0 request=%s", r->id);
        return request_refuse(r, REFUSE_UNAUTHORIZED, "no such token");
    }
    if (!session_make(&api->key, p, clock_now_ms(), api->options->session_ms, &s, &value, &e))
        return request_refuse_err(r, NULL, &e);
    log_info("event=login ok=1 person=%s request=%s", p->name, r->id);
    set_cookie(api, r, buf_slice(&value), api->options->session_ms / 1000);
    buf_fini(&value);
    r->status = 303;
    r->location = "/";
    return true;
}

bool api_logout(struct api *api, struct hand *h, struct request *r)
{
    (void)h;
    set_cookie(api, r, SLICE(""), 0);
    r->status = 303;
    r->location = "/login";
    return true;
}
