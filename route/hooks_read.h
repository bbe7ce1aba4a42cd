/*
 * hooks_read: one entry of route.hooks, as the configuration says it. For
 * hooks.c alone.
 */
#ifndef PULSO_ROUTE_HOOKS_READ_H
#define PULSO_ROUTE_HOOKS_READ_H

#include "app/stats.h"
#include "route/hook.h"

/* What every entry of route.hooks has; the kind's own options lie behind it. */
struct hook {
    const char *name, *type, *lang, *fallback;
    struct conf_strs brands, levels, changes;
    struct hook_cases cases;
    int64_t give_up_ms;
    const struct hook_ops *ops;
    const struct conf_node *node;
    struct hook *other;          /* fallback's, once all are read; NULL: none */
    bool down;                   /* of cases: the last attempt failed, and that was said */
    struct metric *ok, *again, *failed, *took;
    _Alignas(max_align_t) char self[];
};

/* Options read and kind opened. NULL: ERR_CONFIG with its place. */
struct hook *hook_new(const struct conf_node *entry, struct http *http, struct err *e);
void hook_free(struct hook *h);   /* accepts NULL */

#endif
