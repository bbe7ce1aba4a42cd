#include "io/side.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/log.h"

struct side {
    rd_kafka_t *rk;
    rd_kafka_topic_t *topic;
    rd_kafka_queue_t *queue;     /* of all partitions */
    const char *name;
    bool *reading;
    int partitions;
};

static const char *const settings[][2] = {
    { "auto.offset.reset", "earliest" }, { "fetch.wait.max.ms", "50" }, { "fetch.error.backoff.ms", "100" }, { "queued.max.messages.kbytes", "8192" },
    { "enable.partition.eof", "false" },
};

static bool fits(const struct side *s, int partitions, struct err *e)
{
    int have;
    if (!bus_partitions(s->rk, s->name, &have, e))
        return false;
    if (have == 0)
        return err_set(e, ERR_CONFIG, "Kafka has no topic %s; make it by: pulso topics create", s->name);
    return have == partitions
        || err_set(e, ERR_CONFIG, "%s has %d partitions where %d are wanted: what is decided about a conversation would not meet it; make it anew", s->name,
                   have, partitions);
}

struct side *side_open(const struct app_common *c, const char *client_id, const char *topic, int partitions, struct err *e)
{
    struct side *s = calloc(1, sizeof *s);
    if (!s || !(s->reading = calloc((size_t)partitions + 1, sizeof *s->reading)))
        abort();
    s->name = topic;
    s->partitions = partitions;
    s->rk = bus_consumer(c, client_id, settings, sizeof settings / sizeof settings[0], e);
    if (s->rk && fits(s, partitions, e)) {
        s->topic = rd_kafka_topic_new(s->rk, topic, NULL);
        s->queue = rd_kafka_queue_new(s->rk);
        if (s->topic && s->queue)
            return s;
        err_set(e, ERR_BUG, "Kafka: cannot read %s: %s", topic, rd_kafka_err2str(rd_kafka_last_error()));
    }
    side_close(s);
    return NULL;
}

void side_close(struct side *s)
{
    if (!s)
        return;
    for (int p = 0; p < s->partitions; p++)
        side_stop(s, p);
    if (s->queue)
        rd_kafka_queue_destroy(s->queue);
    if (s->topic)
        rd_kafka_topic_destroy(s->topic);
    if (s->rk)
        bus_destroy(s->rk);
    free(s->reading);
    free(s);
}

bool side_start(struct side *s, int32_t partition, int64_t offset, struct err *e)
{
    side_stop(s, partition);
    if (rd_kafka_consume_start_queue(s->topic, partition, offset < 0 ? RD_KAFKA_OFFSET_BEGINNING : offset, s->queue))
        return err_set(e, ERR_RETRY, "Kafka: cannot read %s [%d]: %s", s->name, (int)partition, rd_kafka_err2str(rd_kafka_last_error()));
    s->reading[partition] = true;
    return true;
}

void side_stop(struct side *s, int32_t partition)
{
    if (s->reading[partition])
        rd_kafka_consume_stop(s->topic, partition);
    s->reading[partition] = false;
}

/* What librdkafka mends by itself (a broker away) is no failure. */
rd_kafka_message_t *side_next(struct side *s, struct err *e)
{
    rd_kafka_poll(s->rk, 0);
    rd_kafka_message_t *m = rd_kafka_consume_queue(s->queue, 0);
    if (!m || !m->err)
        return m;
    if (m->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || m->err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        err_set(e, ERR_RETRY, "Kafka: %s: %s", s->name, rd_kafka_err2str(m->err));
    else
        log_warn("event=kafka topic=%s cause=\"%s\"", s->name, rd_kafka_message_errstr(m));
    rd_kafka_message_destroy(m);
    return NULL;
}
