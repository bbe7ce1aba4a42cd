#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/bus.h"
#include "io/group.h"
#include "model/topics.h"

enum { PARTITIONS_MAX = 4096, CLOSE_MS = 3000, LOOK_MS = 3000, RANGE_MS = 1000 };
/* A twin fences whoever joins within two heartbeats; a broker that dies again and again takes longer. */
enum { TWIN_MS = 15000, OFTEN_MS = 120000 };

struct bus_in {
    const struct app_common *common;
    const char *group, *instance;
    bool static_member, fenced;
    bool placed, leaving;                /* the group has told us what is ours, if only nothing; we want none of it any more */
    rd_kafka_t *rk;
    const char *topic;
    const struct bus_in_ops *ops;
    void *self;
    int64_t fenced_us[2];                /* when the group last fenced us, and the time before; 0: never */
    int64_t look_us;                     /* when to look next whether the group is whole, see group.h */
    bool orphans, nudged;                /* it was not when last looked at; the subscription is the other one */
    bool *reading;                       /* by partition: it is in librdkafka's assignment */
    rd_kafka_topic_partition_list_t *gathering;   /* inside the callback: what gained started */
};

static rd_kafka_topic_partition_list_t *one(const struct bus_in *in, int32_t partition, int64_t offset)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(l, in->topic, partition)->offset = offset;
    return l;
}

static void log_refused(const char *what, rd_kafka_error_t *error)
{
    if (!error)
        return;
    log_warn("event=%s cause=\"%s\"", what, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
}

static bool is_ours(const struct bus_in *in, const rd_kafka_topic_partition_t *p)
{
    return p->partition < PARTITIONS_MAX && strcmp(p->topic, in->topic) == 0;
}

/* The offset goes into the list that is handed to the assignment: a seek inside
 * the callback silently does nothing (librdkafka 2.0.2). The callback must answer
 * with one call, so what gained starts is gathered first. */
static void on_gained(struct bus_in *in, rd_kafka_topic_partition_list_t *list)
{
    in->placed = true;
    in->gathering = rd_kafka_topic_partition_list_new(list->cnt);
    for (int i = 0; i < list->cnt && !in->leaving; i++)
        if (is_ours(in, &list->elems[i]))
            in->ops->gained(in->self, list->elems[i].partition);
    rd_kafka_topic_partition_list_t *ready = in->gathering;
    in->gathering = NULL;
    log_refused("assign", rd_kafka_incremental_assign(in->rk, ready));
    rd_kafka_topic_partition_list_destroy(ready);
}

static void on_lost(struct bus_in *in, rd_kafka_topic_partition_list_t *list)
{
    rd_kafka_topic_partition_list_t *held = rd_kafka_topic_partition_list_new(list->cnt);
    for (int i = 0; i < list->cnt; i++) {
        int32_t p = list->elems[i].partition;
        if (!is_ours(in, &list->elems[i]))
            continue;
        in->ops->lost(in->self, p);
        if (in->reading[p])
            rd_kafka_topic_partition_list_add(held, in->topic, p);
        in->reading[p] = false;
    }
    log_refused("unassign", rd_kafka_incremental_unassign(in->rk, held));
    rd_kafka_topic_partition_list_destroy(held);
}

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t *list, void *opaque)
{
    struct bus_in *in = opaque;
    (void)rk;
    log_info("event=rebalance what=%s partitions=%d", what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? "gained" : "lost", list->cnt);
    if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
        on_gained(in, list);
    else
        on_lost(in, list);
}

/* Offsets live in Redis; an offset that Kafka no longer holds is never skipped
 * in silence. queued.min.messages bounds memory: reading far ahead is what makes
 * the next fetch wait a whole second in librdkafka 2.0.2. A static member that
 * leaves keeps its partitions for its session: as short as brokers allow unasked. */
static const char *const settings[][2] = {
    { "enable.auto.commit", "false" }, { "enable.auto.offset.store", "false" }, { "auto.offset.reset", "error" },
    { "partition.assignment.strategy", "cooperative-sticky" }, { "session.timeout.ms", "6000" }, { "heartbeat.interval.ms", "1000" },
    { "queued.min.messages", "100000" }, { "queued.max.messages.kbytes", "65536" }, { "fetch.wait.max.ms", "50" },
    { "fetch.error.backoff.ms", "100" }, { "isolation.level", "read_committed" }, { "enable.partition.eof", "false" },
};

static bool configure(const struct bus_in *in, rd_kafka_conf_t *conf, struct err *e)
{
    char why[256];
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], why, sizeof why) != RD_KAFKA_CONF_OK)
            return err_set(e, ERR_BUG, "librdkafka: %s: %s", settings[i][0], why);
    if (rd_kafka_conf_set(conf, "group.id", in->group, why, sizeof why) != RD_KAFKA_CONF_OK)
        return err_set(e, ERR_BUG, "librdkafka: group.id: %s", why);
    if (in->static_member && rd_kafka_conf_set(conf, "group.instance.id", in->instance, why, sizeof why) != RD_KAFKA_CONF_OK)
        return err_set(e, ERR_CONFIG, "--instance %s: %s", in->instance, why);
    return bus_settings(in->common, in->instance, conf, e);
}

static bool connect_to_kafka(struct bus_in *in, struct err *e)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    if (!configure(in, conf, e)) {
        rd_kafka_conf_destroy(conf);
        return false;
    }
    rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
    rd_kafka_conf_set_opaque(conf, in);
    in->rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (!in->rk) {
        rd_kafka_conf_destroy(conf);
        return err_set(e, ERR_CONFIG, "kafka: %s", why);
    }
    rd_kafka_poll_set_consumer(in->rk);
    return true;
}

static rd_kafka_resp_err_t subscribe(struct bus_in *in)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(2);
    rd_kafka_topic_partition_list_add(l, in->topic, RD_KAFKA_PARTITION_UA);
    if (in->nudged)                      /* any other topic does: what we get of it is not read */
        rd_kafka_topic_partition_list_add(l, bus_topic(in->common, TOPIC_DLQ), RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t r = rd_kafka_subscribe(in->rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    return r;
}

/* Partitions that stay without an owner over two looks are given one: see group.h. */
static void look_after_group(struct bus_in *in)
{
    bool ours;
    int64_t now = clock_mono_us();
    if (now < in->look_us)
        return;
    in->look_us = now + LOOK_MS * 1000;
    bool orphans = group_look(in->rk, in->group, in->topic, in->instance, &ours) == GROUP_ORPHANS;
    if (orphans && in->orphans && ours) {
        log_warn("event=orphans topic=%s next=\"asking for a rebalance\"", in->topic);
        in->nudged = !in->nudged;
        subscribe(in);
        orphans = false;
    }
    in->orphans = orphans;
}

static bool join(struct bus_in *in, struct err *e)
{
    if (!connect_to_kafka(in, e))
        return false;
    in->look_us = clock_mono_us() + LOOK_MS * 1000;
    in->placed = in->leaving = false;
    rd_kafka_resp_err_t r = subscribe(in);
    return !r || err_set(e, ERR_BUG, "Kafka: cannot subscribe to %s: %s", in->topic, rd_kafka_err2str(r));
}

/* Closing waits for answers of the broker: for one that stands still, no longer than this. */
static void close_in_time(rd_kafka_t *rk)
{
    rd_kafka_queue_t *q = rd_kafka_queue_new(rk);
    int64_t until = clock_mono_us() + CLOSE_MS * 1000;
    log_refused("close", rd_kafka_consumer_close_queue(rk, q));
    while (!rd_kafka_consumer_closed(rk) && clock_mono_us() < until) {
        rd_kafka_message_t *m = rd_kafka_consume_queue(q, 50);   /* serves the rebalance */
        if (m)
            rd_kafka_message_destroy(m);
    }
    rd_kafka_queue_destroy(q);
}

static void *destroy(void *rk)
{
    rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    return NULL;
}

/* librdkafka 2.0.2 waits for ever where a topic was deleted that it read from. Then its threads stay behind, idle; nothing of
 * ours is called from them any more. */
void bus_destroy(rd_kafka_t *rk)
{
    pthread_t t;
    struct timespec until;
    if (pthread_create(&t, NULL, destroy, rk) != 0)
        abort();
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CLOSE_MS / 1000;
    if (pthread_timedjoin_np(t, NULL, &until) == 0)
        return;
    log_warn("event=close_late cause=\"librdkafka does not end; left behind\"");
    pthread_detach(t);
}

/* librdkafka 2.0.2 aborts where a member that knows how the group divides ends before it was told its part
 * (rd_kafka_sticky_assignor_state_destroy). So the first part is waited for, and refused. */
static bool wait_for_place(struct bus_in *in)
{
    int64_t until = clock_mono_us() + CLOSE_MS * 1000;
    in->leaving = true;
    while (!in->placed && clock_mono_us() < until) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(in->rk, 50);
        if (m)
            rd_kafka_message_destroy(m);
    }
    return in->placed;
}

static void leave(struct bus_in *in)
{
    if (!in->rk)
        return;
    if (wait_for_place(in)) {
        close_in_time(in->rk);
        bus_destroy(in->rk);
    } else {
        log_warn("event=close_late cause=\"Kafka did not let us into the group %s; left behind\"", in->group);
    }
    in->rk = NULL;
}

struct bus_in *bus_in_open(const struct app_common *c, const char *group, const char *topic, const char *instance, bool static_member,
                           const struct bus_in_ops *ops, void *self, struct err *e)
{
    struct bus_in *in = calloc(1, sizeof *in);
    bool *reading = calloc(PARTITIONS_MAX, sizeof *reading);
    if (!in || !reading)
        abort();
    *in = (struct bus_in){ .common = c, .group = group, .instance = instance, .static_member = static_member, .topic = topic,
                           .ops = ops, .self = self, .reading = reading };
    if (join(in, e))
        return in;
    bus_in_close(in);
    return NULL;
}

void bus_in_close(struct bus_in *in)
{
    if (!in)
        return;
    leave(in);
    free(in->reading);
    free(in);
}

static bool fenced_within(int64_t then_us, int64_t now_us, int ms)
{
    return then_us != 0 && now_us - then_us < (int64_t)ms * 1000;
}

void bus_in_forgive(struct bus_in *in, void (*let_go)(void *self), struct err *e)
{
    if (!in->fenced)
        return;
    int64_t now = clock_mono_us();
    bool twin = fenced_within(in->fenced_us[0], now, TWIN_MS) || fenced_within(in->fenced_us[1], now, OFTEN_MS);
    in->fenced_us[1] = in->fenced_us[0];
    in->fenced_us[0] = now;
    if (twin)
        return;
    log_warn("event=fenced topic=%s cause=\"%s\" next=\"joining the group anew\"", in->topic, e->msg);
    let_go(in->self);
    leave(in);
    memset(in->reading, 0, PARTITIONS_MAX * sizeof *in->reading);
    in->fenced = false;
    err_clear(e);
    if (join(in, e))
        err_set(e, ERR_RETRY, "fenced by Kafka: joining the group anew");
}

bool bus_in_start(struct bus_in *in, int32_t partition, int64_t offset, struct err *e)
{
    if (in->gathering) {
        rd_kafka_topic_partition_list_add(in->gathering, in->topic, partition)->offset = offset;
        in->reading[partition] = true;
        return true;
    }
    bus_in_halt(in, partition);
    rd_kafka_topic_partition_list_t *l = one(in, partition, offset);
    rd_kafka_error_t *error = rd_kafka_incremental_assign(in->rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    in->reading[partition] = !error;
    if (!error)
        return true;
    err_set(e, ERR_RETRY, "Kafka: cannot read %s [%d] from %lld: %s", in->topic, (int)partition, (long long)offset, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
    return false;
}

void bus_in_halt(struct bus_in *in, int32_t partition)
{
    if (!in->reading[partition])
        return;
    in->reading[partition] = false;
    if (in->gathering) {
        rd_kafka_topic_partition_list_del(in->gathering, in->topic, partition);
        return;
    }
    rd_kafka_topic_partition_list_t *l = one(in, partition, RD_KAFKA_OFFSET_INVALID);
    log_refused("unassign", rd_kafka_incremental_unassign(in->rk, l));
    rd_kafka_topic_partition_list_destroy(l);
}

rd_kafka_message_t *bus_in_poll(struct bus_in *in, int wait_ms, struct err *e)
{
    if (wait_ms > 0 && !app_stopping())  /* at most once a turn */
        look_after_group(in);
    rd_kafka_message_t *m = rd_kafka_consumer_poll(in->rk, wait_ms);
    char why[256];
    if (!m || !m->err || m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
        return m;
    rd_kafka_resp_err_t r = m->err;
    if (r == RD_KAFKA_RESP_ERR__FATAL) {
        r = rd_kafka_fatal_error(in->rk, why, sizeof why);
        in->fenced = r == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
        err_set(e, in->fenced ? ERR_CONFIG : ERR_BUG, "Kafka: %s%s", why,
                in->fenced ? "; another process runs with the same --instance: give each its own" : "");
    } else {
        log_warn("event=kafka cause=\"%s\"", rd_kafka_message_errstr(m));   /* librdkafka goes on by itself */
    }
    rd_kafka_message_destroy(m);
    return NULL;
}

void bus_in_note(struct bus_in *in, int32_t partition, int64_t offset)
{
    rd_kafka_topic_partition_list_t *l = one(in, partition, offset);
    rd_kafka_commit(in->rk, l, 1);
    rd_kafka_topic_partition_list_destroy(l);
}

int64_t bus_in_end(struct bus_in *in, int32_t partition)
{
    int64_t low, high;
    if (rd_kafka_get_watermark_offsets(in->rk, in->topic, partition, &low, &high))
        return -1;
    return high >= 0 ? high : -1;
}

bool bus_in_range(struct bus_in *in, int32_t partition, int64_t *low, int64_t *high, struct err *e)
{
    return bus_range(in->rk, in->topic, partition, RANGE_MS, low, high, e);
}

rd_kafka_t *bus_in_handle(struct bus_in *in)
{
    return in->rk;
}
