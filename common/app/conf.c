#include "app/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/conf_node.h"

void conf_free(struct conf *c)
{
    while (c) {
        struct conf *older = c->older;
        arena_fini(&c->arena);
        free(c);
        c = older;
    }
}

const struct conf_node *conf_root(const struct conf *c)
{
    return c->root;
}

const char *conf_path(const struct conf *c)
{
    return c->path;
}

const char *conf_resolve(struct conf *c, const char *path)
{
    if (!path || path[0] == '/' || !path[0])
        return path;
    return arena_printf(&c->arena, "%s/%s", c->folder, path).p;
}

enum conf_kind conf_kind(const struct conf_node *n)
{
    return n ? n->kind : CONF_KIND_SCALAR;
}

size_t conf_len(const struct conf_node *n)
{
    return n ? n->n : 0;
}

const struct conf_node *conf_at(const struct conf_node *n, size_t i)
{
    return i < conf_len(n) ? n->items[i] : NULL;
}

const struct conf_node *conf_member_node(const struct conf_node *n, size_t i)
{
    return n && n->names && i < n->n ? n->names[i] : NULL;
}

const char *conf_member(const struct conf_node *n, size_t i)
{
    const struct conf_node *name = conf_member_node(n, i);
    return name ? name->text : NULL;
}

const struct conf_node *conf_get(const struct conf_node *n, const char *name)
{
    for (size_t i = 0; n && n->names && i < n->n; i++)
        if (strcmp(n->names[i]->text, name) == 0)
            return n->items[i]->null ? NULL : n->items[i];
    return NULL;
}

const char *conf_scalar(const struct conf_node *n)
{
    return n ? n->text : NULL;
}

const char *conf_node_file(const struct conf_node *n)
{
    return n ? n->file : NULL;
}

int conf_line(const struct conf_node *n)
{
    return n ? n->line : 0;
}

int conf_col(const struct conf_node *n)
{
    return n ? n->col : 0;
}

bool conf_fail(const struct conf_node *n, struct err *e, const char *fmt, ...)
{
    char what[sizeof e->msg];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (!n)
        return err_set(e, ERR_CONFIG, "%s", what);
    return err_set(e, ERR_CONFIG, "%s:%d:%d: %s", n->file, n->line, n->col, what);
}

/* Walks down a dotted path as far as the file goes. */
static const struct conf_node *find(const struct conf *c, const char *path)
{
    const struct conf_node *n = c->root;
    struct slice rest = slice_of(path), part;
    while (n && slice_next(&rest, '.', &part)) {
        char name[CONF_MAX_NAME + 1];
        snprintf(name, sizeof name, SLICE_FMT, SLICE_ARG(part));
        n = conf_get(n, name);
    }
    return n;
}

bool conf_fail_at(struct conf *c, const char *path, struct err *e, const char *fmt, ...)
{
    char what[sizeof e->msg];
    struct buf env = { 0 };
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    const struct conf_node *n = find(c, path);
    const char *last = strrchr(path, '.');
    const char *section = last ? arena_strz(&c->arena, (struct slice){ path, (size_t)(last - path) }) : "";
    if (!c->sealed && conf_env_name(NULL, section, last ? last + 1 : path, &env) && getenv(buf_z(&env)))
        err_set(e, ERR_CONFIG, "environment %s: %s", buf_z(&env), what);
    else if (n)
        conf_fail(n, e, "%s: %s", path, what);
    else
        err_set(e, ERR_CONFIG, "%s: %s: %s", c->path, path, what);
    buf_fini(&env);
    return false;
}

bool conf_choice(struct conf *c, const char *path, const char *value, const char *const *words, struct err *e)
{
    struct conf_near near = { .typed = value };
    struct buf all = { 0 };
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(value, words[i]) == 0) {
            buf_fini(&all);
            return true;
        }
        conf_near_try(&near, words[i]);
        buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
    }
    if (conf_near_best(&near))
        conf_fail_at(c, path, e, "'%.60s' is not known; did you mean %s?", value, near.best);
    else
        conf_fail_at(c, path, e, "'%.60s' is not known; write one of %s", value, buf_z(&all));
    buf_fini(&all);
    return false;
}

bool conf_read(const struct conf_node *map, const struct conf_key *keys, void *self, struct err *e)
{
    return conf_read_at(map ? map->conf : NULL, map, NULL, &(struct conf_part){ keys, self }, 1, e);
}

bool conf_read2(const struct conf_node *map, const struct conf_key *keys, void *self,
                const struct conf_key *more_keys, void *more_self, struct err *e)
{
    const struct conf_part parts[] = { { keys, self }, { more_keys, more_self } };
    return conf_read_at(map ? map->conf : NULL, map, NULL, parts, 2, e);
}

bool conf_section(struct conf *c, const char *path, const struct conf_key *keys, void *self, struct err *e)
{
    return conf_read_at(c, find(c, path), path, &(struct conf_part){ keys, self }, 1, e);
}
