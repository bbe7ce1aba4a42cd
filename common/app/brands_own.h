/* brands_own: how a brand is written, between reading it (brands.c) and making its queries (brands_compose.c). */
#ifndef PULSO_APP_BRANDS_OWN_H
#define PULSO_APP_BRANDS_OWN_H

#include "app/brands.h"

#define BRAND_IMPLIED_MAX 3   /* ~names, ~context, ~accounts */

/* One entry of `brands:`, as it stands there. Nodes are lists or single texts, NULL where absent. */
struct brand_row {
    const char *id, *name, *sector, *country;
    bool own, country_needed;
    const struct conf_node *names, *accounts, *homonyms, *exclusions, *elsewhere, *competitors, *queries;
};

/* Puts the implied queries into b->queries, which has room for BRAND_IMPLIED_MAX. Shared queries are read before. */
bool brands_compose(struct brands *all, struct brand *b, const struct brand_row *row, struct err *e);
void brands_compose_print_config(bool markdown);

/* A list, or one text that stands for a list of it. */
size_t brands_texts(const struct conf_node *n);
/* NULL: the item is no text, and e says so. */
const char *brands_text(const struct conf_node *n, size_t i, const struct conf_node **item, struct err *e);

#endif
