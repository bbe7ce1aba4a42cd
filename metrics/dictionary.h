/*
 * dictionary: the names of the counters and their numbers, kept between questions:
 * with a thousand brands reading them takes longer than reading the counts. Numbers
 * are given in order of first use and never change, so what is known stays true for
 * as long as the partition only moves on; one that went back, or that has more
 * names than are known, is read again. One thread.
 */
#ifndef PULSO_METRICS_DICTIONARY_H
#define PULSO_METRICS_DICTIONARY_H

#include "metrics/state.h"

struct dictionary;

/* "b|movistar|x|negative" is of brand movistar; "v|12" of none: empty. */
struct dictionary_name { struct slice name, brand; int64_t number; };

struct dictionary *dictionary_new(void);
void dictionary_free(struct dictionary *d);   /* accepts NULL */
/* Makes sure that the names are those of the partition as it is now: offset, start and number of names, as just read. One dictionary is of one side. */
bool dictionary_refresh(struct dictionary *d, struct ledger *l, enum state_side side, int partition, int64_t offset, int64_t start, int64_t names, struct err *e);
int64_t dictionary_count(const struct dictionary *d, int partition);   /* how many names were known when it was read; -1: never */
/* The counters of one brand (empty: of none, such as v|12), side by side; NULL: none. Until the next refresh. */
const struct dictionary_name *dictionary_of(const struct dictionary *d, int partition, struct slice brand, size_t *n);

#endif
