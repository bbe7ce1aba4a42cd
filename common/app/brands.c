#include "app/brands.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct brand_row { const char *id, *name; bool own; struct conf_strs accounts; const struct conf_node *queries; };
static const struct conf_key brand_keys[] = {
    { "id", CONF_STR, offsetof(struct brand_row, id), NULL, "short name in counters, queries and addresses: a-z, 0-9, dot, dash, underscore" },
    { "name", CONF_STR, offsetof(struct brand_row, name), "", "as people read it; the id where absent" },
    { "own", CONF_BOOL, offsetof(struct brand_row, own), "false", "true: one of our own brands" },
    { "accounts", CONF_STRS, offsetof(struct brand_row, accounts), NULL, "its accounts on the networks, with or without @" },
    { "queries", CONF_NODE, offsetof(struct brand_row, queries), NULL, "list of { name, query }" },
    { 0 }
};

struct query_row { const char *name, *query; bool hashtag_parts; };
static const struct conf_key query_keys[] = {
    { "name", CONF_STR, offsetof(struct query_row, name), NULL, "the query's name, unique within the installation" },
    { "query", CONF_STR, offsetof(struct query_row, query), NULL, "a boolean query (docs/queries.md)" },
    { "hashtag_parts", CONF_BOOL, offsetof(struct query_row, hashtag_parts), "true", "false: a hashtag is one word, its parts are not looked at" },
    { 0 }
};

void brands_print_config(bool markdown)
{
    conf_print("brands[]", brand_keys, markdown);
    conf_print("brands[].queries[]", query_keys, markdown);
}

static void *zalloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

static bool id_ok(const char *id)
{
    return *id && strlen(id) <= 64 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(id);
}

static bool read_queries(const struct conf_node *list, struct brand *b, struct err *e)
{
    if (!list)
        return true;
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "queries must be a list: - { name: ..., query: '...' }");
    b->queries = zalloc(conf_len(list), sizeof *b->queries);
    for (size_t i = 0; i < conf_len(list); i++) {
        struct query_row row = { 0 };
        if (!conf_read(conf_at(list, i), query_keys, &row, e))
            return false;
        b->queries[b->query_count++] = (struct brand_query){ row.name, row.query, row.hashtag_parts, conf_get(conf_at(list, i), "query") };
    }
    return true;
}

static bool read_brand(const struct conf_node *n, struct brands *out, struct err *e)
{
    struct brand_row row = { 0 };
    uint32_t twin;
    if (!conf_read(n, brand_keys, &row, e))
        return false;
    if (!id_ok(row.id))
        return conf_fail(conf_get(n, "id"), e, "brand id '%s': use a-z, 0-9, dot, dash and underscore, at most 64", row.id);
    if (brands_find(out, slice_of(row.id), &twin))
        return conf_fail(conf_get(n, "id"), e, "brand '%s' stands here a second time, first in %s:%d:%d", row.id, conf_node_file(out->v[twin].node),
                         conf_line(out->v[twin].node), conf_col(out->v[twin].node));
    struct brand *b = &out->v[out->n++];
    *b = (struct brand){ .id = row.id, .name = row.name && *row.name ? row.name : row.id, .own = row.own, .accounts = row.accounts,
                         .node = conf_get(n, "id") };
    return read_queries(row.queries, b, e);
}

static bool read_set(const char *id, const struct conf_node *list, struct brands *out, struct err *e)
{
    if (conf_kind(list) != CONF_KIND_LIST || conf_len(list) == 0)
        return conf_fail(list, e, "set '%s' must be a list of brand ids", id);
    struct brand_set *s = &out->sets[out->set_count++];
    *s = (struct brand_set){ .id = id, .brands = zalloc(conf_len(list), sizeof *s->brands) };
    for (size_t i = 0; i < conf_len(list); i++) {
        const struct conf_node *item = conf_at(list, i);
        const char *brand = conf_scalar(item);
        if (!brand || !brands_find(out, slice_of(brand), &s->brands[i]))
            return conf_fail(item, e, "set '%s': no brand has the id '%s'", id, brand ? brand : "");
        for (size_t k = 0; k < i; k++)
            if (s->brands[k] == s->brands[i])
                return conf_fail(item, e, "set '%s': '%s' stands in it twice; it would be counted twice", id, brand);
        s->n++;
    }
    return true;
}

bool brand_is_mute(const struct brand *b, struct err *why)
{
    if (b->query_count)
        return false;
    conf_fail(b->node, why, "brand '%s' has no query, so no mention can be of it; add `queries: [{ name: ..., query: '...' }]`", b->id);
    return true;
}

static void warn_of_mute(const struct brands *b)
{
    struct err why;
    for (size_t i = 0; i < b->n; i++)
        if (brand_is_mute(&b->v[i], &why))
            log_warn("event=config brand=%s cause=\"%s\"", b->v[i].id, why.msg);
}

bool brands_read(struct conf *c, struct brands *out, struct err *e)
{
    *out = (struct brands){ 0 };
    const struct conf_node *root = conf_root(c), *list = root ? conf_get(root, "brands") : NULL, *sets = root ? conf_get(root, "sets") : NULL;
    bool ok = true;
    if (list && conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "brands must be a list: - id: ...");
    out->v = zalloc(list ? conf_len(list) : 0, sizeof *out->v);
    for (size_t i = 0; ok && list && i < conf_len(list); i++)
        ok = read_brand(conf_at(list, i), out, e);
    if (ok && sets && conf_kind(sets) != CONF_KIND_MAP)
        ok = conf_fail(sets, e, "sets must be a mapping: name: [brand, brand]");
    out->sets = zalloc(ok && sets ? conf_len(sets) : 0, sizeof *out->sets);
    for (size_t i = 0; ok && sets && i < conf_len(sets); i++)
        ok = read_set(conf_member(sets, i), conf_at(sets, i), out, e);
    if (ok)
        warn_of_mute(out);
    else
        brands_fini(out);
    return ok;
}

void brands_fini(struct brands *b)
{
    for (size_t i = 0; i < b->n; i++)
        free(b->v[i].queries);
    for (size_t i = 0; i < b->set_count; i++)
        free(b->sets[i].brands);
    free(b->v);
    free(b->sets);
    *b = (struct brands){ 0 };
}

const struct brand_set *brands_set(const struct brands *b, const char *id)
{
    for (size_t i = 0; i < b->set_count; i++)
        if (strcmp(b->sets[i].id, id) == 0)
            return &b->sets[i];
    return NULL;
}

bool brands_find(const struct brands *b, struct slice id, uint32_t *index)
{
    for (size_t i = 0; i < b->n; i++)
        if (slice_is(id, b->v[i].id)) {
            *index = (uint32_t)i;
            return true;
        }
    return false;
}
