#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/when.h"
#include "cli/dlq.h"
#include "cli/screen.h"
#include "model/topics.h"
#include "pii/pii.h"

struct one { struct cli *cli; bool raw, seen; };

static void line(const char *name, struct slice value)
{
    struct buf clean = { 0 };
    screen_add(&clean, value, SIZE_MAX);
    if (clean.n)
        printf("%-8s %s\n", name, buf_z(&clean));
    buf_fini(&clean);
}

/* On a terminal its lines are cleaned, each by itself; into a file go the very bytes. */
static void print_value(struct slice v)
{
    struct slice rest = v, one;
    struct buf clean = { 0 };
    if (!isatty(STDOUT_FILENO)) {
        fwrite(v.p, 1, v.n, stdout);
        return;
    }
    while (slice_next(&rest, '\n', &one)) {
        buf_reset(&clean);
        screen_add(&clean, one, SIZE_MAX);
        printf("%s\n", buf_z(&clean));
    }
    buf_fini(&clean);
}

/* Bytes that nobody could read may hold anybody's data. */
static void print_masked(struct slice v)
{
    struct buf masked = { 0 };
    pii_mask_json(v, &masked);
    print_value(buf_slice(&masked));
    buf_fini(&masked);
}

static bool show(void *self, const rd_kafka_message_t *m)
{
    struct one *o = self;
    struct dead d;
    char text[WHEN_TEXT], number[SCREEN_NUMBER];
    dead_of(m, &d);
    o->seen = true;
    if (!o->raw) {
        line("reason", d.reason);
        line("stage", d.stage);
        line("time", (struct slice){ text, when_print(d.time_ms, text) });
        line("from", d.origin);
        line("key", d.key);
        printf("%-8s %s bytes%s\n", "length", screen_number(d.length, number),
               d.length > (int64_t)d.value.n ? " (only the beginning was kept)" : "");
        line("sha256", d.sha256);
        putchar('\n');
    }
    if (o->raw) {
        print_value(d.value);
    } else {
        print_masked(d.value);
        putchar('\n');
    }
    return false;
}

bool dlq_show(struct cli *cli, const struct dlq_opts *o, struct err *e)
{
    int partition;
    int64_t offset;
    struct dead_range r = { 0 };
    struct one one = { .cli = cli, .raw = o->raw };
    const char *topic = bus_topic(&cli->common, TOPIC_DLQ);
    if (cli->arg_count != 2)
        return err_set(e, ERR_CONFIG, "which one? pulso dlq show PARTITION:OFFSET");
    bool ok = dead_place(cli->args[1], &partition, &offset, e) && dead_range(cli, topic, 0, &r, e);
    if (ok && (partition >= r.partitions || offset < r.spans[partition].from || offset >= r.spans[partition].to))
        ok = err_set(e, ERR_CONFIG, "%s is not among the dead letters (any more)", cli->args[1]);
    for (int p = 0; ok && p < r.partitions; p++)
        r.spans[p] = p == partition ? (struct kafka_span){ offset, offset + 1 } : (struct kafka_span){ 0, 0 };
    ok = ok && kafka_read(cli, topic, r.spans, r.partitions, show, &one, e);
    free(r.spans);
    return ok && (one.seen || err_set(e, ERR_CONFIG, "%s holds no record", cli->args[1]));
}
