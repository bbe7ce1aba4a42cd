#include "cli/wanted.h"

#include <inttypes.h>
#include <stdlib.h>

#include "model/topics.h"

static const struct topic_spec *spec_of(const char *name)
{
    for (const struct topic_spec *s = topic_specs; s->name; s++)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

/* A queue is kept like what it is made from. */
static void queue_topic(struct cli *cli, const char *team, struct wanted_topic *out)
{
    char name[200];
    const struct topic_spec *like = spec_of(TOPIC_CLASSIFIED);
    snprintf(name, sizeof name, "%s%s", TOPIC_QUEUE, team);
    *out = (struct wanted_topic){ bus_topic(&cli->common, name), (int)cli->common.kafka.partitions, like->config };
}

size_t wanted_topics(struct cli *cli, struct wanted_topic *out)
{
    size_t n = 0;
    for (const struct topic_spec *s = topic_specs; s->name && n < WANTED_MAX; s++)
        out[n++] = (struct wanted_topic){ bus_topic(&cli->common, s->name),
                                          s->partitions ? s->partitions : (int)cli->common.kafka.partitions, s->config };
    const struct conf_node *route = conf_get(conf_root(cli->conf), "route");
    const struct conf_node *teams = route ? conf_get(route, "teams") : NULL;
    if (teams && conf_kind(teams) == CONF_KIND_SCALAR)
        queue_topic(cli, conf_scalar(teams), &out[n++]);
    for (size_t i = 0; teams && conf_kind(teams) == CONF_KIND_LIST && i < conf_len(teams) && n < WANTED_MAX; i++)
        if (conf_scalar(conf_at(teams, i)))
            queue_topic(cli, conf_scalar(conf_at(teams, i)), &out[n++]);
    return n;
}

/* ---- creating ---- */

static rd_kafka_NewTopic_t *new_topic(const struct cli *cli, const struct wanted_topic *w, struct err *e)
{
    char why[256];
    rd_kafka_NewTopic_t *t = rd_kafka_NewTopic_new(w->name, w->partitions, (int)cli->common.kafka.replication, why, sizeof why);
    if (!t)
        err_set(e, ERR_CONFIG, "%s: %s", w->name, why);
    for (size_t i = 0; t && w->config[i]; i += 2)
        rd_kafka_NewTopic_set_config(t, w->config[i], w->config[i + 1]);
    if (t && cli->common.kafka.replication >= 3)   /* else acks=all is content with one copy */
        rd_kafka_NewTopic_set_config(t, "min.insync.replicas", "2");
    return t;
}

static void report(rd_kafka_event_t *ev, void (*said)(void *self, const char *topic, const char *why), void *self)
{
    size_t n = 0;
    const rd_kafka_topic_result_t **v = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(ev), &n);
    for (size_t i = 0; i < n; i++) {
        rd_kafka_resp_err_t r = rd_kafka_topic_result_error(v[i]);
        const char *why = rd_kafka_topic_result_error_string(v[i]);
        if (!r)
            why = NULL;
        else if (r == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            why = "";
        said(self, rd_kafka_topic_result_name(v[i]), r && !why ? rd_kafka_err2str(r) : why);
    }
}

bool wanted_create(struct cli *cli, rd_kafka_t *rk, void (*said)(void *self, const char *topic, const char *why), void *self,
                   struct err *e)
{
    struct wanted_topic w[WANTED_MAX];
    rd_kafka_NewTopic_t *t[WANTED_MAX] = { 0 };
    size_t n = wanted_topics(cli, w);
    bool ok = true;
    rd_kafka_event_t *ev = NULL;
    rd_kafka_queue_t *q = rd_kafka_queue_new(rk);
    for (size_t i = 0; ok && i < n; i++)
        ok = (t[i] = new_topic(cli, &w[i], e)) != NULL;
    if (ok) {
        rd_kafka_CreateTopics(rk, t, n, NULL, q);
        ev = rd_kafka_queue_poll(q, 30000);
        ok = ev && !rd_kafka_event_error(ev);
        if (!ok)
            err_set(e, ERR_RETRY, "Kafka: creating topics: %s", ev ? rd_kafka_event_error_string(ev) : "no answer within 30 s");
    }
    if (ok)
        report(ev, said, self);
    for (size_t i = 0; i < n; i++)
        if (t[i])
            rd_kafka_NewTopic_destroy(t[i]);
    if (ev)
        rd_kafka_event_destroy(ev);
    rd_kafka_queue_destroy(q);
    return ok;
}
