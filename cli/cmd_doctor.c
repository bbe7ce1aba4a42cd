#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/doctor.h"
#include "cli/screen.h"
#include "cli/wanted.h"
#include "cli/watch_place.h"
#include "model/topics.h"

#define TROUBLES_MAX 64

static void say_json(struct doctor *d, enum health h, const char *part, const char *mend, const char *what)
{
    static const char *const names[] = { "fine", "wrong", "unknown" };
    buf_printf(&d->json, "%s{\"part\":\"%s\",\"health\":\"%s\",\"found\":", d->said ? "," : "[", part, names[h]);
    buf_json(&d->json, slice_of(what));
    buf_addz(&d->json, ",\"mend\":");
    buf_json(&d->json, slice_of(mend));
    buf_char(&d->json, '}');
}

void doctor_say(struct doctor *d, enum health h, const char *part, const char *mend, const char *fmt, ...)
{
    static const char *const marks[] = { "✓", "✗", "–" };
    static const enum style styles[] = { STYLE_GREEN, STYLE_RED, STYLE_YELLOW };
    bool color = d->cli->color;
    char what[600];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (d->cli->json)
        say_json(d, h, part, mend, what);
    else {
        printf("%s%s%s %-14s %s\n", screen_style(color, styles[h]), marks[h], screen_plain(color), part, what);
        if (*mend)
            printf("  %-14s → %s\n", "", mend);
        fflush(stdout);
    }
    d->said++;
    d->wrong += h == HEALTH_WRONG;
}

static bool look_at_config(struct doctor *d)
{
    struct err e = { 0 };
    if (cli_conf(d->cli, &e)) {
        doctor_say(d, HEALTH_FINE, "configuration", "", "%s; prefix %s, zone %s", cli_config_path(d->cli), d->cli->common.prefix,
                   d->cli->common.zone);
        return true;
    }
    doctor_say(d, HEALTH_WRONG, "configuration", "mend the file, then look at all of it with `pulso check`", "%s", e.msg);
    return false;
}

static void look_at_kafka(struct doctor *d)
{
    struct err e = { 0 };
    const struct rd_kafka_metadata *md = NULL;
    d->kafka = kafka_open(d->cli, RD_KAFKA_PRODUCER, &e);
    if (!d->kafka || rd_kafka_metadata(d->kafka, 0, NULL, &md, KAFKA_WAIT_MS)) {
        doctor_say(d, HEALTH_WRONG, "Kafka", "start Kafka; see that kafka.brokers names it, and that no firewall is between", "%s", e.msg);
        return;
    }
    doctor_say(d, HEALTH_FINE, "Kafka", "", "answers at %s, %d broker%s", d->cli->common.kafka.brokers, md->broker_cnt,
               md->broker_cnt == 1 ? "" : "s");
    int brokers = md->broker_cnt;
    rd_kafka_metadata_destroy(md);
    if (d->cli->common.kafka.replication > brokers)
        doctor_say(d, HEALTH_WRONG, "Kafka", "set kafka.replication to the number of brokers, or start more of them",
                   "kafka.replication is %" PRId64 ", and there %s only %d", d->cli->common.kafka.replication, brokers == 1 ? "is" : "are", brokers);
}

static void look_at_topics(struct doctor *d)
{
    struct topic_trouble t[TROUBLES_MAX];
    struct wanted_topic w[WANTED_MAX];
    struct err e = { 0 };
    size_t n = 0;
    if (!d->kafka)
        return;
    if (!wanted_verify(d->cli, d->kafka, t, TROUBLES_MAX, &n, &e)) {
        doctor_say(d, HEALTH_UNKNOWN, "topics", "", "%s", e.msg);
        return;
    }
    for (size_t i = 0; i < n; i++)   /* one remedy for several is said once, at the last */
        doctor_say(d, HEALTH_WRONG, "topics", i + 1 < n && strcmp(t[i].mend, t[i + 1].mend) == 0 ? "" : t[i].mend, "%s %s", t[i].topic, t[i].what);
    if (n == 0)
        doctor_say(d, HEALTH_FINE, "topics", "", "all %zu are there, with the settings that Pulso relies on", wanted_topics(d->cli, w));
}

static void look_at_letters(struct doctor *d)
{
    const char *topic = bus_topic(&d->cli->common, TOPIC_DLQ);
    struct err e = { 0 };
    int64_t low, high, all = 0;
    int n = 0;
    if (!d->kafka || !bus_partitions(d->kafka, topic, &n, &e) || n == 0)
        return;
    for (int p = 0; p < n; p++) {
        if (!kafka_range(d->kafka, topic, p, &low, &high, &e))
            return;
        all += high - low;
    }
    doctor_say(d, HEALTH_FINE, "dead letters", all ? "pulso dlq list" : "", "%" PRId64, all);
}

static void look_at_watch(struct doctor *d)
{
    static const enum health of[] = { [WATCH_NEVER] = HEALTH_UNKNOWN, [WATCH_NOBODY] = HEALTH_WRONG, [WATCH_LATE] = HEALTH_WRONG, [WATCH_FINE] = HEALTH_FINE };
    static const char *const mends[] = { [WATCH_NEVER] = "", [WATCH_NOBODY] = "start pulso-route, or see in its log why it does not look",
                                         [WATCH_LATE] = "start more of pulso-classify, or wait until it has caught up", [WATCH_FINE] = "" };
    char text[WATCH_PLACE_TEXT];
    enum watch_state h;
    struct err e = { 0 };
    if (d->redis && watch_place_say(d->cli, &h, text, &e))
        doctor_say(d, of[h], "crises", mends[h], "%s", text);
}

static bool doctor_run(struct cli *cli, const void *own, struct err *e)
{
    struct doctor d = { .cli = cli };
    (void)own;
    (void)e;
    if (look_at_config(&d)) {
        look_at_kafka(&d);
        look_at_topics(&d);
        doctor_redis(&d);
        doctor_partitions(&d);
        look_at_watch(&d);
        look_at_letters(&d);
    }
    cli->found = d.wrong > 0;
    if (cli->json)
        printf("%s]\n", buf_z(&d.json));
    else
        printf("\n%s\n", d.wrong ? "What is marked ✗ needs a hand; begin with the first." : "All is well.");
    if (d.kafka)
        rd_kafka_destroy(d.kafka);
    buf_fini(&d.json);
    arena_fini(&d.a);
    return true;
}

const struct cmd cmd_doctor = {
    .name = "doctor",
    .about = "look at the whole installation, and say what to do",
    .text =
        "Goes from the configuration to Kafka, its topics, Redis, its settings and permissions, and each partition: who owns it, how far it "
        "is behind and whether that moves (a few seconds tell), whether records were lost, and whether somebody looks for crises. What is wrong is marked ✗, with what to do. It changes nothing, and ends with 1 when anything is wrong.",
    .examples = "  pulso doctor\n",
    .run = doctor_run,
};
