#include "io/follow.h"

#include <stdlib.h>

#include "app/app.h"
#include "io/reader.h"

struct follow { rd_kafka_t *rk; int partitions, ended; bool *at_end; };

void follow_raise(struct follow_from *r, size_t partition, int64_t offset)
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

void follow_from_fini(struct follow_from *r)
{
    free(r->v);
    *r = (struct follow_from){ 0 };
}

static bool assign(struct follow *f, const char *topic, const struct follow_from *from, int wait_ms, struct err *e)
{
    int count;
    if (!bus_partitions_within(f->rk, topic, wait_ms, &count, e))
        return false;
    if (count == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet, so nothing of it is read; make it by: pulso topics create", topic);
    f->partitions = count;
    f->at_end = calloc((size_t)count, sizeof *f->at_end);
    if (!f->at_end)
        abort();
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(count);
    for (int p = 0; p < count; p++)
        rd_kafka_topic_partition_list_add(l, topic, p)->offset = from && (size_t)p < from->n && from->v[p] > 0 ? from->v[p] : RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t r = rd_kafka_assign(f->rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", topic, rd_kafka_err2str(r));
}

struct follow *follow_open(const struct app_common *c, const char *client_id, const char *topic, const struct follow_from *from, int wait_ms, struct err *e)
{
    struct follow *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->rk = reader_open(c, client_id, 4096, e);
    if (f->rk && assign(f, topic, from, wait_ms, e))
        return f;
    follow_close(f);
    return NULL;
}

void follow_close(struct follow *f)
{
    if (!f)
        return;
    if (f->rk)
        bus_destroy(f->rk);
    free(f->at_end);
    free(f);
}

bool follow_at_end(const struct follow *f)
{
    return f->ended == f->partitions;
}

rd_kafka_message_t *follow_next(struct follow *f, int wait_ms, struct err *e)
{
    rd_kafka_message_t *m;
    while ((m = rd_kafka_consumer_poll(f->rk, wait_ms)) && m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        f->ended += !f->at_end[m->partition];
        f->at_end[m->partition] = true;
        rd_kafka_message_destroy(m);
    }
    return bus_record(m, e);
}
