#include <string.h>

#include "app/conf_tree.h"

/* An alias becomes a copy, so that every node has one place in the tree; the
 * line and column stay those of the text. The count of copies is what stops a
 * file of a few lines from growing without end. */
static struct conf_node *copy(struct conf_tree *t, const struct conf_node *from, const struct conf_node *parent, int depth)
{
    if (++t->copies > CONF_MAX_COPIES || ++t->nodes > CONF_MAX_NODES || depth > CONF_MAX_DEPTH)
        return NULL;
    struct conf_node *n = arena_alloc(&t->conf->arena, sizeof *n);
    *n = *from;
    n->parent = parent;
    if (from->n)
        n->items = arena_alloc(&t->conf->arena, from->n * sizeof *n->items);
    for (size_t i = 0; i < from->n; i++)
        if (!(n->items[i] = copy(t, from->items[i], n, depth + 1)))
            return NULL;
    return n;
}

struct conf_node *conf_tree_alias(struct conf_tree *t, const yaml_event_t *ev, const struct conf_node *parent, struct err *e)
{
    const char *name = (const char *)ev->data.alias.anchor;
    for (size_t i = t->anchors_n; i-- > 0;)   /* the last one given counts */
        if (strcmp(t->anchors[i].name, name) == 0) {
            struct conf_node *n = copy(t, t->anchors[i].node, parent, t->depth);
            if (!n)
                conf_tree_fail(t, ev->start_mark, e, "*%.60s repeats too much or too deep; write the values out", name);
            return n;
        }
    conf_tree_fail(t, ev->start_mark, e, "nothing above is marked &%.60s; quote a text that begins with *", name);
    return NULL;
}

static const yaml_char_t *anchor_of(const yaml_event_t *ev)
{
    return ev->type == YAML_SCALAR_EVENT ? ev->data.scalar.anchor
         : ev->type == YAML_SEQUENCE_START_EVENT ? ev->data.sequence_start.anchor
         : ev->type == YAML_MAPPING_START_EVENT ? ev->data.mapping_start.anchor : NULL;
}

/* Remembered only when the node is complete: an anchor cannot hold itself. */
bool conf_tree_anchor(struct conf_tree *t, const yaml_event_t *ev, struct conf_node *n, struct err *e)
{
    const yaml_char_t *name = anchor_of(ev);
    if (!name)
        return true;
    if (t->anchors_n == CONF_MAX_ANCHORS)
        return conf_tree_fail(t, ev->start_mark, e, "more than %u anchors; write the values out", CONF_MAX_ANCHORS);
    t->anchors[t->anchors_n++] = (struct anchor){ arena_strz(&t->conf->arena, slice_of((const char *)name)), n };
    return true;
}
