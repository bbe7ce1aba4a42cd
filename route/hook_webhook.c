/*
 * The webhook: POSTs the incident as JSON to one configured URL.
 *
 *   X-Pulso-Timestamp: 1795322533
 *   X-Pulso-Signature: sha256=<hex HMAC-SHA256(secret, timestamp "." body)>
 *   Idempotency-Key: 5f0c9a3e7d21b846-alert
 *
 * Every attempt is signed anew, so a receiver can refuse old timestamps; the key
 * stays. With `body` it speaks to whatever takes JSON, forms, XML or text over
 * HTTP (deploy/examples/hooks has Teams, Opsgenie, SMS gateways): the places in
 * the template are escaped for its content type, and a JSON template is tried
 * when the configuration is read.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "io/hmac.h"
#include "model/json.h"
#include "route/post.h"
#include "route/template.h"

struct target { struct template *url, *body; };   /* NULL: the configured URL as it is; the incident */

struct webhook {
    struct post post;
    const char *secret_url, *secret, *body, *type, *closed_url, *closed_body;
    struct target now, closed;
};

#define AT(m) offsetof(struct webhook, m)
static const struct conf_key keys[] = {
    POST_URL("", "where alerts are sent by POST; http or https. {{places}} may stand behind the host"),
    { "secret_url", CONF_SECRET, AT(secret_url), "", "the same where the address itself is the key, as with Teams: env:NAME or file:/path" },
    { "secret", CONF_SECRET, AT(secret), "", "key of the signature: env:NAME or file:/path; needed without body" },
    { "body", CONF_STR, AT(body), "", "template of what is sent, such as '{\"text\": \"{{title}}\"}'; without it the incident as JSON" },
    { "content_type", CONF_STR, AT(type), "application/json", "of body; decides how {{places}} are escaped: JSON, application/x-www-form-urlencoded, XML, text" },
    { "closed_url", CONF_STR, AT(closed_url), "", "where the end of an incident is sent, if elsewhere" },
    { "closed_body", CONF_STR, AT(closed_body), "", "template of what is sent then, if it is another" },
    POST_TOKEN("", "sent as Authorization: env:NAME or file:/path; of Basic user:password"),
    { "authorization", CONF_STR, AT(post.scheme), "Bearer", "the word in front of the token: Bearer, Basic, GenieKey, ..." },
    POST_REST, { 0 }
};
#undef AT

void webhook_sign(struct slice secret, int64_t ts_s, struct slice body, char hex[65])
{
    char text[INT_TEXT];
    unsigned char mac[HMAC_BYTES];
    const struct slice pieces[] = { { text, int_text(ts_s, text) }, SLICE("."), body };
    hmac_sha256(secret, pieces, 3, mac);
    hmac_hex(mac, hex);
}

/* ---- reading ---- */

static enum template_escape escape_for(const char *type)
{
    if (strstr(type, "json"))
        return ESCAPE_JSON;
    if (strstr(type, "form-urlencoded"))
        return ESCAPE_URL;
    return strstr(type, "xml") ? ESCAPE_XML : ESCAPE_NONE;
}

static bool compile(const char *what, const char *text, enum template_escape escape, struct template **out, struct err *e)
{
    size_t at;
    *out = template_new(slice_of(text), escape, &at, e);
    return *out || err_at(e, "%s, character %zu", what, at + 1);
}

/* A template may not choose the host. */
static bool compile_url(const char *what, const char *url, struct template **out, struct err *e)
{
    const char *place = strstr(url, "{{"), *host = strstr(url, "://"), *path = host ? strchr(host + 3, '/') : NULL;
    if (place && (!path || place < path))
        return err_set(e, ERR_CONFIG, "%s: scheme and host are fixed; {{places}} stand behind them", what);
    if (!compile(what, url, ESCAPE_URL, out, e))
        return false;
    struct buf filled = { 0 };
    template_fill(*out, &template_sample, &filled);
    bool ok = http_url_ok(buf_z(&filled), e) || err_at(e, "%s", what);
    buf_fini(&filled);
    return ok;
}

static bool is_json(const struct template *t, const char *what, struct err *e)
{
    struct json *j = json_new(4096);
    struct json_value root;
    struct buf filled = { 0 };
    template_fill(t, &template_sample, &filled);
    size_t n = filled.n;
    buf_reserve(&filled, JSON_PADDING);
    memset(filled.p + n, 0, JSON_PADDING);
    bool ok = json_parse(j, filled.p, n, &root, e)
           || err_at(e, "%s is no JSON once filled in; do {{places}} stand inside quotes, and {{body}} outside? It", what);
    buf_fini(&filled);
    json_free(j);
    if (!ok)
        e->kind = ERR_CONFIG;
    return ok;
}

static bool compile_body(const struct webhook *w, const char *what, const char *text, struct template **out, struct err *e)
{
    enum template_escape escape = escape_for(w->type);
    return compile(what, text, escape, out, e) && (escape != ESCAPE_JSON || is_json(*out, what, e));
}

static bool webhook_open(void *self, struct http *http, struct err *e)
{
    struct webhook *w = self;
    if (!w->post.url == !w->secret_url)
        return err_set(e, ERR_CONFIG, "a webhook needs a url, or a secret_url; one of them");
    if (w->secret_url)
        w->post.url = w->secret_url;
    if (!w->body && (!w->secret || !w->secret[0]))
        return err_set(e, ERR_CONFIG, "a webhook without body needs a secret to sign with: at least one character, by env:NAME or file:/path");
    if ((w->closed_url || w->closed_body) && !w->body)
        return err_set(e, ERR_CONFIG, "closed_url and closed_body go with body");
    if (w->type[strcspn(w->type, "\r\n")] || w->post.scheme[strcspn(w->post.scheme, "\r\n ")])
        return err_set(e, ERR_CONFIG, "content_type and authorization hold no line breaks, authorization no blanks");
    w->post.http = http;
    return (strstr(w->post.url, "{{") || post_open(&w->post, http, e)) && compile_url("url", w->post.url, &w->now.url, e)
        && (!w->body || compile_body(w, "body", w->body, &w->now.body, e))
        && (!w->closed_url || compile_url("closed_url", w->closed_url, &w->closed.url, e))
        && (!w->closed_body || compile_body(w, "closed_body", w->closed_body, &w->closed.body, e));
}

static void webhook_close(void *self)
{
    struct webhook *w = self;
    template_free(w->now.url);
    template_free(w->now.body);
    template_free(w->closed.url);
    template_free(w->closed.body);
}

/* ---- sending ---- */

static void send(struct webhook *w, const struct hook_alert *a, struct slice url, struct slice body, struct hook_try *t)
{
    char stamp[64], signature[128], key[256], hex[65];
    int64_t now_s = clock_now_ms() / 1000;
    snprintf(stamp, sizeof stamp, "X-Pulso-Timestamp: %lld", (long long)now_s);
    snprintf(key, sizeof key, "Idempotency-Key: " SLICE_FMT, SLICE_ARG(a->key));
    const char *headers[] = { stamp, key, NULL, NULL };
    if (w->secret) {
        webhook_sign(slice_of(w->secret), now_s, body, hex);
        snprintf(signature, sizeof signature, "X-Pulso-Signature: sha256=%s", hex);
        headers[2] = signature;
    }
    const struct post_extra x = { .url = url.p, .type = w->type, .headers = headers };
    post_send(&w->post, &x, body, t);
}

static void webhook_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    struct webhook *w = self;
    struct buf url = { 0 }, body = { 0 };
    bool over = post_closed(a);
    const struct template *tu = over && w->closed.url ? w->closed.url : w->now.url, *tb = over && w->closed.body ? w->closed.body : w->now.body;
    template_fill(tu, a, &url);
    if (tb)
        template_fill(tb, a, &body);
    send(w, a, slice_of(buf_z(&url)), tb ? buf_slice(&body) : a->body, t);
    buf_fini(&url);
    buf_fini(&body);
}

static bool webhook_to_ok(const char *to) { return *to && strlen(to) <= 256 && !to[strcspn(to, "\r\n")]; }

extern const struct hook_ops hook_webhook;
const struct hook_ops hook_webhook = {
    .name = "webhook", .size = sizeof(struct webhook), .keys = keys, .open = webhook_open, .fire = webhook_fire, .close = webhook_close,
    .to_ok = webhook_to_ok,
};
