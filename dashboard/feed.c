#include "dashboard/feed.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/stats.h"
#include "base/clock.h"
#include "base/log.h"
#include "dashboard/book.h"
#include "dashboard/inbox.h"
#include "dashboard/ring.h"
#include "dashboard/sources.h"
#include "dashboard/stream.h"
#include "io/origin.h"
#include "model/topics.h"

#define WAIT_MS 5000
#define PAUSE_MS 2000
#define FLUSH_MS 100                 /* how often viewers are woken at most */
#define LAG_EVERY_MS 5000
#define LAG_WAIT_MS 500
#define ACTIONS_BACK 20000           /* decisions a partition that are read back at the start */
#define PARTITIONS_MAX 4096

/* Of one partition of pulso.classified: the last origin seen of each origin partition. A crash of classify between
 * producing and committing makes records come twice, with the same origin. */
struct origins { int64_t *v; size_t n; };

struct feed {
    struct api *api;
    pthread_t thread;
    bool started;
    atomic_bool stopping, caught_up;
    const char *mentions, *classified, *alerts, *actions, *cases;
    rd_kafka_t *rk;
    struct origins *origins;
    size_t partitions, open;         /* of classified; of all topics: not read to their end yet */
    struct post_reader *reader;
    int64_t flushed_us, lag_us;
    struct { struct metric *records, *repeats, *unreadable, *behind; } stats;
};

/* ---- beginning ---- */

static bool add_topic(struct feed *f, rd_kafka_topic_partition_list_t *l, const char *topic, int64_t back, int64_t *next, size_t *n, struct err *e)
{
    int count;
    *n = 0;
    if (!bus_partitions_within(f->rk, topic, WAIT_MS, &count, e))
        return false;
    for (int p = 0; p < count && p < PARTITIONS_MAX; p++) {
        int64_t low, high;
        if (!bus_range(f->rk, topic, p, WAIT_MS, &low, &high, e))
            return false;
        int64_t from = back < 0 || high - back < low ? low : high - back;
        rd_kafka_topic_partition_list_add(l, topic, p)->offset = from;
        if (next)
            next[p] = from;
        (*n)++;
        f->open++;
    }
    return true;
}

static void forget_origins(struct feed *f)
{
    for (size_t p = 0; p < f->partitions; p++)
        free(f->origins[p].v);
    free(f->origins);
    f->origins = NULL;
    f->partitions = 0;
}

static bool assign(struct feed *f, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(16);
    int64_t *next = calloc(PARTITIONS_MAX, sizeof *next);
    size_t n = 0, others;
    int count = 0;
    if (!next)
        abort();
    f->open = 0;
    bool ok = bus_partitions_within(f->rk, f->classified, WAIT_MS, &count, e)
           && (count > 0 || err_set(e, ERR_RETRY, "Kafka has no topic %s yet; make it by: pulso topics create", f->classified))
           && add_topic(f, l, f->classified, f->api->options->newest / count + 1, next, &n, e)
           && add_topic(f, l, f->alerts, -1, NULL, &others, e)
           && add_topic(f, l, f->actions, ACTIONS_BACK, NULL, &others, e)
           && add_topic(f, l, f->cases, -1, NULL, &others, e);
    if (ok) {
        rd_kafka_resp_err_t r = rd_kafka_assign(f->rk, l);
        ok = !r || err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_err2str(r));
    }
    if (ok) {
        forget_origins(f);
        f->partitions = n;
        f->origins = calloc(n + 1, sizeof *f->origins);
        if (!f->origins)
            abort();
        ring_partitions(f->api->ring, n, next);
    }
    rd_kafka_topic_partition_list_destroy(l);
    free(next);
    return ok;
}

static bool begin(struct feed *f, struct err *e)
{
    char client[96];
    snprintf(client, sizeof client, "%s-feed", f->api->app->instance);
    f->rk = reader_open(&f->api->app->common, client, AHEAD_KBYTES, e);
    return f->rk && assign(f, e);
}

static void end(struct feed *f)
{
    if (f->rk)
        bus_destroy(f->rk);
    f->rk = NULL;
}

/* ---- what comes ---- */

/* true: it was here before. A header that is none of ours is taken as new: it is only looked at. */
static bool repeated(struct feed *f, const rd_kafka_message_t *m)
{
    struct origin from;
    struct origins *o = (size_t)m->partition < f->partitions ? &f->origins[m->partition] : NULL;
    if (!o || !origin_of(m, &from) || from.partition >= PARTITIONS_MAX)
        return false;
    if ((size_t)from.partition >= o->n) {
        o->v = realloc(o->v, ((size_t)from.partition + 1) * sizeof *o->v);
        if (!o->v)
            abort();
        while (o->n <= (size_t)from.partition)
            o->v[o->n++] = -1;
    }
    if (from.offset <= o->v[from.partition])
        return true;
    o->v[from.partition] = from.offset;
    return false;
}

static int64_t came_ms(const rd_kafka_message_t *m)
{
    rd_kafka_timestamp_type_t type;
    int64_t ms = rd_kafka_message_timestamp(m, &type);
    return ms > 0 ? ms : clock_now_ms();
}

static void take_mention(struct feed *f, const rd_kafka_message_t *m)
{
    stat_add(f->stats.records, 1);
    if (repeated(f, m)) {
        stat_add(f->stats.repeats, 1);
        return;
    }
    struct post *p = post_new(f->reader, (struct slice){ m->payload, m->len }, m->partition, m->offset, came_ms(m), post_version(m));
    if (!p) {
        stat_add(f->stats.unreadable, 1);
        return;
    }
    struct post_view v;
    if (!p->deleted && !p->refresh && post_read(f->reader, p, &v))
        sources_saw(f->api->sources, v.m.source.n ? v.m.source : v.m.platform, v.m.platform, p->created_ms, p->came_ms);
    if (atomic_load(&f->caught_up))
        stream_mention(f->api->stream, p);
    ring_add(f->api->ring, p);
}

static void take(struct feed *f, const rd_kafka_message_t *m)
{
    const char *topic = rd_kafka_topic_name(m->rkt);
    struct slice record = { m->payload, m->len };
    if (strcmp(topic, f->classified) == 0) {
        if (m->payload)
            take_mention(f, m);
    } else if (strcmp(topic, f->alerts) == 0) {
        if (m->payload && book_alert(f->api->book, record, m->offset) && atomic_load(&f->caught_up))
            stream_incident(f->api->stream, record);
    } else if (strcmp(topic, f->cases) == 0) {
        if (m->payload)
            inbox_record(f->api->inbox, record);
    } else if (m->payload) {
        book_action(f->api->book, record);
        if (atomic_load(&f->caught_up))
            stream_decided(f->api->stream, record);
    }
}

/* How much of pulso.mentions is not counted yet: then a silent source may only be one that nobody has got to. */
static void look_at_lag(struct feed *f)
{
    struct snapshot *s = (struct snapshot *)shared_take(&f->api->snapshot);
    int64_t behind = s && s->states.n ? 0 : -1;
    for (size_t p = 0; s && behind >= 0 && p < s->states.n; p++) {
        int64_t low, high, at = s->states.v[p].exists ? s->states.v[p].v[S_OFF] : 0;
        struct err ignored = { 0 };      /* then it is not known */
        if (!bus_range(f->rk, f->mentions, (int)p, LAG_WAIT_MS, &low, &high, &ignored))
            behind = -1;
        else
            behind += high > at ? high - (at > low ? at : low) : 0;
    }
    if (s)
        shared_drop(&s->shared);
    sources_lag(f->api->sources, behind, clock_now_ms());
    stat_set(f->stats.behind, behind);
}

static bool turn(struct feed *f, struct err *e)
{
    rd_kafka_message_t *m = rd_kafka_consumer_poll(f->rk, FLUSH_MS);
    if (m && m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        if (f->open && --f->open == 0 && !atomic_exchange(&f->caught_up, true))
            log_info("event=feed caught_up=1 mentions=%" PRId64, stat_value(f->stats.records));
    } else if (m && m->err) {
        /* Brokers come and go; librdkafka goes on where it was. Only what it gives up on begins anew. */
        if (rd_kafka_fatal_error(f->rk, NULL, 0))
            err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_message_errstr(m));
        else
            log_debug("event=feed cause=\"%s\"", rd_kafka_message_errstr(m));
    } else if (m) {
        take(f, m);
    }
    if (m)
        rd_kafka_message_destroy(m);
    if (clock_mono_us() - f->lag_us > LAG_EVERY_MS * INT64_C(1000)) {
        f->lag_us = clock_mono_us();
        look_at_lag(f);
    }
    if (clock_mono_us() - f->flushed_us > FLUSH_MS * 1000) {
        f->flushed_us = clock_mono_us();
        stream_flush(f->api->stream);
    }
    return e->kind == ERR_NONE;
}

static void pause_a_while(struct feed *f)
{
    for (int ms = 0; ms < PAUSE_MS && !atomic_load(&f->stopping); ms += 50)
        clock_sleep_ms(50);
}

static void *run(void *self)
{
    struct feed *f = self;
    int64_t failures = 0;
    while (!atomic_load(&f->stopping)) {
        struct err e = { 0 };
        if ((f->rk || begin(f, &e)) && turn(f, &e)) {
            failures = 0;
            continue;
        }
        failures++;
        if ((failures & (failures - 1)) == 0)
            log_warn("event=feed failures=%" PRId64 " cause=\"%s\"", failures, e.msg);
        end(f);
        pause_a_while(f);
    }
    end(f);
    return NULL;
}

bool feed_caught_up(struct feed *f)
{
    return atomic_load(&f->caught_up);
}

static void stats_open(struct feed *f)
{
    f->stats.records = stat_counter("pulso_dashboard_records_total", NULL, "Records of pulso.classified that were read.");
    f->stats.repeats = stat_counter("pulso_dashboard_repeats_total", NULL, "Records that were here before, by their origin.");
    f->stats.behind = stat_gauge("pulso_dashboard_behind_records", NULL, "Records of pulso.mentions that are not counted yet; -1: not known.");
    f->stats.unreadable = stat_counter("pulso_dashboard_unreadable_total", NULL, "Records of pulso.classified that are no mentions.");
}

struct feed *feed_start(struct api *api, struct err *e)
{
    struct feed *f = calloc(1, sizeof *f);
    sigset_t all, before;
    if (!f)
        abort();
    f->api = api;
    f->mentions = bus_topic(&api->app->common, TOPIC_MENTIONS);
    f->classified = bus_topic(&api->app->common, TOPIC_CLASSIFIED);
    f->alerts = bus_topic(&api->app->common, TOPIC_ALERTS);
    f->actions = bus_topic(&api->app->common, TOPIC_ACTIONS);
    f->cases = bus_topic(&api->app->common, TOPIC_CASES);
    f->reader = post_reader_new();
    stats_open(f);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    f->started = pthread_create(&f->thread, NULL, run, f) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (f->started)
        return f;
    feed_stop(f);
    err_set(e, ERR_BUG, "a thread did not start");
    return NULL;
}

void feed_stop(struct feed *f)
{
    if (!f)
        return;
    atomic_store(&f->stopping, true);
    if (f->started)
        pthread_join(f->thread, NULL);
    forget_origins(f);
    post_reader_free(f->reader);
    free(f);
}
