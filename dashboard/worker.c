#include "dashboard/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "dashboard/search.h"
#include "dashboard/suggest.h"
#include "dashboard/server.h"
#include "io/bus.h"
#include "metrics/dictionary.h"

#define WIDE_FRESH_MS 5000
#define NARROW_FRESH_MS 500

struct worker {
    struct api *api;
    struct hand hand;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;        /* over the rest */
    pthread_cond_t more;
    struct request *first, **last;
    size_t waiting;
    bool stopping;
    struct metric *seconds;
};

static const char *const names[DESKS] = { [DESK_FIGURES] = "figures", [DESK_WIDE] = "wide", [DESK_SEARCH] = "search", [DESK_ACT] = "act" };

/* A worker that has the answer already, since somebody asked the same right before, reads nothing. */
static void answer(struct worker *w, struct request *r)
{
    char etag[40];
    int64_t now = clock_now_ms(), begun = clock_mono_us();
    bool kept = r->endpoint->marks != MARK_NONE;
    api_etag(w->api, r, etag);
    if (kept && cache_get(w->api->cache, r, etag, false, now))
        goto done;
    w->hand.handed_on = false;
    r->status = 200;
    snprintf(r->etag, sizeof r->etag, "%s", kept ? etag : "");
    r->made_ms = now;
    if (r->endpoint->answer(w->api, &w->hand, r)) {
        if (kept)
            cache_put(w->api->cache, r, clock_now_ms(), w->hand.kind == DESK_WIDE ? WIDE_FRESH_MS : NARROW_FRESH_MS);
    } else if (w->hand.handed_on) {
        return;                  /* it is another worker's, and may be over already */
    } else if (r->status == 503 && kept && cache_get(w->api->cache, r, etag, true, now)) {
        r->retry_s = 0;          /* what was true a moment ago, with its age, is better than nothing */
    }
done:
    r->answered = true;
    stat_observe_us(w->seconds, clock_mono_us() - begun);
    server_resume(r);
}

static struct request *take(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        pthread_cond_wait(&w->more, &w->lock);
    struct request *r = w->first;
    if (r) {
        w->first = r->next;
        w->waiting--;
        if (!w->first)
            w->last = &w->first;
    }
    pthread_mutex_unlock(&w->lock);
    return r;
}

static void *run(void *self)
{
    struct worker *w = self;
    for (struct request *r; (r = take(w));)
        if (w->stopping) {
            request_refuse(r, REFUSE_UNAVAILABLE, "the dashboard is stopping; ask again in a moment");
            server_resume(r);
        } else {
            answer(w, r);
        }
    return NULL;
}

static bool open_hand(struct worker *w, struct err *e)
{
    struct api *api = w->api;
    char client[96];
    snprintf(client, sizeof client, "%s-%s", api->app->instance, names[w->hand.kind]);
    w->hand.ledger = (struct ledger){ .common = &api->app->common, .store = store_open(&api->app->common, client) };
    w->hand.names = dictionary_new();
    w->hand.route_names = dictionary_new();
    if (w->hand.kind == DESK_SEARCH)
        w->hand.search = search_open(api, client), w->hand.suggest = suggest_new();
    if (w->hand.kind == DESK_ACT)
        w->hand.out = bus_out_open(&api->app->common, client, NULL, e);
    return w->hand.kind != DESK_ACT || w->hand.out;
}

struct worker *worker_start(struct api *api, enum desk_kind kind, struct err *e)
{
    char label[32];
    sigset_t all, before;
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->api = api;
    w->hand.kind = kind;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    snprintf(label, sizeof label, "desk=\"%s\"", names[kind]);
    w->seconds = stat_histogram("pulso_dashboard_answer_seconds", label, "Time of making one answer, waiting in the queue aside.");
    if (!open_hand(w, e)) {
        worker_stop(w);
        return NULL;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);       /* signals are the main thread's */
    w->started = pthread_create(&w->thread, NULL, run, w) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!w->started) {
        worker_stop(w);
        err_set(e, ERR_BUG, "a thread did not start");
        return NULL;
    }
    return w;
}

bool worker_give(struct worker *w, struct request *r)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->waiting < WORKER_QUEUE && !w->stopping;
    if (room) {
        r->next = NULL;
        *w->last = r;
        w->last = &r->next;
        w->waiting++;
        pthread_cond_signal(&w->more);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

void worker_stop(struct worker *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->lock);
    if (w->started)
        pthread_join(w->thread, NULL);
    search_close(w->hand.search);
    suggest_free(w->hand.suggest);
    bus_out_close(w->hand.out);
    dictionary_free(w->hand.names);
    dictionary_free(w->hand.route_names);
    store_close(w->hand.ledger.store);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
