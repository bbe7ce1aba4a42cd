#include "ingest/mapping.h"

#include <stdlib.h>
#include <strings.h>

#include "base/when.h"

enum how { TEXT, WHOLE, TIME, YESNO };

static const char author[] = "author", metrics[] = "metrics";

/* What can be filled, groups together: the order in which they are written. */
static const struct target { const char *group, *name; enum how how; } targets[] = {
    { NULL, "platform", TEXT }, { NULL, "id", TEXT }, { NULL, "conversation", TEXT }, { NULL, "in_reply_to", TEXT },
    { NULL, "in_reply_to_author", TEXT }, { NULL, "kind", TEXT }, { NULL, "created_at", TIME }, { NULL, "updated_at", TIME },
    { author, "id", TEXT }, { author, "handle", TEXT }, { author, "name", TEXT }, { author, "followers", WHOLE },
    { author, "verified", YESNO },
    { NULL, "text", TEXT }, { NULL, "title", TEXT }, { NULL, "url", TEXT }, { NULL, "lang", TEXT }, { NULL, "country", TEXT },
    { NULL, "rating", WHOLE },
    { metrics, "likes", WHOLE }, { metrics, "replies", WHOLE }, { metrics, "shares", WHOLE }, { metrics, "views", WHOLE },
    { NULL, "source", TEXT }, { NULL, "deleted", YESNO }, { NULL, "refresh", YESNO },
};
#define TARGETS (sizeof targets / sizeof targets[0])
_Static_assert(TARGETS <= MAPPING_MAX, "callers have room for MAPPING_MAX values");

struct field {
    const struct target *target;
    const struct conf_node *node;
    const char *from, *value, *format_name, *before;
    const struct conf_node *values;
    enum when_format format;
};
static const struct conf_key field_keys[] = {
    { "from", CONF_STR, offsetof(struct field, from), "", "column or member" },
    { "value", CONF_STR, offsetof(struct field, value), "", "a constant" },
    { "format", CONF_STR, offsetof(struct field, format_name), "any", "of times: any, rfc3339, twitter, us, sql, epoch, epoch-ms" },
    { "before", CONF_STR, offsetof(struct field, before), "", "text put in front of a value" },
    { "values", CONF_NODE, offsetof(struct field, values), NULL, "what becomes of which value; \"*\" of any other" },
    { 0 }
};

struct mapping {
    const char *zone_name;
    bool keep;
    const struct conf_node *fields;
    struct conf *file;           /* where it came from, if it has a file of its own */
    struct zone *zone;
    struct field v[TARGETS];
    size_t n;
};
static const struct conf_key mapping_keys[] = {
    { "zone", CONF_STR, offsetof(struct mapping, zone_name), "UTC", "of times that name none" },
    { "keep", CONF_BOOL, offsetof(struct mapping, keep), "false", "columns that no field takes travel on under \"extra\"" },
    { "fields", CONF_NODE, offsetof(struct mapping, fields), NULL, "member of the normal form: column" },
    { 0 }
};

static bool is_target(const struct target *t, const char *name)
{
    size_t n = t->group ? strlen(t->group) : 0;
    if (n && (strncmp(name, t->group, n) != 0 || name[n] != '.'))
        return false;
    return strcmp(name + n + (n > 0), t->name) == 0;
}

static bool read_field(struct field *f, const struct conf_node *n, struct err *e)
{
    f->node = n;
    f->format = WHEN_ANY;
    if (conf_kind(n) == CONF_KIND_SCALAR) {
        f->from = conf_scalar(n);
        return *f->from || conf_fail(n, e, "a column's name is wanted");
    }
    if (!conf_read(n, field_keys, f, e))
        return false;
    if (!f->from == !f->value)
        return conf_fail(n, e, "either from (a column) or value (a constant) is wanted");
    if (!when_format_of(slice_of(f->format_name), &f->format))
        return conf_fail(conf_get(n, "format"), e, "unknown format of times \"%s\"; known are any, rfc3339, twitter, us, sql, epoch and epoch-ms", f->format_name);
    return !f->values || conf_kind(f->values) == CONF_KIND_MAP || conf_fail(f->values, e, "a mapping of values is wanted");
}

/* Walks the targets, not the file, so that the fields come out in their order. */
static bool read_fields(struct mapping *m, struct err *e)
{
    if (!m->fields || conf_kind(m->fields) != CONF_KIND_MAP)
        return err_set(e, ERR_CONFIG, "a mapping has fields: { member: column, ... }");
    bool used[TARGETS] = { 0 };
    for (size_t i = 0; i < conf_len(m->fields); i++) {
        size_t t = 0;
        while (t < TARGETS && !is_target(&targets[t], conf_member(m->fields, i)))
            t++;
        if (t == TARGETS)
            return conf_fail(conf_member_node(m->fields, i), e, "\"%s\" is no member of the normal form (platform, id, created_at, author.handle, text, ...)", conf_member(m->fields, i));
        used[t] = true;
    }
    for (size_t t = 0; t < TARGETS; t++)
        for (size_t i = 0; used[t] && i < conf_len(m->fields); i++) {
            if (!is_target(&targets[t], conf_member(m->fields, i)))
                continue;
            m->v[m->n].target = &targets[t];
            if (!read_field(&m->v[m->n++], conf_at(m->fields, i), e))
                return false;
            break;
        }
    return true;
}

/* What no mention can do without; id, text and the like are said here rather than once a row. */
static bool complete(const struct mapping *m, const struct conf_node *n, struct err *e)
{
    static const char *const needed[] = { "platform", "id", NULL };
    for (size_t i = 0; needed[i]; i++) {
        size_t k = 0;
        while (k < m->n && (m->v[k].target->group || strcmp(m->v[k].target->name, needed[i]) != 0))
            k++;
        if (k == m->n)
            return conf_fail(n, e, "the mapping's fields give no %s; a constant is written { value: ... }", needed[i]);
    }
    return true;
}

static bool read_mapping(struct mapping *m, const struct conf_node *n, struct conf *c, struct err *e)
{
    if (conf_kind(n) == CONF_KIND_SCALAR) {
        m->file = conf_load(conf_resolve(c, conf_scalar(n)), e);
        if (!m->file)
            return false;
        n = conf_root(m->file);
    }
    return conf_read(n, mapping_keys, m, e) && read_fields(m, e) && complete(m, n, e)
        && (m->zone = zone_open(m->zone_name, e));
}

struct mapping *mapping_open(const struct conf_node *n, struct conf *c, struct err *e)
{
    struct mapping *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    if (read_mapping(m, n, c, e))
        return m;
    mapping_close(m);
    return NULL;
}

void mapping_close(struct mapping *m)
{
    if (!m)
        return;
    zone_close(m->zone);
    conf_free(m->file);
    free(m);
}

size_t mapping_count(const struct mapping *m)
{
    return m->n;
}

const char *mapping_column(const struct mapping *m, size_t i)
{
    return m->v[i].from;
}

const struct conf_node *mapping_node(const struct mapping *m, size_t i)
{
    return m->v[i].node;
}

bool mapping_keeps(const struct mapping *m)
{
    return m->keep;
}

bool mapping_wants(const struct mapping *m, struct slice column)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].from && slice_is(column, m->v[i].from))
            return true;
    return false;
}

/* values: { "true": reply, "*": post }. Nothing stays nothing. */
static struct slice translate(const struct field *f, struct slice v)
{
    if (!f->values || !v.n)
        return v;
    const struct conf_node *other = NULL;
    for (size_t i = 0; i < conf_len(f->values); i++) {
        if (slice_is(v, conf_member(f->values, i)))
            return slice_of(conf_scalar(conf_at(f->values, i)));
        if (strcmp(conf_member(f->values, i), "*") == 0)
            other = conf_at(f->values, i);
    }
    return other ? slice_of(conf_scalar(other)) : v;
}

/* Spreadsheets write 296 as 296.0. */
static bool write_whole(struct slice v, struct buf *out)
{
    const char *dot = memchr(v.p, '.', v.n);
    struct slice whole = v;
    int64_t n;
    if (dot) {
        whole.n = (size_t)(dot - v.p);
        for (const char *p = dot + 1; p < v.p + v.n; p++)
            if (*p != '0')
                return false;
    }
    if (!slice_int(whole, &n))
        return false;
    buf_int(out, n);
    return true;
}

static bool write_yesno(struct slice v, struct buf *out)
{
    static const char *const words[2][6] = { { "false", "0", "no", "f", "n", NULL }, { "true", "1", "yes", "t", "y", NULL } };
    for (int yes = 0; yes < 2; yes++)
        for (size_t i = 0; words[yes][i]; i++)
            if (slice_eq_nocase(v, slice_of(words[yes][i]))) {
                buf_addz(out, yes ? "true" : "false");
                return true;
            }
    return false;
}

static bool write_time(const struct mapping *m, const struct field *f, struct slice v, struct buf *out)
{
    int64_t ms;
    char text[WHEN_TEXT];
    if (!when_parse(v, f->format, m->zone, &ms))
        return false;
    buf_json(out, (struct slice){ text, when_print(ms, text) });
    return true;
}

/* The quotes around the two parts meet in the middle and go. */
static void write_text(const struct field *f, struct slice v, struct buf *out)
{
    if (!f->before) {
        buf_json(out, v);
        return;
    }
    buf_json(out, slice_of(f->before));
    out->n--;
    size_t quote = out->n;
    buf_json(out, v);
    memmove(out->p + quote, out->p + quote + 1, out->n - quote - 1);
    out->n--;
}

static bool write_value(const struct mapping *m, const struct field *f, struct slice v, struct buf *out, struct err *e)
{
    static const char *const wanted[] = { [WHOLE] = "whole number", [TIME] = "time of the format that the mapping names", [YESNO] = "true or false" };
    struct slice trimmed = slice_trim(v);
    bool ok = true;
    switch (f->target->how) {
    case TEXT: write_text(f, v, out); break;
    case WHOLE: ok = write_whole(trimmed, out); break;
    case TIME: ok = write_time(m, f, trimmed, out); break;
    case YESNO: ok = write_yesno(trimmed, out); break;
    }
    return ok || err_set(e, ERR_DROP, "%s%s%s: %s: no %s", f->target->group ? f->target->group : "", f->target->group ? "." : "",
                         f->target->name, f->from ? f->from : "value", wanted[f->target->how]);
}

static void write_name(const char *name, const char *after, struct buf *out)
{
    char last = out->p[out->n - 1];
    if (last != '{')
        buf_char(out, ',');
    buf_char(out, '"');
    buf_addz(out, name);
    buf_addz(out, after);
}

/* Empty texts stay away but for the text itself: a picture without words is a mention, too. */
static bool left_out(const struct field *f, struct slice v)
{
    bool is_text = !f->target->group && strcmp(f->target->name, "text") == 0;
    return !v.p || (v.n == 0 && !is_text);
}

bool mapping_write(const struct mapping *m, const struct slice *values, struct slice extra, struct buf *out, struct err *e)
{
    const char *group = NULL;
    buf_addz(out, "{\"v\":1");
    for (size_t i = 0; i < m->n; i++) {
        const struct field *f = &m->v[i];
        struct slice v = translate(f, f->value ? slice_of(f->value) : values[i]);
        if (left_out(f, v))
            continue;
        if (group && group != f->target->group)
            buf_char(out, '}');
        if (f->target->group && group != f->target->group)
            write_name(f->target->group, "\":{", out);
        group = f->target->group;
        write_name(f->target->name, "\":", out);
        if (!write_value(m, f, v, out, e))
            return false;
    }
    if (group)
        buf_char(out, '}');
    if (extra.n) {
        buf_addz(out, ",\"extra\":{");
        buf_add(out, extra);
        buf_char(out, '}');
    }
    buf_char(out, '}');
    return true;
}
