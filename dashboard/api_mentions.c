/* /v1/mentions and /v1/mentions/{id}/why: the mentions behind a number, and the reasons for each. */
#include <inttypes.h>
#include <stdio.h>

#include "app/brands.h"
#include "dashboard/json_out.h"
#include "dashboard/ring.h"
#include "dashboard/search.h"
#include "pii/pii.h"
#include "query/explain.h"

bool api_mentions(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { QUESTION_PARAMS, "q", "brand", "label", "topic", "cursor", "limit", NULL };
    struct question q;
    struct sought x = { 0 };
    struct page p = { 0 };
    struct buf items = { 0 }, *out = &r->answer;
    int64_t limit;
    bool ok = request_knows(r, params) && request_int(r, "limit", 1, 200, 50, &limit);
    if (!ok)
        return false;
    ok = question_open(&q, api, h, r) && question_brands(&q) && question_when(&q, false, false) && sought_read(&x, &q, search_render(h->search)->marker);
    if (ok) {
        p.limit = (size_t)limit;
        ok = search_page(h->search, &q, &x, params_get(&r->params, "cursor"), &p, &items);
    }
    if (ok) {
        buf_char(out, '{');
        question_stamp(&q, out);
        buf_addz(out, ",\"q\":");
        json_text(out, x.q);
        buf_addz(out, ",\"items\":[");
        buf_add(out, buf_slice(&items));
        buf_addz(out, "],\"next\":");
        json_text(out, p.next.n ? buf_z(&p.next) : NULL);
        buf_printf(out, ",\"complete\":%s,\"scanned\":%zu,\"until\":", p.complete ? "true" : "false", p.scanned);
        json_time_or_null(out, p.until_ms);
        buf_addz(out, "}\n");
    }
    buf_fini(&items);
    buf_fini(&p.next);
    sought_close(&x);
    question_close(&q);
    return ok;
}

/* ---- why ---- */

static void masked(struct slice s, struct buf *out)
{
    struct buf m = { 0 };
    pii_mask(s, &m);
    buf_json(out, buf_slice(&m));
    buf_fini(&m);
}

static void print_query(struct render *r, struct slice brand, struct slice name, struct buf *out)
{
    const struct brand_query *query = NULL;
    const char *of = NULL;
    struct spans spans = { 0 };
    struct buf tree = { 0 };
    bool is = false;
    struct explain *x = marker_run(r->marker, name, &r->view.m, &is, &query, &of);
    buf_addz(out, "{\"brand\":");
    buf_json(out, brand);
    buf_addz(out, ",\"query\":");
    buf_json(out, name);
    buf_addz(out, ",\"text\":");
    json_text(out, query ? query->text : NULL);
    buf_printf(out, ",\"matches\":%s,\"tree\":", !x ? "null" : is ? "true" : "false");
    if (x) {
        explain_print(x, &tree);
        masked(buf_slice(&tree), out);
        marker_match(x, &spans);
    } else {
        buf_addz(out, "null");
    }
    buf_addz(out, ",\"spans\":");
    spans_print(&spans, r->view.m.text.n ? r->view.m.text : r->view.m.title, out);
    buf_char(out, '}');
    buf_fini(&tree);
}

static void print_sentiment(const struct post_view *v, struct buf *out)
{
    struct slice text = v->m.text.n ? v->m.text : v->m.title;
    buf_addz(out, ",\"sentiment\":[");
    for (size_t i = 0; i < v->why_count; i++) {
        const struct post_why *w = &v->why[i];
        size_t start = w->start < text.n ? w->start : text.n, end = w->end < text.n && w->end >= start ? w->end : start;
        buf_addz(out, i ? ",{\"text\":" : "{\"text\":");
        masked(w->text, out);
        buf_addz(out, ",\"value\":");
        json_number(out, w->value);
        size_t before = utf16_units((struct slice){ text.p, start });
        buf_printf(out, ",\"start\":%zu,\"end\":%zu}", before, before + utf16_units((struct slice){ text.p + start, end - start }));
    }
    buf_char(out, ']');
}

static void print_why(struct question *q, struct render *r, struct buf *out)
{
    const struct post_view *v = &r->view;
    size_t n = 0;
    buf_char(out, '{');
    question_stamp(q, out);
    buf_addz(out, ",\"mention\":");
    render_mention(r, q->r->person, out);
    buf_printf(out, ",\"version\":%" PRId64 ",\"model\":", v->post->version);
    buf_json(out, v->model);
    buf_addz(out, ",\"queries\":[");
    for (size_t i = 0; i < v->brand_count; i++)
        for (size_t k = 0; person_sees(q->r->person, v->brands[i].id) && k < v->brands[i].query_count; k++) {
            if (n++)
                buf_char(out, ',');
            print_query(r, v->brands[i].id, v->brands[i].queries[k], out);
        }
    buf_char(out, ']');
    print_sentiment(v, out);
    buf_addz(out, "}\n");
}

bool api_why(struct api *api, struct hand *h, struct request *r)
{
    static const char *const params[] = { NULL };
    struct question q = { 0 };
    struct render *render = search_render(h->search);
    if (!request_knows(r, params) || !question_open(&q, api, h, r)) {
        question_close(&q);
        return false;
    }
    struct post *p = search_one(h->search, &h->ledger, r, r->below);
    bool ok = p && render_read(render, p, q.setup) && render_visible(&render->view, r->person);
    if (ok) {
        q.now.period = (struct period){ .from_ms = p->created_ms, .to_ms = p->created_ms };
        print_why(&q, render, &r->answer);
    } else if (p) {
        request_refuse(r, REFUSE_NOT_FOUND, "no such mention of your brands");
    }
    post_drop(p);
    question_close(&q);
    return ok;
}
