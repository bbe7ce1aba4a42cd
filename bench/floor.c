/*
 * The floor: librdkafka alone consumes every record of a topic and, with --produce,
 * sends the same bytes to another; what any pipeline over Kafka pays at least.
 *
 *   floor BROKERS TOPIC [--produce TOPIC]
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static rd_kafka_t *open_handle(rd_kafka_type_t type, const char *brokers)
{
    static const char *const in[][2] = { { "group.id", "floor" }, { "enable.auto.commit", "false" }, { "queued.min.messages", "100000" }, { "queued.max.messages.kbytes", "65536" },
                                         { "enable.partition.eof", "true" }, { "fetch.wait.max.ms", "50" }, { NULL, NULL } };
    static const char *const out[][2] = { { "enable.idempotence", "true" }, { "compression.codec", "lz4" }, { "linger.ms", "20" }, { "batch.size", "262144" },
                                          { "queue.buffering.max.messages", "50000" }, { NULL, NULL } };
    const char *const (*s)[2] = type == RD_KAFKA_CONSUMER ? in : out;
    char why[256];
    rd_kafka_conf_t *c = rd_kafka_conf_new();
    rd_kafka_conf_set(c, "bootstrap.servers", brokers, why, sizeof why);
    for (; (*s)[0]; s++)
        if (rd_kafka_conf_set(c, (*s)[0], (*s)[1], why, sizeof why) != RD_KAFKA_CONF_OK) {
            fprintf(stderr, "%s\n", why);
            exit(1);
        }
    return rd_kafka_new(type, c, why, sizeof why);
}

static int assign_all(rd_kafka_t *rk, const char *topic)
{
    const struct rd_kafka_metadata *md;
    rd_kafka_topic_t *t = rd_kafka_topic_new(rk, topic, NULL);
    if (rd_kafka_metadata(rk, 0, t, &md, 10000)) {
        fprintf(stderr, "no metadata\n");
        exit(1);
    }
    int n = md->topics[0].partition_cnt;
    rd_kafka_topic_partition_list_t *l = rd_kafka_topic_partition_list_new(n);
    for (int i = 0; i < n; i++)
        rd_kafka_topic_partition_list_add(l, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(rk, l);
    rd_kafka_topic_partition_list_destroy(l);
    rd_kafka_metadata_destroy(md);
    rd_kafka_topic_destroy(t);
    return n;
}

static void forward(rd_kafka_t *to, const char *topic, rd_kafka_message_t *m)
{
    while (rd_kafka_producev(to, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(m->key, m->key_len), RD_KAFKA_V_VALUE(m->payload, m->len),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(to, 10);
    rd_kafka_poll(to, 0);
}

int main(int argc, char **argv)
{
    const char *target = argc == 5 && strcmp(argv[3], "--produce") == 0 ? argv[4] : NULL;
    if (argc != 3 && !target) {
        fputs("usage: floor BROKERS TOPIC [--produce TOPIC]\n", stderr);
        return 2;
    }
    rd_kafka_t *in = open_handle(RD_KAFKA_CONSUMER, argv[1]), *out = target ? open_handle(RD_KAFKA_PRODUCER, argv[1]) : NULL;
    rd_kafka_poll_set_consumer(in);
    int left = assign_all(in, argv[2]);
    double t0 = 0, c0 = cpu();
    long n = 0;
    size_t bytes = 0;
    while (left) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(in, 1000);
        if (!m)
            continue;
        if (t0 == 0)
            t0 = now();
        if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            left--;
        } else if (!m->err) {
            n++;
            bytes += m->len;
            if (out)
                forward(out, target, m);
        }
        rd_kafka_message_destroy(m);
    }
    if (out)
        rd_kafka_flush(out, 60000);
    double t = now() - t0, c = cpu() - c0;
    printf("%-28s %9.0f mentions/s %7.2f CPU-s a million %8zu bytes a mention\n", out ? "floor: consume and produce" : "floor: consume", (double)n / t,
           c / (double)n * 1e6, n ? bytes / (size_t)n : 0);
    rd_kafka_consumer_close(in);
    rd_kafka_destroy(in);
    if (out)
        rd_kafka_destroy(out);
    return 0;
}
