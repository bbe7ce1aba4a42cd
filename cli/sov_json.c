#include <inttypes.h>

#include "base/buf.h"
#include "base/when.h"
#include "cli/sov_view.h"

static void time_member(struct buf *out, const char *name, int64_t ms)
{
    char text[WHEN_TEXT];
    if (ms)
        buf_printf(out, "\"%s\":\"%.*s\"", name, (int)when_print(ms, text), text);
    else
        buf_printf(out, "\"%s\":null", name);
}

static void text_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, ",\"%s\":", name);
    if (value)
        buf_json(out, slice_of(value));
    else
        buf_addz(out, "null");
}

/* How share_low, share_high and net were made of the counts. */
static void method(struct buf *out)
{
    buf_addz(out, ",\"method\":{\"share\":\"mentions / mentions of all brands of the set\",\"interval\":\"Wilson\",\"confidence\":0.95"
                  ",\"net\":\"(positive - negative) / all\"}");
}

/* Under which versions of the configuration all mentions of the period were first counted. */
static void versions(struct buf *out, const struct sov_view *v)
{
    size_t n = 0;
    buf_addz(out, ",\"versions\":[");
    for (size_t i = 0; i < v->counts->version_count; i++) {
        const struct counts_version *c = &v->counts->versions[i];
        if (c->mentions)
            buf_printf(out, "%s{\"version\":%" PRId64 ",\"mentions\":%" PRId64 "}", n++ ? "," : "", c->version, c->mentions);
    }
    buf_char(out, ']');
}

/* What the figures stand on: two answers with the same stamp are the same answer. */
static void stamp(struct buf *out, const struct sov_view *v)
{
    buf_addz(out, "{\"period\":{");
    time_member(out, "from", v->period.from_ms);
    buf_char(out, ',');
    time_member(out, "to", v->period.to_ms);
    buf_char(out, '}');
    text_member(out, "zone", zone_name(v->zone));
    text_member(out, "set", v->set);
    text_member(out, "platforms", v->counts->platforms);
    text_member(out, "measure", sov_form_names[v->form]);
    text_member(out, "config", v->config);
    versions(out, v);
    buf_char(out, ',');
    time_member(out, "watermark", states_watermark(v->states));
    buf_printf(out, ",\"gaps\":%" PRId64 ",\"steady\":%s,\"offsets\":[", states_sum(v->states, S_GAP),
               v->counts->steady ? "true" : "false");
    for (size_t p = 0; p < v->states->n; p++)
        buf_printf(out, v->counts->offsets[p] < 0 ? "%snull" : "%s%" PRId64, p ? "," : "", v->counts->offsets[p]);
    buf_addz(out, "]}");
}

static void put_amount(struct buf *out, const struct sov_view *v, int64_t n)
{
    if (v->form == FORM_FRACTIONAL && !sov_of_dim(v))
        buf_printf(out, "%.6f", (double)n / SOV_UNIT);
    else
        buf_int(out, n);
}

static void series(struct buf *out, const struct sov_view *v, size_t column)
{
    buf_addz(out, ",\"series\":[");
    for (size_t i = 0; i < v->counts->plan->bin_count; i++) {
        if (i)
            buf_char(out, ',');
        put_amount(out, v, sov_measure(v, &v->counts->by_bin[i * v->counts->width + column]));
    }
    buf_char(out, ']');
}

static void customers(struct buf *out, const struct sov_view *v, size_t column)
{
    double n = sov_customers(v, column);
    if (n > 0)
        buf_printf(out, ",\"customers\":%.0f,\"per_thousand\":%.6f", n, customers_per_thousand((double)sov_mentions(&v->counts->by_brand[column]), n));
    else
        buf_addz(out, ",\"customers\":null,\"per_thousand\":null");
}

static void brand(struct buf *out, const struct sov_view *v, const struct sov_count *row, size_t column, int64_t total)
{
    const struct brand *b = sov_brand(v, column);
    const struct sov_count *c = &row[column];
    int64_t n = sov_measure(v, c);
    double low, high;
    double unit = v->form == FORM_FRACTIONAL && !sov_of_dim(v) ? SOV_UNIT : 1;
    sov_wilson((double)n / unit, (double)total / unit, &low, &high);
    if (v->form == FORM_REACH)           /* no count of mentions, so no sample's interval */
        low = high = total ? (double)n / (double)total : 0;
    buf_addz(out, "{\"brand\":");
    buf_json(out, slice_of(b->id));
    text_member(out, "name", b->name);
    buf_printf(out, ",\"own\":%s,\"mentions\":%" PRId64 ",\"share\":%.6f,\"share_low\":%.6f,\"share_high\":%.6f", b->own ? "true" : "false",
               sov_of_dim(v) ? n : sov_mentions(c), total ? (double)n / (double)total : 0, low, high);
    if (sov_of_dim(v)) {                 /* counted by brand and this alone */
        buf_char(out, '}');
        return;
    }
    buf_printf(out, ",\"negative\":%" PRId64 ",\"neutral\":%" PRId64 ",\"positive\":%" PRId64 ",\"net\":%.4f,\"unsure\":%" PRId64 ",\"originals\":%" PRId64 ",\"reach\":%" PRId64 ",\"suspicious\":%" PRId64 ",\"fractional\":%.6f",
               c->slot[SOV_NEGATIVE], c->slot[SOV_NEUTRAL], c->slot[SOV_POSITIVE], sov_net(c), c->slot[SOV_UNSURE], c->slot[SOV_ORIGINALS], c->slot[SOV_REACH], c->slot[SOV_SUSPICIOUS], (double)sov_fractional(c) / SOV_UNIT);
    if (v->by == BY_BRAND) {
        customers(out, v, column);
        series(out, v, column);
    }
    buf_char(out, '}');
}

static void brands(struct buf *out, const struct sov_view *v, size_t row)
{
    const struct sov_count *c = sov_row(v, row);
    int64_t total = sov_total(v, c);
    buf_addz(out, "\"total\":");
    put_amount(out, v, total);
    buf_addz(out, ",\"brands\":[");
    for (size_t i = 0; i < v->counts->width; i++) {
        if (i)
            buf_char(out, ',');
        brand(out, v, c, v->order[i], total);
    }
    buf_char(out, ']');
}

static void rows(struct buf *out, const struct sov_view *v)
{
    for (size_t row = 0; row < sov_rows(v); row++) {
        buf_addz(out, row ? ",{" : "{");
        if (v->by == BY_PLATFORM || sov_of_dim(v)) {
            buf_printf(out, "\"%s\":", sov_by_names[v->by]);
            buf_json(out, sov_row_name(v, row, NULL));
        } else {
            time_member(out, "from", v->counts->plan->bins[row].from_ms);
            buf_char(out, ',');
            time_member(out, "to", v->counts->plan->bins[row].to_ms);
        }
        buf_char(out, ',');
        brands(out, v, row);
        buf_char(out, '}');
    }
}

static void bins(struct buf *out, const struct sov_view *v)
{
    buf_printf(out, ",\"series\":{\"unit\":\"%s\",\"from\":[", plan_unit_name(v->unit));
    for (size_t i = 0; i < v->counts->plan->bin_count; i++) {
        char text[WHEN_TEXT];
        buf_printf(out, "%s\"%.*s\"", i ? "," : "", (int)when_print(v->counts->plan->bins[i].from_ms, text), text);
    }
    buf_addz(out, "]}");
}

void sov_print_json(const struct sov_view *v)
{
    struct buf out = { 0 };
    buf_addz(&out, "{\"stamp\":");
    stamp(&out, v);
    method(&out);
    buf_char(&out, ',');
    if (v->by == BY_BRAND) {
        brands(&out, v, 0);
        bins(&out, v);
    } else {
        buf_addz(&out, "\"rows\":[");
        rows(&out, v);
        buf_char(&out, ']');
    }
    buf_addz(&out, "}\n");
    fwrite(out.p, 1, out.n, stdout);
    buf_fini(&out);
}
