/*
 * brand_lexicons: words whose value is another one for a brand: `brands[].lexicon` of the
 * configuration, and lexicon/brands/<id>.tsv beside the lexicons. They lie on top of each
 * language's lexicon, for that brand's sentiment alone. Inside of the classifier only;
 * read-only once open.
 */
#ifndef PULSO_CLASSIFY_BRAND_LEXICONS_H
#define PULSO_CLASSIFY_BRAND_LEXICONS_H

#include "app/brands.h"
#include "app/bundle.h"
#include "classify/sentiment/scorer.h"

enum { BRAND_LANGUAGES = 3 };

struct brand_lexicon { struct lexicon *lx[BRAND_LANGUAGES]; struct scorer scorers[BRAND_LANGUAGES]; };
struct brand_lexicons { struct brand_lexicon **v; size_t n; };   /* v[brand] NULL: it has no words of its own */

/* scorers: what they lie on top of, which outlives them. ERR_CONFIG: a file of no brand, or what it says. */
bool brand_lexicons_open(struct brand_lexicons *out, const struct brands *b, const struct bundle *files, const struct scorer scorers[BRAND_LANGUAGES],
                         struct err *e);
/* The files FOLDER/brands/<id>.tsv, under the names of a version's. */
bool brand_lexicons_folder(const char *folder, struct bundle *files, struct err *e);
void brand_lexicons_close(struct brand_lexicons *l);             /* accepts {0} */
uint64_t brand_lexicons_sum(const struct brand_lexicons *l);
/* NULL: the brand's sentiment is that of everybody's words. */
static inline const struct scorer *brand_scorer(const struct brand_lexicons *l, uint32_t brand, size_t lang)
{
    return brand < l->n && l->v[brand] && lang < BRAND_LANGUAGES ? &l->v[brand]->scorers[lang] : NULL;
}

#endif
