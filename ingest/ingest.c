#include "ingest/ingest.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/topics.h"

enum { IDLE_MS = 50, DRAIN_MS = 5000 };

static void stats_source(struct source *s)
{
    char label[96];
    snprintf(label, sizeof label, "source=\"%s\"", s->name);
    s->stats.mentions = stat_counter("pulso_ingest_mentions_total", label, "mentions that Kafka has acknowledged");
    s->stats.dlq = stat_counter("pulso_ingest_dlq_total", label, "records that could not be read and went to the dlq topic");
    s->stats.unfinished = stat_counter("pulso_ingest_unfinished_total", label, "last lines of files that were left unread, for they are no whole JSON yet");
    s->stats.bytes = stat_counter("pulso_ingest_bytes_total", label, "bytes of both, as they came");
}

static void stats_open(struct ingest *in)
{
    in->batches = stat_counter("pulso_ingest_batches_total", NULL, "batches that Kafka has acknowledged");
    in->delivery = stat_histogram("pulso_ingest_delivery_seconds", NULL, "from reading a batch to the acknowledgement of its last mention");
    for (size_t i = 0; i < in->count; i++)
        stats_source(in->source[i]);
}

/* As mkdir -p. */
static bool make_folder(const char *path, struct err *e)
{
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s", path) >= sizeof part)
        return err_set(e, ERR_CONFIG, "ingest.state: the path is too long");
    for (char *p = part + 1; *p; p++)
        if (*p == '/') {
            *p = 0;
            mkdir(part, 0750);
            *p = '/';
        }
    if (mkdir(part, 0750) != 0 && errno != EEXIST)
        return err_set(e, ERR_CONFIG, "ingest.state: %s: %s", path, strerror(errno));
    return access(path, W_OK | X_OK) == 0 || err_set(e, ERR_CONFIG, "ingest.state: %s: %s", path, strerror(errno));
}

static bool start_source(struct ingest *in, struct source *s, struct err *e)
{
    s->state = in->options.state;
    s->wake_fd = in->wake_fd;
    return source_open(s, e);
}

static bool open_sources(struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->count; i++) {
        struct source *s = in->source[i];
        if (!start_source(in, s, e))
            return false;
        log_info("event=source name=%s type=%s", s->name, s->ops->name);
    }
    return true;
}

bool ingest_add(struct ingest *in, struct source *s, struct err *e)
{
    in->source[in->count++] = s;
    stats_source(s);
    return start_source(in, s, e);
}

void ingest_remove(struct ingest *in)
{
    source_free(in->source[--in->count]);
}

bool ingest_open(struct ingest *in, struct app *app, struct err *e)
{
    in->app = app;
    in->topic = bus_topic(&app->common, TOPIC_MENTIONS);
    in->dlq = bus_topic(&app->common, TOPIC_DLQ);
    in->options.state = conf_resolve(app->conf, in->options.state);
    in->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (in->wake_fd < 0)
        return err_set(e, ERR_BUG, "eventfd: %s", strerror(errno));
    stats_open(in);
    in->normal = normal_new();
    if (in->history.on)
        normal_history(in->normal);
    in->conversations = conversations_new(slice_of(app->common.prefix));
    in->store = store_open(&app->common, app->instance);
    in->out = bus_out_open(&app->common, app->instance, NULL, e);
    return in->out && make_folder(in->options.state, e) && open_sources(in, e);
}

/* ---- the turn ---- */

static void tell_stalled(struct ingest *in)
{
    int64_t ms = (clock_mono_us() - in->begun_us) / 1000;
    for (size_t i = 0; i < in->count; i++)
        if (in->source[i]->ops->stalled && !in->source[i]->failed)
            in->source[i]->ops->stalled(in->source[i], ms);
}

static bool all_over(const struct ingest *in)
{
    for (size_t i = 0; i < in->count; i++)
        if (!ingest_over(in->source[i]))
            return false;
    return true;
}

/* Nothing was there: waits for a source's wake-up, a signal, or a moment. */
static bool idle(struct ingest *in, struct err *e)
{
    uint64_t wakes;
    struct pollfd p = { .fd = in->wake_fd, .events = POLLIN };
    if (in->late) {
        *e = in->trouble;
        return false;
    }
    if (in->options.exit_when_done && all_over(in)) {
        log_info("event=done");
        raise(SIGTERM);              /* the loop ends as if somebody had asked */
        return true;
    }
    if (poll(&p, 1, IDLE_MS) == 1 && read(in->wake_fd, &wakes, sizeof wakes) < 0)
        log_debug("event=wake errno=%d", errno);
    return true;
}

bool ingest_turn(void *self, struct err *e)
{
    struct ingest *in = self;
    if (!ingest_advance(in, e)) {
        tell_stalled(in);
        return false;
    }
    return in->batch.n || idle(in, e);
}

bool ingest_sound(const struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->source[i]->failed)
            return err_set(e, ERR_CONFIG, "source %s ended with an error, see above", in->source[i]->name);
    return true;
}

/* Asked to stop with a batch under way: it is finished if that goes quickly, and repeated after the next start if not. */
static void drain(struct ingest *in)
{
    struct err e = { 0 };
    if (!in->out || in->stage == INGEST_COLLECT)
        return;
    bool ok = (in->stage != INGEST_SEND || ingest_send(in, &e))
           && (in->stage != INGEST_DELIVER || bus_out_delivered(in->out, DRAIN_MS, &e))
           && in->stage != INGEST_SETTLE;
    if (ok && in->stage == INGEST_DELIVER)
        ingest_count(in);
    if (!ok || !ingest_acknowledge(in, &e))
        log_warn("event=undelivered mentions=%zu cause=\"%s\" text=\"they are read again at the next start\"", in->batch.n, e.msg);
}

void ingest_close(struct ingest *in)
{
    drain(in);
    for (size_t i = 0; i < in->count; i++)
        source_free(in->source[i]);
    bus_out_close(in->out);
    store_close(in->store);
    conversations_free(in->conversations);
    normal_free(in->normal);
    batch_fini(&in->batch);
    if (in->wake_fd > 0)
        close(in->wake_fd);
    *in = (struct ingest){ 0 };
}
