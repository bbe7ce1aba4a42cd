/*
 * conf_node: what a conf is made of, for the files conf_*.c and app.c alone.
 * Nodes and everything they point at live in the conf's arena.
 */
#ifndef PULSO_APP_CONF_NODE_H
#define PULSO_APP_CONF_NODE_H

#include "app/conf.h"
#include "base/arena.h"
#include "base/buf.h"

#define CONF_MAX_BYTES (8u * 1024 * 1024)
#define CONF_MAX_FILES 10000u     /* of one configuration */
#define CONF_MAX_NODES 1000000u   /* of a whole file */
#define CONF_MAX_COPIES 100000u   /* of these, made by aliases */
#define CONF_MAX_ANCHORS 256u
#define CONF_MAX_DEPTH 64
#define CONF_MAX_NAME 256u        /* bytes of a member's name */

struct conf_node {
    enum conf_kind kind;
    bool null;                    /* a scalar with nothing in it: as if it were absent */
    int line, col;
    const char *file;             /* where line and col are */
    const struct slice *source;   /* all of it; NULL: not from a file */
    size_t at;                    /* the byte at which it begins, of a scalar */
    struct conf *conf;
    const struct conf_node *parent;
    const char *name;             /* as a member of parent; NULL: a list's item, or the root */
    const char *text;             /* of a scalar */
    size_t n;
    struct conf_node **names;     /* of a mapping: one for each item */
    struct conf_node **items;
};

struct conf {
    struct arena arena;
    const char *path, *folder;
    struct conf_node *root;
    bool sealed;                  /* the environment says nothing here: the same files are the same everywhere */
    struct conf *older;           /* read before this one and maybe still pointed at */
};

/* conf_place.c: bytes of the line break at p, as YAML sees them; 0: none. */
size_t conf_break(const char *p, const char *end);
/* conf_load.c: one more file's tree, in the memory of c; NULL: e says why. */
struct conf_node *conf_tree_read(struct conf *c, const char *file, struct slice yaml, struct err *e);
struct conf *conf_new(const char *path);   /* with a folder, and no root yet */
bool conf_read_file(const char *path, struct buf *out, struct err *e);
/* conf_join.c: adds the sections of `more` to c's. Lists and mappings of one name are joined, what stands in both is an error. */
bool conf_join(struct conf *c, struct conf_node *more, struct err *e);
/* conf_include.c: the files that `include:` names. */
bool conf_include(struct conf *c, struct err *e);

/* PULSO_KAFKA_BROKERS for the node of kafka and "brokers"; false inside lists.
 * `section` is used where the node is absent. */
bool conf_env_name(const struct conf_node *map, const char *section, const char *name, struct buf *out);

/* The nearest of the names to a mistyped one, or NULL when nothing is near. */
struct conf_near { const char *typed, *best; size_t distance; };
void conf_near_try(struct conf_near *near, const char *candidate);
const char *conf_near_best(const struct conf_near *near);

/* "file:/path" and "env:NAME"; the text of a secret is never part of an error. */
const char *conf_secret(struct conf *c, const char *text, char *why, size_t why_size);

/* conf_read_parts: like conf_read, with the members of one mapping spread over several tables. */
struct conf_part { const struct conf_key *keys; void *self; };
bool conf_read_at(struct conf *c, const struct conf_node *map, const char *section,
                  const struct conf_part *parts, size_t n, struct err *e);

#endif
