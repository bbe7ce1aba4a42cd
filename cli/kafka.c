#include "cli/kafka.h"

#include <stdio.h>
#include <stdlib.h>

#define CLIENT "pulso-cli"

static bool answers(rd_kafka_t *rk, const struct cli *cli, struct err *e)
{
    const struct rd_kafka_metadata *md = NULL;
    rd_kafka_resp_err_t r = rd_kafka_metadata(rk, 0, NULL, &md, KAFKA_WAIT_MS);
    if (r)
        return err_set(e, ERR_RETRY, "Kafka does not answer at %s: %s; is it running, and are kafka.brokers and kafka.security right?",
                       cli->common.kafka.brokers, rd_kafka_err2str(r));
    rd_kafka_metadata_destroy(md);
    return true;
}

static rd_kafka_t *consumer(struct cli *cli, struct err *e)
{
    char group[300];
    snprintf(group, sizeof group, "%scli", cli->common.prefix);
    const char *const settings[][2] = {
        { "group.id", group }, { "auto.offset.reset", "error" }, { "enable.partition.eof", "true" }, { "allow.auto.create.topics", "false" },
    };
    rd_kafka_t *rk = bus_consumer(&cli->common, CLIENT, settings, sizeof settings / sizeof settings[0], e);
    if (rk)
        rd_kafka_poll_set_consumer(rk);
    return rk;
}

static rd_kafka_t *producer(struct cli *cli, struct err *e)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_t *rk = NULL;
    if (bus_settings(&cli->common, CLIENT, conf, e) && !(rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why)))
        err_set(e, ERR_CONFIG, "kafka: %s", why);
    if (!rk)
        rd_kafka_conf_destroy(conf);
    return rk;
}

rd_kafka_t *kafka_open(struct cli *cli, rd_kafka_type_t type, struct err *e)
{
    rd_kafka_t *rk = type == RD_KAFKA_PRODUCER ? producer(cli, e) : consumer(cli, e);
    if (!rk)
        return NULL;
    if (answers(rk, cli, e))
        return rk;
    rd_kafka_destroy(rk);
    return NULL;
}

bool kafka_range(rd_kafka_t *rk, const char *topic, int partition, int64_t *low, int64_t *high, struct err *e)
{
    return bus_range(rk, topic, partition, KAFKA_WAIT_MS, low, high, e);
}

bool kafka_since(rd_kafka_t *rk, const char *topic, int partition, int64_t ms, int64_t *offset, struct err *e)
{
    int64_t end;
    if (!bus_offsets(rk, topic, partition, 1, RD_KAFKA_OFFSET_END, KAFKA_WAIT_MS, &end, e) || !bus_offsets(rk, topic, partition, 1, ms, KAFKA_WAIT_MS, offset, e))
        return false;
    *offset = *offset >= 0 ? *offset : end;
    return true;
}

bool kafka_partitions(rd_kafka_t *rk, const char *topic, int *count, struct err *e)
{
    if (!bus_partitions(rk, topic, count, e))
        return false;
    return *count > 0 || err_set(e, ERR_CONFIG, "the topic %s does not exist: `pulso topics create` makes all of them", topic);
}

/* How many spans have something to read. */
static int assign(rd_kafka_t *rk, const char *topic, const struct kafka_span *spans, int n, struct err *e)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(n);
    for (int p = 0; p < n; p++)
        if (spans[p].from < spans[p].to)
            rd_kafka_topic_partition_list_add(list, topic, p)->offset = spans[p].from;
    int open = list->cnt;
    rd_kafka_resp_err_t r = open ? rd_kafka_assign(rk, list) : RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_topic_partition_list_destroy(list);
    if (r)
        err_set(e, ERR_RETRY, "Kafka: %s: %s", topic, rd_kafka_err2str(r));
    return r ? -1 : open;
}

/* What a poll brought: 1 go on, 0 enough, -1 failed. Closes the span that it ends. */
static int take(const rd_kafka_message_t *m, struct kafka_span *left, int *open,
                bool (*each)(void *self, const rd_kafka_message_t *m), void *self, struct err *e)
{
    if (m->err && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_message_errstr(m));
        return -1;
    }
    struct kafka_span *s = &left[m->partition];
    bool inside = s->from < s->to && (m->err || m->offset < s->to);
    if (inside && !m->err && !each(self, m))
        return 0;
    int64_t next = m->offset + (m->err ? 0 : 1);
    bool ends = s->from < s->to && s->to != INT64_MAX && (m->err || next >= s->to);
    s->from = ends ? s->to : s->from;
    *open -= ends;
    return *open > 0;
}

bool kafka_read(struct cli *cli, const char *topic, const struct kafka_span *spans, int partitions,
                bool (*each)(void *self, const rd_kafka_message_t *m), void *self, struct err *e)
{
    rd_kafka_t *rk = kafka_open(cli, RD_KAFKA_CONSUMER, e);
    struct kafka_span *left = malloc(((size_t)partitions + 1) * sizeof *left);
    if (!left)
        abort();
    memcpy(left, spans, (size_t)partitions * sizeof *left);
    int open = rk ? assign(rk, topic, spans, partitions, e) : -1;
    int go = open > 0;
    while (go > 0) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, 500);
        if (!m)
            continue;
        go = take(m, left, &open, each, self, e);
        rd_kafka_message_destroy(m);
    }
    free(left);
    if (rk) {
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
    }
    return open >= 0 && go >= 0;
}
