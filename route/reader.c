#include "route/reader.h"

#include "app/app.h"

rd_kafka_t *reader_open(const struct app_common *c, const char *client_id, const char *topic, struct err *e)
{
    const char *const settings[][2] = {
        { "group.id", topic },     /* librdkafka wants one; it is not joined */
        { "enable.auto.commit", "false" }, { "enable.auto.offset.store", "false" }, { "auto.offset.reset", "earliest" }, { "enable.partition.eof", "true" },
        { "fetch.wait.max.ms", "50" }, { "queued.max.messages.kbytes", "4096" },
    };
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof settings / sizeof settings[0]; i++)
        ok = rd_kafka_conf_set(conf, settings[i][0], settings[i][1], why, sizeof why) == RD_KAFKA_CONF_OK;
    rd_kafka_t *rk = NULL;
    if (!ok)
        err_set(e, ERR_BUG, "librdkafka: %s", why);
    else if (bus_settings(c, client_id, conf, e) && !(rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why)))
        err_set(e, ERR_CONFIG, "kafka: %s", why);
    if (!rk)
        rd_kafka_conf_destroy(conf);
    else
        rd_kafka_poll_set_consumer(rk);
    return rk;
}
