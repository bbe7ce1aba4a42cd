/*
 * prefixes: prefixes to small numbers, so that wildcards are found from a
 * text's words as plain terms are. The first two bytes say which lengths there
 * may be, a Bloom filter of the first bytes (eight at the most) turns away nearly
 * all that is left; what passes is looked up by hash. Prefixes are not empty. Read-only after the last
 * prefixes_put, then any thread.
 */
#ifndef PULSO_QUERY_PREFIXES_H
#define PULSO_QUERY_PREFIXES_H

#include "base/buf.h"
#include "query/map.h"

#define PREFIX_BEGINS 4096

struct prefixes {
    struct map ids;          /* by hash64 of the prefix */
    struct buf keys;         /* uint64_t each: what is in the gate, for making it larger */
    struct buf lengths;      /* uint32_t each, of eight bytes and more, ascending */
    uint16_t (*begin)[PREFIX_BEGINS];   /* by the first two bytes; bit n: some prefix has n bytes; bit 8: eight or more */
    uint64_t *gate;
    unsigned gate_log2;      /* of its bits */
};

void prefixes_put(struct prefixes *t, struct slice prefix, uint32_t value);   /* replaces */
uint32_t prefixes_get(const struct prefixes *t, struct slice prefix);         /* of that very prefix, or MAP_NONE */
void prefixes_fini(struct prefixes *t);

/* The values of those that the word begins with, shortest first (by hash: the caller compares).
 * struct prefix_walk w = prefixes_walk(t, word); while (prefixes_next(t, &w, &v)) ... */
struct prefix_walk {
    struct slice word;
    unsigned passed;         /* bit n: the first n bytes passed the gate */
    uint32_t next_length;    /* among the long ones */
};
struct prefix_walk prefixes_walk(const struct prefixes *t, struct slice word);
/* The same, but where to look for each in `ids`, of which some may not be there. */
bool prefixes_key(const struct prefixes *t, struct prefix_walk *w, uint64_t *key);
bool prefixes_next(const struct prefixes *t, struct prefix_walk *w, uint32_t *value);

#endif
