#include "route/decisions.h"

#include <stdlib.h>

#include "app/app.h"
#include "io/reader.h"

struct decisions { rd_kafka_t *rk; int partitions, ended; bool *at_end; };

void read_to_raise(struct read_to *r, size_t partition, int64_t offset)
{
    if (partition >= r->n) {
        r->v = realloc(r->v, (partition + 1) * sizeof *r->v);
        if (!r->v)
            abort();
        while (r->n <= partition)
            r->v[r->n++] = 0;
    }
    if (offset > r->v[partition])
        r->v[partition] = offset;
}

void read_to_fini(struct read_to *r)
{
    free(r->v);
    *r = (struct read_to){ 0 };
}

static bool assign(struct decisions *d, const char *topic, const struct read_to *from, struct err *e)
{
    int count;
    if (!bus_partitions(d->rk, topic, &count, e))
        return false;
    if (count == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet, so nothing that is decided is read; make it by: pulso topics create", topic);
    d->partitions = count;
    d->at_end = calloc((size_t)count, sizeof *d->at_end);
    if (!d->at_end)
        abort();
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(count);
    for (int p = 0; p < count; p++)
        rd_kafka_topic_partition_list_add(l, topic, p)->offset = (size_t)p < from->n && from->v[p] > 0 ? from->v[p] : RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t r = rd_kafka_assign(d->rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", topic, rd_kafka_err2str(r));
}

struct decisions *decisions_open(const struct app_common *c, const char *client_id, const char *topic, const struct read_to *from, struct err *e)
{
    struct decisions *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->rk = reader_open(c, client_id, 4096, e);
    if (d->rk && assign(d, topic, from, e))
        return d;
    decisions_close(d);
    return NULL;
}

void decisions_close(struct decisions *d)
{
    if (!d)
        return;
    if (d->rk)
        bus_destroy(d->rk);
    free(d->at_end);
    free(d);
}

bool decisions_at_end(const struct decisions *d)
{
    return d->ended == d->partitions;
}

/* What librdkafka mends by itself (a broker away) is no failure. */
rd_kafka_message_t *decisions_next(struct decisions *d, struct err *e)
{
    rd_kafka_message_t *m;
    while ((m = rd_kafka_consumer_poll(d->rk, 0)) && m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        d->ended += !d->at_end[m->partition];
        d->at_end[m->partition] = true;
        rd_kafka_message_destroy(m);
    }
    if (!m || !m->err)
        return m;
    bool gone = m->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || m->err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || m->err == RD_KAFKA_RESP_ERR__FATAL;
    if (gone)
        err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_message_errstr(m));
    rd_kafka_message_destroy(m);
    return NULL;
}
