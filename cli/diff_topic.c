/* The mentions of a diff from what Kafka still holds: without a group, so nothing is taken from any daemon. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cli/diff.h"
#include "cli/kafka.h"
#include "cli/progress.h"
#include "metrics/period.h"
#include "model/topics.h"

struct retained {
    struct diff *d;
    struct kafka_span *spans;
    int partitions;
    int64_t all, done;
    struct progress progress;
};

static bool find_span(rd_kafka_t *rk, const char *topic, int p, const struct period *when, struct kafka_span *out, struct err *e)
{
    int64_t low, high;
    if (!kafka_range(rk, topic, p, &low, &high, e) || !kafka_since(rk, topic, p, when->from_ms, &out->from, e))
        return false;
    out->to = high;
    if (when->to_ms < clock_now_ms() && !kafka_since(rk, topic, p, when->to_ms, &out->to, e))
        return false;
    out->to = out->to < high ? out->to : high;
    return true;
}

/* Beyond the limit the newest are taken, as many of each partition as its part of all. */
static void bound(struct retained *r)
{
    int64_t limit = r->d->limit, kept = 0;
    r->d->cut = r->all > limit;
    for (int p = 0; p < r->partitions; p++) {
        struct kafka_span *s = &r->spans[p];
        int64_t n = s->to > s->from ? s->to - s->from : 0;
        if (r->d->cut)
            s->from = s->to - (int64_t)((double)n * (double)limit / (double)r->all);
        kept += s->to > s->from ? s->to - s->from : 0;
    }
    r->all = kept;
}

static bool find_spans(struct retained *r, const char *topic, const struct period *when, struct err *e)
{
    rd_kafka_t *rk = kafka_open(r->d->cli, RD_KAFKA_PRODUCER, e);
    bool ok = rk && kafka_partitions(rk, topic, &r->partitions, e)
           && ((r->spans = calloc((size_t)r->partitions, sizeof *r->spans)) != NULL || err_set(e, ERR_BUG, "out of memory"));
    for (int p = 0; ok && p < r->partitions; p++) {
        ok = find_span(rk, topic, p, when, &r->spans[p], e);
        r->all += r->spans[p].to > r->spans[p].from ? r->spans[p].to - r->spans[p].from : 0;
    }
    if (rk)
        rd_kafka_destroy(rk);
    if (ok)
        bound(r);
    return ok;
}

static bool take(void *self, const rd_kafka_message_t *m)
{
    struct retained *r = self;
    struct err why = { 0 };
    if (kafka_header(m, "pulso-control").p || !m->payload)
        r->d->passed_over++;
    else if (!diff_take(r->d, (struct slice){ m->payload, m->len }, &why))
        r->d->bad++;
    progress_show(&r->progress, ++r->done, r->all, r->d->seen);
    return !diff_full(r->d);
}

static bool period_of(struct diff *d, struct period *out, struct err *e)
{
    struct zone *z = zone_open(d->cli->common.zone, e);
    bool ok = z && period_parse(slice_of(d->o->period ? d->o->period : "24h"), z, clock_now_ms(), out, e);
    zone_close(z);
    return ok;
}

bool diff_read_topic(struct diff *d, struct err *e)
{
    struct retained r = { .d = d };
    struct period when;
    if (!cli_conf(d->cli, e) || !period_of(d, &when, e))
        return false;
    const char *topic = bus_topic(&d->cli->common, d->o->classified ? TOPIC_CLASSIFIED : TOPIC_MENTIONS);
    bool ok = find_spans(&r, topic, &when, e);
    progress_begin(&r.progress);
    ok = ok && (r.all == 0 || kafka_read(d->cli, topic, r.spans, r.partitions, take, &r, e));
    progress_end(&r.progress);
    free(r.spans);
    return ok;
}
