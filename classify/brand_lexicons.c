#include "classify/brand_lexicons.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "app/conf_node.h"

static const char folder_name[] = "lexicon/brands/";

/* - bajo: 1.5 */
static bool read_words(struct lexicon_reading *r, const struct conf_node *map, struct err *e)
{
    if (conf_kind(map) != CONF_KIND_MAP)
        return conf_fail(map, e, "words with their values are wanted here: lexicon: [{ bajo: 1.5 }, { caído: -3 }]");
    for (size_t i = 0; i < conf_len(map); i++) {
        const struct conf_node *at = conf_member_node(map, i);
        const char *value = conf_scalar(conf_at(map, i));
        if (!lexicon_parse_feeling(r, conf_node_file(at), conf_line(at), conf_col(at), slice_of(conf_member(map, i)), slice_of(value ? value : ""), e))
            return false;
    }
    return true;
}

static bool read_node(struct lexicon_reading *r, const struct conf_node *n, struct err *e)
{
    if (conf_kind(n) != CONF_KIND_LIST)
        return read_words(r, n, e);
    for (size_t i = 0; i < conf_len(n); i++)
        if (!read_words(r, conf_at(n, i), e))
            return false;
    return true;
}

static const struct bundle_file *file_of(const struct bundle *files, const char *id)
{
    for (size_t i = 0; i < files->n; i++) {
        struct slice name = slice_of(files->v[i].name);
        if (slice_starts(name, slice_of(folder_name)) && name.n == strlen(folder_name) + strlen(id) + 4
            && strncmp(name.p + strlen(folder_name), id, strlen(id)) == 0)
            return &files->v[i];
    }
    return NULL;
}

static bool open_one(struct brand_lexicon *l, const struct brand *b, const struct bundle_file *f, const struct scorer *scorers, struct err *e)
{
    for (size_t i = 0; i < BRAND_LANGUAGES; i++) {
        struct lexicon_reading r;
        lexicon_reading_init(&r);
        bool ok = (!b->lexicon || read_node(&r, b->lexicon, e)) && (!f || lexicon_parse(&r, f->place, f->bytes, e));
        l->lx[i] = ok ? lexicon_build(lexicon_reading_forms(&r), lexicon_reading_count(&r), e) : NULL;
        l->scorers[i] = scorers[i];
        l->scorers[i].lx = l->lx[i];
        if (l->lx[i]) {
            lexicon_differ(l->lx[i], lexicon_reading_forms(&r), scorers[i].lx);
            lexicon_put_on(l->lx[i], scorers[i].lx);
        }
        lexicon_reading_fini(&r);
        if (!l->lx[i])
            return false;
    }
    return true;
}

/* A file that is of no brand would be a slip that nobody sees. */
static bool all_known(const struct brands *b, const struct bundle *files, struct err *e)
{
    for (size_t i = 0; i < files->n; i++) {
        struct slice name = slice_of(files->v[i].name);
        uint32_t brand;
        if (!slice_starts(name, slice_of(folder_name)))
            continue;
        struct slice id = { name.p + strlen(folder_name), name.n - strlen(folder_name) - 4 };
        if (!brands_find(b, id, &brand))
            return err_set(e, ERR_CONFIG, "%s: no brand has the id '" SLICE_FMT "'", files->v[i].place, SLICE_ARG(id));
    }
    return true;
}

bool brand_lexicons_open(struct brand_lexicons *out, const struct brands *b, const struct bundle *files, const struct scorer scorers[BRAND_LANGUAGES],
                         struct err *e)
{
    *out = (struct brand_lexicons){ .v = calloc(b->n + 1, sizeof *out->v), .n = b->n };
    if (!out->v)
        abort();
    if (!all_known(b, files, e))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        const struct bundle_file *f = file_of(files, b->v[i].id);
        if (!f && !b->v[i].lexicon)
            continue;
        if (!(out->v[i] = calloc(1, sizeof *out->v[i])))
            abort();
        if (!open_one(out->v[i], &b->v[i], f, scorers, e))
            return false;
    }
    return true;
}

bool brand_lexicons_folder(const char *folder, struct bundle *files, struct err *e)
{
    struct buf pattern = { 0 }, text = { 0 }, name = { 0 };
    glob_t g = { 0 };
    buf_printf(&pattern, "%s/brands/*.tsv", folder);
    bool ok = true;
    if (glob(buf_z(&pattern), 0, NULL, &g) == 0)
        for (size_t i = 0; ok && i < g.gl_pathc; i++) {
            buf_reset(&text);
            buf_reset(&name);
            buf_printf(&name, "%s%s", folder_name, strrchr(g.gl_pathv[i], '/') + 1);
            ok = conf_read_file(g.gl_pathv[i], &text, e) && bundle_add(files, buf_z(&name), g.gl_pathv[i], buf_slice(&text), e);
        }
    globfree(&g);
    buf_fini(&pattern);
    buf_fini(&text);
    buf_fini(&name);
    return ok;
}

void brand_lexicons_close(struct brand_lexicons *l)
{
    for (size_t i = 0; i < l->n; i++) {
        for (size_t k = 0; l->v[i] && k < BRAND_LANGUAGES; k++)
            lexicon_free(l->v[i]->lx[k]);
        free(l->v[i]);
    }
    free(l->v);
    *l = (struct brand_lexicons){ 0 };
}

uint64_t brand_lexicons_sum(const struct brand_lexicons *l)
{
    uint64_t h = 0;
    for (size_t i = 0; i < l->n; i++)
        h = h * 31 + (l->v[i] ? lexicon_sum(l->v[i]->lx[0]) + i : 0);
    return h;
}
