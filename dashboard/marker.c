#include "dashboard/marker.h"

#include <stdlib.h>

#include "dashboard/json_out.h"
#include "dashboard/setup.h"
#include "pii/pii.h"
#include "query/explain.h"

struct compiled { const struct brand_query *query; const char *brand; struct explain *x; bool tried; };

struct marker {
    struct setup *setup;
    struct compiled *v;              /* by name */
    size_t n;
    const char **pairs;              /* name, text, ..., NULL: what @@names may stand for */
};

struct marker *marker_new(void)
{
    struct marker *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    return m;
}

static void clear(struct marker *m)
{
    for (size_t i = 0; i < m->n; i++)
        explain_close(m->v[i].x);
    free(m->v);
    free(m->pairs);
    if (m->setup)
        shared_drop(&m->setup->shared);
    *m = (struct marker){ 0 };
}

void marker_free(struct marker *m)
{
    if (!m)
        return;
    clear(m);
    free(m);
}

static int by_name(const void *x, const void *y)
{
    return strcmp(((const struct compiled *)x)->query->name, ((const struct compiled *)y)->query->name);
}

void marker_use(struct marker *m, struct setup *s)
{
    size_t most = 0;
    if (m->setup == s || !s)
        return;
    clear(m);
    atomic_fetch_add(&s->shared.holders, 1);
    m->setup = s;
    for (size_t i = 0; i < s->brands.n; i++)
        most += s->brands.v[i].query_count;
    most += s->brands.shared_count;
    m->v = calloc(most + 1, sizeof *m->v);
    m->pairs = calloc(2 * most + 1, sizeof *m->pairs);
    if (!m->v || !m->pairs)
        abort();
    for (size_t i = 0; i < s->brands.n; i++)
        for (size_t k = 0; k < s->brands.v[i].query_count; k++)
            m->v[m->n++] = (struct compiled){ .query = &s->brands.v[i].queries[k], .brand = s->brands.v[i].id };
    for (size_t i = 0; i < s->brands.shared_count; i++)
        m->v[m->n++] = (struct compiled){ .query = &s->brands.shared[i] };
    qsort(m->v, m->n, sizeof *m->v, by_name);
    for (size_t i = 0; i < m->n; i++) {
        m->pairs[2 * i] = m->v[i].query->name;
        m->pairs[2 * i + 1] = m->v[i].query->text;
    }
}

static struct compiled *find(struct marker *m, struct slice name)
{
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = slice_cmp(slice_of(m->v[middle].query->name), name);
        if (c == 0)
            return &m->v[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct explain *marker_run(struct marker *m, struct slice name, const struct mention *on, bool *is, const struct brand_query **query, const char **brand)
{
    struct compiled *c = find(m, name);
    if (!c)
        return NULL;
    *query = c->query;
    *brand = c->brand;
    if (!c->tried) {
        struct query_options o = { .whole_hashtags = !c->query->hashtag_parts };
        struct query_error qe;
        c->tried = true;
        c->x = explain_open(slice_of(c->query->text), &o, strstr(c->query->text, "@@") ? m->pairs : NULL, &qe);
    }
    if (c->x)
        *is = explain_run(c->x, on);
    return c->x;
}

const char *const *marker_names(const struct marker *m)
{
    return m->pairs;
}

static void add(struct spans *s, uint32_t start, uint32_t end, enum span_kind kind, double value)
{
    if (s->n < MARKER_SPANS && start < end)
        s->v[s->n++] = (struct span){ start, end, kind, value };
}

void marker_match(struct explain *x, struct spans *out)
{
    const struct explain_place *p;
    size_t n = explain_places(x, &p);
    for (size_t i = 0; i < n; i++)
        if (!p[i].title)
            add(out, p[i].start, p[i].end, SPAN_MATCH, 0);
}

static int by_start(const void *x, const void *y)
{
    const struct span *a = x, *b = y;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

static void drop_doubles(struct spans *s)
{
    size_t kept = 0;
    qsort(s->v, s->n, sizeof *s->v, by_start);
    for (size_t i = 0; i < s->n; i++)
        if (kept == 0 || s->v[i].start != s->v[kept - 1].start || s->v[i].end != s->v[kept - 1].end || s->v[i].kind != s->v[kept - 1].kind)
            s->v[kept++] = s->v[i];
    s->n = kept;
}

void marker_spans(struct marker *m, const struct post_view *v, struct spans *out)
{
    struct slice text = v->m.text.n ? v->m.text : v->m.title;
    struct pii_span pii;
    out->n = 0;
    for (size_t at = 0; pii_next(text, &at, &pii);)
        add(out, pii.start, pii.end, SPAN_MASKED, 0);
    for (size_t i = 0; i < v->why_count; i++)
        add(out, v->why[i].start, v->why[i].end, v->why[i].value < 0 ? SPAN_NEGATIVE : SPAN_POSITIVE, v->why[i].value);
    for (size_t b = 0; b < v->brand_count; b++)
        for (size_t i = 0; i < v->brands[b].query_count; i++) {
            const struct brand_query *query;
            const char *brand;
            bool is = false;
            struct explain *x = marker_run(m, v->brands[b].queries[i], &v->m, &is, &query, &brand);
            if (x && is)
                marker_match(x, out);
        }
    drop_doubles(out);
}

/* ---- printing ---- */

size_t utf16_units(struct slice s)
{
    size_t units = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        units += (c & 0xc0) != 0x80;         /* one for each character, */
        units += c >= 0xf0;                  /* two beyond the basic plane */
    }
    return units;
}

void spans_print(const struct spans *s, struct slice text, struct buf *out)
{
    static const char *const kinds[] = { "match", "negative", "positive", "masked" };
    size_t at = 0, units = 0, printed = 0;
    buf_char(out, '[');
    for (size_t i = 0; i < s->n; i++) {
        const struct span *x = &s->v[i];
        if (x->end > text.n || x->start < at)
            continue;
        units += utf16_units((struct slice){ text.p + at, x->start - at });
        at = x->start;
        buf_printf(out, "%s{\"start\":%zu,\"end\":%zu,\"kind\":\"%s\"", printed++ ? "," : "", units,
                   units + utf16_units((struct slice){ text.p + x->start, x->end - x->start }), kinds[x->kind]);
        if (x->kind == SPAN_NEGATIVE || x->kind == SPAN_POSITIVE) {
            buf_addz(out, ",\"value\":");
            json_number(out, x->value);
        }
        buf_char(out, '}');
    }
    buf_char(out, ']');
}
