#include <stdlib.h>
#include <string.h>

#include "app/conf_tree.h"

static void push(struct conf_tree *t, struct conf_node *n)
{
    if (t->open_n == t->open_cap) {
        size_t cap = t->open_cap ? t->open_cap * 2 : 64;
        struct conf_node **p = realloc(t->open, cap * sizeof *p);
        if (!p)
            abort();
        t->open = p;
        t->open_cap = cap;
    }
    t->open[t->open_n++] = n;
}

struct conf_node *conf_tree_new(struct conf_tree *t, yaml_mark_t at, enum conf_kind kind, struct err *e)
{
    if (++t->nodes > CONF_MAX_NODES) {
        conf_tree_fail(t, at, e, "more than %u values in one file; split the installation", CONF_MAX_NODES);
        return NULL;
    }
    struct conf_node *n = arena_zalloc(&t->conf->arena, sizeof *n);
    n->kind = kind;
    n->conf = t->conf;
    n->file = t->file;
    n->line = (int)at.line + 1;
    n->col = (int)at.column + 1;
    return n;
}

/* The byte of a place in the source, line and column counted from 0. Places are asked for in order. */
static size_t byte_at(struct conf_tree *t, size_t line, size_t col)
{
    const char *end = t->source->p + t->source->n;
    while (t->seen_at < t->source->n && (t->seen_line < line || (t->seen_line == line && t->seen_col < col))) {
        const char *p = t->source->p + t->seen_at;
        size_t n = conf_break(p, end);
        t->seen_line += n > 0;
        t->seen_col = n ? 0 : t->seen_col + 1;
        for (n = n ? n : 1; p + n < end && ((unsigned char)p[n] & 0xc0) == 0x80; )   /* the rest of a character */
            n++;
        t->seen_at += n;
    }
    return t->seen_at;
}

/* The place of a scalar is that of its first character: queries point into it. */
static void place_text(struct conf_tree *t, struct conf_node *n, yaml_scalar_style_t style)
{
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
        n->col++;
    } else if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        size_t at = byte_at(t, (size_t)n->line, 0);   /* the line after the | or > */
        n->line++;
        n->col = 1;
        while (at < t->source->n && t->source->p[at] == ' ')
            at++, n->col++;
    }
}

static bool is_null(const char *text)
{
    return !*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static struct conf_node *scalar(struct conf_tree *t, const yaml_event_t *ev, struct err *e)
{
    const char *text = (const char *)ev->data.scalar.value;
    size_t n = ev->data.scalar.length;
    if (memchr(text, 0, n)) {
        conf_tree_fail(t, ev->start_mark, e, "a text with a NUL byte; leave the \\0 out");
        return NULL;
    }
    struct conf_node *node = conf_tree_new(t, ev->start_mark, CONF_KIND_SCALAR, e);
    if (!node)
        return NULL;
    node->null = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && is_null(text);
    node->text = node->null ? "" : arena_strz(&t->conf->arena, (struct slice){ text, n });
    node->source = t->source;
    node->at = byte_at(t, ev->start_mark.line, ev->start_mark.column);
    place_text(t, node, ev->data.scalar.style);
    return node;
}

/* The children pushed since `base` become an array, each `step`-th of them. */
static struct conf_node **collect(struct conf_tree *t, size_t base, size_t first, size_t step)
{
    size_t n = (t->open_n - base) / step;
    struct conf_node **v = arena_alloc(&t->conf->arena, n * sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = t->open[base + first + i * step];
    return v;
}

static int by_text_then_place(const void *a, const void *b)
{
    const struct conf_node *x = *(struct conf_node *const *)a, *y = *(struct conf_node *const *)b;
    int c = strcmp(x->text, y->text);
    if (c == 0)
        c = (x->line > y->line) - (x->line < y->line);
    return c ? c : (x->col > y->col) - (x->col < y->col);
}

static bool no_duplicates(struct conf_tree *t, const struct conf_node *map, struct err *e)
{
    if (map->n < 2)
        return true;
    struct conf_node **v = arena_alloc(&t->conf->arena, map->n * sizeof *v);
    memcpy(v, map->names, map->n * sizeof *v);
    qsort(v, map->n, sizeof *v, by_text_then_place);
    for (size_t i = 1; i < map->n; i++)
        if (strcmp(v[i - 1]->text, v[i]->text) == 0)
            return conf_fail(v[i], e, "'%.60s' stands here twice, first in line %d; keep one of them", v[i]->text, v[i - 1]->line);
    return true;
}

static struct conf_node *list(struct conf_tree *t, const yaml_event_t *start, const struct conf_node *parent, struct err *e)
{
    struct conf_node *node = conf_tree_new(t, start->start_mark, CONF_KIND_LIST, e);
    size_t base = t->open_n;
    if (!node)
        return NULL;
    node->parent = parent;
    for (;;) {
        yaml_event_t ev;
        if (!conf_tree_next(t, &ev, e))
            return NULL;
        bool end = ev.type == YAML_SEQUENCE_END_EVENT;
        struct conf_node *item = end ? NULL : conf_tree_value(t, &ev, node, e);
        yaml_event_delete(&ev);
        if (end)
            break;
        if (!item)
            return NULL;
        push(t, item);
    }
    node->n = t->open_n - base;
    node->items = collect(t, base, 0, 1);
    t->open_n = base;
    return node;
}

static struct conf_node *member_name(struct conf_tree *t, const yaml_event_t *ev, struct err *e)
{
    if (ev->type != YAML_SCALAR_EVENT || ev->data.scalar.anchor || ev->data.scalar.tag) {
        conf_tree_fail(t, ev->start_mark, e, "a member's name must be a plain text");
        return NULL;
    }
    if (ev->data.scalar.length > CONF_MAX_NAME || ev->data.scalar.length == 0) {
        conf_tree_fail(t, ev->start_mark, e, "a member's name must have 1 to %u bytes", CONF_MAX_NAME);
        return NULL;
    }
    if (strcmp((const char *)ev->data.scalar.value, "<<") == 0) {
        conf_tree_fail(t, ev->start_mark, e, "merging with << is not supported; write the members out");
        return NULL;
    }
    struct conf_node *name = scalar(t, ev, e);
    if (name && name->null)   /* ~ and null are names like any other here */
        name->text = arena_strz(&t->conf->arena, slice_of((const char *)ev->data.scalar.value));
    return name;
}

/* One `name: value`; *end at the mapping's end. */
static bool member(struct conf_tree *t, struct conf_node *map, bool *end, struct err *e)
{
    yaml_event_t ev;
    if (!conf_tree_next(t, &ev, e))
        return false;
    *end = ev.type == YAML_MAPPING_END_EVENT;
    struct conf_node *name = *end ? NULL : member_name(t, &ev, e);
    yaml_event_delete(&ev);
    if (!name)
        return *end;
    push(t, name);
    if (!conf_tree_next(t, &ev, e))
        return false;
    struct conf_node *v = conf_tree_value(t, &ev, map, e);
    yaml_event_delete(&ev);
    if (!v)
        return false;
    v->name = name->text;
    push(t, v);
    return true;
}

static struct conf_node *mapping(struct conf_tree *t, const yaml_event_t *start, const struct conf_node *parent, struct err *e)
{
    struct conf_node *node = conf_tree_new(t, start->start_mark, CONF_KIND_MAP, e);
    size_t base = t->open_n;
    bool end = false;
    if (!node)
        return NULL;
    node->parent = parent;
    while (!end)
        if (!member(t, node, &end, e))
            return NULL;
    node->names = collect(t, base, 0, 2);
    node->items = collect(t, base, 1, 2);
    node->n = (t->open_n - base) / 2;
    t->open_n = base;
    return no_duplicates(t, node, e) ? node : NULL;
}

static const yaml_char_t *tag_of(const yaml_event_t *ev)
{
    return ev->type == YAML_SCALAR_EVENT ? ev->data.scalar.tag
         : ev->type == YAML_SEQUENCE_START_EVENT ? ev->data.sequence_start.tag
         : ev->type == YAML_MAPPING_START_EVENT ? ev->data.mapping_start.tag : NULL;
}

struct conf_node *conf_tree_value(struct conf_tree *t, const yaml_event_t *ev, const struct conf_node *parent, struct err *e)
{
    struct conf_node *n = NULL;
    if (tag_of(ev)) {
        conf_tree_fail(t, ev->start_mark, e, "tags are not used here; quote a text that begins with !");
        return NULL;
    }
    if (++t->depth > CONF_MAX_DEPTH) {
        conf_tree_fail(t, ev->start_mark, e, "nested deeper than %d levels", CONF_MAX_DEPTH);
        return NULL;
    }
    switch (ev->type) {
    case YAML_ALIAS_EVENT: n = conf_tree_alias(t, ev, parent, e); break;
    case YAML_SCALAR_EVENT: n = scalar(t, ev, e); break;
    case YAML_SEQUENCE_START_EVENT: n = list(t, ev, parent, e); break;
    case YAML_MAPPING_START_EVENT: n = mapping(t, ev, parent, e); break;
    default: conf_tree_fail(t, ev->start_mark, e, "a value was expected here");
    }
    t->depth--;
    if (n)
        n->parent = parent;
    return n && conf_tree_anchor(t, ev, n, e) ? n : NULL;
}
