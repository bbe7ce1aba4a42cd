#include "dashboard/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/rand.h>

#include "app/listen.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "dashboard/assets.h"
#include "dashboard/server_own.h"
#include "dashboard/worker.h"

/* The address as it came: libmicrohttpd's own reading of it is more lenient than ours. */
static void *on_uri(void *self, const char *uri, struct MHD_Connection *c)
{
    struct request *r = calloc(1, sizeof *r);
    unsigned char random[8];
    (void)self;
    if (!r)
        return NULL;
    r->connection = c;
    r->began_us = clock_mono_us();
    r->uri = strdup(uri);
    RAND_bytes(random, sizeof random);
    for (int i = 0; i < 8; i++)
        snprintf(r->id + 2 * i, 3, "%02x", random[i]);
    return r;
}

static void on_completed(void *self, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
    struct request *r = *context;
    (void)self, (void)c, (void)why;
    if (!r)
        return;
    if (r->stream)
        MHD_destroy_response(r->stream);
    arena_fini(&r->a);
    buf_fini(&r->body);
    buf_fini(&r->key);
    buf_fini(&r->answer);
    buf_fini(&r->cookie);
    free(r->uri);
    free(r);
    *context = NULL;
}

void server_resume(struct request *r)
{
    MHD_resume_connection(r->connection);
}

/* ---- the head ---- */

/* The files of the pages are for everybody, uncounted: no figure is in them, and a page of eight files must not use up what a stranger may ask. Who is not signed in is asked by the page itself, at the address that was asked for. */
static bool find_asset(struct request *r)
{
    const struct asset *a = asset_find(arena_strz(&r->a, r->params.path));
    static const struct endpoint page = { .path = "", .open = true };
    if (!a)
        return false;
    r->endpoint = &page;
    r->answered = true;
    r->status = MHD_HTTP_OK;
    r->type = a->type;
    r->asset = a->gzip;
    r->asset_bytes = a->gzip_bytes;
    r->asset_immutable = a->immutable;
    snprintf(r->etag, sizeof r->etag, "%s", a->etag);
    return true;
}

static bool find_endpoint(struct server *s, struct request *r)
{
    bool other;
    r->endpoint = endpoint_find(r->params.path, r->post, &r->below, &other);
    if (r->endpoint)
        return server_who(s, r);
    if (other) {
        struct slice below;
        r->endpoint = endpoint_find(r->params.path, !r->post, &below, &other);
        return request_refuse(r, REFUSE_METHOD, "%s here", r->post ? "GET" : "POST");
    }
    return request_refuse(r, REFUSE_NOT_FOUND, "nothing here; /v1/openapi.yaml says what there is");
}

static bool read_head(struct server *s, struct request *r, const char *method)
{
    struct err e = { 0 };
    int64_t length = 0;
    r->head = strcmp(method, "HEAD") == 0;
    r->post = strcmp(method, "POST") == 0;
    if (!params_read(&r->a, slice_of(r->uri), &r->params, &e))
        return request_refuse(r, REFUSE_BAD, "%s", e.msg);
    if (!r->head && !r->post && strcmp(method, "GET") != 0)
        return request_refuse(r, REFUSE_METHOD, "GET, HEAD or POST");
    if (!r->post && find_asset(r))
        return true;
    if (!find_endpoint(s, r))
        return false;
    if (server_header(r, "Content-Length").n && slice_int(server_header(r, "Content-Length"), &length) && length > (int64_t)REQUEST_BODY_MAX)
        return request_refuse(r, REFUSE_TOO_LARGE, "more than %u bytes", REQUEST_BODY_MAX);
    /* People who may see all share what is kept; the others have their own. */
    if (r->person && !person_sees_all(r->person))
        buf_addz(&r->key, r->person->name);
    buf_char(&r->key, '\n');
    params_canonical(&r->params, &r->key);
    return true;
}

/* ---- dispatching ---- */

static bool kept(struct server *s, struct request *r)
{
    char etag[40];
    if (r->endpoint->marks == MARK_NONE)
        return false;
    api_etag(s->api, r, etag);
    snprintf(r->etag, sizeof r->etag, "%s", etag);
    struct slice known = server_header(r, "If-None-Match");
    if (known.n && slice_is(slice_trim(known), etag)) {
        r->status = MHD_HTTP_OK;     /* becomes 304 */
        return true;
    }
    r->etag[0] = 0;
    return cache_get(s->api->cache, r, etag, false, clock_now_ms());
}

/* true: it has its answer. */
static bool dispatch(struct server *s, struct request *r)
{
    r->dispatched = true;
    if (kept(s, r))
        return r->answered = true;
    if (r->endpoint->where == DESK_HERE) {
        r->status = MHD_HTTP_OK;
        r->endpoint->answer(s->api, NULL, r);
        return r->answered = true;
    }
    MHD_suspend_connection(r->connection);     /* before a worker can see it, which might answer at once */
    if (worker_give(s->api->desks[r->endpoint->where], r))
        return false;
    request_refuse(r, REFUSE_UNAVAILABLE, "too many requests wait already");
    MHD_resume_connection(r->connection);
    return false;
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_n, void **context)
{
    struct server *s = self;
    struct request *r = *context;
    (void)url, (void)version, (void)c;
    if (!r)
        return MHD_NO;
    if (!r->endpoint && !r->answered) {
        if (!read_head(s, r, method) && r->post)
            return server_reply(s, r);       /* at once, without the body */
        return MHD_YES;
    }
    if (*upload_n) {
        if (!r->answered && r->body.n + *upload_n > REQUEST_BODY_MAX)
            request_refuse(r, REFUSE_TOO_LARGE, "more than %u bytes", REQUEST_BODY_MAX);
        if (!r->answered)
            buf_add(&r->body, (struct slice){ upload, *upload_n });
        *upload_n = 0;
        return MHD_YES;
    }
    if (r->answered || r->dispatched || dispatch(s, r))
        return server_reply(s, r);
    return MHD_YES;
}

/* ---- opening ---- */

static void stats_open(struct server *s)
{
    char label[32];
    for (int i = 1; i < 6; i++) {
        snprintf(label, sizeof label, "status=\"%dxx\"", i);
        s->stats.requests[i] = stat_counter("pulso_dashboard_requests_total", label, "Requests by the first digit of their status.");
    }
    s->stats.requests[0] = s->stats.requests[5];
    s->stats.limited = stat_counter("pulso_dashboard_limited_total", NULL, "Requests that came too often.");
}

static struct MHD_Daemon *serve(struct server *s)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    struct MHD_Daemon *http = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, s,
        MHD_OPTION_LISTEN_SOCKET, s->fd, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->api->options->viewers + SERVER_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, SERVER_IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return http;
}

struct server *server_open(struct api *api, struct err *e)
{
    char address[LISTEN_ADDRESS_MAX];
    int fd = listen_on(api->options->listen, address, e);
    if (fd < 0) {
        err_at(e, "dashboard.listen");
        return NULL;
    }
    struct server *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->api = api;
    s->fd = fd;
    limits_init(&s->limits);
    stats_open(s);
    s->http = serve(s);
    if (!s->http) {
        close(fd);
        server_close(s);
        err_set(e, ERR_BUG, "the HTTP server did not start");
        return NULL;
    }
    log_info("event=http listen=%s", address);
    return s;
}

void server_quiesce(struct server *s)
{
    if (s && s->http)
        MHD_quiesce_daemon(s->http);
}

void server_close(struct server *s)
{
    if (!s)
        return;
    if (s->http)
        MHD_stop_daemon(s->http);
    limits_fini(&s->limits);
    free(s);
}
