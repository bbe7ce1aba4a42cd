#include "cli/dead.h"

#include <stdlib.h>
#include <strings.h>

static int64_t number(struct slice s, int64_t otherwise)
{
    int64_t v;
    return slice_int(s, &v) ? v : otherwise;
}

void dead_of(const rd_kafka_message_t *m, struct dead *out)
{
    struct slice origin = bus_header_of(m, "origin");
    *out = (struct dead){
        .partition = m->partition,
        .offset = m->offset,
        .time_ms = number(bus_header_of(m, "time"), rd_kafka_message_timestamp(m, NULL)),
        .length = number(bus_header_of(m, "length"), (int64_t)m->len),
        .stage = bus_header_of(m, "stage"),
        .reason = bus_header_of(m, "reason"),
        .origin = origin.n ? origin : bus_header_of(m, "source"),
        .sha256 = bus_header_of(m, "sha256"),
        .key = { m->key, m->key_len },
        .value = { m->payload, m->len },
    };
}

static bool contains(struct slice text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.n; i++)
        if (strncasecmp(text.p + i, part, n) == 0)
            return true;
    return n == 0;
}

bool dead_matches(const struct dead_filter *f, const struct dead *d)
{
    return (!f->reason || contains(d->reason, f->reason)) && (!f->stage || slice_is(d->stage, f->stage));
}

bool dead_place(const char *text, int *partition, int64_t *offset, struct err *e)
{
    struct slice rest = slice_of(text), first;
    int64_t p = -1;
    bool ok = slice_next(&rest, ':', &first) && slice_int(first, &p) && slice_int(rest, offset) && p >= 0 && p < 100000 && *offset >= 0;
    *partition = (int)p;
    return ok || err_set(e, ERR_CONFIG, "%s: PARTITION:OFFSET is wanted, such as 0:12; `pulso dlq list` shows them", text);
}

bool dead_range(struct cli *cli, const char *topic, int64_t most, struct dead_range *out, struct err *e)
{
    int64_t low = 0, high = 0;
    *out = (struct dead_range){ 0 };
    rd_kafka_t *rk = kafka_open(cli, RD_KAFKA_PRODUCER, e);
    bool ok = rk && kafka_partitions(rk, topic, &out->partitions, e);
    out->spans = calloc((size_t)out->partitions + 1, sizeof *out->spans);
    if (!out->spans)
        abort();
    for (int p = 0; ok && p < out->partitions; p++) {
        ok = kafka_range(rk, topic, p, &low, &high, e);
        out->spans[p] = (struct kafka_span){ most > 0 && high - low > most ? high - most : low, high };
        out->records += high - low;
    }
    if (rk)
        rd_kafka_destroy(rk);
    return ok;
}
