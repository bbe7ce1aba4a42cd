/*
 * brands: what the installation listens for: brands with their names, accounts
 * and queries (as text), named queries that belong to no brand, and sets of
 * brands whose share of voice is compared. Read from `brands:`, `queries:` and
 * `sets:` of the configuration; lives as long as the conf.
 *
 *   brands:
 *     - id: movistar                 # [a-z0-9._-], at most 64
 *       name: Movistar
 *       own: true                    # this installation's own brand
 *       names: [movistar, "telefonica de argentina"]
 *       accounts: ["@MovistarArg", { handle: "@MovistarAyuda", platform: x, purpose: care }]
 *       exclusions: ['"movistar arena"']
 *       lexicon: [{ bajo: 1.5 }]     # words whose value is another one for this brand
 *       model: model/brands/movistar.model   # of `pulso train --brand`
 *       queries:
 *         - { name: movistar-general, query: 'movistar NEAR/3 caida' }
 *   sets:
 *     telecoms: [movistar, claro]
 *
 * Names, homonyms and accounts become ordinary queries, `<brand>~names`,
 * `<brand>~context` and `<brand>~accounts` (brands_compose.c), which stand in
 * front of the brand's own. A brand that has only `queries` has only these: its
 * accounts then tell its own posts and no more. docs/brands.md has the rules.
 */
#ifndef PULSO_APP_BRANDS_H
#define PULSO_APP_BRANDS_H

#include "app/conf.h"
#include "base/arena.h"

/* A stretch of a composed query's text that stands so in the file: from byte `from` of the node's text on. */
struct brand_piece { size_t at, n, from; const struct conf_node *node; };

struct brand_query {
    const char *name, *text;
    bool hashtag_parts;              /* #MovistarNoFunciona holds movistar, too */
    const struct conf_node *node;    /* the text's place in the file, for errors */
    bool implied;                    /* composed of names, homonyms or accounts */
    const struct brand_piece *pieces;
    size_t piece_count;
};

struct brand_account {
    const char *handle;              /* as written */
    const char *platform, *purpose;  /* NULL: not said. platform NULL: on every one */
    const struct conf_node *node;
};

struct brand {
    const char *id, *name;
    const char *sector, *country;    /* NULL: not said; country as written, two letters */
    bool own;
    struct conf_strs accounts;       /* the handles as written; compared without @ and case */
    struct brand_account *account;   /* the same with what else is known: accounts.n of them */
    struct brand_query *queries;     /* the implied ones first */
    size_t query_count;
    uint32_t *competitors;           /* indexes into brands.v */
    size_t competitor_count;
    const struct conf_node *lexicon; /* NULL, or words with their values, as they stand there */
    const struct conf_node *model;   /* NULL, or a file's name, or a list of them */
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
    struct brand_query *shared;      /* of no brand: others take them in as @@name */
    size_t shared_count;
    struct arena arena;              /* all of it */
};

/* Also logs a warning for each brand that nothing can match. */
bool brands_read(struct conf *c, struct brands *out, struct err *e);
/* true: no mention can ever be of this brand; why says so, with FILE:LINE:COL. */
bool brand_is_mute(const struct brand *b, struct err *why);
void brands_print_config(bool markdown);
void brands_fini(struct brands *b);
const struct brand_set *brands_set(const struct brands *b, const char *id);   /* NULL: none of that name */
bool brands_find(const struct brands *b, struct slice id, uint32_t *index);
/* Are all these words of a mapping's member brands? Else the error stands at the one that is none. */
bool brands_known(const struct brands *b, const struct conf_node *map, const char *member, const struct conf_strs *typed, struct err *e);
/* Where byte `at` of the query's text stands in the file: a node, and the byte within its text. */
const struct conf_node *brand_query_place(const struct brand_query *q, size_t at, size_t *within);

#endif
