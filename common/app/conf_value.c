#include "app/conf_value.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool conf_value_fail(const struct conf_value *v, struct err *e, const char *fmt, ...)
{
    char what[sizeof e->msg];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (v->env)
        return err_set(e, ERR_CONFIG, "environment %s: %s", v->env, what);
    if (v->node)
        return conf_fail(v->node, e, "%s: %s", v->key->name, what);
    return err_set(e, ERR_BUG, "the default of %s: %s", v->key->name, what);
}

/* A whole number and, behind it, one of the units. */
struct unit { const char *name; int64_t factor; };
enum number { NUMBER_OK, NUMBER_BAD, NUMBER_HUGE, NUMBER_UNIT };

static enum number number_with_unit(const char *text, const struct unit *units, int64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0)
        return NUMBER_BAD;
    if (!slice_int((struct slice){ text, digits }, out))
        return NUMBER_HUGE;
    if (*out == 0 && !text[digits])
        return NUMBER_OK;   /* nothing is nothing in any unit */
    for (; units->name; units++)
        if (strcmp(text + digits, units->name) == 0)
            return __builtin_mul_overflow(*out, units->factor, out) ? NUMBER_HUGE : NUMBER_OK;
    return NUMBER_UNIT;
}

static bool store_units(const struct conf_value *v, const struct unit *units, const char *fix, int64_t *out, struct err *e)
{
    switch (number_with_unit(v->text, units, out)) {
    case NUMBER_OK: return true;
    case NUMBER_HUGE: return conf_value_fail(v, e, "'%.60s' is too large", v->text);
    case NUMBER_UNIT: return conf_value_fail(v, e, "'%.60s' has no known unit; %s", v->text, fix);
    default: return conf_value_fail(v, e, "'%.60s' is not a whole number with a unit; %s", v->text, fix);
    }
}

static bool store_ms(const struct conf_value *v, int64_t *out, struct err *e)
{
    static const struct unit units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 }, { NULL } };
    return store_units(v, units, "write 250ms, 3s, 15m, 72h or 7d", out, e);
}

static bool store_bytes(const struct conf_value *v, int64_t *out, struct err *e)
{
    static const struct unit units[] = { { "", 1 }, { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }, { "T", (int64_t)1 << 40 }, { NULL } };
    return store_units(v, units, "write 300, 64K, 2M or 1G", out, e);
}

static bool store_int(const struct conf_value *v, int64_t *out, struct err *e)
{
    return slice_int(slice_of(v->text), out)
        || conf_value_fail(v, e, "'%.60s' is not a whole number; write one such as %s", v->text,
                           v->key->fallback && *v->key->fallback ? v->key->fallback : "8");
}

static bool store_double(const struct conf_value *v, double *out, struct err *e)
{
    char *end = NULL;
    errno = 0;
    *out = strtod(v->text, &end);
    bool plain = *v->text && strspn(v->text, "0123456789+-.eE") == strlen(v->text);   /* no inf, nan, 0x */
    return (plain && !*end && end != v->text && errno == 0 && isfinite(*out))
        || conf_value_fail(v, e, "'%.60s' is not a number; write one such as 0.75", v->text);
}

static bool store_bool(const struct conf_value *v, bool *out, struct err *e)
{
    static const char *const yes[] = { "true", "yes", "on", NULL }, *const no[] = { "false", "no", "off", NULL };
    for (int i = 0; yes[i]; i++)
        if (strcmp(v->text, yes[i]) == 0 || strcmp(v->text, no[i]) == 0) {
            *out = strcmp(v->text, yes[i]) == 0;
            return true;
        }
    return conf_value_fail(v, e, "'%.60s' is neither true nor false", v->text);
}

/* The environment is one of the two places where a secret may stand, so an
 * override may be the secret itself. */
static bool store_secret(const struct conf_value *v, const char **out, struct err *e)
{
    char why[400];
    if (!v->conf)
        return conf_value_fail(v, e, "a secret has no default");
    bool named = strncmp(v->text, "file:", 5) == 0 || strncmp(v->text, "env:", 4) == 0;
    if (v->env && !named)
        *out = arena_strz(&v->conf->arena, slice_of(v->text));
    else if (!(*out = conf_secret(v->conf, v->text, why, sizeof why)))
        return conf_value_fail(v, e, "%s", why);
    return true;
}

static bool store_strs(const struct conf_value *v, struct conf_strs *out, struct err *e)
{
    if (v->node && !v->env && v->node->kind == CONF_KIND_LIST) {
        const char **items = arena_alloc(&v->conf->arena, v->node->n * sizeof *items);
        for (size_t i = 0; i < v->node->n; i++) {
            const struct conf_node *item = v->node->items[i];
            if (item->kind != CONF_KIND_SCALAR || item->null)
                return conf_fail(item, e, "%s: every item must be a text", v->key->name);
            items[i] = item->text;
        }
        *out = (struct conf_strs){ items, v->node->n };
        return true;
    }
    if (v->conf) {
        const char **one = arena_alloc(&v->conf->arena, sizeof *one);
        *one = v->env ? arena_strz(&v->conf->arena, slice_of(v->text)) : v->text;
        *out = (struct conf_strs){ one, 1 };
    } else {
        *out = (struct conf_strs){ (const char **)(uintptr_t)&v->key->fallback, 1 };   /* lives as long as the table */
    }
    return true;
}

bool conf_value_store(const struct conf_value *v, void *place, struct err *e)
{
    switch (v->key->type) {
    case CONF_STR:   /* getenv's bytes may move with the next setenv */
        *(const char **)place = v->env ? arena_strz(&v->conf->arena, slice_of(v->text)) : v->text;
        return true;
    case CONF_INT: return store_int(v, place, e);
    case CONF_DOUBLE: return store_double(v, place, e);
    case CONF_BOOL: return store_bool(v, place, e);
    case CONF_MS: return store_ms(v, place, e);
    case CONF_BYTES: return store_bytes(v, place, e);
    case CONF_SECRET: return store_secret(v, place, e);
    case CONF_STRS: return store_strs(v, place, e);
    case CONF_NODE: *(const struct conf_node **)place = v->node; return true;
    }
    return err_set(e, ERR_BUG, "%s: a type that does not exist", v->key->name);
}

void conf_value_clear(enum conf_type type, void *place)
{
    switch (type) {
    case CONF_STR: case CONF_SECRET: *(const char **)place = NULL; break;
    case CONF_INT: case CONF_MS: case CONF_BYTES: *(int64_t *)place = 0; break;
    case CONF_DOUBLE: *(double *)place = 0; break;
    case CONF_BOOL: *(bool *)place = false; break;
    case CONF_STRS: *(struct conf_strs *)place = (struct conf_strs){ 0 }; break;
    case CONF_NODE: *(const struct conf_node **)place = NULL; break;
    }
}
