#include "text/listed.h"

#include <assert.h>

#include "base/hash.h"

static size_t place_of(const struct listed *l, uint64_t hash)
{
    size_t at = hash % LISTED_PLACES;
    while (l->word[at].hash && l->word[at].hash != hash)
        at = (at + 1) % LISTED_PLACES;
    return at;
}

void listed_put(struct listed *l, struct slice word, unsigned in)
{
    uint64_t hash = hash64(word);
    struct listed_word *w = &l->word[place_of(l, hash)];
    l->n += w->hash == 0;
    assert(l->n <= LISTED_PLACES / 2);
    w->hash = hash;
    w->in |= in;
}

unsigned listed_in(const struct listed *l, uint64_t hash)
{
    return l->word[place_of(l, hash)].in;
}
