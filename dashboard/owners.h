/*
 * owners: of which brand each case is that pulso.cases tells of, closed ones and those that were
 * merged as well: whoever may not see all brands decides about cases of theirs alone, and
 * a CRM opens closed ones anew. Only grows; bounded: of what comes beyond it nobody knows the
 * brand. Belongs to the inbox, under its lock.
 */
#ifndef PULSO_DASHBOARD_OWNERS_H
#define PULSO_DASHBOARD_OWNERS_H

#include <stdint.h>

#include "base/arena.h"

#define OWNERS_MAX (1u << 20)            /* conversations, 16 bytes each */

struct owner { uint64_t conversation; uint32_t brand; };     /* a hash, 0: free; 1 + index */
struct owners {
    struct owner *table;
    uint32_t mask, n;
    struct slice *brands;
    uint32_t brand_count, brand_cap;
    struct arena a;
};

void owners_note(struct owners *o, struct slice conversation, struct slice brand);
/* False: not known. */
bool owners_find(const struct owners *o, struct slice conversation, struct slice *brand);
void owners_fini(struct owners *o);                          /* accepts {0} */

#endif
