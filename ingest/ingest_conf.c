/* What the configuration says to ingest, and the sources that follow from it. */
#include <stdlib.h>

#include "ingest/ingest.h"

const struct conf_key ingest_keys[] = {
    { "state", CONF_STR, offsetof(struct ingest_options, state), ".state", "folder of the cursors: how far each file has been read" },
    { "sources", CONF_NODE, offsetof(struct ingest_options, sources), NULL, "where mentions come from: a list of { name, type, ... }" },
    { "exit_when_done", CONF_BOOL, offsetof(struct ingest_options, exit_when_done), "false", "end when every source has been read to its end (also --once)" },
    { 0 }
};

void ingest_print_config(bool markdown)
{
    conf_print("ingest", ingest_keys, markdown);
    for (size_t i = 0; source_kind(i); i++) {
        char section[64] = "ingest.sources, type: ";
        strncat(section, source_kind(i)->name, sizeof section - strlen(section) - 1);
        conf_print(section, source_kind(i)->keys, markdown);
    }
}

/* Two of one name would share a cursor. */
static bool name_is_new(struct source *const *v, size_t n, const struct source *s, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i]->name, s->name) == 0)
            return conf_fail(conf_get(s->node, "name"), e, "two sources are called \"%s\"; the name of a source is its cursor's name", s->name);
    return true;
}

static bool make_sources(struct conf *c, const struct ingest_options *o, struct source **v, size_t *n, struct err *e)
{
    if (o->sources && conf_kind(o->sources) != CONF_KIND_LIST)
        return conf_fail(o->sources, e, "sources is a list: - { name: ..., type: ... }");
    size_t count = o->sources ? conf_len(o->sources) : 0;
    if (count > INGEST_SOURCES_MAX)
        return conf_fail(o->sources, e, "at most %d sources; start a second ingest for the rest", INGEST_SOURCES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct source *s = source_new(conf_at(o->sources, i), c, e);
        if (!s)
            return false;
        v[(*n)++] = s;
        if (!name_is_new(v, *n - 1, s, e))
            return false;
    }
    return true;
}

bool ingest_read(struct conf *c, void *self, struct err *e)
{
    struct ingest *in = self;
    struct ingest_options only_checked = { 0 }, *o = in ? &in->options : &only_checked;
    struct source *v[INGEST_SOURCES_MAX];
    size_t n = 0;
    bool ok = conf_section(c, "ingest", ingest_keys, o, e) && make_sources(c, o, v, &n, e);
    if (ok && in) {
        memcpy(in->source, v, n * sizeof v[0]);
        in->count = n;
        return true;
    }
    while (n)
        source_free(v[--n]);
    return ok;
}

static struct source *same_source(struct ingest *in, const struct conf_node *node)
{
    const struct conf_node *name = conf_get(node, "name"), *type = conf_get(node, "type");
    for (size_t i = 0; i < in->count; i++)
        if (slice_is(slice_of(conf_scalar(name)), in->source[i]->name) && slice_is(slice_of(conf_scalar(type)), in->source[i]->ops->name))
            return in->source[i];
    return NULL;
}

/* Other sources, and other options of theirs, take a restart: a cursor and its file belong together. */
void ingest_reload(struct conf *c, void *self)
{
    struct ingest *in = self;
    struct ingest_options o = { 0 };
    struct err ignored = { 0 };          /* the file was checked whole before */
    if (!conf_section(c, "ingest", ingest_keys, &o, &ignored) || !o.sources)
        return;
    for (size_t i = 0; i < conf_len(o.sources); i++) {
        struct source *s = same_source(in, conf_at(o.sources, i));
        if (s && s->ops->reload)
            s->ops->reload(s, conf_at(o.sources, i));
    }
}
