#include "metrics/hashtags.h"

#include <stdlib.h>
#include <string.h>

#include "text/tokens.h"

struct group { const char *name; struct conf_strs hashtags; };
const struct conf_key hashtag_group_keys[] = {
    { "name", CONF_STR, offsetof(struct group, name), NULL, "what the group is called" },
    { "hashtags", CONF_STRS, offsetof(struct group, hashtags), NULL, "hashtags that mean the same event, with # or without" },
    { 0 }
};

static bool add(struct hashtag_groups *out, struct arena *a, size_t *cap, const struct conf_node *node, const char *name, struct slice tag, struct err *e)
{
    for (size_t i = 0; i < out->n; i++)
        if (slice_eq(out->tag[i], tag))
            return conf_fail(node, e, SLICE_FMT " stands in two hashtag groups: in " SLICE_FMT " already", SLICE_ARG(tag), SLICE_ARG(out->group[i]));
    if (out->n == *cap) {
        struct hashtag_groups old = *out;
        *cap = *cap ? 2 * *cap : 32;
        out->tag = arena_alloc(a, *cap * sizeof *out->tag);
        out->group = arena_alloc(a, *cap * sizeof *out->group);
        if (old.n) {
            memcpy(out->tag, old.tag, old.n * sizeof *old.tag);
            memcpy(out->group, old.group, old.n * sizeof *old.group);
        }
    }
    out->tag[out->n] = tag;
    out->group[out->n++] = slice_of(name);
    return true;
}

bool hashtags_read(struct conf *c, struct arena *a, struct hashtag_groups *out, struct err *e)
{
    const struct conf_node *list = conf_get(conf_root(c), "hashtag_groups");
    *out = (struct hashtag_groups){ 0 };
    if (!list)
        return true;
    if (conf_kind(list) != CONF_KIND_LIST)
        return conf_fail(list, e, "hashtag_groups is a list: - { name: ..., hashtags: ['#one', '#other'] }");
    struct tokenizer *t = tokenizer_new();
    size_t cap = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < conf_len(list); i++) {
        struct group g = { 0 };
        ok = conf_read(conf_at(list, i), hashtag_group_keys, &g, e);
        for (size_t k = 0; ok && k < g.hashtags.n; k++) {
            const char *tag = g.hashtags.v[k];
            struct slice word = tokens_bare(t, a, slice_of(tag[0] == '#' ? tag + 1 : tag));
            ok = add(out, a, &cap, conf_at(list, i), g.name, arena_printf(a, "#" SLICE_FMT, SLICE_ARG(word)), e);
        }
    }
    tokenizer_free(t);
    return ok;
}

bool hashtags_check(struct conf *c, void *self, struct err *e)
{
    struct arena a = { 0 };
    struct hashtag_groups g;
    (void)self;
    bool ok = hashtags_read(c, &a, &g, e);
    arena_fini(&a);
    return ok;
}

static int by_low(const void *x, const void *y)
{
    const struct estimate_item *a = x, *b = y;
    if (a->low != b->low)
        return a->low < b->low ? 1 : -1;
    return a->high != b->high ? (a->high < b->high ? 1 : -1) : slice_cmp(a->text, b->text);
}

static struct slice called(const struct hashtag_groups *g, struct slice tag)
{
    for (size_t i = 0; i < g->n; i++)
        if (slice_eq(g->tag[i], tag))
            return g->group[i];
    return tag;
}

void hashtags_join(const struct hashtag_groups *g, struct estimate_items *items)
{
    size_t n = 0;
    if (g->n == 0)
        return;
    for (size_t i = 0; i < items->n; i++) {
        struct estimate_item one = items->v[i];
        one.text = called(g, one.text);
        size_t at = 0;
        while (at < n && !slice_eq(items->v[at].text, one.text))
            at++;
        if (at == n)
            items->v[n++] = (struct estimate_item){ .text = one.text };
        items->v[at].low += one.low;
        items->v[at].high += one.high;
    }
    items->n = n;
    qsort(items->v, n, sizeof *items->v, by_low);
}
