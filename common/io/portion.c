#include "io/portion.h"

size_t portion_of(const struct portion *p)
{
    size_t least = p->most / PORTION_LEAST ? p->most / PORTION_LEAST : 1;
    return p->n < least ? least : p->n > p->most ? p->most : p->n;
}

void portion_took(struct portion *p, size_t records, int64_t us)
{
    if (records)
        p->n = us > 0 ? (size_t)((int64_t)records * PORTION_US / us) : p->most;
}
