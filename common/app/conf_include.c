/* `include: [brands/...yaml]`: files whose sections are joined into the main one. */
#include <errno.h>
#include <glob.h>
#include <string.h>

#include "app/conf_node.h"

static bool include_file(struct conf *c, const struct conf_node *pattern, const char *path, struct err *e)
{
    struct buf text = { 0 };
    struct err why = { 0 };
    bool ok = conf_read_file(path, &text, &why) || conf_fail(pattern, e, "%s", why.msg);
    struct conf_node *more = ok ? conf_tree_read(c, path, buf_slice(&text), e) : NULL;
    buf_fini(&text);
    if (!more)
        return false;
    const struct conf_node *nested = conf_get(more, "include");
    return (!nested || conf_fail(nested, e, "an included file cannot include others; name them in %s", c->path)) && conf_join(c, more, e);
}

/* A pattern that fits nothing is a slip as a rule: brands that nobody listens for would not be noticed. */
static bool include_pattern(struct conf *c, const struct conf_node *pattern, size_t *files, struct err *e)
{
    glob_t found = { 0 };
    const char *text = conf_scalar(pattern);
    if (!text || !*text)
        return conf_fail(pattern, e, "a file is expected here, as in brands/*.yaml");
    const char *path = conf_resolve(c, text);
    int rc = glob(path, GLOB_ERR | GLOB_NOESCAPE, NULL, &found);   /* sorted: the order of lists follows from the names */
    bool ok = rc == 0 || conf_fail(pattern, e, "%s: %s", path, rc == GLOB_NOMATCH ? "no such file" : strerror(errno));
    for (size_t i = 0; ok && i < found.gl_pathc; i++) {
        ok = ++*files <= CONF_MAX_FILES || conf_fail(pattern, e, "more than %u files", CONF_MAX_FILES);
        ok = ok && include_file(c, pattern, found.gl_pathv[i], e);
    }
    globfree(&found);
    return ok;
}

bool conf_include(struct conf *c, struct err *e)
{
    const struct conf_node *list = conf_get(c->root, "include");
    size_t files = 0;
    if (!list)
        return true;
    if (conf_kind(list) == CONF_KIND_SCALAR)
        return include_pattern(c, list, &files, e);
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "include must be a list of files, as in [brands/*.yaml]");
    for (size_t i = 0; i < conf_len(list); i++)
        if (!include_pattern(c, conf_at(list, i), &files, e))
            return false;
    return true;
}
