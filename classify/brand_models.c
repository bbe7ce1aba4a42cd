/* A brand's own models: `brands[].model`, a file or a list of them, one for each language. */
#include <string.h>

#include "classify/brand_scorers.h"

/* Beside the installation's file, or in the directory that was applied. */
static struct model *load(const struct conf_node *at, const char *path, struct conf *own, const struct bundle *files, struct err *e)
{
    const struct bundle_file *f = own ? NULL : bundle_find(files, path);
    if (own)
        return model_load(conf_resolve(own, path), e);
    if (f && f->kind == BUNDLE_MODEL)
        return model_of(f->bytes, f->place, e);
    conf_fail(at, e, f ? "'%.100s' is no model: put the file of `pulso train --brand` into the directory, as model/brands/NAME.model"
                       : "there is no '%.100s' in the directory: put the file of `pulso train --brand` there, as model/brands/NAME.model", path);
    return NULL;
}

static bool read_one(struct brand_scorer *s, const struct brand *b, const struct conf_node *at, struct conf *own, const struct bundle *files,
                     const struct scorer *scorers, struct err *e)
{
    const char *path = conf_scalar(at);
    if (!path || !*path)
        return conf_fail(at, e, "the name of a model's file is wanted here, as in model: model/brands/telenorte.model");
    struct model *m = load(at, path, own, files, e);
    for (size_t i = 0; m && i < BRAND_LANGUAGES; i++) {
        if (strcmp(m->file.lang, scorers[i].lang) != 0)
            continue;
        if (s->model[i]) {
            conf_fail(at, e, "brand '%s' has a model for '%s' already, %s", b->id, m->file.lang, s->model[i]->version);
            break;
        }
        s->model[i] = m;
        s->in[i].model = m;
        return true;
    }
    if (m && e->kind == ERR_NONE)
        conf_fail(at, e, "'%.100s' is a model for '%s', which no mention is read in", path, m->file.lang);
    model_free(m);
    return false;
}

bool brand_models_read(struct brand_scorer *s, const struct brand *b, struct conf *own, const struct bundle *files, const struct scorer *scorers,
                       struct err *e)
{
    if (conf_kind(b->model) != CONF_KIND_LIST)
        return read_one(s, b, b->model, own, files, scorers, e);
    for (size_t i = 0; i < conf_len(b->model); i++)
        if (!read_one(s, b, conf_at(b->model, i), own, files, scorers, e))
            return false;
    return true;
}
