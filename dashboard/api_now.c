/* /v1/now: what is unusual right now, and can the feed be trusted? The whole page in one answer. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "dashboard/book.h"
#include "dashboard/care_out.h"
#include "dashboard/columns_out.h"
#include "dashboard/different.h"
#include "dashboard/json_out.h"
#include "dashboard/sources.h"
#include "metrics/watch_seen.h"

struct now {
    struct question q;
    struct sov_count *v;             /* rows * width */
    int64_t *from_ms, *to_ms;
    size_t rows;
    struct normals normals;
    struct different different;
    struct answers care;
    struct watch_seen watch;
    struct sov_count all;            /* of the set */
    double total;
};

static void totals(struct now *n)
{
    for (size_t i = 0; i < n->q.columns.n; i++)
        sov_add(&n->all, &n->q.now.counts.by_brand[i]);
    n->total = question_total(&n->q, n->q.now.counts.by_brand);
}

static double ratio(const struct now *n, size_t column)
{
    double normal = n->normals.weeks >= 2 ? n->normals.by_brand[column].mean : 0;
    return normal > 0 ? question_measure(&n->q, &n->q.now.counts.by_brand[column]) / normal : 0;
}

static bool unusual(const struct now *n, size_t column)
{
    const struct normal *b = n->normals.weeks >= 2 ? &n->normals.by_brand[column] : NULL;
    double is = question_measure(&n->q, &n->q.now.counts.by_brand[column]);
    return b && b->mean > 0 && (is < b->low || is > b->high);
}

static size_t most(const struct now *n)
{
    size_t best = 0;
    for (size_t i = 1; i < n->q.columns.n; i++)
        if (sov_mentions(&n->q.now.counts.by_brand[i]) > sov_mentions(&n->q.now.counts.by_brand[best]))
            best = i;
    return best;
}

/* The farthest from normal first; few enough that a look for the next one each time is nothing. */
static void print_unusual(const struct now *n, struct buf *out)
{
    bool *done = arena_zalloc(&n->q.r->a, n->q.columns.n + 1);
    buf_addz(out, "\"unusual\":[");
    for (size_t printed = 0; printed < 10; printed++) {
        size_t best = n->q.columns.n;
        for (size_t i = 0; i < n->q.columns.n; i++)
            if (!done[i] && unusual(n, i) && (best == n->q.columns.n || ratio(n, i) > ratio(n, best)))
                best = i;
        if (best == n->q.columns.n)
            break;
        done[best] = true;
        buf_printf(out, "%s{\"brand\":", printed ? "," : "");
        buf_json(out, slice_of(question_column(&n->q, best)->id));
        buf_addz(out, ",\"ratio\":");
        json_number(out, ratio(n, best));
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void print_facts(const struct now *n, size_t incidents, const char *worst, struct buf *out)
{
    buf_addz(out, ",\"facts\":{");
    print_unusual(n, out);
    buf_addz(out, ",\"most\":");
    json_text(out, n->total > 0 ? question_column(&n->q, most(n))->id : NULL);
    buf_printf(out, ",\"open_incidents\":%zu,\"worst_source\":", incidents);
    json_text(out, worst[0] ? worst : NULL);
    buf_char(out, '}');
}

static void print_headline(struct now *n, struct buf *out)
{
    buf_addz(out, ",\"headline\":{\"mentions\":");
    buf_int(out, sov_mentions(&n->all));
    buf_addz(out, ",\"normal\":");
    column_normal(out, &n->normals, &n->normals.all);
    buf_addz(out, ",\"originals\":");
    buf_int(out, n->all.slot[SOV_ORIGINALS]);
    buf_addz(out, ",\"stories\":");
    different_print(n->different.stories, n->q.columns.n, out);
    buf_addz(out, ",\"authors\":");
    different_print(n->different.authors, n->q.columns.n, out);
    buf_addz(out, ",\"answered\":");
    care_print_all(&n->care, out);
    buf_addz(out, ",\"net\":");
    json_net(out, &n->all);
    buf_addz(out, ",\"sent\":");
    json_sent(out, &n->all);
    buf_char(out, '}');
}

static void print_series(struct now *n, struct buf *out)
{
    buf_addz(out, ",\"series\":{");
    column_frame(&n->q, n->from_ms, n->to_ms, n->rows, out);
    buf_addz(out, ",\"y\":[");
    for (size_t i = 0; i < n->rows; i++) {
        if (i)
            buf_char(out, ',');
        json_number(out, question_total(&n->q, &n->v[i * n->q.columns.n]));
    }
    buf_addz(out, "],");
    column_band(out, &n->normals, n->normals.by_row_all, n->rows, 1);
    buf_char(out, '}');
}

static void print_brand(struct now *n, size_t i, struct buf *out)
{
    size_t width = n->q.columns.n;
    const struct sov_count *c = &n->q.now.counts.by_brand[i];
    buf_char(out, '{');
    column_brand(&n->q, i, out);
    buf_addz(out, ",\"n\":");
    buf_int(out, sov_mentions(c));
    buf_addz(out, ",\"normal\":");
    column_normal(out, &n->normals, &n->normals.by_brand[i]);
    buf_addz(out, ",\"ratio\":");
    if (ratio(n, i) > 0)
        json_number(out, ratio(n, i));
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"share\":");
    json_share(out, question_measure(&n->q, c), n->total);
    buf_addz(out, ",\"sent\":");
    json_sent(out, c);
    buf_addz(out, ",\"net\":");
    json_net(out, c);
    buf_addz(out, ",\"spark\":{");
    column_frame(&n->q, n->from_ms, n->to_ms, n->rows, out);
    buf_addz(out, ",\"y\":");
    column_counts(out, n->v, n->rows, width, i, -1);
    buf_char(out, ',');
    column_band(out, &n->normals, n->normals.by_row + i, n->rows, width);
    buf_addz(out, "}}");
}

/* How far whoever looks for crises has got: is it quiet, or does nobody look? */
static void print_watch(const struct watch_seen *w, struct buf *out)
{
    static const char *const states[] = { [WATCH_NEVER] = "unknown", [WATCH_NOBODY] = "broken", [WATCH_LATE] = "behind", [WATCH_FINE] = "live" };
    buf_printf(out, ",\"watch\":{\"state\":\"%s\",\"seen\":", states[w->state]);
    json_time_or_null(out, w->seen_ms);
    buf_addz(out, ",\"looked\":");
    json_time_or_null(out, w->looked_ms);
    buf_printf(out, ",\"behind\":%" PRId64 ",\"held\":%s}", w->behind, w->held ? "true" : "false");
}

static void print(struct now *n)
{
    struct buf *out = &n->q.r->answer, incidents = { 0 }, sources = { 0 };
    char worst[256];
    size_t open = book_print_open(n->q.api->book, n->q.r->person, n->q.setup, n->q.set, &incidents);
    sources_print(n->q.api->sources, clock_now_ms(), &sources, worst);
    buf_char(out, '{');
    question_stamp(&n->q, out);
    print_facts(n, open, worst, out);
    print_headline(n, out);
    print_series(n, out);
    buf_addz(out, ",\"brands\":[");
    for (size_t i = 0; i < n->q.columns.n; i++) {
        if (i)
            buf_char(out, ',');
        print_brand(n, i, out);
    }
    buf_addz(out, "],\"incidents\":");
    buf_add(out, buf_slice(&incidents));
    buf_addz(out, ",\"sources\":");
    buf_add(out, buf_slice(&sources));
    print_watch(&n->watch, out);
    buf_addz(out, "}\n");
    buf_fini(&incidents);
    buf_fini(&sources);
}

static bool read_watch(struct now *n)
{
    struct err e = { 0 };
    struct ledger *l = &n->q.hand->ledger;
    return watch_seen_read(l->store, &n->q.r->a, slice_of(l->common->prefix), clock_now_ms(), &n->watch, &e) || request_refuse_err(n->q.r, NULL, &e);
}

bool api_now(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { "set", "period", "platform", "tz", NULL };
    struct now n = { 0 };
    bool ok = request_knows(r, params) && question_open(&n.q, api, h, r) && question_set(&n.q) && question_when(&n.q, true, false) && question_read(&n.q, 0);
    if (ok) {
        n.rows = question_rows(&n.q, &n.v, &n.from_ms, &n.to_ms);
        ok = normals_read(&n.q, n.from_ms, n.to_ms, n.rows, &n.normals) && different_read(&n.q, &n.different) && care_read(&n.q, &n.q.now, false, false, &n.care) && read_watch(&n);
    }
    if (ok) {
        totals(&n);
        print(&n);
    }
    question_close(&n.q);
    return ok;
}
