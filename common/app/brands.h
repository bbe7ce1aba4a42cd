/*
 * brands: what the installation listens for: brands with their accounts and
 * queries (as text), and sets of brands whose share of voice is compared. Read
 * from `brands:` and `sets:` of the configuration; lives as long as the conf.
 *
 *   brands:
 *     - id: movistar                 # [a-z0-9._-], at most 64
 *       name: Movistar
 *       own: true                    # this installation's own brand
 *       accounts: ["@MovistarAR"]
 *       queries:
 *         - { name: movistar-general, query: 'movistar OR @MovistarAR' }
 *   sets:
 *     telecoms: [movistar, claro]
 */
#ifndef PULSO_APP_BRANDS_H
#define PULSO_APP_BRANDS_H

#include "app/conf.h"

struct brand_query {
    const char *name, *text;
    bool hashtag_parts;              /* #MovistarNoFunciona holds movistar, too */
    const struct conf_node *node;    /* the text's place in the file, for errors */
};

struct brand {
    const char *id, *name;
    bool own;
    struct conf_strs accounts;       /* as written; compared without @ and case */
    struct brand_query *queries;
    size_t query_count;
    const struct conf_node *node;    /* its place in the file */
};

struct brand_set {
    const char *id;
    uint32_t *brands;                /* indexes into brands.v */
    size_t n;
};

struct brands {
    struct brand *v;
    size_t n;
    struct brand_set *sets;
    size_t set_count;
};

/* Also logs a warning for each brand that nothing can match. */
bool brands_read(struct conf *c, struct brands *out, struct err *e);
/* true: no mention can ever be of this brand; why says so, with FILE:LINE:COL. */
bool brand_is_mute(const struct brand *b, struct err *why);
void brands_print_config(bool markdown);
void brands_fini(struct brands *b);
const struct brand_set *brands_set(const struct brands *b, const char *id);   /* NULL: none of that name */
bool brands_find(const struct brands *b, struct slice id, uint32_t *index);

#endif
