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
#include "io/letter.h"
#include "model/topics.h"

enum { IDLE_MS = 100, DELIVERY_MS = 1000, DRAIN_MS = 5000 };

static struct { struct stat *batches, *delivery; } st;

static void stats_open(struct ingest *in)
{
    st.batches = stat_counter("pulso_ingest_batches_total", NULL, "batches that Kafka has acknowledged");
    st.delivery = stat_histogram("pulso_ingest_delivery_seconds", NULL, "from reading a batch to the acknowledgement of its last mention");
    for (size_t i = 0; i < in->count; i++) {
        char label[96];
        struct source *s = in->source[i];
        snprintf(label, sizeof label, "source=\"%s\"", s->name);
        s->stats.mentions = stat_counter("pulso_ingest_mentions_total", label, "mentions that Kafka has acknowledged");
        s->stats.dlq = stat_counter("pulso_ingest_dlq_total", label, "records that could not be read and went to the dlq topic");
        s->stats.bytes = stat_counter("pulso_ingest_bytes_total", label, "bytes of both, as they came");
    }
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

static bool open_sources(struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->count; i++) {
        struct source *s = in->source[i];
        s->state = in->options.state;
        s->wake_fd = in->wake_fd;
        if (!source_open(s, e))
            return false;
        log_info("event=source name=%s type=%s", s->name, s->ops->name);
    }
    return true;
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
    in->conversations = conversations_new(slice_of(app->common.prefix));
    in->store = store_open(&app->common, app->instance);
    in->out = bus_out_open(&app->common, app->instance, NULL, e);
    return in->out && make_folder(in->options.state, e) && open_sources(in, e);
}

/* ---- the stages of a batch ---- */

static bool over(const struct source *s)
{
    return s->failed || (s->ops->done && s->ops->done(s));
}

/* What needs a person ends that source, and the others go on. */
static bool poll_source(struct ingest *in, struct source *s, struct err *e)
{
    if (over(s) || batch_full(&in->batch) || s->ops->poll(s, &in->batch, e))
        return true;
    err_at(e, "source %s", s->name);
    if (e->kind == ERR_CONFIG || e->kind == ERR_DROP) {
        s->failed = true;
        log_error("event=source_failed source=%s cause=\"%s\"", s->name, e->msg);
    } else if (e->kind == ERR_RETRY) {
        in->trouble = *e;
        in->late = true;
    } else {
        return false;
    }
    err_clear(e);
    return true;
}

static bool make_normal(struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->batch.n; i++) {
        struct item *it = &in->batch.v[i];
        if (it->reason || normal_read(in->normal, &in->batch.arena, it->json, in->begun_ms, &it->m, e))
            continue;
        if (e->kind != ERR_DROP)
            return false;
        it->reason = arena_strz(&in->batch.arena, slice_of(e->msg));
        err_clear(e);
    }
    return true;
}

static bool collect(struct ingest *in, struct err *e)
{
    batch_reset(&in->batch);
    in->late = false;
    in->sent = 0;
    in->begun_ms = clock_now_ms();
    in->begun_us = clock_mono_us();
    for (size_t i = 0; i < in->count; i++)
        if (!poll_source(in, in->source[(in->first + i) % in->count], e))
            return false;
    in->first += in->count > 0;
    if (!make_normal(in, e))
        return false;
    in->stage = INGEST_SETTLE;
    return true;
}

static bool settle(struct ingest *in, struct err *e)
{
    if (in->batch.n && !conversations_settle(in->conversations, in->store, &in->batch, e))
        return false;
    in->stage = INGEST_SEND;
    return true;
}

static bool send_letter(struct ingest *in, const struct item *it, struct err *e)
{
    const struct letter l = { .value = it->original, .true_length = it->length, .sha256 = it->sha256, .stage = "ingest",
                              .reason = it->reason, .origin = it->from->label, .time_ms = in->begun_ms };
    return letter_send(in->out, in->dlq, &in->batch.arena, &l, e);
}

static bool send_mention(struct ingest *in, struct item *it, struct err *e)
{
    struct slice value;
    if (!normal_write(in->normal, &in->batch.arena, &it->m, it->conversation, it->source, in->begun_ms, &value, e)) {
        if (e->kind != ERR_DROP)
            return false;
        it->reason = arena_strz(&in->batch.arena, slice_of(e->msg));
        err_clear(e);
        return send_letter(in, it, e);
    }
    const struct bus_send s = { .topic = in->topic, .partition = RD_KAFKA_PARTITION_UA, .key = mention_key(&in->batch.arena, &it->m), .value = value };
    return bus_out_send(in->out, &s, e);
}

static bool send_all(struct ingest *in, struct err *e)
{
    for (; in->sent < in->batch.n; in->sent++) {
        struct item *it = &in->batch.v[in->sent];
        if (!(it->reason ? send_letter(in, it, e) : send_mention(in, it, e)))
            return false;
    }
    in->stage = INGEST_DELIVER;
    return true;
}

static void count(const struct ingest *in)
{
    for (size_t i = 0; i < in->batch.n; i++) {
        const struct item *it = &in->batch.v[i];
        stat_add(it->reason ? it->from->stats.dlq : it->from->stats.mentions, 1);
        stat_add(it->from->stats.bytes, (int64_t)(it->length ? it->length : it->original.n));
    }
    stat_add(st.batches, 1);
    stat_observe_us(st.delivery, clock_mono_us() - in->begun_us);
}

static bool deliver(struct ingest *in, struct err *e)
{
    if (in->batch.n && !bus_out_delivered(in->out, DELIVERY_MS, e))
        return false;
    if (in->batch.n)
        count(in);
    in->stage = INGEST_ACK;
    return true;
}

static bool acknowledge(struct ingest *in, struct err *e)
{
    for (size_t i = 0; i < in->count; i++) {
        struct source *s = in->source[i];
        if (s->ops->ack && !s->failed && !s->ops->ack(s, e))
            return err_at(e, "source %s", s->name);
    }
    in->stage = INGEST_COLLECT;
    return true;
}

/* Each stage is left only when it is complete, so a turn after a failure goes on with the same batch. */
static bool advance(struct ingest *in, struct err *e)
{
    return (in->stage != INGEST_COLLECT || collect(in, e))
        && (in->stage != INGEST_SETTLE || settle(in, e))
        && (in->stage != INGEST_SEND || send_all(in, e))
        && (in->stage != INGEST_DELIVER || deliver(in, e))
        && acknowledge(in, e);
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
        if (!over(in->source[i]))
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
    if (!advance(in, e)) {
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
    bool ok = (in->stage != INGEST_SEND || send_all(in, &e))
           && (in->stage != INGEST_DELIVER || bus_out_delivered(in->out, DRAIN_MS, &e))
           && in->stage != INGEST_SETTLE;
    if (ok && in->stage == INGEST_DELIVER)
        count(in);
    if (!ok || !acknowledge(in, &e))
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
