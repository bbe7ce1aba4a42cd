#include "model/found.h"

#include "pii/pii.h"

static bool wrong(const char *member, const struct json_value *v, struct err *e)
{
    return err_set(e, ERR_DROP, "pulso.%s is %s", member, json_type_name(v->type));
}

static bool number(const struct json_value *v, double *out)
{
    *out = v->type == JSON_INT ? (double)v->whole : v->real;
    return v->type == JSON_INT || v->type == JSON_REAL;
}

static bool read_sentiment(const struct json *j, struct json_value object, struct slice *label, double *score, bool *unsure, struct err *e)
{
    struct slice name;
    struct json_value v;
    if (object.type != JSON_OBJECT)
        return wrong("sentiment", &object, e);
    while (json_member(j, &object, &name, &v)) {
        if (slice_is(name, "label") && v.type == JSON_STRING)
            *label = v.text;
        else if (slice_is(name, "score") && !number(&v, score))
            return wrong("sentiment.score", &v, e);
        else if (slice_is(name, "unsure") && v.type == JSON_BOOL && unsure)
            *unsure = v.yes;
    }
    return label->n > 0 || err_set(e, ERR_DROP, "pulso.sentiment has no label");
}

static bool read_brand(const struct json *j, struct json_value object, struct found_brand *b, struct err *e)
{
    struct slice name;
    struct json_value v;
    *b = (struct found_brand){ 0 };
    if (object.type != JSON_OBJECT)
        return wrong("brands[]", &object, e);
    while (json_member(j, &object, &name, &v)) {
        if (slice_is(name, "brand") && v.type == JSON_STRING)
            b->id = v.text;
        else if (slice_is(name, "own") && v.type == JSON_BOOL)
            b->own = v.yes;
        else if (slice_is(name, "sentiment") && !read_sentiment(j, v, &b->label, &b->score, NULL, e))
            return err_at(e, "pulso.brands");
    }
    return b->id.n > 0 || err_set(e, ERR_DROP, "pulso.brands has an entry without brand");
}

static bool read_brands(const struct json *j, struct arena *a, struct json_value list, struct found *f, struct err *e)
{
    struct found_brand all[FOUND_BRANDS_MAX];
    struct json_value v;
    if (list.type != JSON_ARRAY)
        return wrong("brands", &list, e);
    while (f->brand_count < FOUND_BRANDS_MAX && json_item(j, &list, &v))
        if (!read_brand(j, v, &all[f->brand_count++], e))
            return false;
    f->brands = arena_alloc(a, (f->brand_count + 1) * sizeof *f->brands);
    for (size_t i = 0; i < f->brand_count; i++) {
        f->brands[i] = all[i];
        f->brands[i].id = arena_dup(a, all[i].id);
        f->brands[i].label = arena_dup(a, all[i].label);
    }
    return true;
}

static bool read_topics(const struct json *j, struct json_value list, struct found *f, struct err *e)
{
    struct json_value v;
    if (list.type != JSON_ARRAY)
        return wrong("topics", &list, e);
    while (f->topic_count < FOUND_TOPICS_MAX && json_item(j, &list, &v)) {
        if (v.type != JSON_STRING)
            return wrong("topics[]", &v, e);
        f->topics[f->topic_count++] = v.text;
    }
    return true;
}

/* A kind that this version does not know is passed over. */
static bool read_pii(const struct json *j, struct json_value list, struct found *f, struct err *e)
{
    struct json_value v;
    if (list.type != JSON_ARRAY)
        return wrong("pii", &list, e);
    while (json_item(j, &list, &v))
        for (int k = 0; v.type == JSON_STRING && k < PII_KINDS; k++)
            if (slice_is(v.text, pii_name((enum pii_kind)k)))
                f->pii |= 1u << k;
    return true;
}

bool found_read(struct json *j, struct arena *a, struct slice pulso, struct found *out, struct err *e)
{
    struct json_value root, v;
    struct slice name;
    *out = (struct found){ 0 };
    if (pulso.n == 0)
        return err_set(e, ERR_DROP, "the record has no member pulso: it is not from classify");
    char *padded = arena_alloc(a, pulso.n + JSON_PADDING);
    memcpy(padded, pulso.p, pulso.n);
    memset(padded + pulso.n, 0, JSON_PADDING);
    if (!json_parse(j, padded, pulso.n, &root, e))
        return err_at(e, "pulso");
    if (root.type != JSON_OBJECT)
        return err_set(e, ERR_DROP, "pulso is %s", json_type_name(root.type));
    while (json_member(j, &root, &name, &v)) {
        if (slice_is(name, "lang") && v.type == JSON_STRING)
            out->lang = v.text;
        else if (slice_is(name, "sentiment") && !read_sentiment(j, v, &out->label, &out->score, &out->unsure, e))
            return false;
        else if (slice_is(name, "brands") && !read_brands(j, a, v, out, e))
            return false;
        else if (slice_is(name, "intent") && v.type == JSON_STRING)
            out->intent = v.text;
        else if (slice_is(name, "topics") && !read_topics(j, v, out, e))
            return false;
        else if (slice_is(name, "pii") && !read_pii(j, v, out, e))
            return false;
    }
    out->lang = arena_dup(a, out->lang);
    out->intent = arena_dup(a, out->intent);
    out->label = arena_dup(a, out->label);
    for (size_t i = 0; i < out->topic_count; i++)
        out->topics[i] = arena_dup(a, out->topics[i]);
    return true;
}
