/*
 * names: the dictionary of one partition: counter name -> number. Numbers are
 * given in order of first use, so a replay gives the same ones; the counters and
 * what is remembered of each mention hold numbers only, which keeps both small.
 * Belongs to one thread and lives as long as the claim of its partition.
 */
#ifndef PULSO_IO_NAMES_H
#define PULSO_IO_NAMES_H

#include "base/arena.h"

struct names {
    struct arena memory;         /* the texts */
    struct slice *by_number;
    uint32_t count, cap;
    uint32_t *table;             /* number + 1, open addressing by hash64; 0: free */
    uint32_t mask;
    uint32_t committed;          /* numbers below it are stored in Redis */
};

void names_fini(struct names *n);
void names_load(struct names *n, struct slice name, uint32_t number);   /* as stored; any order */
uint32_t names_number(struct names *n, struct slice name);              /* gives the next one to a new name */
#define NAMES_NONE UINT32_MAX
uint32_t names_known(const struct names *n, struct slice name);          /* NAMES_NONE: it has no number yet */
bool names_whole(const struct names *n);                                /* no number is missing after loading */

#endif
