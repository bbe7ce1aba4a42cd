/*
 * trie: prefixes to small numbers, by bytes, so that wildcards are found from a
 * text's words as plain terms are. A bitmap of the first two bytes turns nearly
 * every word away before the first node. Prefixes are not empty. Read-only
 * after the last trie_put, then any thread.
 */
#ifndef PULSO_QUERY_TRIE_H
#define PULSO_QUERY_TRIE_H

#include "base/buf.h"

#define TRIE_NONE UINT32_MAX

struct trie {
    struct buf nodes;
    uint64_t first_two[65536 / 64];
};

void trie_put(struct trie *t, struct slice prefix, uint32_t value);      /* replaces */
uint32_t trie_get(const struct trie *t, struct slice prefix);            /* of that very prefix */

/* All values along a word, shortest prefix first: struct trie_walk w = {0}; while (trie_next(t, word, &w, &v)) ... */
struct trie_walk { uint32_t node; size_t at; };
bool trie_next(const struct trie *t, struct slice word, struct trie_walk *w, uint32_t *value);

static inline bool trie_may_hold(const struct trie *t, struct slice word)
{
    if (word.n == 0)
        return false;
    unsigned i = (unsigned)(unsigned char)word.p[0] << 8 | (word.n > 1 ? (unsigned char)word.p[1] : 0);
    return t->first_two[i / 64] >> (i % 64) & 1;
}

#endif
