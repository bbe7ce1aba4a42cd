/*
 * /v1/brands/{id}/top: what moves a brand. Topics, platforms, countries, languages
 * and intents come from the counters and are exact; hashtags, terms and authors are
 * found among the newest mentions that the daemon holds, and the stamp says so.
 */
#include <stdlib.h>

#include "dashboard/json_out.h"
#include "dashboard/question.h"
#include "dashboard/ring.h"
#include "dashboard/top.h"

enum dim { DIM_TOPIC, DIM_PLATFORM, DIM_COUNTRY, DIM_LANGUAGE, DIM_INTENT, DIM_HASHTAG, DIM_TERM, DIM_AUTHOR };
static const char *const dims[] = { "topic", "platform", "country", "language", "intent", "hashtag", "term", "author", NULL };
static const char letters[] = { 't', 0, 'c', 'l', 'i', 0, 0, 0 };

static int by_count(const void *x, const void *y)
{
    const struct top_row *a = x, *b = y;
    if (a->n != b->n)
        return a->n < b->n ? 1 : -1;
    return slice_cmp(a->name, b->name);
}

static void print_row(const struct top_row *row, int64_t total, bool compared, struct buf *out)
{
    buf_addz(out, "{\"name\":");
    buf_json(out, row->name);
    buf_addz(out, ",\"n\":");
    buf_int(out, row->n);
    buf_addz(out, ",\"share\":");
    json_share(out, (double)row->n, (double)total);
    if (!compared) {
        buf_addz(out, ",\"before\":null,\"ratio\":null}");
        return;
    }
    struct interval i = interval_ratio((double)row->n, (double)row->before);
    buf_addz(out, ",\"before\":");
    buf_int(out, row->before);
    buf_addz(out, ",\"ratio\":{\"value\":");
    json_number(out, i.value);
    buf_addz(out, ",\"lo\":");
    json_number(out, i.low);
    buf_addz(out, ",\"hi\":");
    json_number(out, i.high);
    buf_addz(out, "}}");
}

static int64_t before_of(const struct question *q, enum dim dim, struct slice name)
{
    const struct counts *c = &q->before.counts;
    if (dim == DIM_PLATFORM) {
        for (size_t i = 0; i < c->platform_count; i++)
            if (slice_eq(c->platform[i], name))
                return sov_mentions(&c->by_platform[i]);
        return 0;
    }
    for (size_t i = 0; i < c->row_count; i++)
        if (slice_eq(c->row[i], name))
            return c->by_row[i].slot[SOV_OF_DIM];
    return 0;
}

static struct top_row *counted(struct question *q, enum dim dim, size_t *n, int64_t *total)
{
    const struct counts *c = &q->now.counts;
    size_t most = dim == DIM_PLATFORM ? c->platform_count : c->row_count;
    struct top_row *v = arena_zalloc(&q->r->a, (most + 1) * sizeof *v);
    *n = 0;
    for (size_t i = 0; i < most; i++) {
        int64_t count = dim == DIM_PLATFORM ? sov_mentions(&c->by_platform[i]) : c->by_row[i].slot[SOV_OF_DIM];
        struct slice name = dim == DIM_PLATFORM ? c->platform[i] : c->row[i];
        if (count)
            v[(*n)++] = (struct top_row){ .name = name, .n = count, .before = q->compared ? before_of(q, dim, name) : 0 };
    }
    *total = sov_mentions(&c->by_brand[0]);
    return v;
}

bool api_brand_top(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PERIOD, "dim", "vs", "limit", NULL };
    struct question q = { 0 };
    struct top_row *v = NULL;
    struct buf *out = &r->answer;
    int64_t limit, total = 0;
    size_t n = 0;
    int dim;
    bool ok = request_knows(r, params) && request_choice(r, "dim", dims, &dim) && request_int(r, "limit", 1, 100, 20, &limit) && question_open(&q, api, h, r)
           && (dim <= DIM_INTENT || h->kind != DESK_FIGURES || question_hand_on(&q, DESK_SEARCH)) && question_brand(&q, r->below) && question_when(&q, false, true) && question_read(&q, letters[dim]);
    if (ok) {
        bool exact = dim <= DIM_INTENT;
        v = exact ? counted(&q, (enum dim)dim, &n, &total) : top_newest(&q, dims[dim], &n, &total);
        qsort(v, n, sizeof *v, by_count);
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_addz(out, ",\"brand\":");
        buf_json(out, r->below);
        buf_printf(out, ",\"dim\":\"%s\",\"exact\":%s,\"total\":%lld,\"rows\":[", dims[dim], exact ? "true" : "false", (long long)total);
        for (size_t i = 0; i < n && i < (size_t)limit; i++) {
            if (i)
                buf_char(out, ',');
            print_row(&v[i], total, q.compared, out);
        }
        buf_addz(out, "]}\n");
    }
    question_close(&q);
    return ok;
}
