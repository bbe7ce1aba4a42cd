#include <stdlib.h>

#include "ingest/mapping_field.h"

static const char author[] = "author", metrics[] = "metrics";

/* What can be filled, groups together: the order in which they are written. */
static const struct mapping_target targets[] = {
    { NULL, "platform", MAPPING_TEXT }, { NULL, "id", MAPPING_TEXT }, { NULL, "conversation", MAPPING_TEXT }, { NULL, "in_reply_to", MAPPING_TEXT },
    { NULL, "in_reply_to_author", MAPPING_TEXT }, { NULL, "kind", MAPPING_TEXT }, { NULL, "created_at", MAPPING_TIME }, { NULL, "updated_at", MAPPING_TIME },
    { author, "id", MAPPING_TEXT }, { author, "handle", MAPPING_TEXT }, { author, "name", MAPPING_TEXT }, { author, "followers", MAPPING_WHOLE },
    { author, "verified", MAPPING_YESNO },
    { NULL, "text", MAPPING_TEXT }, { NULL, "title", MAPPING_TEXT }, { NULL, "url", MAPPING_TEXT }, { NULL, "lang", MAPPING_TEXT }, { NULL, "country", MAPPING_TEXT },
    { NULL, "rating", MAPPING_WHOLE },
    { metrics, "likes", MAPPING_WHOLE }, { metrics, "replies", MAPPING_WHOLE }, { metrics, "shares", MAPPING_WHOLE }, { metrics, "views", MAPPING_WHOLE },
    { NULL, "source", MAPPING_TEXT }, { NULL, "deleted", MAPPING_YESNO }, { NULL, "refresh", MAPPING_YESNO },
};
#define TARGETS (sizeof targets / sizeof targets[0])
_Static_assert(TARGETS <= MAPPING_MAX, "callers have room for MAPPING_MAX values");

static const struct conf_key field_keys[] = {
    { "from", CONF_STR, offsetof(struct mapping_field, from), "", "column or member" },
    { "value", CONF_STR, offsetof(struct mapping_field, value), "", "a constant" },
    { "format", CONF_STR, offsetof(struct mapping_field, format_name), "any", "of times: any, rfc3339, twitter, us, sql, epoch, epoch-ms" },
    { "before", CONF_STR, offsetof(struct mapping_field, before), "", "text put in front of a value" },
    { "values", CONF_NODE, offsetof(struct mapping_field, values), NULL, "what becomes of which value; \"*\" of any other" },
    { 0 }
};

static const struct conf_key mapping_keys[] = {
    { "zone", CONF_STR, offsetof(struct mapping, zone_name), "UTC", "of times that name none" },
    { "keep", CONF_BOOL, offsetof(struct mapping, keep), "false", "columns that no field takes travel on under \"extra\"" },
    { "fields", CONF_NODE, offsetof(struct mapping, fields), NULL, "member of the normal form: column" },
    { 0 }
};

static bool is_target(const struct mapping_target *t, const char *name)
{
    size_t n = t->group ? strlen(t->group) : 0;
    if (n && (strncmp(name, t->group, n) != 0 || name[n] != '.'))
        return false;
    return strcmp(name + n + (n > 0), t->name) == 0;
}

static bool read_field(struct mapping_field *f, const struct conf_node *n, struct err *e)
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
        return conf_fail(conf_get(n, "format"), e,
                         "unknown format of times \"%s\"; known are any, rfc3339, twitter, us, sql, epoch and epoch-ms", f->format_name);
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
            return conf_fail(conf_member_node(m->fields, i), e,
                             "\"%s\" is no member of the normal form (platform, id, created_at, author.handle, text, ...)", conf_member(m->fields, i));
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
