/*
 * top: what is said most, in bounded memory (space-saving, Metwally et al. 2005):
 * a fixed number of slots; a thing that has none takes the place of the rarest and
 * its count, which is then its error. So a count is never too small, too large by
 * its error at most, and a thing with more than (all / slots) sightings has a slot.
 * It depends on the order of the records alone, so a replay gives the same.
 *
 * Stored form: a hash, slot -> "<count> <error> <text>". Belongs to one partition.
 */
#ifndef PULSO_CLASSIFY_TOP_H
#define PULSO_CLASSIFY_TOP_H

#include "base/slice.h"

#define TOP_SLOTS_MAX 100     /* Redis keeps a hash of up to 128 fields in its compact form */
#define TOP_TEXT_MAX 200        /* ESTIMATE_TEXT_MAX */

struct top {
    int n, slots;
    size_t room;                  /* bytes of a text; a longer one is cut */
    uint64_t *hash;               /* of the text as it is kept; slots of each */
    uint32_t *count, *error;
    uint8_t *length;
    char *text;
    uint64_t dirty[2];            /* bit i: slot i differs from the stored one */
};

struct top *top_new(int slots, size_t room);     /* one piece of memory: free() */
void top_add(struct top *t, struct slice text);
/* As stored. false: it is none of ours. */
bool top_load(struct top *t, struct slice field, struct slice value);
/* A slot as it is stored; estimate_slot reads it. */
#define TOP_VALUE (TOP_TEXT_MAX + 32)
struct slice top_value(const struct top *t, int slot, char out[TOP_VALUE]);

#endif
