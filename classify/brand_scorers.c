#include "classify/brand_scorers.h"

#include <stdlib.h>
#include <string.h>

static const char words_folder[] = "lexicon/brands/", models_folder[] = "model/brands/";

static const struct bundle_file *file_of(const struct bundle *files, const char *id)
{
    for (size_t i = 0; i < files->n; i++) {
        struct slice name = slice_of(files->v[i].name);
        if (slice_starts(name, slice_of(words_folder)) && name.n == strlen(words_folder) + strlen(id) + 4
            && strncmp(name.p + strlen(words_folder), id, strlen(id)) == 0)
            return &files->v[i];
    }
    return NULL;
}

/* A file that is of no brand would be a slip that nobody sees. */
static bool words_known(const struct brands *b, const struct bundle *files, struct err *e)
{
    for (size_t i = 0; i < files->n; i++) {
        struct slice name = slice_of(files->v[i].name);
        uint32_t brand;
        if (!slice_starts(name, slice_of(words_folder)))
            continue;
        struct slice id = { name.p + strlen(words_folder), name.n - strlen(words_folder) - 4 };
        if (!brands_find(b, id, &brand))
            return err_set(e, ERR_CONFIG, "%s: no brand has the id '" SLICE_FMT "'", files->v[i].place, SLICE_ARG(id));
    }
    return true;
}

static bool names_model(const struct brand *b, const char *path)
{
    const char *said = conf_scalar(b->model);
    bool named = said && strcmp(said, path) == 0;
    for (size_t i = 0; b->model && conf_kind(b->model) == CONF_KIND_LIST && i < conf_len(b->model) && !named; i++)
        named = (said = conf_scalar(conf_at(b->model, i))) && strcmp(said, path) == 0;
    return named;
}

static bool models_known(const struct brands *b, const struct bundle *files, struct err *e)
{
    for (size_t i = 0; i < files->n; i++) {
        const struct bundle_file *f = &files->v[i];
        bool known = f->kind != BUNDLE_MODEL || !slice_starts(slice_of(f->name), slice_of(models_folder));
        for (size_t k = 0; k < b->n && !known; k++)
            known = names_model(&b->v[k], f->name);
        if (!known)
            return err_set(e, ERR_CONFIG, "%s: no brand says that it is its model: add `model: %s` to it", f->place, f->name);
    }
    return true;
}

bool brand_scorers_open(struct brand_scorers *out, const struct brands *b, struct conf *own, const struct bundle *files,
                        const struct scorer scorers[BRAND_LANGUAGES], struct err *e)
{
    *out = (struct brand_scorers){ .v = calloc(b->n + 1, sizeof *out->v), .n = b->n };
    if (!out->v)
        abort();
    if (!words_known(b, files, e) || !models_known(b, files, e))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        const struct bundle_file *f = file_of(files, b->v[i].id);
        if (!f && !b->v[i].lexicon && !b->v[i].model)
            continue;
        struct brand_scorer *s = out->v[i] = calloc(1, sizeof *s);
        if (!s)
            abort();
        memcpy(s->in, scorers, sizeof s->in);
        if ((f || b->v[i].lexicon) && !brand_words_read(s, &b->v[i], f, scorers, e))
            return false;
        if (b->v[i].model && !brand_models_read(s, &b->v[i], own, files, scorers, e))
            return false;
    }
    return true;
}

void brand_scorers_close(struct brand_scorers *l)
{
    for (size_t i = 0; i < l->n; i++) {
        for (size_t k = 0; l->v[i] && k < BRAND_LANGUAGES; k++) {
            lexicon_free(l->v[i]->lx[k]);
            model_free(l->v[i]->model[k]);
        }
        free(l->v[i]);
    }
    free(l->v);
    *l = (struct brand_scorers){ 0 };
}

uint64_t brand_scorers_sum(const struct brand_scorers *l)
{
    uint64_t h = 0;
    for (size_t i = 0; i < l->n; i++) {
        h = h * 31 + (l->v[i] && l->v[i]->lx[0] ? lexicon_sum(l->v[i]->lx[0]) + i : 0);
        for (size_t k = 0; l->v[i] && k < BRAND_LANGUAGES; k++)
            h = h * 31 + (l->v[i]->model[k] ? l->v[i]->model[k]->file.sum : 0);
    }
    return h;
}
