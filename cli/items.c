#include "cli/items.h"

#include <stdlib.h>
#include <string.h>

const char *const item_kind_names[ITEM_KINDS] = { "brand", "query", "set", "topic", "option", "rule", "order", "lexicon" };
const char *const item_kind_plurals[ITEM_KINDS] = { "brands", "queries", "sets", "topics", "options of classify", "rules", "order of rules", "lexicon entries" };

static void add(struct items *out, enum item_kind kind, struct slice name, struct slice text)
{
    if (out->n == out->cap) {
        out->cap = out->cap ? 2 * out->cap : 256;
        out->v = realloc(out->v, out->cap * sizeof *out->v);
        if (!out->v)
            abort();
    }
    out->v[out->n++] = (struct config_item){ kind, arena_dup(&out->arena, name), arena_dup(&out->arena, text) };
}

/* A node in one line; `but`: a member that is left out. */
static void node_text(const struct conf_node *n, const char *but, struct buf *out)
{
    bool map = conf_kind(n) == CONF_KIND_MAP, first = true;
    if (conf_scalar(n)) {
        buf_addz(out, conf_scalar(n));
        return;
    }
    buf_char(out, map ? '{' : '[');
    for (size_t i = 0; i < conf_len(n); i++) {
        if (map && but && strcmp(conf_member(n, i), but) == 0)
            continue;
        buf_addz(out, first ? " " : ", ");
        first = false;
        if (map)
            buf_printf(out, "%s: ", conf_member(n, i));
        node_text(conf_at(n, i), NULL, out);
    }
    buf_addz(out, map ? " }" : " ]");
}

static struct slice name_of(const struct conf_node *n, const char *member)
{
    const struct conf_node *name = conf_get(n, member);
    return slice_of(name && conf_scalar(name) ? conf_scalar(name) : "?");
}

static void add_node(struct items *out, enum item_kind kind, struct slice name, const struct conf_node *n, const char *but)
{
    struct buf text = { 0 };
    node_text(n, but, &text);
    add(out, kind, name, buf_slice(&text));
    buf_fini(&text);
}

/* A query that is only a name and a text is that text. */
static void add_queries(struct items *out, const struct conf_node *list)
{
    for (size_t i = 0; conf_kind(list) == CONF_KIND_LIST && i < conf_len(list); i++) {
        const struct conf_node *q = conf_at(list, i), *text = conf_get(q, "query");
        if (text && conf_scalar(text) && conf_len(q) == 2)
            add(out, ITEM_QUERY, name_of(q, "name"), slice_of(conf_scalar(text)));
        else
            add_node(out, ITEM_QUERY, name_of(q, "name"), q, "name");
    }
}

static void add_brands(struct items *out, const struct conf_node *list)
{
    for (size_t i = 0; conf_kind(list) == CONF_KIND_LIST && i < conf_len(list); i++) {
        const struct conf_node *b = conf_at(list, i);
        add_node(out, ITEM_BRAND, name_of(b, "id"), b, "queries");
        add_queries(out, conf_get(b, "queries"));
    }
}

/* A topic has as many entries as queries. */
static void add_topics(struct items *out, const struct conf_node *list)
{
    for (size_t i = 0; conf_kind(list) == CONF_KIND_LIST && i < conf_len(list); i++)
        add_node(out, ITEM_TOPIC, name_of(conf_at(list, i), "name"), conf_at(list, i), "name");
}

static void add_members(struct items *out, enum item_kind kind, const struct conf_node *map)
{
    for (size_t i = 0; conf_kind(map) == CONF_KIND_MAP && i < conf_len(map); i++)
        add_node(out, kind, slice_of(conf_member(map, i)), conf_at(map, i), NULL);
}

static void add_rules(struct items *out, const struct conf_node *route)
{
    const struct conf_node *list = route ? conf_get(route, "rules") : NULL;
    struct buf order = { 0 };
    for (size_t i = 0; conf_kind(list) == CONF_KIND_LIST && i < conf_len(list); i++) {
        struct slice name = name_of(conf_at(list, i), "name");
        add_node(out, ITEM_RULE, name, conf_at(list, i), "name");
        buf_addz(&order, i ? ", " : "");
        buf_add(&order, name);
    }
    if (order.n)
        add(out, ITEM_RULE_ORDER, SLICE("rules"), buf_slice(&order));
    buf_fini(&order);
}

/* One form a line, under its section: see classify/sentiment/lexicon_parse.c. */
static void add_lexicon(struct items *out, const struct bundle_file *f)
{
    struct slice rest = f->bytes, line, section = SLICE("");
    struct buf name = { 0 };
    while (slice_next(&rest, '\n', &line)) {
        struct slice form;
        line = slice_trim(line);
        if (!line.n || line.p[0] == '#')
            continue;
        if (line.p[0] == '[') {
            section = line;
            continue;
        }
        slice_next(&line, '\t', &form);
        buf_reset(&name);
        buf_printf(&name, SLICE_FMT " " SLICE_FMT, SLICE_ARG(section), SLICE_ARG(form));
        add(out, ITEM_LEXICON, buf_slice(&name), slice_trim(line));
    }
    buf_fini(&name);
}

static int by_name(const void *x, const void *y)
{
    const struct config_item *a = x, *b = y;
    int c = (a->kind > b->kind) - (a->kind < b->kind);
    c = c ? c : slice_cmp(a->name, b->name);
    return c ? c : slice_cmp(a->text, b->text);
}

void items_read(struct items *out, const struct conf *conf, const struct bundle *files, const struct conf *own)
{
    const struct conf_node *root = conf_root(conf), *route = conf_get(root, "route");
    if (own && !(route && conf_get(route, "rules")))
        route = conf_get(conf_root(own), "route");
    *out = (struct items){ 0 };
    add_brands(out, conf_get(root, "brands"));
    add_queries(out, conf_get(root, "queries"));
    add_members(out, ITEM_SET, conf_get(root, "sets"));
    add_topics(out, conf_get(root, "topics"));
    add_members(out, ITEM_CLASSIFY, conf_get(root, "classify"));
    add_rules(out, route);
    for (size_t i = 0; files && i < files->n; i++)
        if (files->v[i].kind == BUNDLE_LEXICON)
            add_lexicon(out, &files->v[i]);
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_name);
}

void items_fini(struct items *i)
{
    free(i->v);
    arena_fini(&i->arena);
    *i = (struct items){ 0 };
}

size_t items_count(const struct items *i, enum item_kind kind)
{
    size_t n = 0;
    for (size_t k = 0; k < i->n; k++)
        n += i->v[k].kind == kind;
    return n;
}

size_t items_compare(const struct items *old, const struct items *new, void (*each)(void *self, const struct change *c), void *self)
{
    size_t a = 0, b = 0, n = 0;
    while (a < old->n || b < new->n) {
        const struct config_item *x = a < old->n ? &old->v[a] : NULL, *y = b < new->n ? &new->v[b] : NULL;
        int c = !x ? 1 : !y ? -1 : x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : slice_cmp(x->name, y->name);
        a += c <= 0;
        b += c >= 0;
        if (c == 0 && slice_eq(x->text, y->text))
            continue;
        each(self, &(struct change){ c <= 0 ? x : NULL, c >= 0 ? y : NULL });
        n++;
    }
    return n;
}
