/* What a search looks for, and whether a mention is it. */
#include <stdio.h>
#include <string.h>

#include "dashboard/search.h"
#include "metrics/platforms.h"
#include "query/explain.h"

/* The place is told in the units of the texts that are sent. */
static bool refuse_query(struct request *r, struct slice q, const struct query_error *qe)
{
    size_t at = qe->at < q.n ? qe->at : q.n, end = at + qe->len < q.n ? at + qe->len : q.n;
    request_refuse_param(r, "q", "%s", qe->what);
    while (r->answer.n && r->answer.p[r->answer.n - 1] != ']' && r->answer.p[r->answer.n - 1] != '"')
        r->answer.n--;
    buf_printf(&r->answer, ",\"at\":[%zu,%zu]}}\n", utf16_units((struct slice){ q.p, at }), utf16_units((struct slice){ q.p, end }));
    return false;
}

bool sought_read(struct sought *x, struct question *q, struct marker *m)
{
    static const char *const labels[] = { "", "negative", "neutral", "positive", NULL };
    struct request *r = q->r;
    struct query_error qe;
    struct slice text = params_get(&r->params, "q");
    *x = (struct sought){ .topic = params_get(&r->params, "topic"), .all = !params_get(&r->params, "brand").n && (!q->set || strcmp(q->set, SETUP_ALL) == 0) };
    if (!request_choice(r, "label", labels, &x->label))
        return false;
    if (!slice_trim(text).n)
        return true;
    if (text.n > 4000)
        return request_refuse_param(r, "q", "more than 4000 bytes");
    marker_use(m, q->setup);
    x->q = arena_strz(&r->a, text);
    x->query = explain_open(slice_of(x->q), &(struct query_options){ 0 }, marker_names(m), &qe);
    return x->query || refuse_query(r, text, &qe);
}

void sought_close(struct sought *x)
{
    explain_close(x->query);
}

static bool of_brands(const struct sought *x, const struct question *q, const struct post_view *v, const struct post_brand **hit)
{
    *hit = NULL;
    for (size_t i = 0; i < v->brand_count; i++)
        for (size_t k = 0; k < q->columns.n; k++)
            if (slice_is(v->brands[i].id, question_column(q, k)->id)) {
                const struct post_brand *b = &v->brands[i];
                static const char *const labels[] = { "negative", "neutral", "positive" };
                if (!x->label || slice_is(b->label, labels[x->label - 1])) {
                    *hit = b;
                    return true;
                }
            }
    return x->all && v->brand_count == 0 && !x->label;
}

static bool has_topic(const struct post_view *v, struct slice topic)
{
    for (size_t i = 0; i < v->topic_count; i++)
        if (slice_eq(v->topics[i], topic))
            return true;
    return topic.n == 0;
}

bool sought_is(const struct sought *x, const struct question *q, struct render *r)
{
    struct post_view *v = &r->view;
    const struct post_brand *hit;
    if (!of_brands(x, q, v, &hit) || !has_topic(v, x->topic) || !platforms_have(q->platforms, v->m.platform))
        return false;
    if (!v->m.lang.n)
        v->m.lang = v->lang;             /* language: sees what classify found */
    return !x->query || explain_run(x->query, &v->m);
}
