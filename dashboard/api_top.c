/*
 * /v1/brands/{id}/top: what moves a brand. Topics, platforms, countries, languages
 * and intents come from the counters and are exact; hashtags, terms, links and
 * authors are estimates: the true count lies between n and high.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "dashboard/json_out.h"
#include "dashboard/question.h"
#include "dashboard/top.h"

enum dim { DIM_TOPIC, DIM_PLATFORM, DIM_COUNTRY, DIM_LANGUAGE, DIM_INTENT, DIM_HASHTAG, DIM_TERM, DIM_LINK, DIM_AUTHOR };
static const char *const dims[] = { "topic", "platform", "country", "language", "intent", "hashtag", "term", "link", "author", NULL };
static const char letters[] = { 't', 0, 'c', 'l', 'i', 0, 0, 0, 0 };
static const enum estimate_kind kinds[] = { [DIM_HASHTAG] = ESTIMATE_TOP_HASHTAGS, [DIM_TERM] = ESTIMATE_TOP_TERMS, [DIM_LINK] = ESTIMATE_TOP_LINKS, [DIM_AUTHOR] = ESTIMATE_TOP_AUTHORS };
#define SUDDEN_LEAST 5               /* fewer are never sudden, as of `pulso top --sudden` */

static int by_count(const void *x, const void *y)
{
    const struct top_row *a = x, *b = y;
    if (a->n != b->n)
        return a->n < b->n ? 1 : -1;
    return slice_cmp(a->name, b->name);
}

static int by_ratio(const void *x, const void *y)
{
    const struct top_row *a = x, *b = y;
    return a->ratio.low < b->ratio.low ? 1 : a->ratio.low > b->ratio.low ? -1 : by_count(x, y);
}

/* Those that are said more than before, however the counts may have come about by chance. Against nothing all would be. */
static size_t keep_sudden(struct top_row *v, size_t n, bool compared)
{
    size_t kept = 0;
    for (size_t i = 0; compared && i < n; i++)
        if (v[i].n >= SUDDEN_LEAST && v[i].ratio.low > 1)
            v[kept++] = v[i];
    return kept;
}

static void print_ratio(const struct top_row *row, struct buf *out)
{
    if (row->before == 0) {
        buf_addz(out, "null");       /* a multiple of nothing is no figure */
        return;
    }
    buf_addz(out, "{\"value\":");
    json_number(out, row->ratio.value);
    buf_addz(out, ",\"lo\":");
    json_number(out, row->ratio.low);
    buf_addz(out, ",\"hi\":");
    json_number(out, row->ratio.high);
    buf_char(out, '}');
}

static void print_row(const struct top_row *row, int64_t total, bool compared, struct buf *out)
{
    buf_addz(out, "{\"name\":");
    buf_json(out, row->name);
    buf_printf(out, ",\"n\":%" PRId64 ",\"high\":%" PRId64 ",\"share\":", row->n, row->high);
    json_share(out, (double)(row->n < total ? row->n : total), (double)total);   /* an estimate keeps what was deleted since */
    if (!compared) {
        buf_addz(out, ",\"before\":null,\"ratio\":null}");
        return;
    }
    buf_printf(out, ",\"before\":%" PRId64 ",\"ratio\":", row->before);
    print_ratio(row, out);
    buf_char(out, '}');
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

static struct top_row *counted(struct question *q, enum dim dim, size_t *n)
{
    const struct counts *c = &q->now.counts;
    size_t most = dim == DIM_PLATFORM ? c->platform_count : c->row_count;
    struct top_row *v = arena_zalloc(&q->r->a, (most + 1) * sizeof *v);
    *n = 0;
    for (size_t i = 0; i < most; i++) {
        int64_t count = dim == DIM_PLATFORM ? sov_mentions(&c->by_platform[i]) : c->by_row[i].slot[SOV_OF_DIM];
        struct slice name = dim == DIM_PLATFORM ? c->platform[i] : c->row[i];
        int64_t before = q->compared ? before_of(q, dim, name) : 0;
        if (count)
            v[(*n)++] = (struct top_row){ name, count, count, before, top_ratio(count, before, 1) };
    }
    return v;
}

static void print(struct question *q, int dim, const struct top_row *v, size_t n, bool compared, struct buf *out)
{
    int64_t total = sov_mentions(&q->now.counts.by_brand[0]);
    buf_char(out, '{');
    question_stamp(q, out);
    buf_addz(out, ",\"brand\":");
    buf_json(out, q->r->below);
    buf_printf(out, ",\"dim\":\"%s\",\"exact\":%s,\"compared\":%s,\"total\":%" PRId64 ",\"rows\":[", dims[dim], dim <= DIM_INTENT ? "true" : "false",
               compared ? "true" : "false", total);
    for (size_t i = 0; i < n; i++) {
        buf_addz(out, i ? "," : "");
        print_row(&v[i], total, compared, out);
    }
    buf_addz(out, "]}\n");
}

bool api_brand_top(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PERIOD, "dim", "sort", "vs", "limit", NULL }, *const sorts[] = { "count", "sudden", NULL };
    struct question q = { 0 };
    struct top_row *v = NULL;
    int64_t limit;
    size_t n = 0;
    int dim, sort;
    bool ok = request_knows(r, params) && request_choice(r, "dim", dims, &dim) && request_choice(r, "sort", sorts, &sort) && request_int(r, "limit", 1, 100, 20, &limit)
           && question_open(&q, api, h, r) && (dim <= DIM_INTENT || h->kind != DESK_FIGURES || question_hand_on(&q, DESK_WIDE)) && question_brand(&q, r->below)
           && question_when(&q, false, true) && (dim <= DIM_INTENT || top_estimated(&q, kinds[dim], &v, &n)) && question_read(&q, letters[dim]);
    if (ok) {
        if (dim <= DIM_INTENT)
            v = counted(&q, (enum dim)dim, &n);
        bool compared = q.compared && sov_mentions(&q.before.counts.by_brand[0]) > 0;
        n = sort ? keep_sudden(v, n, compared) : n;
        qsort(v, n, sizeof *v, sort ? by_ratio : by_count);
        print(&q, dim, v, n < (size_t)limit ? n : (size_t)limit, compared, &r->answer);
    }
    question_close(&q);
    return ok;
}
