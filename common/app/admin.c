#include "app/admin.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

bool admin_address(const char *text, char host[256], char port[8])
{
    const char *colon = strrchr(text, ':');
    struct slice h = { text, colon ? (size_t)(colon - text) : 0 };
    int64_t number;
    if (!colon || !slice_int(slice_of(colon + 1), &number) || number < 0 || number > 65535)
        return false;
    if (h.n > 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
        h = (struct slice){ h.p + 1, h.n - 2 };
    else if (h.n && memchr(h.p, ':', h.n))
        return false;   /* an IPv6 address without brackets */
    if (h.n == 0 || h.n > 255)
        return false;
    snprintf(host, 256, SLICE_FMT, SLICE_ARG(h));
    snprintf(port, 8, "%d", (int)number);
    return true;
}

/* The socket is ours, so that a port in use is said as such. */
static int listen_on(const char *host, const char *port, struct err *e)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE }, *found = NULL;
    int fd = -1, one = 1, why = getaddrinfo(host, port, &hints, &found);
    if (why) {
        err_set(e, ERR_CONFIG, "admin.listen %s:%s: %s", host, port, gai_strerror(why));
        return -1;
    }
    for (struct addrinfo *i = found; i && fd < 0; i = i->ai_next) {
        fd = socket(i->ai_family, i->ai_socktype | SOCK_CLOEXEC, i->ai_protocol);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (bind(fd, i->ai_addr, i->ai_addrlen) == 0 && listen(fd, 32) == 0)
            break;
        int saved = errno;
        close(fd);
        fd = -1;
        errno = saved;
    }
    if (fd < 0)
        err_set(e, ERR_CONFIG, "admin.listen %s:%s: %s%s", host, port, strerror(errno),
                errno == EADDRINUSE ? "; choose another, or port 0 for any free one (PULSO_ADMIN_LISTEN overrides the file)" : "");
    freeaddrinfo(found);
    return fd;
}

static int port_of(int fd)
{
    struct sockaddr_storage addr;
    socklen_t n = sizeof addr;
    char port[8];
    if (getsockname(fd, (struct sockaddr *)&addr, &n) != 0
        || getnameinfo((struct sockaddr *)&addr, n, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return 0;
    return atoi(port);
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
    char host[256], port[8];
    if (!admin_address(listen_text, host, port))
        return err_set(e, ERR_CONFIG, "admin.listen: %s is not host:port", listen_text);
    int fd = listen_on(host, port, e);
    if (fd < 0)
        return false;
    a->port = port_of(fd);
    a->http = serve(fd, a);
    if (!a->http) {
        close(fd);
        return err_set(e, ERR_BUG, "admin.listen: the HTTP server did not start");
    }
    bool v6 = strchr(host, ':') != NULL;
    log_info("event=admin listen=%s%s%s:%d", v6 ? "[" : "", host, v6 ? "]" : "", a->port);
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
