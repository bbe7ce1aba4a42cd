#include "route/post.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEADERS = 10 };

bool post_open(struct post *p, struct http *http, struct err *e)
{
    p->http = http;
    if (p->token && p->token[strcspn(p->token, "\r\n")])
        return err_set(e, ERR_CONFIG, "the token holds a line break");
    return http_url_ok(p->url, e) || err_at(e, "url");
}

static void answered(void *arg, const struct http_reply *r)
{
    char why[32];
    if (r->status >= 200 && r->status < 300) {
        hook_tried(arg, NULL);
        return;
    }
    if (r->retry_after_s > 0)
        hook_later(arg, r->retry_after_s);
    snprintf(why, sizeof why, "status %d", r->status);
    hook_tried(arg, r->error ? r->error : why);
}

/* Basic wants user:password in base 64, every other scheme its token as it is. */
static void authorization(const struct post *p, struct buf *out)
{
    const char *scheme = p->scheme ? p->scheme : "Bearer";
    buf_printf(out, "Authorization: %s ", scheme);
    if (strcmp(scheme, "Basic") != 0) {
        buf_addz(out, p->token);
        return;
    }
    size_t n = strlen(p->token);
    buf_reserve(out, n / 3 * 4 + 8);
    out->n += (size_t)EVP_EncodeBlock((unsigned char *)out->p + out->n, (const unsigned char *)p->token, (int)n);
}

void post_send(const struct post *p, const struct post_extra *x, struct slice body, struct hook_try *t)
{
    static const struct post_extra plain = { 0 };
    const char *headers[HEADERS] = { 0 };
    char type[128];
    size_t n = 0;
    struct buf auth = { 0 };
    struct err e = { 0 };
    x = x ? x : &plain;
    snprintf(type, sizeof type, "Content-Type: %s", x->type ? x->type : "application/json");
    headers[n++] = type;
    if (p->token) {
        authorization(p, &auth);
        headers[n++] = buf_z(&auth);
    }
    for (size_t i = 0; x->headers && x->headers[i] && n + 1 < HEADERS; i++)
        headers[n++] = x->headers[i];
    const struct http_request r = {
        .url = x->url ? x->url : p->url, .method = x->method, .headers = headers, .post = body, .timeout_ms = p->timeout_ms, .ca = p->ca,
        .done = answered, .arg = t,
    };
    if (!http_start(p->http, &r, &e))
        hook_tried(t, e.msg);
    buf_fini(&auth);
}

void post_text(struct buf *out, const char *before, struct slice value)
{
    buf_addz(out, before);
    buf_json(out, value);
}

bool post_closed(const struct hook_alert *a) { return slice_is(a->stage, "closed"); }

struct slice post_cut(struct slice s, size_t most)
{
    if (s.n <= most)
        return s;
    while (most > 0 && ((unsigned char)s.p[most] & 0xC0) == 0x80)
        most--;
    return (struct slice){ s.p, most };
}
