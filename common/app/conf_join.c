/* Several files as one configuration. */
#include <stdio.h>
#include <string.h>

#include "app/conf_node.h"

/* Lists that may stand in several files, one after the other. To add one, add its line. */
static const char *const lists[] = { "brands", "queries", "topics", "route.rules", "kb.articles", "ingest.sources", NULL };

static bool is_list(const char *path)
{
    for (size_t i = 0; lists[i]; i++)
        if (strcmp(lists[i], path) == 0)
            return true;
    return false;
}

static struct conf_node **both(struct conf *c, struct conf_node *const *a, size_t an, struct conf_node *const *b, size_t bn)
{
    struct conf_node **v = arena_alloc(&c->arena, (an + bn + 1) * sizeof *v);
    if (an)
        memcpy(v, a, an * sizeof *v);
    if (bn)
        memcpy(v + an, b, bn * sizeof *v);
    return v;
}

static void append(struct conf *c, struct conf_node *to, struct conf_node *name, struct conf_node *value)
{
    if (name)
        to->names = both(c, to->names, to->n, &name, 1);
    to->items = both(c, to->items, to->n, &value, 1);
    value->parent = to;
    to->n++;
}

static void append_all(struct conf *c, struct conf_node *to, struct conf_node *more)
{
    to->items = both(c, to->items, to->n, more->items, more->n);
    for (size_t i = 0; i < more->n; i++)
        more->items[i]->parent = to;
    to->n += more->n;
}

static size_t place_of(const struct conf_node *map, const char *name)
{
    size_t i = 0;
    while (i < map->n && strcmp(map->names[i]->text, name) != 0)
        i++;
    return i;
}

static bool twice(const struct conf_node *name, const struct conf_node *first, struct err *e)
{
    return conf_fail(name, e, "'%.60s' stands in two files, first in %s:%d:%d; keep one of them", name->text, first->file, first->line, first->col);
}

/* depth 0: the sections of the file; 1: the members of a section. Deeper down nothing is joined. */
static bool join_maps(struct conf *c, struct conf_node *to, struct conf_node *from, const char *path, int depth, struct err *e)
{
    for (size_t i = 0; i < from->n; i++) {
        struct conf_node *name = from->names[i], *value = from->items[i];
        char inner[2 * CONF_MAX_NAME + 4];
        size_t at = place_of(to, name->text);
        snprintf(inner, sizeof inner, "%s%s%s", path, *path ? "." : "", name->text);
        if (at == to->n) {
            append(c, to, name, value);
            continue;
        }
        struct conf_node *have = to->items[at];
        if (value->null)
            continue;
        if (have->null) {
            to->items[at] = value;
            to->names[at] = name;
            value->parent = to;
        } else if (have->kind == CONF_KIND_LIST && value->kind == CONF_KIND_LIST && is_list(inner)) {
            append_all(c, have, value);
        } else if (have->kind == CONF_KIND_MAP && value->kind == CONF_KIND_MAP && depth == 0) {
            if (!join_maps(c, have, value, inner, 1, e))
                return false;
        } else {
            return twice(name, to->names[at], e);
        }
    }
    return true;
}

bool conf_join(struct conf *c, struct conf_node *more, struct err *e)
{
    return join_maps(c, c->root, more, "", 0, e);
}

struct conf *conf_parse_all(const char *root, const struct conf_source *v, size_t n, struct err *e)
{
    struct conf *c = conf_new(root);
    bool ok = true;
    c->sealed = true;
    c->root = conf_tree_read(c, root, SLICE(""), e);
    for (size_t i = 0; ok && i < n; i++) {
        struct conf_node *more = conf_tree_read(c, v[i].name, v[i].yaml, e);
        const struct conf_node *include = more ? conf_get(more, "include") : NULL;
        ok = more && (!include || conf_fail(include, e, "only the installation's own file may include others")) && conf_join(c, more, e);
    }
    if (ok)
        return c;
    conf_free(c);
    return NULL;
}
