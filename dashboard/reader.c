#include "dashboard/reader.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "model/topics.h"

bool reader_range(rd_kafka_t *rk, const char *topic, int32_t partition, int wait_ms, int64_t *low, int64_t *high, struct err *e)
{
    rd_kafka_resp_err_t r = rd_kafka_query_watermark_offsets(rk, topic, partition, low, high, wait_ms);
    return !r || err_set(e, ERR_RETRY, "Kafka: %s [%d]: %s", topic, (int)partition, rd_kafka_err2str(r));
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

struct slice reader_header(const rd_kafka_message_t *m, const char *name)
{
    rd_kafka_headers_t *all;
    const void *value;
    size_t n;
    if (rd_kafka_message_headers(m, &all) || rd_kafka_header_get_last(all, name, &value, &n))
        return (struct slice){ 0 };
    return (struct slice){ value, n };
}

bool reader_origin(const rd_kafka_message_t *m, int32_t *partition, int64_t *offset)
{
    struct slice origin = reader_header(m, HEADER_ORIGIN), part;
    int64_t p;
    if (!slice_next(&origin, ':', &part) || !slice_int(part, &p) || !slice_int(origin, offset) || p < 0 || p > INT32_MAX)
        return false;
    *partition = (int32_t)p;
    return true;
}

int64_t reader_version(const rd_kafka_message_t *m)
{
    int64_t v;
    return slice_int(reader_header(m, HEADER_VERSION), &v) && v >= 0 ? v : 0;
}
