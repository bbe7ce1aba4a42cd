#include "route/alerts.h"

#include <stdlib.h>

#include "app/app.h"
#include "base/clock.h"
#include "io/letter.h"
#include "io/reader.h"

enum { READ_BACK_MS = 30000 };

struct alerts {
    struct alerts_conf conf;
    struct bus_out *out;
    struct arena arena;          /* one transaction */
    bool begun;
};

/* ---- reading back ---- */

static bool assign_all(rd_kafka_t *rk, const char *topic, int *partitions, struct err *e)
{
    if (!bus_partitions(rk, topic, partitions, e))
        return false;
    if (*partitions == 0)
        return err_set(e, ERR_RETRY, "Kafka has no topic %s yet; make it by: pulso topics create", topic);
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(*partitions);
    for (int p = 0; p < *partitions; p++)
        rd_kafka_topic_partition_list_add(l, topic, p)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t r = rd_kafka_assign(rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot read %s: %s", topic, rd_kafka_err2str(r));
}

static bool read_to_the_end(rd_kafka_t *rk, const char *topic, int partitions, void (*each)(void *self, struct slice record), void *self, struct err *e)
{
    int64_t until = clock_mono_us() + READ_BACK_MS * 1000;
    while (partitions > 0) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, 100);
        if (m && m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            partitions--;
        else if (m && !m->err && m->payload)
            each(self, (struct slice){ m->payload, m->len });
        if (m)
            rd_kafka_message_destroy(m);
        if (clock_mono_us() >= until || app_stopping())
            return err_set(e, ERR_RETRY, "Kafka: %s could not be read to its end within %d s", topic, READ_BACK_MS / 1000);
    }
    return true;
}

static bool read_back(const struct alerts_conf *c, void (*each)(void *self, struct slice record), void *self, struct err *e)
{
    int partitions;
    rd_kafka_t *rk = reader_open(c->common, c->client_id, 16384, e);
    if (!rk)
        return false;
    bool ok = assign_all(rk, c->topic, &partitions, e) && read_to_the_end(rk, c->topic, partitions, each, self, e);
    rd_kafka_consumer_close(rk);
    rd_kafka_destroy(rk);
    return ok;
}

void alerts_close(struct alerts *a)
{
    if (!a)
        return;
    bus_out_close(a->out);
    arena_fini(&a->arena);
    free(a);
}

/* ---- writing ---- */

static bool begin(struct alerts *a, struct err *e)
{
    if (a->begun)
        return true;
    arena_reset(&a->arena);
    a->begun = bus_out_begin(a->out, e);
    return a->begun;
}

bool alerts_add(struct alerts *a, struct slice key, struct slice record, struct err *e)
{
    struct bus_send s = { .topic = a->conf.topic, .partition = RD_KAFKA_PARTITION_UA, .key = key, .value = record };
    return begin(a, e) && bus_out_send(a->out, &s, e);
}

bool alerts_give_up(struct alerts *a, struct slice key, struct slice record, const char *reason, struct err *e)
{
    struct letter l = { .key = key, .value = record, .stage = "hook", .reason = reason, .origin = key, .time_ms = clock_now_ms() };
    return begin(a, e) && letter_send(a->out, a->conf.dlq, &a->arena, &l, e);
}

bool alerts_commit(struct alerts *a, struct err *e)
{
    if (!a->begun)
        return true;
    a->begun = false;
    return bus_out_commit(a->out, e);
}

/* ---- taking over ---- */

/* A tombstone of a key that nobody has: shows that we may write before an alert depends on it, and has everything that the
 * first transaction needs looked up by then (half a second). */
static bool rehearse(struct alerts *a, struct err *e)
{
    return alerts_add(a, SLICE("taken-over"), (struct slice){ 0 }, e) && alerts_commit(a, e);
}

struct alerts *alerts_open(const struct alerts_conf *conf, void (*each)(void *self, struct slice record), void *self, struct err *e)
{
    struct alerts *a = calloc(1, sizeof *a);
    if (!a)
        abort();
    a->conf = *conf;
    a->out = bus_out_open(conf->common, conf->client_id, conf->transactional_id, e);   /* from here on the predecessor is fenced */
    if (a->out && read_back(conf, each, self, e) && rehearse(a, e))
        return a;
    alerts_close(a);
    return NULL;
}
