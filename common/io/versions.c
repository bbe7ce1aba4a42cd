#include "io/versions.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/app.h"
#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/config_log.h"

enum { POLL_MS = 50, AGAIN_MS = 2000 };

struct entry {
    struct version v;            /* first: a version is its entry */
    struct entry *next;
    enum version_state state;
    int64_t mark, again_us;
    int refs;
    char why[512];
};

struct question { int64_t number; char manifest[BUNDLE_HASH]; enum version_word word; bool open; };

struct versions {
    const struct app_common *common;
    const char *client_id;
    const struct versions_ops *ops;
    void *self;
    pthread_t thread;
    pthread_mutex_t lock;        /* of what follows */
    pthread_cond_t changed;
    struct entry *all;
    bool stop;
    int64_t in_force;
    struct question question;    /* the last one that was asked */
    /* the thread's own */
    struct config_log *log;
    int64_t latest;              /* number of the last version that was seen; kept ready though nobody holds it */
    struct metric *open_count, *newest, *failures, *seconds, *bytes;
};

/* ---- loading, in the thread ---- */

/* What the log says of it; NULL with ERR_RETRY: it is not known yet. */
static const struct config_version *look_up(struct versions *vs, const struct entry *n, struct err *e)
{
    const struct config_version *v = config_log_find(vs->log, n->v.number);
    pthread_mutex_lock(&vs->lock);
    int64_t mark = n->mark;
    pthread_mutex_unlock(&vs->lock);
    const char *topic = "pulso.config";
    if (!v && !config_log_at_end(vs->log))
        err_set(e, ERR_RETRY, "version %" PRId64 " of the configuration: %s is being read", n->v.number, topic);
    else if (!v)
        err_set(e, ERR_CONFIG, "version %" PRId64 " of the configuration is in force here, but the topic config %s: it was made again or cut; restore it", n->v.number,
                config_log_exists(vs->log) ? "holds no manifest at that offset" : "does not exist");
    else if (mark && manifest_mark(v->hash) != mark)
        err_set(e, ERR_CONFIG, "version %" PRId64 " of the configuration is not the one that was in force: the topic config was made again; restore it", n->v.number);
    else
        return v;
    return NULL;
}

/* The one whose files it is made of: itself, unless a person said otherwise. Numbers only rise, so this ends. */
static const struct config_version *in_place(const struct versions *vs, const struct config_version *v)
{
    const struct config_version *use = v, *next;
    while (vs->ops->skips && use->with && (next = config_log_find(vs->log, use->with)) != NULL)
        use = next;
    if (use != v)
        log_warn("event=version_skipped version=%" PRId64 " cause=\"pulso config skip: version %" PRId64 " takes its place\"", v->number, use->number);
    return use;
}

static void *load(struct versions *vs, struct entry *n, char manifest[BUNDLE_HASH], struct err *e)
{
    struct bundle files = { 0 };
    void *own = NULL;
    const struct config_version *v = look_up(vs, n, e), *use = v ? in_place(vs, v) : NULL;
    int64_t began = clock_mono_us(), bytes = 0;
    if (v && config_log_files(vs->log, use, &files, e)) {
        memcpy(manifest, v->hash, BUNDLE_HASH);
        own = vs->ops->open(vs->self, &files, v->hash, e);
        if (!own)
            err_at(e, "version %" PRId64 " of the configuration does not fit this program", n->v.number);
    }
    for (size_t i = 0; i < files.n; i++)
        bytes += (int64_t)files.v[i].bytes.n;
    bundle_fini(&files);
    if (own) {
        stat_observe_us(vs->seconds, clock_mono_us() - began);
        stat_set(vs->bytes, bytes);
        log_info("event=version_ready version=%" PRId64 " manifest=%.16s ms=%lld bytes=%lld", n->v.number, manifest, (long long)(clock_mono_us() - began) / 1000,
                 (long long)bytes);
    }
    return own;
}

static void settle(struct versions *vs, struct entry *n, void *own, const char *manifest, const struct err *e)
{
    pthread_mutex_lock(&vs->lock);
    bool news = !own && e->kind != ERR_RETRY && strcmp(n->why, e->msg) != 0;
    if (own) {
        memcpy(n->v.manifest, manifest, BUNDLE_HASH);
        n->v.own = own;
        n->state = VERSION_READY;
    } else {
        snprintf(n->why, sizeof n->why, "%s", e->msg);
        n->again_us = clock_mono_us() + (e->kind == ERR_RETRY ? POLL_MS : AGAIN_MS) * 1000;
        if (e->kind != ERR_RETRY)
            n->state = VERSION_FAILED;
    }
    pthread_cond_broadcast(&vs->changed);
    pthread_mutex_unlock(&vs->lock);
    if (news) {
        stat_add(vs->failures, 1);
        log_error("event=version_failed version=%" PRId64 " cause=\"%s\"", n->v.number, e->msg);
    }
}

/* One that waits to be made ready, or is due again; NULL: none. Entries are taken out by this thread alone, so it stays. */
static struct entry *next_due(struct versions *vs)
{
    int64_t now = clock_mono_us();
    pthread_mutex_lock(&vs->lock);
    struct entry *n = vs->all;
    while (n && (n->state == VERSION_READY || n->again_us > now || (n->refs == 0 && n->v.number != vs->latest)))
        n = n->next;
    pthread_mutex_unlock(&vs->lock);
    return n;
}

/* What nobody holds, and is not the newest. */
static struct entry *take_out_idle(struct versions *vs)
{
    pthread_mutex_lock(&vs->lock);
    struct entry **at = &vs->all, *n;
    int64_t open = 0;
    for (n = vs->all; n; n = n->next)
        open += n->state == VERSION_READY;
    while ((n = *at) && (n->refs > 0 || n->v.number == vs->latest))
        at = &n->next;
    if (n)
        *at = n->next;
    pthread_mutex_unlock(&vs->lock);
    stat_set(vs->open_count, open);
    return n;
}

static void entry_free(struct versions *vs, struct entry *n)
{
    if (n->v.own)
        vs->ops->close(vs->self, n->v.own);
    free(n);
}

static struct entry *entry_of(struct versions *vs, int64_t number)
{
    struct entry *n = vs->all;
    while (n && n->v.number != number)
        n = n->next;
    if (n)
        return n;
    n = calloc(1, sizeof *n);
    if (!n)
        abort();
    *n = (struct entry){ .v = { .number = number }, .next = vs->all };
    snprintf(n->why, sizeof n->why, "version %" PRId64 " of the configuration is being made ready", number);
    vs->all = n;
    return n;
}

/* The newest version is made ready before any partition comes to its control record. */
static void note_latest(struct versions *vs)
{
    const struct config_version *last = config_log_at_end(vs->log) ? config_log_latest(vs->log) : NULL, *in_force = config_log_in_force(vs->log);
    if (in_force && in_force->number != vs->in_force) {
        pthread_mutex_lock(&vs->lock);
        vs->in_force = in_force->number;
        pthread_mutex_unlock(&vs->lock);
    }
    if (!last || last->number == vs->latest)
        return;
    pthread_mutex_lock(&vs->lock);
    vs->latest = last->number;
    entry_of(vs, last->number);
    pthread_mutex_unlock(&vs->lock);
    stat_set(vs->newest, last->number);
}

/* What it holds must have been read after the question came: what was seen of its end before says nothing. */
static enum version_word ask_log(struct versions *vs, const struct question *q)
{
    struct err e = { 0 };
    const struct config_version *v = config_log_find(vs->log, q->number);
    if (!v && !config_log_catch_up(vs->log, &e))
        return VERSION_UNKNOWN;
    v = config_log_find(vs->log, q->number);
    if (v && strcmp(v->hash, q->manifest) == 0)
        return VERSION_THERE;
    return config_log_count(vs->log) ? VERSION_FORGED : VERSION_UNKNOWN;   /* an empty log was made again: that is for a person to see */
}

static void answer(struct versions *vs)
{
    pthread_mutex_lock(&vs->lock);
    struct question q = vs->question;
    pthread_mutex_unlock(&vs->lock);
    if (!q.open)
        return;
    q.word = ask_log(vs, &q);
    pthread_mutex_lock(&vs->lock);
    if (vs->question.number == q.number && strcmp(vs->question.manifest, q.manifest) == 0) {
        vs->question.word = q.word;
        vs->question.open = q.word == VERSION_UNKNOWN;
    }
    pthread_cond_broadcast(&vs->changed);
    pthread_mutex_unlock(&vs->lock);
}

static bool stopping(struct versions *vs)
{
    pthread_mutex_lock(&vs->lock);
    bool stop = vs->stop;
    pthread_mutex_unlock(&vs->lock);
    return stop;
}

static void *run(void *self)
{
    struct versions *vs = self;
    while (!stopping(vs)) {
        struct err e = { 0 };
        if (!config_log_poll(vs->log, POLL_MS, &e)) {
            log_debug("event=config_log cause=\"%s\"", e.msg);
            clock_sleep_ms(POLL_MS);
        }
        note_latest(vs);
        answer(vs);
        for (struct entry *n; (n = take_out_idle(vs)) != NULL;)
            entry_free(vs, n);
        struct entry *n = next_due(vs);
        if (!n)
            continue;
        char manifest[BUNDLE_HASH];
        struct err why = { 0 };
        void *own = load(vs, n, manifest, &why);
        settle(vs, n, own, manifest, &why);
    }
    return NULL;
}

/* ---- for the daemon's thread ---- */

static void stats_open(struct versions *vs, const char *daemon)
{
    char name[96];
#define NEW(field, kind, suffix, help) snprintf(name, sizeof name, "pulso_%s_%s", daemon, suffix), vs->field = stat_##kind(name, NULL, help)
    NEW(open_count, gauge, "config_versions_open", "versions of the configuration that are ready");
    NEW(newest, gauge, "config_version_newest", "the newest version in pulso.config, in force or not; 0: none");
    NEW(failures, counter, "config_version_failures_total", "versions that could not be made ready");
    NEW(seconds, histogram, "config_version_seconds", "making a version ready: reading its files and compiling them");
    NEW(bytes, gauge, "config_version_bytes", "files of the version that was made ready last");
#undef NEW
}

struct versions *versions_open(const struct app_common *c, const char *daemon, const char *client_id, const struct versions_ops *ops, void *self, struct err *e)
{
    struct config_log *log = config_log_open(c, client_id, e);
    if (!log)
        return NULL;
    struct versions *vs = calloc(1, sizeof *vs);
    if (!vs)
        abort();
    *vs = (struct versions){ .common = c, .client_id = client_id, .ops = ops, .self = self, .log = log };
    pthread_mutex_init(&vs->lock, NULL);
    pthread_cond_init(&vs->changed, NULL);
    stats_open(vs, daemon);
    if (pthread_create(&vs->thread, NULL, run, vs) == 0)
        return vs;
    config_log_close(log);
    free(vs);
    err_set(e, ERR_RETRY, "no thread can be started");
    return NULL;
}

void versions_stop(struct versions *vs)
{
    if (!vs)
        return;
    pthread_mutex_lock(&vs->lock);
    vs->stop = true;
    pthread_mutex_unlock(&vs->lock);
}

void versions_close(struct versions *vs)
{
    if (!vs)
        return;
    versions_stop(vs);
    pthread_join(vs->thread, NULL);
    while (vs->all) {
        struct entry *n = vs->all;
        vs->all = n->next;
        entry_free(vs, n);
    }
    config_log_close(vs->log);
    pthread_cond_destroy(&vs->changed);
    pthread_mutex_destroy(&vs->lock);
    free(vs);
}

struct version *versions_hold(struct versions *vs, int64_t number, int64_t mark)
{
    pthread_mutex_lock(&vs->lock);
    struct entry *n = entry_of(vs, number);
    n->refs++;
    if (mark)
        n->mark = mark;
    pthread_mutex_unlock(&vs->lock);
    return &n->v;
}

void versions_release(struct versions *vs, struct version *v)
{
    if (!v)
        return;
    pthread_mutex_lock(&vs->lock);
    ((struct entry *)v)->refs--;
    pthread_mutex_unlock(&vs->lock);
}

int64_t versions_in_force(struct versions *vs)
{
    pthread_mutex_lock(&vs->lock);
    int64_t number = vs->in_force;
    pthread_mutex_unlock(&vs->lock);
    return number;
}

static struct timespec in_ms(int ms)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000L)
        t.tv_sec++, t.tv_nsec -= 1000000000L;
    return t;
}

enum version_word versions_there(struct versions *vs, int64_t number, const char *manifest, int wait_ms)
{
    struct timespec until = in_ms(wait_ms);
    struct question *q = &vs->question;
    pthread_mutex_lock(&vs->lock);
    if (q->number != number || strcmp(q->manifest, manifest) != 0) {
        *q = (struct question){ .number = number, .open = true };
        snprintf(q->manifest, sizeof q->manifest, "%s", manifest);
    }
    while (wait_ms > 0 && q->word == VERSION_UNKNOWN && pthread_cond_timedwait(&vs->changed, &vs->lock, &until) == 0)
        ;
    enum version_word word = q->word;
    pthread_mutex_unlock(&vs->lock);
    return word;
}

enum version_state versions_wait(struct versions *vs, struct version *v, int wait_ms, char why[512])
{
    struct entry *n = (struct entry *)v;
    struct timespec until = in_ms(wait_ms);
    pthread_mutex_lock(&vs->lock);
    while (wait_ms > 0 && n->state == VERSION_LOADING && pthread_cond_timedwait(&vs->changed, &vs->lock, &until) == 0)
        ;
    enum version_state state = n->state;
    if (state == VERSION_READY && n->mark && manifest_mark(n->v.manifest) != n->mark) {
        state = VERSION_FAILED;          /* made ready before anybody said which one is meant */
        snprintf(n->why, sizeof n->why, "version %" PRId64 " of the configuration is not the one that was in force: the topic config was made again; restore it",
                 n->v.number);
    }
    if (state != VERSION_READY)
        memcpy(why, n->why, sizeof n->why);
    pthread_mutex_unlock(&vs->lock);
    return state;
}
