/*
 * The webhook: POSTs the incident as JSON to one configured URL.
 *
 *   X-Pulso-Timestamp: 1795322533
 *   X-Pulso-Signature: sha256=<hex HMAC-SHA256(secret, timestamp "." body)>
 *   Idempotency-Key: 5f0c9a3e7d21b846-alert
 *
 * Every attempt is signed anew, so a receiver can refuse old timestamps; the key
 * stays. Whatever is not 2xx is tried again: a wrong path that somebody mends in
 * time must not cost an alert.
 */
#include <stdio.h>

#include "base/clock.h"
#include "io/hmac.h"
#include "route/hook.h"

struct webhook {
    const char *url, *secret, *ca;
    int64_t timeout_ms;
    struct http *http;
};

static const struct conf_key keys[] = {
    { "url", CONF_STR, offsetof(struct webhook, url), NULL, "where alerts are sent by POST; http or https" },
    { "secret", CONF_SECRET, offsetof(struct webhook, secret), NULL, "key of the signature: env:NAME or file:/path" },
    { "ca", CONF_STR, offsetof(struct webhook, ca), "", "file of certificates to trust instead of the system's" },
    { "timeout", CONF_MS, offsetof(struct webhook, timeout_ms), "5s", "for one attempt" },
    { 0 }
};

void webhook_sign(struct slice secret, int64_t ts_s, struct slice body, char hex[65])
{
    char text[INT_TEXT];
    unsigned char mac[HMAC_BYTES];
    const struct slice pieces[] = { { text, int_text(ts_s, text) }, SLICE("."), body };
    hmac_sha256(secret, pieces, 3, mac);
    hmac_hex(mac, hex);
}

static bool webhook_open(void *self, struct http *http, struct err *e)
{
    struct webhook *w = self;
    w->http = http;
    if (w->secret[0] == 0)
        return err_set(e, ERR_CONFIG, "the secret is empty: give it at least one character");
    return http_url_ok(w->url, e) || err_at(e, "url");
}

static void webhook_answer(void *arg, const struct http_reply *r)
{
    char why[32];
    if (r->status >= 200 && r->status < 300) {
        hook_tried(arg, NULL);
        return;
    }
    snprintf(why, sizeof why, "status %d", r->status);
    hook_tried(arg, r->error ? r->error : why);
}

static void webhook_fire(void *self, const struct hook_alert *a, struct hook_try *t)
{
    struct webhook *w = self;
    struct err e = { 0 };
    char stamp[64], signature[128], key[192], hex[65];
    int64_t now_s = clock_now_ms() / 1000;
    webhook_sign(slice_of(w->secret), now_s, a->body, hex);
    snprintf(stamp, sizeof stamp, "X-Pulso-Timestamp: %lld", (long long)now_s);
    snprintf(signature, sizeof signature, "X-Pulso-Signature: sha256=%s", hex);
    snprintf(key, sizeof key, "Idempotency-Key: " SLICE_FMT, SLICE_ARG(a->key));
    const char *const headers[] = { "Content-Type: application/json", stamp, signature, key, NULL };
    const struct http_request r = {
        .url = w->url, .headers = headers, .post = a->body, .timeout_ms = w->timeout_ms, .ca = w->ca, .done = webhook_answer, .arg = t,
    };
    if (!http_start(w->http, &r, &e))
        hook_tried(t, e.msg);
}

extern const struct hook_ops hook_webhook;
const struct hook_ops hook_webhook = {
    .name = "webhook", .size = sizeof(struct webhook), .keys = keys, .open = webhook_open, .fire = webhook_fire,
};
