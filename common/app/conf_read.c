#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/conf_value.h"

static void env_part(struct buf *out, const char *name)
{
    buf_char(out, '_');
    for (; *name; name++)
        buf_char(out, isalnum((unsigned char)*name) ? (char)toupper((unsigned char)*name) : '_');
}

static bool env_path(const struct conf_node *n, struct buf *out)
{
    if (!n->parent)
        return true;
    if (!n->name || !env_path(n->parent, out))
        return false;
    env_part(out, n->name);
    return true;
}

bool conf_env_name(const struct conf_node *map, const char *section, const char *name, struct buf *out)
{
    buf_reset(out);
    buf_addz(out, "PULSO");
    if (!map && !section)
        return false;
    if (map && !env_path(map, out))
        return false;
    if (!map && *section)
        env_part(out, section);   /* its dots become underlines like everything else */
    env_part(out, name);
    return true;
}

struct reader {
    struct conf *conf;
    const struct conf_node *map;
    const char *section;
    struct buf env;
};

static bool missing(const struct reader *r, const struct conf_key *k, struct err *e)
{
    if (r->map)
        return conf_fail(r->map, e, "%s is missing; add `%s: ...` (%s)", k->name, k->name, k->help);
    if (r->conf)
        return err_set(e, ERR_CONFIG, "%s: %s%s%s is missing (%s)", r->conf->path, r->section ? r->section : "",
                       r->section && *r->section ? "." : "", k->name, k->help);
    return err_set(e, ERR_CONFIG, "%s is missing (%s)", k->name, k->help);
}

/* Where the value comes from: environment, file, fallback. false: nowhere, which
 * is an error only if it is required. */
static bool value_of(struct reader *r, const struct conf_key *k, struct conf_value *v)
{
    *v = (struct conf_value){ .conf = r->conf, .key = k, .node = r->map ? conf_get(r->map, k->name) : NULL };
    if (k->type != CONF_NODE && r->conf && !r->conf->sealed && conf_env_name(r->map, r->section, k->name, &r->env)) {
        v->text = getenv(buf_z(&r->env));
        v->env = v->text ? buf_z(&r->env) : NULL;
    }
    if (!v->env && v->node)
        v->text = v->node->text;   /* NULL for a list or a mapping */
    if (!v->env && !v->node && k->type != CONF_NODE)
        v->text = k->fallback;
    return v->env || v->node || v->text;
}

static bool kind_fits(const struct conf_value *v, struct err *e)
{
    if (v->env || !v->node || v->key->type == CONF_NODE || v->node->kind == CONF_KIND_SCALAR)
        return true;
    if (v->key->type == CONF_STRS)
        return v->node->kind == CONF_KIND_LIST || conf_value_fail(v, e, "a list is expected, as in [one, two]");
    return conf_value_fail(v, e, "one value is expected, not a %s", v->node->kind == CONF_KIND_LIST ? "list" : "mapping");
}

static bool read_key(struct reader *r, const struct conf_key *k, void *place, struct err *e)
{
    struct conf_value v;
    bool optional = k->type == CONF_STRS || k->type == CONF_NODE || (k->fallback && !*k->fallback);
    conf_value_clear(k->type, place);
    if (!value_of(r, k, &v))
        return optional || missing(r, k, e);
    if (!kind_fits(&v, e))
        return false;
    if (v.text && !*v.text) {   /* "": as if it were not there, but a text that has a default can be emptied */
        if (optional)
            return true;
        if (k->type != CONF_STR || !k->fallback)
            return conf_value_fail(&v, e, "must not be empty");
    }
    return conf_value_store(&v, place, e);
}

static bool read_part(struct reader *r, const struct conf_part *part, struct err *e)
{
    for (const struct conf_key *k = part->keys; k->name; k++) {
        union { const char *s; int64_t i; double d; bool b; struct conf_strs strs; const struct conf_node *n; } nowhere;
        if (!read_key(r, k, part->self ? (char *)part->self + k->offset : (char *)&nowhere, e))
            return false;
    }
    return true;
}

static bool unknown(const struct conf_node *name, const struct conf_part *parts, size_t n, struct err *e)
{
    struct conf_near near = { .typed = name->text };
    struct buf all = { 0 };
    for (size_t p = 0; p < n; p++)
        for (const struct conf_key *k = parts[p].keys; k->name; k++) {
            conf_near_try(&near, k->name);
            buf_printf(&all, "%s%s", all.n ? ", " : "", k->name);
        }
    if (conf_near_best(&near))
        conf_fail(name, e, "'%.60s' is not known here; did you mean '%s'?", name->text, near.best);
    else
        conf_fail(name, e, "'%.60s' is not known here; known are: %.300s", name->text, all.n ? buf_z(&all) : "none");
    buf_fini(&all);
    return false;
}

static bool is_known(const char *name, const struct conf_part *parts, size_t n)
{
    for (size_t p = 0; p < n; p++)
        for (const struct conf_key *k = parts[p].keys; k->name; k++)
            if (strcmp(k->name, name) == 0)
                return true;
    return false;
}

bool conf_read_at(struct conf *c, const struct conf_node *map, const char *section,
                  const struct conf_part *parts, size_t n, struct err *e)
{
    if (map && map->kind != CONF_KIND_MAP && !map->null)
        return conf_fail(map, e, "options are expected here, as in `name: value`");
    for (size_t i = 0; i < conf_len(map); i++)
        if (!is_known(map->names[i]->text, parts, n))
            return unknown(map->names[i], parts, n, e);
    struct reader r = { .conf = c, .map = map, .section = section };
    bool ok = true;
    for (size_t p = 0; p < n && ok; p++)
        ok = read_part(&r, &parts[p], e);
    buf_fini(&r.env);
    return ok;
}
