/* /v1/mentions/histogram: when those mentions were. Exact from the counters; where words are looked for, of the newest mentions. */
#include "dashboard/columns_out.h"
#include "dashboard/search.h"

/* Of all brands together; a mention of two of them counts for each. */
static struct sov_count *join(const struct question *q, const struct sov_count *v, size_t rows)
{
    size_t width = q->columns.n;
    struct sov_count *all = arena_zalloc(&q->r->a, (rows + 1) * sizeof *all);
    for (size_t i = 0; i < rows * width; i++)
        sov_add(&all[i / width], &v[i]);
    return all;
}

/* The other feelings are not what was asked for. */
static void keep_label(struct sov_count *v, size_t rows, int label)
{
    for (size_t i = 0; label && i < rows; i++)
        for (int k = 0; k < 3; k++)
            if (k != label - 1)
                v[i].slot[SOV_NEGATIVE + k] = 0;
}

bool api_histogram(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PARAMS, "q", "brand", "label", "topic", "step", NULL };
    struct question q = { 0 };
    struct sought x = { 0 };
    struct sov_count *v, *all;
    int64_t *from_ms, *to_ms;
    struct buf *out = &r->answer;
    bool ok = request_knows(r, params) && question_open(&q, api, h, r) && question_brands(&q) && question_when(&q, true, false)
           && sought_read(&x, &q, search_render(h->search)->marker);
    bool words = x.query || x.topic.n;
    ok = ok && (words || question_read(&q, 0));
    if (ok && words)
        q.now.counts.by_bin = arena_zalloc(&r->a, (q.now.plan.bin_count * q.columns.n + 1) * sizeof *q.now.counts.by_bin);
    if (ok) {
        size_t rows = question_rows(&q, &v, &from_ms, &to_ms);
        all = join(&q, v, rows);
        if (words)
            search_histogram(h->search, &q, &x, from_ms, to_ms, rows, all);
        keep_label(all, rows, words ? 0 : x.label);
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_char(out, ',');
        column_frame(&q, from_ms, to_ms, rows, out);
        column_feelings(out, all, rows);
        buf_printf(out, ",\"exact\":%s}\n", words ? "false" : "true");
    }
    sought_close(&x);
    question_close(&q);
    return ok;
}
