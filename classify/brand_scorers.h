/*
 * brand_scorers: brands that are judged otherwise than all others:
 *
 *   words    `brands[].lexicon` of the configuration, and lexicon/brands/<id>.tsv beside the
 *            lexicons, lie on top of each language's lexicon (brand_words.c)
 *   a model  `brands[].model`: what `pulso train --brand` made of the brand's corrections, in
 *            place of its language's model (brand_models.c)
 *
 * Both are for that brand's sentiment alone. Inside of the classifier only; read-only once open.
 */
#ifndef PULSO_CLASSIFY_BRAND_SCORERS_H
#define PULSO_CLASSIFY_BRAND_SCORERS_H

#include "app/brands.h"
#include "app/bundle.h"
#include "classify/sentiment/scorer.h"

enum { BRAND_LANGUAGES = 3 };

struct brand_scorer {
    struct lexicon *lx[BRAND_LANGUAGES];     /* NULL: everybody's */
    struct model *model[BRAND_LANGUAGES];    /* the same */
    struct scorer in[BRAND_LANGUAGES];       /* with what it judges in each language */
};
struct brand_scorers { struct brand_scorer **v; size_t n; };   /* v[brand] NULL: it has nothing of its own */

/* scorers: everybody's, which outlive them. Models are files of the bundle, or lie beside own (NULL: they must be in the bundle).
 * ERR_CONFIG: a file of no brand, or what one says. */
bool brand_scorers_open(struct brand_scorers *out, const struct brands *b, struct conf *own, const struct bundle *files,
                        const struct scorer scorers[BRAND_LANGUAGES], struct err *e);
void brand_scorers_close(struct brand_scorers *l);               /* accepts {0} */
uint64_t brand_scorers_sum(const struct brand_scorers *l);
/* NULL: in this language the brand is judged as all others. */
static inline const struct scorer *brand_scorer(const struct brand_scorers *l, uint32_t brand, size_t lang)
{
    const struct brand_scorer *s = brand < l->n ? l->v[brand] : NULL;
    return s && lang < BRAND_LANGUAGES && (s->lx[lang] || s->model[lang]) ? &s->in[lang] : NULL;
}

/* For brand_scorers_open. f: the brand's words, or NULL. */
bool brand_words_read(struct brand_scorer *s, const struct brand *b, const struct bundle_file *f, const struct scorer *scorers, struct err *e);
bool brand_models_read(struct brand_scorer *s, const struct brand *b, struct conf *own, const struct bundle *files, const struct scorer *scorers,
                       struct err *e);

#endif
