/* verdict: what the classifier found, as the member "pulso" of the classified mention. */
#include <math.h>

#include "classify/classifier.h"
#include "classify/spam.h"
#include "pii/pii.h"

/* A number with two decimals; printf is slow, and this is done for every mention. */
static void put_hundredths(struct buf *out, float v)
{
    long n = lroundf(v * 100);
    if (n < 0) {
        buf_char(out, '-');
        n = -n;
    }
    buf_int(out, n / 100);
    if (n % 100) {
        buf_char(out, '.');
        buf_char(out, (char)('0' + n % 100 / 10));
        if (n % 10)
            buf_char(out, (char)('0' + n % 10));
    }
}

static void put_feeling(struct buf *out, enum label label, float score, float confidence)
{
    buf_add(out, SLICE("{\"label\":\""));
    buf_addz(out, label_name(label));
    buf_add(out, SLICE("\",\"score\":"));
    put_hundredths(out, score);
    buf_add(out, SLICE(",\"confidence\":"));
    put_hundredths(out, confidence);
}

static void put_why(struct buf *out, const struct mention *m, const struct sentiment_why *why, size_t n)
{
    struct slice text = m->text.n ? m->text : m->title;
    buf_add(out, SLICE(",\"why\":["));
    for (size_t i = 0; i < n; i++) {
        const struct sentiment_why *y = &why[i];
        if (i)
            buf_char(out, ',');
        buf_char(out, '[');
        buf_json(out, (struct slice){ text.p + y->start, y->end - y->start });
        buf_char(out, ',');
        put_hundredths(out, y->value);
        buf_char(out, ',');
        buf_int(out, y->start);
        buf_char(out, ',');
        buf_int(out, y->end);
        buf_char(out, ']');
    }
    buf_char(out, ']');
}

static void put_brand(struct buf *out, const struct classifier *cl, const struct mention *m, const struct verdict *v, const struct verdict_brand *b)
{
    buf_add(out, SLICE("{\"brand\":"));
    buf_json(out, slice_of(classifier_brands(cl)->v[b->brand].id));
    buf_add(out, SLICE(",\"queries\":["));
    for (uint32_t i = 0; i < b->query_count; i++) {
        if (i)
            buf_char(out, ',');
        buf_json(out, slice_of(v->queries[b->first_query + i]));
    }
    buf_add(out, b->own ? SLICE("],\"own\":true,\"sentiment\":") : SLICE("],\"own\":false,\"sentiment\":"));
    put_feeling(out, b->label, b->score, b->confidence);
    if (b->why)
        put_why(out, m, b->why, b->whys);
    buf_add(out, b->unsure ? SLICE(",\"unsure\":true}") : SLICE("}"));
    if (b->model) {
        buf_add(out, SLICE(",\"model\":\""));
        buf_addz(out, b->model);
        buf_char(out, '"');
    }
    buf_char(out, '}');
}

static void put_topics(struct buf *out, const struct classifier *cl, uint32_t topics)
{
    bool first = true;
    for (size_t i = 0; topics; i++, topics >>= 1) {
        if (!(topics & 1))
            continue;
        buf_add(out, first ? SLICE("\"") : SLICE(",\""));
        buf_addz(out, classifier_topics(cl)->names[i]);   /* plain by its rules: nothing to escape */
        buf_char(out, '"');
        first = false;
    }
}

static void put_pii(struct buf *out, unsigned kinds)
{
    buf_add(out, SLICE("],\"pii\":["));
    for (int k = 0; kinds; k++, kinds >>= 1) {
        if (!(kinds & 1))
            continue;
        buf_char(out, '"');
        buf_addz(out, pii_name((enum pii_kind)k));
        buf_add(out, kinds > 1 ? SLICE("\",") : SLICE("\""));
    }
}

/* Behind the open string of what stands before it; leaves one open, as that did. */
static void put_spam(struct buf *out, const struct verdict *v)
{
    bool first = true;
    buf_add(out, SLICE("\",\"spam\":{\"score\":"));
    buf_int(out, v->spam);
    buf_add(out, SLICE(",\"rules\":["));
    for (int r = 0; r < SPAM_RULES; r++) {
        if (!(v->spam_rules >> r & 1))
            continue;
        buf_add(out, first ? SLICE("\"") : SLICE(",\""));
        buf_addz(out, spam_rule_name((enum spam_rule)r));
        buf_char(out, '"');
        first = false;
    }
    buf_add(out, SLICE("]},\"model\":\""));
}

static void put_story(struct buf *out, uint64_t story)
{
    static const char digits[] = "0123456789abcdef";
    buf_add(out, SLICE("],\"story\":\""));
    for (int shift = 60; shift >= 0; shift -= 4)
        buf_char(out, digits[story >> shift & 15]);
}

void verdict_print(const struct classifier *cl, const struct mention *m, const struct verdict *v, struct buf *out)
{
    /* The input's bytes up to its last brace, then our member. */
    struct slice raw = m->raw.n && m->raw.p[m->raw.n - 1] == '}' ? m->raw : slice_trim(m->raw);
    buf_add(out, (struct slice){ raw.p, raw.n - 1 });
    buf_add(out, SLICE(",\"pulso\":{\"lang\":\""));
    buf_addz(out, v->lang);
    buf_add(out, SLICE("\",\"sentiment\":"));
    put_feeling(out, v->sentiment.label, v->sentiment.score, v->sentiment.confidence);
    put_why(out, m, v->sentiment.why, v->sentiment.whys);
    buf_addz(out, v->unsure ? ",\"unsure\":true" : "");
    buf_addz(out, v->irony ? ",\"irony\":true" : "");
    buf_add(out, SLICE("},\"intent\":\""));
    buf_addz(out, intent_name(v->intent));
    buf_add(out, SLICE("\",\"brands\":["));
    for (size_t i = 0; i < v->brand_count; i++) {
        if (i)
            buf_char(out, ',');
        put_brand(out, cl, m, v, &v->brands[i]);
    }
    buf_add(out, SLICE("],\"topics\":["));
    put_topics(out, cl, v->topics);
    put_pii(out, v->pii);
    put_story(out, v->story);
    if (v->cluster.n) {
        buf_add(out, SLICE("\",\"cluster\":\""));
        buf_add(out, v->cluster);
    }
    if (v->spam >= SPAM_SUSPICIOUS)
        put_spam(out, v);
    else
        buf_add(out, SLICE("\",\"model\":\""));
    buf_addz(out, v->model);
    buf_add(out, SLICE("\",\"config\":\""));
    buf_addz(out, classifier_config(cl));
    buf_add(out, SLICE("\"}}"));
}
