/*
 * frequencies: how many of a million mentions hold a word, learned from a
 * stream (`pulso query frequencies`), for choosing the terms that queries are
 * indexed under. What matches never depends on it, only how fast. A table is
 * lines of WORD<TAB>COUNT, words bare; what is not in it is rarer than its rarest.
 */
#ifndef PULSO_QUERY_FREQUENCIES_H
#define PULSO_QUERY_FREQUENCIES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "query/map.h"

#define FREQUENCIES_LEAST 100    /* of a million: rarer words are in no table */

struct frequencies {
    struct arena arena;
    struct buf v;                /* struct frequency, by word */
    struct map by_word;          /* by hash64, into v */
};

/* Adds a table to it. */
bool frequencies_read(struct frequencies *f, struct slice table, struct err *e);
bool frequencies_read_file(struct frequencies *f, const char *path, struct err *e);
void frequencies_fini(struct frequencies *f);
/* The built-in one: Spanish, English and Portuguese tweets. Any thread; never freed. */
const struct frequencies *frequencies_shipped(void);

double frequencies_of(const struct frequencies *f, struct slice word);             /* 0: not in the table */
double frequencies_beginning(const struct frequencies *f, struct slice prefix);    /* all words that begin so, together */

#endif
