#include "io/place.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"

enum { KEEP_US = 250 * 1000 };
#define ALL_US (INT64_C(3600) * 1000 * 1000)

struct place {
    rd_kafka_t *rk;
    const char *topic;
    int n;
    int64_t *done, *kept;            /* by partition: as is, as Kafka was told; kept -1: not yet */
    int64_t kept_us, all_us;
    bool news;
};

static rd_kafka_topic_partition_list_t *list_of(const struct place *p, const int64_t *offsets)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(p->n);
    for (int i = 0; i < p->n; i++)
        rd_kafka_topic_partition_list_add(l, p->topic, i)->offset = offsets ? offsets[i] : RD_KAFKA_OFFSET_INVALID;
    return l;
}

/* What Kafka kept of us; RD_KAFKA_OFFSET_INVALID: nothing. */
static bool ask_kept(struct place *p, int wait_ms, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = list_of(p, NULL);
    rd_kafka_resp_err_t r = rd_kafka_committed(p->rk, l, wait_ms);
    for (int i = 0; !r && i < l->cnt; i++) {
        r = l->elems[i].err;
        p->done[l->elems[i].partition] = l->elems[i].offset;
    }
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: how far %s was read is not known: %s", p->topic, rd_kafka_err2str(r));
}

static bool choose(struct place *p, int wait_ms, int64_t *lost, struct err *e)
{
    int64_t *first = calloc((size_t)p->n, sizeof *first), *end = calloc((size_t)p->n, sizeof *end), *recent = calloc((size_t)p->n, sizeof *recent);
    if (!first || !end || !recent)
        abort();
    bool ok = bus_offsets(p->rk, p->topic, 0, p->n, RD_KAFKA_OFFSET_BEGINNING, wait_ms, first, e)
           && bus_offsets(p->rk, p->topic, 0, p->n, RD_KAFKA_OFFSET_END, wait_ms, end, e)       /* before the other: what comes between is not passed over */
           && bus_offsets(p->rk, p->topic, 0, p->n, clock_now_ms() - PLACE_RECENT_MS, wait_ms, recent, e);
    for (int i = 0; ok && i < p->n; i++) {
        if (p->done[i] < 0)
            p->done[i] = recent[i] >= 0 ? recent[i] : end[i];
        *lost += p->done[i] < first[i] ? first[i] - p->done[i] : 0;
        p->done[i] = p->done[i] < first[i] ? first[i] : p->done[i];
        p->kept[i] = -1;
    }
    free(first);
    free(end);
    free(recent);
    return ok;
}

static bool begin(struct place *p, int wait_ms, int64_t *lost, struct err *e)
{
    if (!bus_partitions_within(p->rk, p->topic, wait_ms, &p->n, e))
        return false;
    if (p->n == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet; make it by: pulso topics create", p->topic);
    p->done = calloc((size_t)p->n, sizeof *p->done);
    p->kept = calloc((size_t)p->n, sizeof *p->kept);
    if (!p->done || !p->kept)
        abort();
    if (!ask_kept(p, wait_ms, e) || !choose(p, wait_ms, lost, e))
        return false;
    rd_kafka_topic_partition_list_t *l = list_of(p, p->done);
    rd_kafka_resp_err_t r = rd_kafka_assign(p->rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    p->news = true;
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", p->topic, rd_kafka_err2str(r));
}

struct place *place_open(const struct app_common *c, const char *client_id, const char *topic, const char *group, int wait_ms, int64_t *lost, struct err *e)
{
    const char *const settings[][2] = {
        { "group.id", group }, { "isolation.level", "read_committed" }, { "auto.offset.reset", "earliest" }, { "fetch.wait.max.ms", "50" },
        { "queued.max.messages.kbytes", "4096" }, { "fetch.message.max.bytes", "1048576" },
    };
    struct place *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    *lost = 0;
    p->topic = topic;
    p->rk = bus_consumer(c, client_id, settings, sizeof settings / sizeof settings[0], e);
    if (p->rk)
        rd_kafka_poll_set_consumer(p->rk);
    if (p->rk && begin(p, wait_ms, lost, e))
        return p;
    place_close(p);
    return NULL;
}

void place_close(struct place *p)
{
    if (!p)
        return;
    if (p->rk)
        bus_destroy(p->rk);
    free(p->done);
    free(p->kept);
    free(p);
}

int place_partitions(const struct place *p) { return p->n; }

int64_t place_from(const struct place *p, int32_t partition) { return p->done[partition]; }

rd_kafka_message_t *place_next(struct place *p, int wait_ms, struct err *e)
{
    return bus_record(rd_kafka_consumer_poll(p->rk, wait_ms), e);
}

void place_done(struct place *p, int32_t partition, int64_t offset)
{
    if (partition < 0 || partition >= p->n || offset <= p->done[partition])
        return;
    p->done[partition] = offset;
    p->news = true;
}

void place_keep(struct place *p)
{
    int64_t now = clock_mono_us();
    bool all = now - p->all_us >= ALL_US;
    if ((!p->news && !all) || now - p->kept_us < KEEP_US)
        return;
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(p->n);
    for (int i = 0; i < p->n; i++)
        if (all || p->kept[i] != p->done[i]) {
            rd_kafka_topic_partition_list_add(l, p->topic, i)->offset = p->done[i];
            p->kept[i] = p->done[i];
        }
    if (l->cnt)
        rd_kafka_commit(p->rk, l, 1);
    rd_kafka_topic_partition_list_destroy(l);
    p->kept_us = now;
    p->all_us = all ? now : p->all_us;
    p->news = false;
}
