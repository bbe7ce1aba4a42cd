#include "dashboard/render.h"

#include <inttypes.h>

#include "dashboard/json_out.h"
#include "dashboard/setup.h"
#include "pii/pii.h"

void render_init(struct render *r)
{
    *r = (struct render){ .reader = post_reader_new(), .marker = marker_new() };
}

void render_fini(struct render *r)
{
    post_reader_free(r->reader);
    marker_free(r->marker);
    buf_fini(&r->masked);
}

bool render_read(struct render *r, const struct post *p, struct setup *s)
{
    if (!post_read(r->reader, p, &r->view))
        return false;
    marker_use(r->marker, s);
    marker_spans(r->marker, &r->view, &r->spans);
    return true;
}

static void text(struct buf *out, const char *name, struct slice s)
{
    buf_printf(out, ",\"%s\":", name);
    buf_json(out, s);
}

static void masked(struct render *r, struct buf *out, const char *name, struct slice s)
{
    buf_reset(&r->masked);
    pii_mask(s, &r->masked);
    text(out, name, buf_slice(&r->masked));
}

/* A link is followed by a click: javascript: and the like never get that far. */
static struct slice web_address(struct slice url)
{
    return slice_starts(url, SLICE("https://")) || slice_starts(url, SLICE("http://")) ? url : SLICE("");
}

static void author(struct render *r, struct buf *out)
{
    const struct mention *m = &r->view.m;
    buf_addz(out, ",\"author\":{\"handle\":");
    buf_json(out, m->author_handle.n ? m->author_handle : m->author_id);
    text(out, "name", m->author_name);
    if (m->followers == MENTION_NONE)
        buf_addz(out, ",\"followers\":null");
    else
        buf_printf(out, ",\"followers\":%" PRId64, m->followers);
    buf_printf(out, ",\"verified\":%s}", m->verified == 1 ? "true" : "false");
}

static void metric(struct buf *out, size_t *n, const char *name, int64_t v)
{
    if (v != MENTION_NONE)
        buf_printf(out, "%s\"%s\":%" PRId64, (*n)++ ? "," : "", name, v);
}

void render_head(struct render *r, struct buf *out)
{
    const struct post_view *v = &r->view;
    const struct mention *m = &v->m;
    char id[POST_ID];
    post_id(v->post, id);
    buf_printf(out, "{\"id\":\"%s\",\"platform\":", id);
    buf_json(out, m->platform);
    buf_addz(out, ",\"key\":");
    struct buf key = { 0 };
    buf_printf(&key, SLICE_FMT ":" SLICE_FMT, SLICE_ARG(m->platform), SLICE_ARG(m->id));
    buf_json(out, buf_slice(&key));
    buf_fini(&key);
    text(out, "conversation", m->conversation);
    text(out, "kind", slice_of(mention_kind_name(m->kind)));
    buf_addz(out, ",\"created\":");
    json_time_or_null(out, v->post->created_ms);
    buf_addz(out, ",\"came\":");
    json_time(out, v->post->came_ms);
    author(r, out);
    masked(r, out, "text", m->text.n ? m->text : m->title);
    masked(r, out, "title", m->text.n ? m->title : SLICE(""));
    masked(r, out, "url", web_address(m->url));
    text(out, "lang", v->lang);
    text(out, "country", m->country);
    text(out, "source", m->source);
    text(out, "label", v->label);
    buf_addz(out, ",\"score\":");
    if (v->felt)
        json_number(out, v->score);
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"confidence\":");
    if (v->felt)
        json_number(out, v->confidence);
    else
        buf_addz(out, "null");
    buf_printf(out, ",\"unsure\":%s,\"brands\":[", v->unsure ? "true" : "false");
}

static void list(struct buf *out, const char *name, const struct slice *v, size_t n)
{
    buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(out, ',');
        buf_json(out, v[i]);
    }
    buf_char(out, ']');
}

void render_brand(const struct post_brand *b, struct buf *out)
{
    buf_addz(out, "{\"id\":");
    buf_json(out, b->id);
    text(out, "label", b->label);
    buf_addz(out, ",\"score\":");
    json_number(out, b->score);
    buf_printf(out, ",\"unsure\":%s,\"own\":%s", b->unsure ? "true" : "false", b->own ? "true" : "false");
    list(out, "queries", b->queries, b->query_count);
    buf_char(out, '}');
}

void render_tail(struct render *r, struct buf *out)
{
    const struct post_view *v = &r->view;
    const struct mention *m = &v->m;
    size_t n = 0;
    buf_char(out, ']');
    list(out, "topics", v->topics, v->topic_count);
    text(out, "intent", v->intent);
    list(out, "pii", v->pii, v->pii_count);
    buf_addz(out, ",\"metrics\":{");
    metric(out, &n, "likes", m->likes);
    metric(out, &n, "replies", m->replies);
    metric(out, &n, "shares", m->shares);
    metric(out, &n, "views", m->views);
    buf_addz(out, "},\"spans\":");
    spans_print(&r->spans, m->text.n ? m->text : m->title, out);
    buf_printf(out, ",\"deleted\":%s}", m->deleted ? "true" : "false");
}

bool render_visible(const struct post_view *v, const struct person *p)
{
    if (person_sees_all(p))
        return true;
    for (size_t i = 0; i < v->brand_count; i++)
        if (person_sees(p, v->brands[i].id))
            return true;
    return false;
}

void render_mention(struct render *r, const struct person *p, struct buf *out)
{
    size_t n = 0;
    render_head(r, out);
    for (size_t i = 0; i < r->view.brand_count; i++)
        if (person_sees(p, r->view.brands[i].id)) {
            if (n++)
                buf_char(out, ',');
            render_brand(&r->view.brands[i], out);
        }
    render_tail(r, out);
}
