#include "ingest/source.h"

#include <stdio.h>
#include <stdlib.h>

/* To add one, write source_<kind>.c and add its line. The Makefile finds the file by itself. */
#define SOURCES(X) \
    X(file)        \
    X(csv)         \
    X(http)        \
    X(memory)      \
    X(null)
#define X(n) extern const struct source_ops source_##n;
SOURCES(X)
#undef X
#define X(n) &source_##n,
static const struct source_ops *const sources[] = { SOURCES(X) NULL };
#undef X

const struct source_ops *source_kind(size_t i)
{
    return i < sizeof sources / sizeof sources[0] ? sources[i] : NULL;
}

const struct source_ops *source_find(const char *name)
{
    for (size_t i = 0; sources[i]; i++)
        if (strcmp(sources[i]->name, name) == 0)
            return sources[i];
    return NULL;
}

struct common { const char *name, *type; };
static const struct conf_key common_keys[] = {
    { "name", CONF_STR, offsetof(struct common, name), NULL, "unique name, of a-z A-Z 0-9 . _ -; names the cursor and the metrics" },
    { "type", CONF_STR, offsetof(struct common, type), NULL, "file, csv, http, memory or null" },
    { 0 }
};

/* The name becomes a file's name and a label of metrics. */
static bool name_allowed(const char *name)
{
    return *name && *name != '.' && strlen(name) <= 64
        && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(name);
}

static bool unknown_kind(const struct conf_node *type, const char *name, struct err *e)
{
    char known[256] = "";
    for (size_t i = 0; sources[i]; i++) {
        strncat(known, i ? ", " : "", sizeof known - strlen(known) - 1);
        strncat(known, sources[i]->name, sizeof known - strlen(known) - 1);
    }
    return conf_fail(type, e, "unknown type of source \"%s\"; known are %s", name, known);
}

struct source *source_new(const struct conf_node *node, struct conf *c, struct err *e)
{
    static const struct source_ops none = { 0 };
    const struct conf_node *type = conf_get(node, "type");
    const struct source_ops *ops = type && conf_scalar(type) ? source_find(conf_scalar(type)) : &none;
    struct common common = { 0 };
    if (!ops) {
        unknown_kind(type, conf_scalar(type), e);
        return NULL;
    }
    if (ops == &none) {          /* conf_read has the words for a type that is missing or a list */
        if (conf_read(node, common_keys, &common, e))
            conf_fail(node, e, "type is missing");
        return NULL;
    }
    struct source *s = calloc(1, ops->size);
    if (!s)
        abort();
    s->ops = ops;
    s->node = node;
    s->conf = c;
    s->wake_fd = -1;
    if (conf_read2(node, common_keys, &common, ops->keys, s, e)
        && (name_allowed(common.name) || conf_fail(conf_get(node, "name"), e,
                                                   "\"%s\" cannot be a name: 1 to 64 of a-z A-Z 0-9 . _ - are wanted", common.name))) {
        s->name = common.name;
        snprintf(s->label_text, sizeof s->label_text, "%s:%s", ops->name, common.name);
        s->label = slice_of(s->label_text);
        if (!ops->check || ops->check(s, e))
            return s;
    }
    source_free(s);
    return NULL;
}

bool source_open(struct source *s, struct err *e)
{
    return !s->ops->open || s->ops->open(s, e) || err_at(e, "source %s", s->name);
}

void source_free(struct source *s)
{
    if (s && s->ops->close)
        s->ops->close(s);
    free(s);
}
