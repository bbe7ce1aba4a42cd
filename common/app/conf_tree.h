/*
 * conf_tree: libyaml's events on their way into nodes. For conf_load.c (files),
 * conf_tree.c (the nodes) and conf_alias.c (anchors and aliases) alone.
 */
#ifndef PULSO_APP_CONF_TREE_H
#define PULSO_APP_CONF_TREE_H

#include <yaml.h>

#include "app/conf_node.h"

/* libyaml hands out events; a recursive descent over them builds the tree. The
 * children of all open nodes wait on one stack, until each node's are complete
 * and move into the arena. Names and values of a mapping alternate there. */
struct conf_tree {
    yaml_parser_t yaml;
    struct conf *conf;
    const char *file;            /* for places; lives as long as conf */
    struct conf_node *root;
    const struct slice *source;  /* lives as long as conf, too */
    size_t nodes, copies;
    int depth;
    struct conf_node **open;
    size_t open_n, open_cap;
    struct anchor { const char *name; struct conf_node *node; } anchors[CONF_MAX_ANCHORS];
    size_t anchors_n;
    size_t seen_line, seen_col, seen_at;   /* a place in source, and its byte; only ever moves on */
};

bool conf_tree_fail(const struct conf_tree *t, yaml_mark_t at, struct err *e, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
bool conf_tree_next(struct conf_tree *t, yaml_event_t *ev, struct err *e);   /* the caller deletes the event */
/* The node that begins with this event, whole; NULL: e says why. */
struct conf_node *conf_tree_value(struct conf_tree *t, const yaml_event_t *ev, const struct conf_node *parent, struct err *e);
struct conf_node *conf_tree_new(struct conf_tree *t, yaml_mark_t at, enum conf_kind kind, struct err *e);
struct conf_node *conf_tree_alias(struct conf_tree *t, const yaml_event_t *ev, const struct conf_node *parent, struct err *e);
/* Remembers a node that was marked &name. */
bool conf_tree_anchor(struct conf_tree *t, const yaml_event_t *ev, struct conf_node *n, struct err *e);

#endif
