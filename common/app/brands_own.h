/* brands_own: how a brand is written, between reading it (brands.c) and making its queries: brands_compose.c, of drafts
 * (brands_draft.c), of which those of homonyms are the longest (brands_homonym.c). */
#ifndef PULSO_APP_BRANDS_OWN_H
#define PULSO_APP_BRANDS_OWN_H

#include "app/brands.h"
#include "base/buf.h"

#define BRAND_IMPLIED_MAX 3   /* ~names, ~context, ~accounts */

/* One entry of `brands:`, as it stands there. Nodes are lists or single texts, NULL where absent. */
struct brand_row {
    const char *id, *name, *sector, *country;
    bool own, country_needed;
    const struct conf_node *names, *accounts, *homonyms, *exclusions, *elsewhere, *competitors, *lexicon, *model, *queries;
};

/* Puts the implied queries into b->queries, which has room for BRAND_IMPLIED_MAX. Shared queries are read before. */
bool brands_compose(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e);
void homonyms_print_config(bool markdown);

/* A query being written, with where its pieces come from. */
struct draft {
    const struct brands *all;
    struct buf text, pieces;
};

void draft_put(struct draft *d, const char *z);
void draft_piece(struct draft *d, const struct conf_node *node, const char *text);
void draft_part(struct draft *d, const struct conf_node *node, struct slice part, size_t from);   /* part: from byte `from` of the node's text on */
bool draft_pairs(const struct conf_node *node, const char *text, struct err *e);
bool draft_without(struct draft *d, const struct conf_node *list, struct err *e);                 /* NOT any of a list of queries */
bool draft_homonyms(struct draft *d, const struct conf_node *list, struct err *e);
void draft_fini(struct draft *d);
size_t draft_word(const char *z);   /* bytes up to a blank, bracket or quote */

/* A list, or one text that stands for a list of it. */
size_t brands_texts(const struct conf_node *n);
/* NULL: the item is no text, and e says so. */
const char *brands_text(const struct conf_node *n, size_t i, const struct conf_node **item, struct err *e);

#endif
