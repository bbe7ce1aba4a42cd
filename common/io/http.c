#include "io/http_own.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"

#define TIMEOUT_MS 5000

struct http {
    CURLM *multi;
    struct transfer *running;
    size_t count, max;
    char agent[64];
};

static void curl_start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

struct http *http_new(const char *user_agent, size_t max_running)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, curl_start);
    struct http *h = calloc(1, sizeof *h);
    if (!h || !(h->multi = curl_multi_init()))
        abort();
    h->max = max_running;
    size_t n = strlen(user_agent);
    n = n < sizeof h->agent ? n : sizeof h->agent - 1;
    memcpy(h->agent, user_agent, n);
    return h;
}

static void transfer_free(struct transfer *t)
{
    if (t->link) {
        *t->link = t->next;
        if (t->next)
            t->next->link = t->link;
        curl_multi_remove_handle(t->h->multi, t->easy);
        t->h->count--;
    }
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    curl_slist_free_all(t->to);
    buf_fini(&t->post);
    buf_fini(&t->reply);
    free(t);
}

void http_drop(struct http *h)
{
    while (h->running)
        transfer_free(h->running);
}

void http_free(struct http *h)
{
    if (!h)
        return;
    http_drop(h);
    curl_multi_cleanup(h->multi);
    free(h);
}

size_t http_running(const struct http *h) { return h->count; }
void http_wake(struct http *h) { curl_multi_wakeup(h->multi); }

/* ---- one request ---- */

static size_t reply_bytes(char *p, size_t one, size_t n, void *self)
{
    struct transfer *t = self;
    (void)one;   /* always 1 */
    if (t->reply_max == 0)
        return n;
    if (t->reply.n + n > t->reply_max) {
        t->too_long = true;
        return 0;   /* which ends the transfer */
    }
    buf_add(&t->reply, (struct slice){ p, n });
    return n;
}

void transfer_list(struct curl_slist **list, const char *line)
{
    struct curl_slist *grown = curl_slist_append(*list, line);
    if (!grown)
        abort();   /* out of memory */
    *list = grown;
}

struct transfer *transfer_new(struct http *h, int64_t timeout_ms, void (*done)(void *arg, const struct http_reply *r), void *arg, struct err *e)
{
    if (h->count >= h->max) {
        err_set(e, ERR_RETRY, "%zu requests are under way already", h->count);
        return NULL;
    }
    struct transfer *t = calloc(1, sizeof *t);
    if (!t || !(t->easy = curl_easy_init()))
        abort();
    t->h = h;
    t->done = done;
    t->arg = arg;
    t->began_us = clock_mono_us();
    curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)(timeout_ms ? timeout_ms : TIMEOUT_MS));
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, reply_bytes);
    curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    return t;
}

bool transfer_go(struct transfer *t, struct err *e)
{
    struct http *h = t->h;
    CURLMcode code = curl_multi_add_handle(h->multi, t->easy);
    if (code != CURLM_OK) {
        transfer_free(t);
        return err_set(e, ERR_RETRY, "curl: %s", curl_multi_strerror(code));
    }
    t->next = h->running;
    t->link = &h->running;
    if (t->next)
        t->next->link = &t->next;
    h->running = t;
    h->count++;
    return true;
}

static void set_options(struct transfer *t, const struct http_request *r)
{
    CURL *c = t->easy;
    curl_easy_setopt(c, CURLOPT_URL, r->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_USERAGENT, t->h->agent);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->headers);
    if (r->ca)
        curl_easy_setopt(c, CURLOPT_CAINFO, r->ca);
    if (r->post.p) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->post.n);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, buf_z(&t->post));
    }
    if (r->method)
        curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, r->method);
}

bool http_start(struct http *h, const struct http_request *r, struct err *e)
{
    if (!http_url_ok(r->url, e))
        return false;
    struct transfer *t = transfer_new(h, r->timeout_ms, r->done, r->arg, e);
    if (!t)
        return false;
    t->reply_max = r->reply_max;
    buf_add(&t->post, r->post);
    transfer_list(&t->headers, "Expect:");   /* no round trip to ask whether a body is welcome */
    for (const char *const *line = r->headers; line && *line; line++)
        transfer_list(&t->headers, *line);
    set_options(t, r);
    return transfer_go(t, e);
}

/* ---- all of them ---- */

static void finish(struct transfer *t, CURLcode code)
{
    long status = 0;
    curl_off_t later = 0;
    struct http_reply r = { .body = buf_slice(&t->reply), .took_us = clock_mono_us() - t->began_us };
    if (code == CURLE_OK && curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        r.status = (int)status;
    if (code == CURLE_OK && curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &later) == CURLE_OK)
        r.retry_after_s = later;
    if (r.status == 0)
        r.error = t->too_long ? "the reply is too long" : t->error[0] ? t->error : curl_easy_strerror(code);
    t->done(t->arg, &r);
    transfer_free(t);
}

static bool finish_all(struct http *h)
{
    int left;
    bool any = false;
    for (CURLMsg *msg; (msg = curl_multi_info_read(h->multi, &left)); any = true) {
        struct transfer *t = NULL;
        CURLcode code = msg->data.result;   /* msg dies with the handle */
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        finish(t, code);
    }
    return any;
}

void http_turn(struct http *h, int wait_ms)
{
    int running;
    curl_multi_perform(h->multi, &running);
    if (finish_all(h) || wait_ms <= 0)
        return;
    curl_multi_poll(h->multi, NULL, 0, wait_ms, NULL);
    curl_multi_perform(h->multi, &running);
    finish_all(h);
}

static bool url_parts(CURLU *u, const char *url, char **scheme, char **host, char **user)
{
    if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
        return false;
    curl_url_get(u, CURLUPART_USER, user, 0);   /* absent is well */
    return curl_url_get(u, CURLUPART_SCHEME, scheme, 0) == CURLUE_OK && curl_url_get(u, CURLUPART_HOST, host, 0) == CURLUE_OK;
}

/* A user or password in a URL would end up in logs; a token belongs into a secret. */
bool http_url_ok(const char *url, struct err *e)
{
    char *scheme = NULL, *host = NULL, *user = NULL;
    CURLU *u = curl_url();
    bool ok = true;
    if (!u)
        abort();
    if (!url || !url_parts(u, url, &scheme, &host, &user) || (strcmp(scheme, "http") && strcmp(scheme, "https")) || !host[0])
        ok = err_set(e, ERR_CONFIG, "not a URL of the form http://host/path or https://host/path");
    else if (user)
        ok = err_set(e, ERR_CONFIG, "a URL must not hold a user or password; use a secret");
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(u);
    return ok;
}
