#include "app/admin.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/listen.h"
#include "app/stats.h"
#include "base/log.h"

struct admin {
    struct MHD_Daemon *http;
    int port;
    pthread_mutex_t lock;      /* over ready and why */
    bool ready;
    char why[256];
};

struct reply {
    unsigned status;
    const char *type;
    struct buf body;
};

static void reply_metrics(struct admin *a, struct reply *r)
{
    (void)a;
    r->type = "text/plain; version=0.0.4; charset=utf-8";
    stats_print(&r->body);
}

/* Being alive is answering: a broker that is away must not get us restarted. */
static void reply_live(struct admin *a, struct reply *r)
{
    (void)a;
    buf_addz(&r->body, "alive\n");
}

static void reply_ready(struct admin *a, struct reply *r)
{
    pthread_mutex_lock(&a->lock);
    r->status = a->ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
    buf_printf(&r->body, "%s\n", a->ready ? "ready" : a->why);
    pthread_mutex_unlock(&a->lock);
}

/* To add a page, write its function and add its line. */
static const struct page {
    const char *path;
    void (*reply)(struct admin *a, struct reply *r);
} pages[] = {
    { "/metrics", reply_metrics },
    { "/health/live", reply_live },
    { "/health/ready", reply_ready },
};

static void reply_page(struct admin *a, const char *path, struct reply *r)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(path, pages[i].path) == 0) {
            pages[i].reply(a, r);
            return;
        }
    r->status = MHD_HTTP_NOT_FOUND;
    buf_addz(&r->body, "nothing here; try /metrics, /health/live or /health/ready\n");
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_n, void **request)
{
    struct reply r = { .status = MHD_HTTP_OK, .type = "text/plain; charset=utf-8" };
    bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    (void)version, (void)upload, (void)upload_n, (void)request;
    if (reads) {
        reply_page(self, url, &r);
    } else {
        r.status = MHD_HTTP_METHOD_NOT_ALLOWED;
        buf_addz(&r.body, "this port only answers GET and HEAD\n");
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(r.body.n, r.body.p, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        buf_fini(&r.body);
        return MHD_NO;
    }
    MHD_add_response_header(response, "Content-Type", r.type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (!reads)
        MHD_add_response_header(response, "Allow", "GET, HEAD");
    enum MHD_Result sent = MHD_queue_response(c, r.status, response);
    MHD_destroy_response(response);
    return sent;
}

/* Written whole or not at all: whoever waits for the file reads it at once. */
static bool tell_port_file(int port, struct err *e)
{
    const char *path = getenv("PULSO_ADMIN_PORT_FILE");
    char tmp[4096];
    if (!path || !*path)
        return true;
    snprintf(tmp, sizeof tmp, "%s.%d", path, (int)getpid());
    FILE *f = fopen(tmp, "we");
    bool ok = f && fprintf(f, "%d\n", port) > 0;
    if (f && fclose(f) != 0)
        ok = false;
    return (ok && rename(tmp, path) == 0)
        || err_set(e, ERR_CONFIG, "PULSO_ADMIN_PORT_FILE %s: %s", path, strerror(errno));
}

/* Signals go to the main thread, whose sleep they end. */
static struct MHD_Daemon *serve(int fd, struct admin *a)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    struct MHD_Daemon *http = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request, a,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, 64u, MHD_OPTION_CONNECTION_TIMEOUT, 10u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16384, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return http;
}

static bool open_port(struct admin *a, const char *listen_text, struct err *e)
{
    char address[LISTEN_ADDRESS_MAX];
    int fd = listen_on(listen_text, address, e);
    if (fd < 0)
        return err_at(e, "admin.listen, or PULSO_ADMIN_LISTEN");
    a->port = atoi(strrchr(address, ':') + 1);
    a->http = serve(fd, a);
    if (!a->http) {
        close(fd);
        return err_set(e, ERR_BUG, "admin.listen: the HTTP server did not start");
    }
    log_info("event=admin listen=%s", address);
    return tell_port_file(a->port, e);
}

struct admin *admin_open(const char *listen_text, struct err *e)
{
    struct admin *a = calloc(1, sizeof *a);
    if (!a)
        abort();
    pthread_mutex_init(&a->lock, NULL);
    snprintf(a->why, sizeof a->why, "starting");
    if (!listen_text || !*listen_text || open_port(a, listen_text, e))
        return a;
    admin_close(a);
    return NULL;
}

int admin_port(const struct admin *a)
{
    return a->port;
}

bool admin_ready(struct admin *a, bool ready, const char *why)
{
    char now[sizeof a->why];
    snprintf(now, sizeof now, "%s", ready || !why ? "" : why);
    pthread_mutex_lock(&a->lock);
    bool changed = a->ready != ready || (!ready && strcmp(a->why, now) != 0);
    a->ready = ready;
    memcpy(a->why, now, sizeof now);
    pthread_mutex_unlock(&a->lock);
    return changed;
}

bool admin_is_ready(struct admin *a)
{
    pthread_mutex_lock(&a->lock);
    bool ready = a->ready;
    pthread_mutex_unlock(&a->lock);
    return ready;
}

void admin_close(struct admin *a)
{
    if (!a)
        return;
    if (a->http)
        MHD_stop_daemon(a->http);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
