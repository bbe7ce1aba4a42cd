#include "io/reader.h"

#include <stdio.h>

#include "app/app.h"

rd_kafka_t *reader_open(const struct app_common *c, const char *client_id, int queue_kbytes, struct err *e)
{
    char ahead[24], why[256];
    snprintf(ahead, sizeof ahead, "%d", queue_kbytes);
    const char *const settings[][2] = {
        { "group.id", client_id },     /* librdkafka wants one; it is not joined */
        { "enable.auto.commit", "false" }, { "enable.auto.offset.store", "false" }, { "isolation.level", "read_committed" }, { "auto.offset.reset", "earliest" },
        { "enable.partition.eof", "true" }, { "fetch.wait.max.ms", "50" }, { "queued.max.messages.kbytes", ahead }, { "fetch.message.max.bytes", "1048576" },
    };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_t *rk = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof settings / sizeof settings[0]; i++)
        ok = rd_kafka_conf_set(conf, settings[i][0], settings[i][1], why, sizeof why) == RD_KAFKA_CONF_OK;
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
