#include "app/brands_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const struct conf_key brand_keys[] = {
    { "id", CONF_STR, offsetof(struct brand_row, id), NULL, "short name in counters, queries and addresses: a-z, 0-9, dot, dash, underscore" },
    { "name", CONF_STR, offsetof(struct brand_row, name), "", "as people read it; the id where absent" },
    { "own", CONF_BOOL, offsetof(struct brand_row, own), "false", "true: one of our own brands" },
    { "sector", CONF_STR, offsetof(struct brand_row, sector), "", "what it deals in, such as telecom or bank" },
    { "country", CONF_STR, offsetof(struct brand_row, country), "", "its market, two letters" },
    { "names", CONF_NODE, offsetof(struct brand_row, names), NULL, "list: what it is called; each is a word or phrase that finds it" },
    { "homonyms", CONF_NODE, offsetof(struct brand_row, homonyms), NULL, "list: names that are common words, too, and what tells them apart" },
    { "exclusions", CONF_NODE, offsetof(struct brand_row, exclusions), NULL, "list of queries: what matches one is not of the brand by names or homonyms" },
    { "elsewhere", CONF_NODE, offsetof(struct brand_row, elsewhere), NULL, "list of countries where the same names are another company" },
    { "country_needed", CONF_BOOL, offsetof(struct brand_row, country_needed), "false", "true: names and homonyms count only in records of its country" },
    { "accounts", CONF_NODE, offsetof(struct brand_row, accounts), NULL, "its accounts on the networks, with or without @, or as mappings" },
    { "competitors", CONF_NODE, offsetof(struct brand_row, competitors), NULL, "list of brand ids" },
    { "lexicon", CONF_NODE, offsetof(struct brand_row, lexicon), NULL, "list of WORD: VALUE, -4 to 4: what words say of this brand alone (docs/sentiment.md)" },
    { "model", CONF_NODE, offsetof(struct brand_row, model), NULL, "file of `pulso train --brand`, which judges this brand instead of its language's model; a list: one for each language" },
    { "queries", CONF_NODE, offsetof(struct brand_row, queries), NULL, "list of { name, query }" },
    { 0 }
};

static const struct conf_key account_keys[] = {
    { "handle", CONF_STR, offsetof(struct brand_account, handle), NULL, "with or without @" },
    { "platform", CONF_STR, offsetof(struct brand_account, platform), "", "the one platform that it is on; absent: any" },
    { "purpose", CONF_STR, offsetof(struct brand_account, purpose), "", "main, care, sme, press or careers" },
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
    conf_print("brands[].accounts[]", account_keys, markdown);
    homonyms_print_config(markdown);
    conf_print("brands[].queries[]", query_keys, markdown);
    conf_print("queries[]", query_keys, markdown);
}

size_t brands_texts(const struct conf_node *n)
{
    return !n ? 0 : conf_kind(n) == CONF_KIND_LIST ? conf_len(n) : 1;
}

const char *brands_text(const struct conf_node *n, size_t i, const struct conf_node **item, struct err *e)
{
    *item = conf_kind(n) == CONF_KIND_LIST ? conf_at(n, i) : n;
    const char *text = conf_scalar(*item);
    if (text && *text)
        return text;
    conf_fail(*item, e, "a text is expected here");
    return NULL;
}

static bool id_ok(const char *id)
{
    return *id && strlen(id) <= 64 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(id);
}

static bool read_queries(const struct conf_node *list, struct brand_query *v, size_t *n, struct err *e)
{
    if (list && conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "queries must be a list: - { name: ..., query: '...' }");
    for (size_t i = 0; i < conf_len(list); i++) {
        struct query_row row = { 0 };
        if (!conf_read(conf_at(list, i), query_keys, &row, e))
            return false;
        v[(*n)++] = (struct brand_query){ row.name, row.query, row.hashtag_parts, conf_get(conf_at(list, i), "query"), false, NULL, 0 };
    }
    return true;
}

static bool read_account(const struct conf_node *n, struct brand_account *a, struct err *e)
{
    static const char *const purposes[] = { "main", "care", "sme", "press", "careers" };
    a->node = n;
    if (conf_kind(n) != CONF_KIND_MAP) {
        a->handle = brands_text(n, 0, &n, e);
        return a->handle != NULL;
    }
    if (!conf_read(n, account_keys, a, e))
        return false;
    bool known = !a->purpose;
    for (size_t i = 0; i < sizeof purposes / sizeof purposes[0] && !known; i++)
        known = strcmp(a->purpose, purposes[i]) == 0;
    return known || conf_fail(conf_get(n, "purpose"), e, "'%.40s' is none of main, care, sme, press, careers", a->purpose);
}

/* One text stands for a list of it, as everywhere. */
static bool read_accounts(struct arena *arena, const struct conf_node *n, struct brand *b, struct err *e)
{
    bool list = n && conf_kind(n) == CONF_KIND_LIST;
    size_t count = list ? conf_len(n) : n ? 1 : 0;
    b->account = arena_zalloc(arena, (count + 1) * sizeof *b->account);
    b->accounts.v = arena_zalloc(arena, (count + 1) * sizeof *b->accounts.v);
    for (size_t i = 0; i < count; i++) {
        if (!read_account(list ? conf_at(n, i) : n, &b->account[i], e))
            return false;
        b->accounts.v[b->accounts.n++] = b->account[i].handle;
    }
    return true;
}

static bool read_row(const struct conf_node *n, struct brands *out, struct brand_row *row, struct err *e)
{
    uint32_t twin;
    if (!conf_read(n, brand_keys, row, e))
        return false;
    if (!id_ok(row->id))
        return conf_fail(conf_get(n, "id"), e, "brand id '%s': use a-z, 0-9, dot, dash and underscore, at most 64", row->id);
    if (brands_find(out, slice_of(row->id), &twin))
        return conf_fail(conf_get(n, "id"), e, "brand '%s' stands here a second time, first in %s:%d:%d", row->id, conf_node_file(out->v[twin].node),
                         conf_line(out->v[twin].node), conf_col(out->v[twin].node));
    return true;
}

static bool read_brand(const struct conf_node *n, struct brands *out, struct err *e)
{
    struct brand_row row = { 0 };
    if (!read_row(n, out, &row, e))
        return false;
    struct brand *b = &out->v[out->n++];
    *b = (struct brand){ .id = row.id, .name = row.name && *row.name ? row.name : row.id, .own = row.own, .sector = row.sector, .country = row.country,
                         .lexicon = row.lexicon, .model = row.model,
                         .node = conf_get(n, "id") };
    b->queries = arena_zalloc(&out->arena, (BRAND_IMPLIED_MAX + conf_len(row.queries)) * sizeof *b->queries);
    return read_accounts(&out->arena, row.accounts, b, e) && brands_compose(out, b, &row, e) && read_queries(row.queries, b->queries, &b->query_count, e);
}

/* Once all brands are read: a competitor may stand further down, or in another file. */
static bool read_competitors(const struct conf_node *n, struct brands *all, struct brand *b, struct err *e)
{
    const struct conf_node *list = conf_get(n, "competitors"), *item;
    b->competitors = arena_zalloc(&all->arena, (brands_texts(list) + 1) * sizeof *b->competitors);
    for (size_t i = 0; i < brands_texts(list); i++) {
        const char *id = brands_text(list, i, &item, e);
        if (!id)
            return false;
        if (!brands_find(all, slice_of(id), &b->competitors[b->competitor_count++]))
            return conf_fail(item, e, "competitors of '%s': no brand has the id '%s'", b->id, id);
    }
    return true;
}

static bool read_set(const char *id, const struct conf_node *list, struct brands *out, struct err *e)
{
    if (conf_kind(list) != CONF_KIND_LIST || conf_len(list) == 0)
        return conf_fail(list, e, "set '%s' must be a list of brand ids", id);
    struct brand_set *s = &out->sets[out->set_count++];
    *s = (struct brand_set){ .id = id, .brands = arena_zalloc(&out->arena, conf_len(list) * sizeof *s->brands) };
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
    conf_fail(b->node, why, "brand '%s' has no query, so no mention can be of it; add `names: [...]` or `queries: [{ name: ..., query: '...' }]`", b->id);
    return true;
}

static void warn_of_mute(const struct brands *b)
{
    struct err why;
    for (size_t i = 0; i < b->n; i++)
        if (brand_is_mute(&b->v[i], &why))
            log_warn("event=config brand=%s cause=\"%s\"", b->v[i].id, why.msg);
}

static bool read_list(const struct conf_node *list, struct brands *out, struct err *e)
{
    bool ok = true;
    if (list && conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "brands must be a list: - id: ...");
    out->v = arena_zalloc(&out->arena, (conf_len(list) + 1) * sizeof *out->v);
    for (size_t i = 0; ok && i < conf_len(list); i++)
        ok = read_brand(conf_at(list, i), out, e);
    for (size_t i = 0; ok && i < conf_len(list); i++)
        ok = read_competitors(conf_at(list, i), out, &out->v[i], e);
    return ok;
}

static bool read_sets(const struct conf_node *sets, struct brands *out, struct err *e)
{
    bool ok = true;
    if (sets && conf_kind(sets) != CONF_KIND_MAP)
        return conf_fail(sets, e, "sets must be a mapping: name: [brand, brand]");
    out->sets = arena_zalloc(&out->arena, (conf_len(sets) + 1) * sizeof *out->sets);
    for (size_t i = 0; ok && i < conf_len(sets); i++)
        ok = read_set(conf_member(sets, i), conf_at(sets, i), out, e);
    return ok;
}

bool brands_read(struct conf *c, struct brands *out, struct err *e)
{
    *out = (struct brands){ 0 };
    const struct conf_node *root = conf_root(c), *shared = root ? conf_get(root, "queries") : NULL;
    out->shared = arena_zalloc(&out->arena, (conf_len(shared) + 1) * sizeof *out->shared);
    bool ok = read_queries(shared, out->shared, &out->shared_count, e)
           && read_list(root ? conf_get(root, "brands") : NULL, out, e)
           && read_sets(root ? conf_get(root, "sets") : NULL, out, e);
    if (ok)
        warn_of_mute(out);
    else
        brands_fini(out);
    return ok;
}

void brands_fini(struct brands *b)
{
    arena_fini(&b->arena);
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

bool brands_known(const struct brands *b, const struct conf_node *map, const char *member, const struct conf_strs *typed, struct err *e)
{
    const char **ids = calloc(b->n + 1, sizeof *ids);
    if (!ids)
        abort();
    for (size_t i = 0; i < b->n; i++)
        ids[i] = b->v[i].id;
    bool ok = conf_known(map, member, "brand", typed, ids, b->n, e);
    free(ids);
    return ok;
}
