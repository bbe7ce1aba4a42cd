/* Figures over time: /v1/share/series and /v1/brands/{id}/series. */
#include <math.h>

#include "dashboard/columns_out.h"
#include "dashboard/json_out.h"

struct series {
    struct question q;
    struct sov_count *v;
    int64_t *from_ms, *to_ms;
    size_t rows;
};

static bool read(struct series *s, char dim)
{
    if (!question_when(&s->q, true, false) || !question_read(&s->q, dim))
        return false;
    s->rows = question_rows(&s->q, &s->v, &s->from_ms, &s->to_ms);
    return true;
}

enum which { SHARE, LOW, HIGH };

static void shares(const struct series *s, size_t column, enum which which, struct buf *out)
{
    size_t width = s->q.columns.n;
    buf_char(out, '[');
    for (size_t i = 0; i < s->rows; i++) {
        double all = question_total(&s->q, &s->v[i * width]);
        struct interval x = interval_share(question_measure(&s->q, &s->v[i * width + column]), all);
        if (i)
            buf_char(out, ',');
        json_number(out, all <= 0 ? NAN : which == SHARE ? x.value : which == LOW ? x.low : x.high);
    }
    buf_char(out, ']');
}

static void print_shares(struct series *s)
{
    struct buf *out = &s->q.r->answer;
    size_t width = s->q.columns.n;
    buf_char(out, '{');
    question_stamp(&s->q, out);
    buf_char(out, ',');
    column_frame(&s->q, s->from_ms, s->to_ms, s->rows, out);
    buf_addz(out, ",\"total\":[");
    for (size_t i = 0; i < s->rows; i++) {
        if (i)
            buf_char(out, ',');
        json_number(out, question_total(&s->q, &s->v[i * width]));
    }
    buf_addz(out, "],\"brands\":[");
    for (size_t i = 0; i < width; i++) {
        buf_addz(out, i ? ",{" : "{");
        column_brand(&s->q, i, out);
        buf_addz(out, ",\"n\":");
        column_counts(out, s->v, s->rows, width, i, s->q.form == FORM_ORIGINALS ? SOV_ORIGINALS : -1);
        buf_addz(out, ",\"p\":");
        shares(s, i, SHARE, out);
        buf_addz(out, ",\"lo\":");
        shares(s, i, LOW, out);
        buf_addz(out, ",\"hi\":");
        shares(s, i, HIGH, out);
        buf_char(out, '}');
    }
    buf_addz(out, "]}\n");
}

bool api_share_series(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PARAMS, "step", "count", NULL };
    static const char *const counted[] = { "mentions", "originals", NULL };
    struct series s = { 0 };
    int count;
    bool ok = request_knows(r, params) && request_choice(r, "count", counted, &count) && question_open(&s.q, api, h, r) && question_set(&s.q);
    if (ok) {
        s.q.form = count ? FORM_ORIGINALS : FORM_MENTIONS;
        ok = read(&s, 0);
    }
    if (ok)
        print_shares(&s);
    question_close(&s.q);
    return ok;
}

static void nets(const struct series *s, enum which which, struct buf *out)
{
    buf_char(out, '[');
    for (size_t i = 0; i < s->rows; i++) {
        struct interval x = interval_net(&s->v[i]);
        if (i)
            buf_char(out, ',');
        json_number(out, sov_mentions(&s->v[i]) == 0 ? NAN : which == SHARE ? x.value : which == LOW ? x.low : x.high);
    }
    buf_char(out, ']');
}

static void print_brand(struct series *s, const struct normals *n)
{
    struct buf *out = &s->q.r->answer;
    buf_char(out, '{');
    question_stamp(&s->q, out);
    buf_addz(out, ",\"brand\":{");
    column_brand(&s->q, 0, out);
    buf_addz(out, "},");
    column_frame(&s->q, s->from_ms, s->to_ms, s->rows, out);
    column_feelings(out, s->v, s->rows);
    buf_addz(out, ",\"originals\":");
    column_counts(out, s->v, s->rows, 1, 0, SOV_ORIGINALS);
    buf_addz(out, ",\"net\":");
    nets(s, SHARE, out);
    buf_addz(out, ",\"net_lo\":");
    nets(s, LOW, out);
    buf_addz(out, ",\"net_hi\":");
    nets(s, HIGH, out);
    buf_char(out, ',');
    column_band(out, n, n->by_row, s->rows, 1);
    buf_addz(out, "}\n");
}

bool api_brand_series(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PERIOD, "platform", "step", NULL };
    struct series s = { 0 };
    struct normals n;
    bool ok = request_knows(r, params) && question_open(&s.q, api, h, r) && question_brand(&s.q, r->below) && read(&s, 0)
           && normals_read(&s.q, s.from_ms, s.to_ms, s.rows, &n);
    if (ok)
        print_brand(&s, &n);
    question_close(&s.q);
    return ok;
}
