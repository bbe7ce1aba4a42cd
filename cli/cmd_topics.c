#include <inttypes.h>

#include "base/buf.h"
#include "cli/table.h"
#include "cli/wanted.h"

#define TROUBLES_MAX 64

static void say_created(void *self, const char *topic, const char *why)
{
    struct cli *cli = self;
    if (why && *why)
        cli->found = true;
    printf("%-28s %s%s\n", topic, !why ? "created" : !*why ? "was there" : "failed: ", why ? why : "");
}

static bool create(struct cli *cli, rd_kafka_t *rk, struct err *e)
{
    return wanted_create(cli, rk, say_created, cli, e);
}

static void print_troubles_json(const struct topic_trouble *t, size_t n)
{
    struct buf out = { 0 };
    buf_addz(&out, "{\"troubles\":[");
    for (size_t i = 0; i < n; i++) {
        buf_addz(&out, i ? ",{\"topic\":" : "{\"topic\":");
        buf_json(&out, slice_of(t[i].topic));
        buf_addz(&out, ",\"what\":");
        buf_json(&out, slice_of(t[i].what));
        buf_addz(&out, ",\"mend\":");
        buf_json(&out, slice_of(t[i].mend));
        buf_char(&out, '}');
    }
    buf_addz(&out, "]}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}

static bool verify(struct cli *cli, rd_kafka_t *rk, struct err *e)
{
    struct topic_trouble t[TROUBLES_MAX];
    size_t n = 0;
    if (!wanted_verify(cli, rk, t, TROUBLES_MAX, &n, e))
        return false;
    cli->found = n > 0;
    if (cli->json) {
        print_troubles_json(t, n);
        return true;
    }
    for (size_t i = 0; i < n; i++)
        printf("%s%s%s %s\n    %s\n", screen_style(cli->color, STYLE_RED), t[i].topic, screen_plain(cli->color), t[i].what, t[i].mend);
    struct wanted_topic w[WANTED_MAX];
    if (n == 0)
        printf("all %zu topics are as they should be\n", wanted_topics(cli, w));
    return true;
}

static bool records_of(rd_kafka_t *rk, const char *topic, int partitions, int64_t *sum, struct err *e)
{
    *sum = 0;
    for (int p = 0; p < partitions; p++) {
        int64_t low, high;
        if (!kafka_range(rk, topic, p, &low, &high, e))
            return false;
        *sum += high - low;
    }
    return true;
}

static bool list(struct cli *cli, rd_kafka_t *rk, struct err *e)
{
    struct wanted_topic w[WANTED_MAX];
    size_t n = wanted_topics(cli, w);
    struct table t = { 0 };
    struct buf json = { 0 };
    bool ok = true;
    table_column(&t, "topic", ALIGN_LEFT);
    table_column(&t, "partitions", ALIGN_RIGHT);
    table_column(&t, "records", ALIGN_RIGHT);
    for (size_t i = 0; ok && i < n; i++) {
        int have;
        int64_t records = 0;
        ok = bus_partitions(rk, w[i].name, &have, e) && records_of(rk, w[i].name, have, &records, e);
        buf_addz(&json, i ? ",{\"topic\":" : "[{\"topic\":");
        buf_json(&json, slice_of(w[i].name));
        buf_printf(&json, ",\"partitions\":%d,\"records\":%" PRId64 "}", have, records);
        table_add(&t, STYLE_PLAIN, slice_of(w[i].name));
        table_printf(&t, have ? STYLE_PLAIN : STYLE_RED, have ? "%d" : "missing", have);
        table_number(&t, records);
    }
    if (ok && cli->json)
        printf("%s]\n", buf_z(&json));
    else if (ok)
        table_print(&t, stdout, cli->color, screen_columns());
    buf_fini(&json);
    table_fini(&t);
    return ok;
}

static bool topics_run(struct cli *cli, const void *own, struct err *e)
{
    const char *action = cli_action(cli, e);
    rd_kafka_t *rk = action && cli_conf(cli, e) ? kafka_open(cli, RD_KAFKA_PRODUCER, e) : NULL;
    (void)own;
    if (!rk)
        return false;
    bool ok = strcmp(action, "create") == 0 ? create(cli, rk, e) : strcmp(action, "verify") == 0 ? verify(cli, rk, e) : list(cli, rk, e);
    rd_kafka_destroy(rk);
    return ok;
}

const struct cmd cmd_topics = {
    .name = "topics",
    .about = "the topics in Kafka: list them, create them, verify their settings",
    .actions = "list|create|verify",
    .text =
        "create makes the topics that are missing, with the partitions and the replication of the configuration and a queue for each "
        "team of route.teams; what is there is left as it is.\n"
        "\n"
        "verify compares partition counts and the settings that Pulso relies on (append times, retention, sizes) and says "
        "the command that mends each difference. It ends with 1 when there are any.",
    .examples = "  pulso topics create\n      before the first start, and after adding a team\n  pulso topics verify\n",
    .run = topics_run,
};
