/*
 * conf_value: one option's text on its way into its place. The text comes from
 * the file (node), the environment (env) or the table's fallback (neither), and
 * an error names whichever it was. For conf_read.c alone.
 */
#ifndef PULSO_APP_CONF_VALUE_H
#define PULSO_APP_CONF_VALUE_H

#include "app/conf_node.h"

struct conf_value {
    struct conf *conf;            /* NULL: only defaults */
    const struct conf_key *key;
    const struct conf_node *node;
    const char *env;              /* the variable's name */
    const char *text;
};

bool conf_value_fail(const struct conf_value *v, struct err *e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Parses v->text as v->key->type says. */
bool conf_value_store(const struct conf_value *v, void *place, struct err *e);
/* What an option holds that was not given at all. */
void conf_value_clear(enum conf_type type, void *place);

#endif
