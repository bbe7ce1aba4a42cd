#include "io/reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"

rd_kafka_t *reader_open(const struct app_common *c, const char *client_id, int queue_kbytes, struct err *e)
{
    char ahead[24];
    snprintf(ahead, sizeof ahead, "%d", queue_kbytes);
    const char *const settings[][2] = {
        { "group.id", client_id }, { "isolation.level", "read_committed" }, { "auto.offset.reset", "earliest" }, { "enable.partition.eof", "true" }, { "fetch.wait.max.ms", "50" },
        { "queued.max.messages.kbytes", ahead }, { "fetch.message.max.bytes", "1048576" },
    };
    rd_kafka_t *rk = bus_consumer(c, client_id, settings, sizeof settings / sizeof settings[0], e);
    if (rk)
        rd_kafka_poll_set_consumer(rk);
    return rk;
}

static size_t assign(rd_kafka_t *rk, const char *topic, const struct span_of *spans, size_t n)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new((int)n);
    for (size_t p = 0; p < n; p++)
        if (spans[p].from < spans[p].to)
            rd_kafka_topic_partition_list_add(l, topic, (int32_t)p)->offset = spans[p].from;
    size_t open = (size_t)l->cnt;
    rd_kafka_assign(rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    return open;
}

bool reader_spans(rd_kafka_t *rk, const char *topic, const struct span_of *spans, size_t n, int wait_ms, bool (*each)(void *self, const rd_kafka_message_t *m), void *self, struct err *e)
{
    int64_t until = clock_mono_us() + wait_ms * INT64_C(1000);
    size_t open = assign(rk, topic, spans, n);
    bool *over = calloc(n + 1, sizeof *over), go = true;
    if (!over)
        abort();
    while (open && go && clock_mono_us() < until) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, 50);
        if (!m)
            continue;
        size_t p = (size_t)m->partition;
        if (m->err && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            go = err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_message_errstr(m));
        } else if (p < n && !over[p]) {
            if (!m->err && m->offset < spans[p].to)
                go = each(self, m);
            /* A control record of a transaction has an offset, and never comes. */
            over[p] = m->err || m->offset + 1 >= spans[p].to;
            open -= over[p];
        }
        rd_kafka_message_destroy(m);
    }
    rd_kafka_assign(rk, NULL);
    free(over);
    if (open && go)
        return err_set(e, ERR_RETRY, "Kafka: %s was not read within %d ms", topic, wait_ms);
    return e->kind == ERR_NONE;
}
