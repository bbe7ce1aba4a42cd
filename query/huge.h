/* huge: asks for large pages under a table that is looked into all over: with small ones, finding the page costs as
 * much as the look. Right after allocating, before anything is written there; does nothing for small tables. */
#ifndef PULSO_QUERY_HUGE_H
#define PULSO_QUERY_HUGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#define HUGE_LEAST ((size_t)4 << 20)
#define HUGE_PAGE ((uintptr_t)4096)

static inline void huge(void *p, size_t bytes)
{
    uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1), to = ((uintptr_t)p + bytes) & ~(HUGE_PAGE - 1);
    if (bytes >= HUGE_LEAST)
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE);   /* only advice: what it answers changes nothing */
}

#endif
