#include "cli/retained.h"

#include <stdlib.h>

#include "base/clock.h"
#include "metrics/period.h"
#include "cli/progress.h"

struct reading {
    const struct retained *r;
    struct kafka_span *spans;
    int partitions;
    int64_t all, done;
    bool cut;
    struct progress progress;
};

static int64_t length(const struct kafka_span *s)
{
    return s->to > s->from ? s->to - s->from : 0;
}

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

static void bound(struct reading *r)
{
    int64_t limit = r->r->limit, kept = 0;
    r->cut = limit && r->all > limit;
    for (int p = 0; p < r->partitions; p++) {
        struct kafka_span *s = &r->spans[p];
        if (r->cut)
            s->from = s->to - (int64_t)((double)length(s) * (double)limit / (double)r->all);
        kept += length(s);
    }
    r->all = kept;
}

static bool find_spans(struct cli *cli, struct reading *r, const struct period *when, struct err *e)
{
    rd_kafka_t *rk = kafka_open(cli, RD_KAFKA_PRODUCER, e);
    bool ok = rk && kafka_partitions(rk, r->r->topic, &r->partitions, e)
           && ((r->spans = calloc((size_t)r->partitions, sizeof *r->spans)) != NULL || err_set(e, ERR_BUG, "out of memory"));
    for (int p = 0; ok && p < r->partitions; p++) {
        ok = find_span(rk, r->r->topic, p, when, &r->spans[p], e);
        r->all += length(&r->spans[p]);
    }
    if (rk)
        rd_kafka_destroy(rk);
    if (ok)
        bound(r);
    return ok;
}

static bool take(void *self, const rd_kafka_message_t *m)
{
    struct reading *r = self;
    bool more = r->r->each(r->r->self, m);
    progress_show(&r->progress, ++r->done, r->all, *r->r->mentions);
    return more;
}

static bool period_of(struct cli *cli, const char *text, struct period *out, struct err *e)
{
    struct zone *z = zone_open(cli->common.zone, e);
    bool ok = z && period_parse(slice_of(text ? text : "24h"), z, clock_now_ms(), out, e);
    zone_close(z);
    return ok;
}

bool retained_read(struct cli *cli, const struct retained *what, bool *cut, struct err *e)
{
    struct reading r = { .r = what };
    struct period when;
    bool ok = period_of(cli, what->period, &when, e) && find_spans(cli, &r, &when, e);
    progress_begin(&r.progress);
    ok = ok && (r.all == 0 || kafka_read(cli, what->topic, r.spans, r.partitions, take, &r, e));
    progress_end(&r.progress);
    free(r.spans);
    *cut = r.cut;
    return ok;
}
