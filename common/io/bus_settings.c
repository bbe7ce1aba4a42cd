/* What the configuration says about Kafka, as librdkafka's properties. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/conf.h"
#include "base/log.h"
#include "io/bus.h"

static bool set(rd_kafka_conf_t *conf, const char *name, const char *value, struct err *e)
{
    char why[256];
    if (!value || !*value)
        return true;
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
        return true;
    return err_set(e, ERR_CONFIG, "kafka: %s: %s", name, why);
}

/* librdkafka's own lines go through our log: one line each, its facility kept. */
static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk;
    if (strcmp(facility, "CONFWARN") == 0 && strstr(text, "gapless"))
        return;                          /* that it is experimental is known, see bus_out.c */
    if (strcmp(facility, "COMMITFAIL") == 0)
        level = 7;                       /* offsets in Kafka are for lag tools only */
    enum log_level l = level <= 3 ? LOG_LEVEL_WARN : level <= 5 ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG;
    log_line(l, "event=kafka facility=%s text=\"%s\"", facility, text);
}

bool bus_settings(const struct app_common *c, const char *client_id, rd_kafka_conf_t *conf, struct err *e)
{
    rd_kafka_conf_set_log_cb(conf, on_log);
    bool sasl = c->kafka.security && strncmp(c->kafka.security, "sasl", 4) == 0;
    bool ok = set(conf, "bootstrap.servers", c->kafka.brokers, e)
           && set(conf, "client.id", client_id, e)
           && set(conf, "security.protocol", c->kafka.security, e)
           && (!sasl || set(conf, "sasl.mechanism", c->kafka.sasl_mechanism, e))
           && (!sasl || set(conf, "sasl.username", c->kafka.user, e))
           && (!sasl || set(conf, "sasl.password", c->kafka.password, e))
           && set(conf, "ssl.ca.location", c->kafka.ca, e)
           && set(conf, "ssl.certificate.location", c->kafka.cert, e)
           && set(conf, "ssl.key.location", c->kafka.key, e)
           && set(conf, "reconnect.backoff.max.ms", "2000", e)
           && set(conf, "topic.metadata.refresh.interval.ms", "30000", e);
    const struct conf_node *o = c->kafka.options;
    for (size_t i = 0; ok && o && i < conf_len(o); i++) {
        const char *value = conf_scalar(conf_at(o, i));
        if (!value)
            return conf_fail(conf_at(o, i), e, "kafka.options: %s must be one value", conf_member(o, i));
        if (!set(conf, conf_member(o, i), value, e))
            return conf_fail(conf_at(o, i), e, "%s", e->msg);
    }
    return ok;
}

const char *bus_topic(const struct app_common *c, const char *name)
{
    static struct known { struct known *next; char text[]; } *all;  /* a handful, for the life of the process */
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    char whole[300];
    snprintf(whole, sizeof whole, "%s%s", c->prefix, name);
    pthread_mutex_lock(&lock);
    struct known *k = all;
    while (k && strcmp(k->text, whole) != 0)
        k = k->next;
    if (!k) {
        k = malloc(sizeof *k + strlen(whole) + 1);
        if (!k)
            abort();
        strcpy(k->text, whole);
        k->next = all;
        all = k;
    }
    pthread_mutex_unlock(&lock);
    return k->text;
}

rd_kafka_t *bus_consumer(const struct app_common *c, const char *client_id, const char *const (*settings)[2], size_t n, struct err *e)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_t *rk = NULL;
    bool ok = set(conf, "enable.auto.commit", "false", e) && set(conf, "enable.auto.offset.store", "false", e);
    for (size_t i = 0; ok && i < n; i++)
        ok = set(conf, settings[i][0], settings[i][1], e);
    if (ok && bus_settings(c, client_id, conf, e) && !(rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why)))
        err_set(e, ERR_CONFIG, "kafka: %s", why);
    if (!rk)
        rd_kafka_conf_destroy(conf);
    return rk;
}

rd_kafka_message_t *bus_record(rd_kafka_message_t *m, struct err *e)
{
    if (!m || !m->err)
        return m;
    if (m->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || m->err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || m->err == RD_KAFKA_RESP_ERR__FATAL)
        err_set(e, ERR_RETRY, "Kafka: %s", rd_kafka_message_errstr(m));
    rd_kafka_message_destroy(m);
    return NULL;
}

struct slice bus_header_of(const rd_kafka_message_t *m, const char *name)
{
    rd_kafka_headers_t *all;
    const void *value;
    size_t n;
    if (rd_kafka_message_headers(m, &all) || rd_kafka_header_get_last(all, name, &value, &n))
        return (struct slice){ 0 };
    return (struct slice){ value, n };
}

bool bus_offsets(rd_kafka_t *rk, const char *topic, int first, int n, int64_t at, int wait_ms, int64_t *offset, struct err *e)
{
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(n);
    for (int p = first; p < first + n; p++)
        rd_kafka_topic_partition_list_add(l, topic, p)->offset = at;
    rd_kafka_resp_err_t r = rd_kafka_offsets_for_times(rk, l, wait_ms);
    for (int i = 0; !r && i < l->cnt; i++) {
        r = l->elems[i].err;
        offset[l->elems[i].partition - first] = l->elems[i].offset;
    }
    rd_kafka_topic_partition_list_destroy(l);
    return !r || err_set(e, ERR_RETRY, "Kafka: cannot ask for the offsets of %s [%d]: %s", topic, first, rd_kafka_err2str(r));
}

bool bus_range(rd_kafka_t *rk, const char *topic, int partition, int wait_ms, int64_t *low, int64_t *high, struct err *e)
{
    return bus_offsets(rk, topic, partition, 1, RD_KAFKA_OFFSET_BEGINNING, wait_ms, low, e)
        && bus_offsets(rk, topic, partition, 1, RD_KAFKA_OFFSET_END, wait_ms, high, e);
}

bool bus_partitions(rd_kafka_t *rk, const char *topic, int *count, struct err *e)
{
    return bus_partitions_within(rk, topic, 5000, count, e);
}

bool bus_partitions_within(rd_kafka_t *rk, const char *topic, int wait_ms, int *count, struct err *e)
{
    const struct rd_kafka_metadata *md = NULL;
    rd_kafka_topic_t *t = rd_kafka_topic_new(rk, topic, NULL);
    if (!t)
        return err_set(e, ERR_BUG, "Kafka: %s: %s", topic, rd_kafka_err2str(rd_kafka_last_error()));
    rd_kafka_resp_err_t r = rd_kafka_metadata(rk, 0, t, &md, wait_ms);
    rd_kafka_topic_destroy(t);
    if (r)
        return err_set(e, ERR_RETRY, "Kafka %s: cannot ask for %s: %s", "metadata", topic, rd_kafka_err2str(r));
    bool ok = true;
    *count = 0;
    if (md->topic_cnt == 1 && md->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR)
        *count = md->topics[0].partition_cnt;
    else if (md->topic_cnt == 1 && md->topics[0].err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        ok = err_set(e, ERR_RETRY, "Kafka: %s: %s", topic, rd_kafka_err2str(md->topics[0].err));
    rd_kafka_metadata_destroy(md);
    return ok;
}
