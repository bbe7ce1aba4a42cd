/* vec: arrays that grow at the end, on buf: v.p holds structs of one type, v.n counts bytes. */
#ifndef PULSO_QUERY_VEC_H
#define PULSO_QUERY_VEC_H

#include "base/buf.h"

/* The new last element, zeroed. Pointers to older ones are void from here on. */
static inline void *vec_add(struct buf *v, size_t size)
{
    buf_reserve(v, size);
    void *p = v->p + v->n;
    v->n += size;
    return memset(p, 0, size);
}

/* By numbers, as the place of nothing in a list without a buffer is asked for, too. */
#define VEC_AT(v, type, i) ((type *)((uintptr_t)(v).p + (size_t)(i) * sizeof(type)))
#define VEC_COUNT(v, type) ((v).n / sizeof(type))

#endif
