#include <inttypes.h>

#include "cli/wanted.h"

struct verify {
    struct cli *cli;
    struct topic_trouble *out;
    size_t max, n;
};

static struct topic_trouble *trouble(struct verify *v, const char *topic)
{
    static struct topic_trouble more;   /* what does not fit is not shown */
    struct topic_trouble *t = v->n < v->max ? &v->out[v->n++] : &more;
    t->topic = topic;
    return t;
}

static void check_partitions(struct verify *v, const struct wanted_topic *w, int have)
{
    if (have == w->partitions)
        return;
    struct topic_trouble *t = trouble(v, w->name);
    if (have == 0) {
        snprintf(t->what, sizeof t->what, "does not exist");
        snprintf(t->mend, sizeof t->mend, "pulso topics create");
        return;
    }
    snprintf(t->what, sizeof t->what, "has %d partitions, the configuration wants %d", have, w->partitions);
    if (w->partitions == v->cli->common.kafka.partitions)
        snprintf(t->mend, sizeof t->mend, "set kafka.partitions: %d (the count is fixed once mentions have come: more partitions would "
                 "send the same id elsewhere)", have);
    else
        snprintf(t->mend, sizeof t->mend, "while Pulso is stopped: kafka-topics.sh --bootstrap-server %s --delete --topic %s && pulso topics create",
                 v->cli->common.kafka.brokers, w->name);
}

/* Of sizes and times more is fine, as is no limit at all; all else must be as it is written. */
static bool good_enough(const char *name, const char *want, const char *have)
{
    int64_t w, h;
    bool amount = strcmp(name, "retention.ms") == 0 || strcmp(name, "max.message.bytes") == 0;
    if (amount && slice_int(slice_of(want), &w) && slice_int(slice_of(have), &h))
        return h >= w || (h == -1 && strcmp(name, "retention.ms") == 0);
    return strcmp(want, have) == 0;
}

static void check_config(struct verify *v, const struct wanted_topic *w, const char *name, const char *have)
{
    for (size_t i = 0; w->config[i]; i += 2) {
        if (strcmp(w->config[i], name) != 0 || good_enough(name, w->config[i + 1], have))
            continue;
        struct topic_trouble *t = trouble(v, w->name);
        snprintf(t->what, sizeof t->what, "%s is %s, Pulso needs %s", name, have, w->config[i + 1]);
        snprintf(t->mend, sizeof t->mend, "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s=%s",
                 v->cli->common.kafka.brokers, w->name, name, w->config[i + 1]);
    }
}

static void check_answer(struct verify *v, const struct wanted_topic *w, size_t count, rd_kafka_event_t *ev)
{
    size_t n = 0, m = 0;
    const rd_kafka_ConfigResource_t **r =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(ev), &n);
    for (size_t i = 0; i < n; i++) {
        const rd_kafka_ConfigEntry_t **c = rd_kafka_ConfigResource_configs(r[i], &m);
        for (size_t t = 0; t < count; t++)
            for (size_t k = 0; strcmp(w[t].name, rd_kafka_ConfigResource_name(r[i])) == 0 && k < m; k++)
                if (rd_kafka_ConfigEntry_value(c[k]))
                    check_config(v, &w[t], rd_kafka_ConfigEntry_name(c[k]), rd_kafka_ConfigEntry_value(c[k]));
    }
}

static bool check_configs(struct verify *v, rd_kafka_t *rk, const struct wanted_topic *w, const int *have, size_t n, struct err *e)
{
    rd_kafka_ConfigResource_t *r[WANTED_MAX];
    size_t asked = 0;
    for (size_t i = 0; i < n; i++)
        if (have[i] > 0)
            r[asked++] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, w[i].name);
    if (asked == 0)
        return true;
    rd_kafka_queue_t *q = rd_kafka_queue_new(rk);
    rd_kafka_DescribeConfigs(rk, r, asked, NULL, q);
    rd_kafka_event_t *ev = rd_kafka_queue_poll(q, KAFKA_WAIT_MS * 2);
    bool ok = ev && !rd_kafka_event_error(ev);
    if (ok)
        check_answer(v, w, n, ev);
    else
        err_set(e, ERR_RETRY, "Kafka: asking for the topics' settings: %s", ev ? rd_kafka_event_error_string(ev) : "no answer");
    if (ev)
        rd_kafka_event_destroy(ev);
    rd_kafka_queue_destroy(q);
    rd_kafka_ConfigResource_destroy_array(r, asked);
    return ok;
}

bool wanted_verify(struct cli *cli, rd_kafka_t *rk, struct topic_trouble *out, size_t max, size_t *n, struct err *e)
{
    struct verify v = { .cli = cli, .out = out, .max = max };
    struct wanted_topic w[WANTED_MAX];
    int have[WANTED_MAX];
    size_t count = wanted_topics(cli, w);
    for (size_t i = 0; i < count; i++) {
        if (!bus_partitions(rk, w[i].name, &have[i], e))
            return false;
        check_partitions(&v, &w[i], have[i]);
    }
    bool ok = check_configs(&v, rk, w, have, count, e);
    *n = v.n;
    return ok;
}
