#include "app/bundle.h"

#include <fnmatch.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/conf_node.h"

/* What a file is, by its name; the first that fits. To add a kind, add its line and read it in classifier_open.c. */
static const struct { const char *pattern; int flags; enum bundle_kind kind; } kinds[] = {
    { "lexicon/*/*.tsv", FNM_PATHNAME, BUNDLE_LEXICON },
    { "model/??.model", FNM_PATHNAME, BUNDLE_MODEL },
    { "model/brands/*.model", FNM_PATHNAME, BUNDLE_MODEL },
    { "*.yaml", 0, BUNDLE_SECTIONS },
};

/* What may differ from version to version; all else belongs to the installation. To add a section, add its line. */
static const char *const sections[] = { "brands", "sets", "queries", "topics", "classify", "route", "kb", NULL };

enum bundle_kind bundle_kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (fnmatch(kinds[i].pattern, name, kinds[i].flags) == 0)
            return kinds[i].kind;
    return BUNDLE_NONE;
}

bool bundle_name_ok(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || n > BUNDLE_NAME_BYTES || name[0] == '/' || name[n - 1] == '/')
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f || ((i == 0 || name[i - 1] == '/') && (name[i] == '.' || name[i] == '/')))
            return false;
    return true;
}

void bundle_hash(struct slice bytes, char out[BUNDLE_HASH])
{
    unsigned char sum[32];
    unsigned n = sizeof sum;
    if (!EVP_Digest(bytes.p ? bytes.p : "", bytes.n, sum, &n, EVP_sha256(), NULL))
        abort();
    for (unsigned i = 0; i < n; i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

void bundle_init(struct bundle *b, const char *from)
{
    *b = (struct bundle){ 0 };
    b->from = arena_strz(&b->arena, slice_of(from));
}

bool bundle_add(struct bundle *b, const char *name, const char *place, struct slice bytes, struct err *e)
{
    if (!bundle_name_ok(name))
        return err_set(e, ERR_CONFIG, "%.300s: a file's name has at most %u bytes, and no part of it begins with a dot", place, BUNDLE_NAME_BYTES);
    if (bytes.n > BUNDLE_FILE_BYTES)
        return err_set(e, ERR_CONFIG, "%s: %zu bytes, more than %u: one file is one record in Kafka; split it into several", place, bytes.n, BUNDLE_FILE_BYTES);
    if (b->n == BUNDLE_FILES_MAX)
        return err_set(e, ERR_CONFIG, "%s: more than %u files", b->from, BUNDLE_FILES_MAX);
    if (b->n == b->cap) {
        b->cap = b->cap ? 2 * b->cap : 16;
        b->v = realloc(b->v, b->cap * sizeof *b->v);
        if (!b->v)
            abort();
    }
    struct bundle_file *f = &b->v[b->n++];
    *f = (struct bundle_file){ .name = arena_strz(&b->arena, slice_of(name)), .place = arena_strz(&b->arena, slice_of(place)),
                               .bytes = arena_dup(&b->arena, bytes), .kind = bundle_kind_of(name) };
    bundle_hash(bytes, f->hash);
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct bundle_file *)a)->name, ((const struct bundle_file *)b)->name);
}

void bundle_sort(struct bundle *b)
{
    if (b->n)
        qsort(b->v, b->n, sizeof *b->v, by_name);
}

void bundle_fini(struct bundle *b)
{
    free(b->v);
    buf_fini(&b->unused);
    arena_fini(&b->arena);
    *b = (struct bundle){ 0 };
}

const struct bundle_file *bundle_find(const struct bundle *b, const char *name)
{
    struct bundle_file key = { .name = name };
    return b->n ? bsearch(&key, b->v, b->n, sizeof *b->v, by_name) : NULL;
}

void bundle_sum(const struct bundle *b, char out[BUNDLE_HASH])
{
    struct buf all = { 0 };
    for (size_t i = 0; i < b->n; i++) {
        buf_add(&all, (struct slice){ b->v[i].name, strlen(b->v[i].name) + 1 });
        buf_add(&all, (struct slice){ b->v[i].hash, BUNDLE_HASH });
    }
    bundle_hash(buf_slice(&all), out);
    buf_fini(&all);
}

static bool only_sections(const struct conf *c, struct err *e)
{
    for (size_t i = 0; i < conf_len(conf_root(c)); i++) {
        const char *name = conf_member(conf_root(c), i);
        struct conf_near near = { .typed = name };
        size_t k = 0;
        while (sections[k] && strcmp(sections[k], name) != 0)
            conf_near_try(&near, sections[k++]);
        if (sections[k])
            continue;
        if (conf_near_best(&near))
            return conf_fail(conf_member_node(conf_root(c), i), e, "'%.60s' is not known here; did you mean '%s'?", name, near.best);
        return conf_fail(conf_member_node(conf_root(c), i), e, "'%.60s' cannot be applied: it belongs into the installation's own file; here may stand "
                                                               "brands, sets, queries, topics, classify, route and kb", name);
    }
    return true;
}

struct conf *bundle_conf(const struct bundle *b, struct err *e)
{
    struct conf_source *v = calloc(b->n + 1, sizeof *v);
    size_t n = 0;
    if (!v)
        abort();
    for (size_t i = 0; i < b->n; i++)
        if (b->v[i].kind == BUNDLE_SECTIONS)
            v[n++] = (struct conf_source){ b->v[i].place, b->v[i].bytes };
    struct conf *c = conf_parse_all(b->from, v, n, e);
    free(v);
    if (!c || only_sections(c, e))
        return c;
    conf_free(c);
    return NULL;
}
