#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "io/bus.h"

enum { REPORTS_EVERY = 128 };

struct bus_out {
    rd_kafka_t *rk;
    size_t waiting;                      /* sent, report not yet in */
    bool failed;
    struct err first;                    /* the first report that failed */
};

static void on_report(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
    struct bus_out *o = opaque;
    (void)rk;
    o->waiting--;
    if (!m->err && m->_private)
        *(int64_t *)m->_private = m->offset;
    if (m->err && !o->failed) {
        o->failed = true;
        err_set(&o->first, ERR_BUG, "Kafka did not take a message for %s [%d]: %s", rd_kafka_topic_name(m->rkt), (int)m->partition,
                rd_kafka_err2str(m->err));
    }
}

/* No message timeout: with one, a paused broker made the middle of a stream
 * vanish while later messages arrived. Gapless: an order that cannot be kept is
 * a fatal error instead. */
static const char *const settings[][2] = {
    { "enable.idempotence", "true" }, { "acks", "all" }, { "enable.gapless.guarantee", "true" }, { "message.timeout.ms", "0" },
    { "partitioner", "murmur2_random" }, { "compression.codec", "lz4" }, { "linger.ms", "20" }, { "batch.size", "262144" },
    { "queue.buffering.max.messages", "50000" }, { "queue.buffering.max.kbytes", "131072" }, { "message.max.bytes", "1048576" },
};

static bool configure(const struct app_common *c, const char *client_id, const char *tx, rd_kafka_conf_t *conf, struct err *e)
{
    char why[256];
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        /* A transactional producer is gapless by its transactions and must time out. */
        if (tx && (strstr(settings[i][0], "timeout") || strstr(settings[i][0], "gapless")))
            continue;
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], why, sizeof why) != RD_KAFKA_CONF_OK)
            return err_set(e, ERR_BUG, "librdkafka: %s: %s", settings[i][0], why);
    }
    if (tx && rd_kafka_conf_set(conf, "transactional.id", tx, why, sizeof why) != RD_KAFKA_CONF_OK)
        return err_set(e, ERR_BUG, "librdkafka: transactional.id: %s", why);
    return bus_settings(c, client_id, conf, e);
}

struct bus_out *bus_out_open(const struct app_common *c, const char *client_id, const char *transactional_id, struct err *e)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    struct bus_out *o = calloc(1, sizeof *o);
    if (!o)
        abort();
    if (!configure(c, client_id, transactional_id, conf, e))
        goto fail;
    rd_kafka_conf_set_dr_msg_cb(conf, on_report);
    rd_kafka_conf_set_opaque(conf, o);
    o->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!o->rk) {
        err_set(e, ERR_CONFIG, "kafka: %s", why);
        goto fail;
    }
    conf = NULL;                         /* the handle owns it now */
    if (!transactional_id)
        return o;
    rd_kafka_error_t *error = rd_kafka_init_transactions(o->rk, 30000);
    if (!error)
        return o;
    err_set(e, rd_kafka_error_is_fatal(error) ? ERR_BUG : ERR_RETRY, "Kafka: transactional.id %s: %s", transactional_id, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
fail:
    if (conf)
        rd_kafka_conf_destroy(conf);
    bus_out_close(o);
    return NULL;
}

void bus_out_close(struct bus_out *o)
{
    if (!o)
        return;
    if (o->rk) {
        if (o->waiting) {
            rd_kafka_purge(o->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
            rd_kafka_flush(o->rk, 1000);
        }
        rd_kafka_destroy(o->rk);
    }
    free(o);
}

static bool sound(struct bus_out *o, struct err *e)
{
    char why[256];
    if (o->failed) {
        *e = o->first;
        return false;
    }
    rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(o->rk, why, sizeof why);
    return !fatal || err_set(e, ERR_BUG, "Kafka producer: %s: %s", rd_kafka_err2name(fatal), why);
}

/* librdkafka's macros are statement expressions, which clang calls an extension in every line. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
static bool send_once(struct bus_out *o, const struct bus_send *s, rd_kafka_resp_err_t *r)
{
    rd_kafka_headers_t *h = NULL;
    if (s->header_count) {
        h = rd_kafka_headers_new(s->header_count);
        for (size_t i = 0; i < s->header_count; i++)
            rd_kafka_header_add(h, s->headers[i].name, -1, s->headers[i].value.p, (ssize_t)s->headers[i].value.n);
    }
    *r = rd_kafka_producev(o->rk, RD_KAFKA_V_TOPIC(s->topic), RD_KAFKA_V_PARTITION(s->partition), RD_KAFKA_V_MSGFLAGS(0),
                           RD_KAFKA_V_KEY(s->key.p, s->key.n), RD_KAFKA_V_VALUE((void *)(uintptr_t)s->value.p, s->value.n),
                           RD_KAFKA_V_HEADERS(h), RD_KAFKA_V_OPAQUE(s->offset), RD_KAFKA_V_END);
    if (*r && h)
        rd_kafka_headers_destroy(h);     /* it is only taken over on success */
    return *r == RD_KAFKA_RESP_ERR_NO_ERROR;
}
#pragma GCC diagnostic pop

bool bus_out_send(struct bus_out *o, const struct bus_send *s, struct err *e)
{
    rd_kafka_resp_err_t r;
    while (!send_once(o, s, &r)) {
        if (r == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
            return err_set(e, ERR_DROP, "%zu bytes are more than Kafka takes in one message", s->value.n);
        if (r != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            return err_set(e, ERR_BUG, "Kafka: %s: %s", s->topic, rd_kafka_err2str(r));
        rd_kafka_poll(o->rk, 100);
        if (!sound(o, e))
            return false;
        if (app_stopping())
            return err_set(e, ERR_RETRY, "Kafka takes no more messages, and we are asked to stop");
    }
    if (++o->waiting % REPORTS_EVERY == 0)
        rd_kafka_poll(o->rk, 0);         /* takes reports in, so that their queue stays short */
    return true;
}

bool bus_out_delivered(struct bus_out *o, int wait_ms, struct err *e)
{
    int64_t until = clock_mono_us() + (int64_t)wait_ms * 1000;
    while (o->waiting) {
        /* flush only cuts the linger short; what it returns proves nothing, the reports do. */
        rd_kafka_flush(o->rk, 50);
        if (!sound(o, e))
            return false;
        if (o->waiting && clock_mono_us() >= until)
            return err_set(e, ERR_RETRY, "Kafka has not acknowledged %zu messages yet", o->waiting);
    }
    return sound(o, e);
}

size_t bus_out_waiting(const struct bus_out *o)
{
    return o->waiting;
}

static bool transaction(struct bus_out *o, rd_kafka_error_t *error, const char *what, struct err *e)
{
    if (!error)
        return sound(o, e);
    enum err_kind kind = rd_kafka_error_is_fatal(error) ? ERR_BUG : ERR_RETRY;
    err_set(e, kind, "Kafka: %s: %s", what, rd_kafka_error_string(error));
    if (rd_kafka_error_txn_requires_abort(error)) {
        rd_kafka_error_t *again = rd_kafka_abort_transaction(o->rk, 10000);
        if (again)
            rd_kafka_error_destroy(again);
        o->failed = false;               /* what the transaction held is undone as a whole */
    }
    rd_kafka_error_destroy(error);
    return false;
}

bool bus_out_begin(struct bus_out *o, struct err *e)
{
    return transaction(o, rd_kafka_begin_transaction(o->rk), "begin", e);
}

bool bus_out_commit(struct bus_out *o, struct err *e)
{
    return transaction(o, rd_kafka_commit_transaction(o->rk, 30000), "commit", e);
}
