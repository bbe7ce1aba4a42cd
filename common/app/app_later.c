/* What a reload could not put in force. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/app_signals.h"
#include "app/conf_node.h"

/* What app_reload and the daemons' reload take over while they run: it may differ. To take over more, add it here. */
static const char *const taken_over[] = { "ingest.sources.tokens", "route.hooks", "route.people", "route.committees", "route.crisis", NULL };

static bool is_taken_over(const char *path)
{
    for (size_t i = 0; taken_over[i]; i++)
        if (strcmp(path, taken_over[i]) == 0)
            return true;
    return false;
}

static bool same(const struct conf_node *a, const struct conf_node *b, const char *path);

static const struct conf_node *twin(const struct conf_node *of, size_t i, const struct conf_node *in)
{
    bool same_place = i < in->n && strcmp(of->names[i]->text, in->names[i]->text) == 0;
    return same_place ? in->items[i] : conf_get(in, of->names[i]->text);
}

/* The members of a that b has not, or has otherwise. */
static bool holds_all(const struct conf_node *a, const struct conf_node *b, const char *path)
{
    char inner[CONF_MAX_DEPTH * 4];
    for (size_t i = 0; i < a->n; i++) {
        snprintf(inner, sizeof inner, "%s.%s", path, a->names[i]->text);
        if (!is_taken_over(inner) && !same(a->items[i], twin(a, i, b), inner))
            return false;
    }
    return true;
}

static bool same_items(const struct conf_node *a, const struct conf_node *b, const char *path)
{
    bool ok = a->n == b->n;
    for (size_t i = 0; ok && i < a->n; i++)
        ok = same(a->items[i], b->items[i], path);
    return ok;
}

/* By what they say, wherever it stands in the file. What is empty is as if it were absent. */
static bool same(const struct conf_node *a, const struct conf_node *b, const char *path)
{
    bool no_a = !a || a->null, no_b = !b || b->null;
    if (no_a || no_b)
        return no_a == no_b;
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case CONF_KIND_SCALAR: return strcmp(a->text, b->text) == 0;
    case CONF_KIND_LIST: return same_items(a, b, path);
    case CONF_KIND_MAP: return holds_all(a, b, path) && holds_all(b, a, path);
    }
    return false;
}

const char *app_later(const struct app *app, struct conf *fresh, struct buf *out)
{
    bool classifies = strcmp(app->name, "classify") == 0;
    const char *const sections[] = { "kafka", "redis", strcmp(app->name, "ingest") == 0 ? NULL : "brands",
                                       classifies ? "queries" : NULL, classifies ? "topics" : NULL, app->name };
    const struct conf *first = app->conf;
    while (first->older)          /* the one that the daemon was started with */
        first = first->older;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (sections[i] && !same(conf_get(first->root, sections[i]), conf_get(fresh->root, sections[i]), sections[i]))
            buf_printf(out, "%s%s", out->n ? ", " : "", sections[i]);
    return buf_z(out);
}
