/* The stamp: what the figures of an answer stand on. */
#include <inttypes.h>

#include "base/clock.h"
#include "dashboard/json_out.h"
#include "dashboard/question.h"
#include "dashboard/sources.h"

#define BEHIND_MS 120000

static void versions(const struct question *q, struct buf *out)
{
    const struct in_force *f = &q->setup->in_force;
    size_t n = 0;
    buf_printf(out, "\"queries\":{\"version\":%" PRId64 ",\"config\":", f->version);
    json_text(out, f->version ? f->config : NULL);
    buf_addz(out, ",\"versions\":[");
    for (size_t i = 0; i < q->now.counts.version_count; i++) {
        const struct counts_version *v = &q->now.counts.versions[i];
        if (v->mentions)
            buf_printf(out, "%s{\"version\":%" PRId64 ",\"mentions\":%" PRId64 "}", n++ ? "," : "", v->version, v->mentions);
    }
    buf_addz(out, "]}");
}

static void platforms_seen(const struct question *q, struct buf *out)
{
    const struct counts *c = &q->now.counts;
    size_t n = 0;
    buf_addz(out, ",\"sources\":[");
    for (size_t i = 0; c->by_platform && i < c->platform_count; i++) {
        int64_t all = 0;
        for (size_t k = 0; k < c->width; k++)
            all += sov_mentions(&c->by_platform[i * c->width + k]);
        if (all) {
            buf_addz(out, n++ ? "," : "");
            buf_json(out, c->platform[i]);
        }
    }
    buf_char(out, ']');
}

/* What is not counted yet, and which sources said nothing. */
void stamp_gaps(struct question *q, struct buf *out)
{
    int64_t watermark = states_watermark(&q->snapshot->states), now = clock_now_ms(), to = q->now.period.to_ms < now ? q->now.period.to_ms : now;
    size_t n = 0;
    buf_char(out, '[');
    if (watermark && q->now.period.to_ms && watermark < to - BEHIND_MS && sources_behind(q->api->sources)) {
        buf_addz(out, "{\"from\":");
        json_time(out, watermark);
        buf_addz(out, ",\"to\":null,\"source\":null,\"what\":\"behind\"}");
        n++;
    }
    sources_gaps(q->api->sources, q->now.period.from_ms, to, n > 0, out);
    buf_char(out, ']');
}

static void reading(const struct question *q, struct buf *out)
{
    const struct counts *c = &q->now.counts;
    const struct states *s = &q->snapshot->states;
    buf_printf(out, ",\"lost\":%" PRId64 ",\"watermark\":", states_sum(s, S_GAP));
    json_time_or_null(out, states_watermark(s));
    buf_printf(out, ",\"steady\":%s,\"offsets\":[", !c->offsets || c->steady ? "true" : "false");
    for (size_t p = 0; p < s->n; p++) {
        int64_t offset = c->offsets ? c->offsets[p] : s->v[p].exists ? s->v[p].v[S_OFF] : -1;
        buf_printf(out, offset < 0 ? "%snull" : "%s%" PRId64, p ? "," : "", offset);
    }
    buf_char(out, ']');
}

static void method(const struct question *q, struct buf *out)
{
    static const char *const shares[] = { "mentions / mentions of all brands of the set", "originals / originals of all brands of the set",
                                          "mentions, each divided among its brands / their sum over the brands of the set" };
    buf_addz(out, ",\"sampled\":1,\"method\":{\"share\":");
    buf_json(out, slice_of(shares[q->form]));
    buf_addz(out, ",\"interval\":\"95 %, Wilson's of shares, adjusted Wald's of net, Newcombe's of differences\",\"net\":\"(positive - negative) / all\"}");
}

void question_stamp(struct question *q, struct buf *out)
{
    static const char *const forms[] = { "mentions", "originals", "mentions" };
    buf_addz(out, "\"stamp\":{\"set\":");
    json_text(out, q->set);
    buf_char(out, ',');
    versions(q, out);
    buf_addz(out, ",\"period\":");
    json_period(out, &q->now.period);
    buf_addz(out, ",\"tz\":");
    json_text(out, zone_name(q->zone ? q->zone : q->setup->home));
    buf_addz(out, ",\"platforms\":");
    json_text(out, q->platforms);
    buf_printf(out, ",\"count\":\"%s\",\"co\":\"%s\"", forms[q->form], q->form == FORM_HALF ? "half" : "whole");
    platforms_seen(q, out);
    buf_addz(out, ",\"gaps\":");
    stamp_gaps(q, out);
    reading(q, out);
    if (q->covers) {
        buf_addz(out, ",\"covers\":{\"from\":");
        json_time_or_null(out, q->covers_from_ms);
        buf_printf(out, ",\"mentions\":%zu}", q->covers_n);
    }
    method(q, out);
    stamp_end(q->r, out);
}

void stamp_end(struct request *r, struct buf *out)
{
    buf_addz(out, ",\"as_of\":");
    json_time(out, r->made_ms);
    buf_addz(out, ",\"age_ms\":");
    r->age_at = out->n;
    buf_addz(out, "         0}");
}
