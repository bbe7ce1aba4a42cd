/*
 * items: what a configuration says, as a list that can be compared: brands,
 * queries, sets, topics, rules, lexicon entries, each with a name and its text. Texts are
 * made from the files' own words, so what a later Pulso adds to a brand shows, too.
 */
#ifndef PULSO_CLI_ITEMS_H
#define PULSO_CLI_ITEMS_H

#include "app/bundle.h"

enum item_kind { ITEM_BRAND, ITEM_QUERY, ITEM_SET, ITEM_TOPIC, ITEM_CLASSIFY, ITEM_RULE, ITEM_RULE_ORDER, ITEM_LEXICON, ITEM_KINDS };
extern const char *const item_kind_names[ITEM_KINDS];      /* one of them: "brand" */
extern const char *const item_kind_plurals[ITEM_KINDS];

struct config_item { enum item_kind kind; struct slice name, text; };
struct items { struct arena arena; struct config_item *v; size_t n, cap; };

/* conf: the sections; files: lexicons, or NULL; own: the installation's file, whose rules hold where conf has none, or NULL. Sorted by kind and name. */
void items_read(struct items *out, const struct conf *conf, const struct bundle *files, const struct conf *own);
void items_fini(struct items *i);                          /* accepts {0} */
size_t items_count(const struct items *i, enum item_kind kind);

struct change { const struct config_item *old, *new; };           /* one of them NULL: added, removed */
/* Calls each for all that differs, by kind and name. Returns how many. */
size_t items_compare(const struct items *old, const struct items *new, void (*each)(void *self, const struct change *c), void *self);

#endif
