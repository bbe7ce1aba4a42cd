#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/listen.h"
#include "base/log.h"
#include "ingest/intake_own.h"

/* Signals are the main thread's. */
static struct MHD_Daemon *serve(struct intake *in, int fd)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    struct MHD_Daemon *http = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0,
        NULL, NULL, intake_request, in, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, intake_completed, in,
        MHD_OPTION_CONNECTION_LIMIT, INTAKE_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)in->o->connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, INTAKE_IDLE_S, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return http;
}

struct intake *intake_open(const struct intake_options *o, const struct tokens *t, struct err *e)
{
    char address[LISTEN_ADDRESS_MAX];
    int fd = listen_on(o->listen, address, e);
    if (fd < 0)
        return NULL;
    struct intake *in = calloc(1, sizeof *in);
    if (!in)
        abort();
    in->o = o;
    in->tokens = t;
    in->last = &in->first;
    pthread_mutex_init(&in->lock, NULL);
    in->http = serve(in, fd);
    if (!in->http) {
        close(fd);
        intake_close(in);
        err_set(e, ERR_BUG, "the HTTP server did not start");
        return NULL;
    }
    log_info("event=http source=%s listen=%s", o->name, address);
    return in;
}

void intake_tokens(struct intake *in, const struct tokens *t)
{
    pthread_mutex_lock(&in->lock);
    in->tokens = t;
    pthread_mutex_unlock(&in->lock);
}

struct request *intake_take(struct intake *in)
{
    pthread_mutex_lock(&in->lock);
    struct request *r = in->first;
    if (r) {
        in->first = r->next;
        if (!in->first)
            in->last = &in->first;
    }
    pthread_mutex_unlock(&in->lock);
    return r;
}

void intake_answer(struct intake *in, struct request *r, unsigned status)
{
    pthread_mutex_lock(&in->lock);
    in->waiting--;
    pthread_mutex_unlock(&in->lock);
    r->status = status;
    r->answered = true;
    MHD_resume_connection(r->connection);
}

void intake_stall(struct intake *in, bool stalled)
{
    pthread_mutex_lock(&in->lock);
    in->stalled = stalled;
    pthread_mutex_unlock(&in->lock);
}

void intake_close(struct intake *in)
{
    if (!in)
        return;
    if (in->http) {
        intake_stall(in, true);      /* nothing is queued from now on */
        for (struct request *r; (r = intake_take(in));) {
            buf_addz(&r->answer, "{\"error\":\"ingest is stopping; nothing was taken, try again\"}");
            intake_answer(in, r, MHD_HTTP_SERVICE_UNAVAILABLE);
        }
        MHD_stop_daemon(in->http);
    }
    pthread_mutex_destroy(&in->lock);
    free(in);
}
