#include "model/mention.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "model/json.h"

#define MAX_CODE 16   /* lang, country: kept as they came, "es-AR" and "zh-Hant-TW" too */
#define WHOLE_LIMIT 9007199254740992.0   /* 2^53: a double beyond is not a certain whole number */

struct mention_parser {
    struct json *json;
};

struct mention_parser *mention_parser_new(void)
{
    struct mention_parser *mp = malloc(sizeof *mp);
    if (mp && (mp->json = json_new(MENTION_MAX_BYTES)))
        return mp;
    fputs("pulso: out of memory\n", stderr);
    abort();
}

void mention_parser_free(struct mention_parser *mp)
{
    if (mp)
        json_free(mp->json);
    free(mp);
}

/* What one member may be and where it goes. */
enum how { TEXT, PLATFORM, KIND, TIME, NUMBER, COUNT, FLAG, MAYBE, VERSION, PULSO, AUTHOR, METRICS };

struct field {
    const char *name;
    size_t name_bytes;
    enum how how;
    size_t offset;      /* in struct mention */
    size_t max_bytes;   /* TEXT; 0: only the message's own bound */
};

#define FIELD(json, how, member, max) { json, sizeof(json) - 1, how, offsetof(struct mention, member), max }

/* In the order of the design, which most writers keep: see field_find. At most
 * 32 in a table, for the mask of those seen. To add one, add its line. */
static const struct field top_fields[] = {
    FIELD("v", VERSION, raw, 0),
    FIELD("platform", PLATFORM, platform, MENTION_MAX_PLATFORM),
    FIELD("id", TEXT, id, MENTION_MAX_ID),
    FIELD("conversation", TEXT, conversation, MENTION_MAX_ID),
    FIELD("in_reply_to", TEXT, in_reply_to, MENTION_MAX_ID),
    FIELD("in_reply_to_author", TEXT, in_reply_to_author, MENTION_MAX_ID),
    FIELD("kind", KIND, kind, 0),
    FIELD("created_at", TIME, created_ms, 0),
    FIELD("updated_at", TIME, updated_ms, 0),
    FIELD("author", AUTHOR, raw, 0),
    FIELD("text", TEXT, text, 0),
    FIELD("title", TEXT, title, 0),
    FIELD("url", TEXT, url, 0),
    FIELD("lang", TEXT, lang, MAX_CODE),
    FIELD("country", TEXT, country, MAX_CODE),
    FIELD("rating", NUMBER, rating, 0),
    FIELD("metrics", METRICS, raw, 0),
    FIELD("source", TEXT, source, 0),
    FIELD("deleted", FLAG, deleted, 0),
    FIELD("refresh", FLAG, refresh, 0),
    FIELD("backfill", FLAG, backfill, 0),
    FIELD("accepted_answer", FLAG, accepted_answer, 0),
    FIELD("pulso", PULSO, extra, 0),
};
static const struct field author_fields[] = {
    FIELD("id", TEXT, author_id, MENTION_MAX_ID),
    FIELD("handle", TEXT, author_handle, MENTION_MAX_ID),
    FIELD("name", TEXT, author_name, 0),
    FIELD("followers", COUNT, followers, 0),
    FIELD("verified", MAYBE, verified, 0),
    FIELD("following", COUNT, following, 0),
    FIELD("joined_at", TIME, joined_ms, 0),
    FIELD("customer", TEXT, author_customer, MENTION_MAX_ID),
};
static const struct field metrics_fields[] = {
    FIELD("likes", COUNT, likes, 0),
    FIELD("replies", COUNT, replies, 0),
    FIELD("shares", COUNT, shares, 0),
    FIELD("views", COUNT, views, 0),
};
#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

/* One call of mention_parse. */
struct reading {
    const struct json *json;
    struct arena *arena;
    struct mention *m;
    struct err *e;
};

/* Names come in the order of the table as a rule, so the search begins behind the
 * last hit and one comparison is the usual cost. */
static const struct field *field_find(const struct field *table, size_t n, size_t *next, struct slice name)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = *next + i < n ? *next + i : *next + i - n;
        if (table[k].name_bytes == name.n && memcmp(table[k].name, name.p, name.n) == 0) {
            *next = k + 1;
            return &table[k];
        }
    }
    return NULL;
}

static bool refuse(struct reading *r, const char *why)
{
    return err_set(r->e, ERR_DROP, "%s", why);
}

static bool expect(struct reading *r, const struct json_value *v, enum json_type type)
{
    if (v->type == type)
        return true;
    return err_set(r->e, ERR_DROP, "%s where %s belongs", json_type_name(v->type), json_type_name(type));
}

static bool read_text(struct reading *r, const struct field *f, const struct json_value *v, struct slice *out)
{
    if (!expect(r, v, JSON_STRING))
        return false;
    if (f->max_bytes && v->text.n > f->max_bytes)
        return err_set(r->e, ERR_DROP, "%zu bytes, more than %zu", v->text.n, f->max_bytes);
    if (v->text.n && memchr(v->text.p, 0, v->text.n))
        return refuse(r, "holds a NUL (\\u0000)");
    *out = arena_dup(r->arena, v->text);
    return true;
}

static bool read_platform(struct reading *r, const struct field *f, const struct json_value *v, struct slice *out)
{
    if (!read_text(r, f, v, out))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        char c = out->p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return refuse(r, "only a-z, 0-9, _ and - may be in it");
    }
    return true;
}

static bool read_kind(struct reading *r, const struct json_value *v, enum mention_kind *out)
{
    if (!expect(r, v, JSON_STRING))
        return false;
    return mention_kind_of(v->text, out)
        || refuse(r, "not post, reply, repost, quote, comment, review, article or dm");
}

static bool read_time(struct reading *r, const struct json_value *v, int64_t *out)
{
    if (!expect(r, v, JSON_STRING))
        return false;
    return when_parse(v->text, WHEN_RFC3339, NULL, out)
        || refuse(r, "not a time like 2026-11-22T04:42:13.120Z between 1990 and 2200");
}

static bool read_number(struct reading *r, const struct json_value *v, int64_t *out)
{
    if (v->type == JSON_INT) {
        *out = v->whole;
        return *out != MENTION_NONE || refuse(r, "out of range");
    }
    if (v->type != JSON_REAL)
        return expect(r, v, JSON_INT);
    if (!(v->real >= -WHOLE_LIMIT && v->real <= WHOLE_LIMIT))
        return refuse(r, "out of range");
    *out = (int64_t)v->real;
    return (double)*out == v->real || refuse(r, "not a whole number");
}

static bool read_count(struct reading *r, const struct json_value *v, int64_t *out)
{
    return read_number(r, v, out) && (*out >= 0 || refuse(r, "negative"));
}

static bool read_version(struct reading *r, const struct json_value *v)
{
    int64_t version;
    return read_number(r, v, &version)
        && (version == 1 || refuse(r, "only version 1 is known; is the writer newer than this program?"));
}

static bool read_object(struct reading *r, const struct field *table, size_t n, const struct json_value *object);

static bool read_field(struct reading *r, const struct field *f, const struct json_value *v, size_t nth)
{
    void *out = (char *)r->m + f->offset;
    switch (f->how) {
    case TEXT: return read_text(r, f, v, out);
    case PLATFORM: return read_platform(r, f, v, out);
    case KIND: return read_kind(r, v, out);
    case TIME: return read_time(r, v, out);
    case NUMBER: return read_number(r, v, out);
    case COUNT: return read_count(r, v, out);
    case FLAG: return expect(r, v, JSON_BOOL) && (*(bool *)out = v->yes, true);
    case MAYBE: return expect(r, v, JSON_BOOL) && (*(int *)out = v->yes, true);
    case VERSION: return read_version(r, v);
    case PULSO: return expect(r, v, JSON_OBJECT) && (*(struct slice *)out = json_raw(r->json, nth), true);
    case AUTHOR: return expect(r, v, JSON_OBJECT) && read_object(r, author_fields, COUNT_OF(author_fields), v);
    case METRICS: return expect(r, v, JSON_OBJECT) && read_object(r, metrics_fields, COUNT_OF(metrics_fields), v);
    }
    return err_set(r->e, ERR_BUG, "unknown kind of member");
}

/* A name said twice is refused where it is one of ours: the first reader would
 * take the one value and the next reader the other. */
static bool read_object(struct reading *r, const struct field *table, size_t n, const struct json_value *object)
{
    struct json_value rest = { .at = object->at, .end = object->end };
    struct slice name;
    struct json_value v;
    uint32_t seen = 0;
    size_t next = 0;
    for (size_t nth = 0; json_member(r->json, &rest, &name, &v); nth++) {
        const struct field *f = field_find(table, n, &next, name);
        if (!f)
            continue;
        uint32_t bit = 1u << (f - table);
        if (seen & bit)
            return err_set(r->e, ERR_DROP, "%s: said twice", f->name);
        seen |= bit;
        if (v.type != JSON_NULL && !read_field(r, f, &v, nth))
            return err_at(r->e, "%s", f->name);
    }
    return true;
}

/* An empty text is a text: a picture without words is a mention, too. */
static bool says_something(struct reading *r)
{
    return r->m->text.p || r->m->title.p || refuse(r, "text: missing, and title, too");
}

static bool complete(struct reading *r)
{
    const struct mention *m = r->m;
    if (!m->platform.n)
        return refuse(r, "platform: missing or empty");
    if (!m->id.n)
        return refuse(r, "id: missing or empty");
    if (m->deleted)
        return true;
    if (m->created_ms == MENTION_NONE)
        return refuse(r, "created_at: missing");
    if (!m->author_id.n && !m->author_handle.n)
        return refuse(r, "author: neither id nor handle");
    return says_something(r);
}

static bool size_allowed(struct reading *r, size_t bytes, size_t extra_bytes)
{
    if (extra_bytes > MENTION_MAX_EXTRA_BYTES)
        return err_set(r->e, ERR_DROP, "pulso: %zu bytes, more than %u", extra_bytes, MENTION_MAX_EXTRA_BYTES);
    if (bytes - extra_bytes > MENTION_MAX_BYTES)
        return err_set(r->e, ERR_DROP, "%zu bytes, more than %u", bytes - extra_bytes, MENTION_MAX_BYTES);
    return true;
}

static bool parse(struct mention_parser *mp, struct arena *a, struct slice json, bool (*enough)(struct reading *), struct mention *m, struct err *e)
{
    struct reading r = { mp->json, a, m, e };
    struct json_value root = { 0 };
    *m = (struct mention){ .created_ms = MENTION_NONE, .updated_ms = MENTION_NONE, .followers = MENTION_NONE, .following = MENTION_NONE, .joined_ms = MENTION_NONE,
                           .verified = -1, .rating = MENTION_NONE, .likes = MENTION_NONE,
                           .replies = MENTION_NONE, .shares = MENTION_NONE, .views = MENTION_NONE };
    if (json.n > MENTION_MAX_BYTES + MENTION_MAX_EXTRA_BYTES)
        return err_set(e, ERR_DROP, "%zu bytes, more than %u", json.n, MENTION_MAX_BYTES);
    /* simdjson wants padding behind its input: the copy is raw's home as well. */
    char *copy = arena_alloc(a, json.n + JSON_PADDING);
    if (json.n)
        memcpy(copy, json.p, json.n);
    memset(copy + json.n, 0, JSON_PADDING);
    m->raw = (struct slice){ copy, json.n };
    if (!json_parse(mp->json, copy, json.n, &root, e))
        return false;
    if (root.type != JSON_OBJECT)
        return refuse(&r, "not a JSON object");
    return read_object(&r, top_fields, COUNT_OF(top_fields), &root)
        && size_allowed(&r, json.n, m->extra.n)
        && enough(&r);
}

bool mention_parse(struct mention_parser *mp, struct arena *a, struct slice json, struct mention *m, struct err *e)
{
    return parse(mp, a, json, complete, m, e);
}

bool mention_parse_text(struct mention_parser *mp, struct arena *a, struct slice json, struct mention *m, struct err *e)
{
    return parse(mp, a, json, says_something, m, e);
}
