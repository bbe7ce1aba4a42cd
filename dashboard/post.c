#include "dashboard/post.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/json.h"
#include "model/topics.h"

struct post_reader {
    struct mention_parser *parser;
    struct json *json;
    struct arena arena;
};

struct post_reader *post_reader_new(void)
{
    struct post_reader *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->parser = mention_parser_new();
    r->json = json_new(MENTION_MAX_EXTRA_BYTES);
    return r;
}

void post_reader_free(struct post_reader *r)
{
    if (!r)
        return;
    mention_parser_free(r->parser);
    json_free(r->json);
    arena_fini(&r->arena);
    free(r);
}

int64_t post_version(const rd_kafka_message_t *m)
{
    int64_t v;
    return slice_int(bus_header_of(m, HEADER_VERSION), &v) && v >= 0 ? v : 0;
}

struct post *post_new(struct post_reader *r, struct slice record, int32_t partition, int64_t offset, int64_t came_ms, int64_t version)
{
    struct err ignored = { 0 };      /* classify wrote it: what cannot be read is counted by whoever calls */
    struct mention m;
    arena_reset(&r->arena);
    if (!mention_parse(r->parser, &r->arena, record, &m, &ignored))
        return NULL;
    struct post *p = malloc(sizeof *p + record.n);
    if (!p)
        abort();
    *p = (struct post){ .partition = partition, .offset = offset, .came_ms = came_ms, .version = version, .key = mention_id_hash(&m), .n = record.n, .origin = -1, .updated_ms = m.updated_ms,
                        .created_ms = m.created_ms == MENTION_NONE ? 0 : m.created_ms, .deleted = m.deleted, .refresh = m.refresh };
    atomic_init(&p->holders, 1);
    atomic_init(&p->gone, false);
    memcpy(p->bytes, record.p, record.n);
    return p;
}

struct post *post_hold(struct post *p)
{
    atomic_fetch_add(&p->holders, 1);
    return p;
}

void post_drop(struct post *p)
{
    if (p && atomic_fetch_sub(&p->holders, 1) == 1)
        free(p);
}

/* ---- reading ---- */

static struct slice text_of(struct post_reader *r, const struct json_value *v)
{
    return v->type == JSON_STRING ? arena_dup(&r->arena, v->text) : (struct slice){ 0 };
}

static double number_of(const struct json_value *v)
{
    return v->type == JSON_INT ? (double)v->whole : v->type == JSON_REAL ? v->real : 0;
}

static void read_list(struct post_reader *r, struct json_value list, struct slice *out, size_t *n)
{
    struct json_value v;
    while (list.type == JSON_ARRAY && *n < POST_LIST && json_item(r->json, &list, &v))
        out[(*n)++] = text_of(r, &v);
}

static void read_why(struct post_reader *r, struct json_value list, struct post_view *out)
{
    struct json_value one, v;
    while (list.type == JSON_ARRAY && out->why_count < POST_LIST && json_item(r->json, &list, &one)) {
        struct post_why *w = &out->why[out->why_count++];
        *w = (struct post_why){ 0 };
        for (int i = 0; one.type == JSON_ARRAY && i < 4 && json_item(r->json, &one, &v); i++)
            switch (i) {
            case 0: w->text = text_of(r, &v); break;
            case 1: w->value = number_of(&v); break;
            case 2: w->start = (uint32_t)number_of(&v); break;
            default: w->end = (uint32_t)number_of(&v); break;
            }
    }
}

static void read_sentiment(struct post_reader *r, struct json_value o, struct post_view *out)
{
    struct slice name;
    struct json_value v;
    out->felt = o.type == JSON_OBJECT;
    while (o.type == JSON_OBJECT && json_member(r->json, &o, &name, &v))
        if (slice_is(name, "label"))
            out->label = text_of(r, &v);
        else if (slice_is(name, "score"))
            out->score = number_of(&v);
        else if (slice_is(name, "confidence"))
            out->confidence = number_of(&v);
        else if (slice_is(name, "unsure"))
            out->unsure = v.type == JSON_BOOL && v.yes;
        else if (slice_is(name, "why"))
            read_why(r, v, out);
}

static void read_brand_feeling(struct post_reader *r, struct json_value o, struct post_brand *b)
{
    struct slice name;
    struct json_value v;
    while (o.type == JSON_OBJECT && json_member(r->json, &o, &name, &v))
        if (slice_is(name, "label"))
            b->label = text_of(r, &v);
        else if (slice_is(name, "score"))
            b->score = number_of(&v);
        else if (slice_is(name, "unsure"))
            b->unsure = v.type == JSON_BOOL && v.yes;
}

static void read_brands(struct post_reader *r, struct json_value list, struct post_view *out)
{
    struct json_value o, v;
    struct slice name;
    while (list.type == JSON_ARRAY && out->brand_count < POST_BRANDS && json_item(r->json, &list, &o)) {
        struct post_brand *b = &out->brands[out->brand_count++];
        *b = (struct post_brand){ 0 };
        while (o.type == JSON_OBJECT && json_member(r->json, &o, &name, &v))
            if (slice_is(name, "brand"))
                b->id = text_of(r, &v);
            else if (slice_is(name, "own"))
                b->own = v.type == JSON_BOOL && v.yes;
            else if (slice_is(name, "queries"))
                read_list(r, v, b->queries, &b->query_count);
            else if (slice_is(name, "sentiment"))
                read_brand_feeling(r, v, b);
    }
}

static void read_verdict(struct post_reader *r, struct json_value o, struct post_view *out)
{
    struct slice name;
    struct json_value v;
    while (o.type == JSON_OBJECT && json_member(r->json, &o, &name, &v))
        if (slice_is(name, "lang"))
            out->lang = text_of(r, &v);
        else if (slice_is(name, "sentiment"))
            read_sentiment(r, v, out);
        else if (slice_is(name, "brands"))
            read_brands(r, v, out);
        else if (slice_is(name, "topics"))
            read_list(r, v, out->topics, &out->topic_count);
        else if (slice_is(name, "pii"))
            read_list(r, v, out->pii, &out->pii_count);
        else if (slice_is(name, "intent"))
            out->intent = text_of(r, &v);
        else if (slice_is(name, "model"))
            out->model = text_of(r, &v);
}

bool post_read(struct post_reader *r, const struct post *p, struct post_view *out)
{
    struct err ignored = { 0 };
    struct json_value root;
    arena_reset(&r->arena);
    *out = (struct post_view){ .post = p };
    if (!mention_parse(r->parser, &r->arena, (struct slice){ p->bytes, p->n }, &out->m, &ignored))
        return false;
    struct slice extra = out->m.extra;
    if (!extra.n)
        return true;                 /* a deletion has no verdict */
    char *padded = arena_alloc(&r->arena, extra.n + JSON_PADDING);
    memcpy(padded, extra.p, extra.n);
    memset(padded + extra.n, 0, JSON_PADDING);
    if (!json_parse(r->json, padded, extra.n, &root, &ignored))
        return false;
    read_verdict(r, root, out);
    return true;
}

void post_id(const struct post *p, char out[POST_ID])
{
    snprintf(out, POST_ID, "%" PRId32 "-%" PRId64, p->partition, p->offset);
}

bool post_id_parse(struct slice id, int32_t *partition, int64_t *offset)
{
    struct slice first;
    int64_t p;
    if (id.n > 32 || !slice_next(&id, '-', &first) || !slice_int(first, &p) || p < 0 || p > 100000 || !slice_int(id, offset) || *offset < 0)
        return false;
    *partition = (int32_t)p;
    return true;
}
