/*
 * post: what the kinds of hooks that speak HTTP share: one URL of the
 * configuration, a token, a time limit, and an answer that is 2xx or a reason to
 * try again: a wrong path that somebody mends in time must not cost an alert.
 */
#ifndef PULSO_ROUTE_POST_H
#define PULSO_ROUTE_POST_H

#include "base/buf.h"
#include "route/hook.h"

struct post {
    const char *url, *ca, *token, *scheme;   /* scheme: of Authorization, "Bearer" */
    int64_t timeout_ms;
    struct http *http;
};

/* Rows for the table of a kind whose self begins with a struct post. */
#define POST_URL(fallback, help) { "url", CONF_STR, offsetof(struct post, url), fallback, help }
#define POST_TOKEN(fallback, help) { "token", CONF_SECRET, offsetof(struct post, token), fallback, help }
#define POST_REST \
    { "ca", CONF_STR, offsetof(struct post, ca), "", "file of certificates to trust instead of the system's" }, \
    { "timeout", CONF_MS, offsetof(struct post, timeout_ms), "5s", "for one attempt" }

bool post_open(struct post *p, struct http *http, struct err *e);
struct post_extra {
    const char *method, *url;        /* NULL: POST, the configured one. Another url begins with the configured one */
    const char *type;                /* NULL: application/json */
    const char *const *headers;      /* more of them; at most 6, ends in NULL; may be NULL */
};
/* x may be NULL. Everything is copied. */
void post_send(const struct post *p, const struct post_extra *x, struct slice body, struct hook_try *t);

/* ---- writing JSON: {"name":"value", ... ---- */
void post_text(struct buf *out, const char *before, struct slice value);   /* before as it is, then the value as a string */
bool post_closed(const struct hook_alert *a);                              /* the incident is over */
/* Cuts at a character's border to at most so many bytes. */
struct slice post_cut(struct slice s, size_t most);

#endif
