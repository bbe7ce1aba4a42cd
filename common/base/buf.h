/*
 * buf: bytes that grow at the end, for building messages and tables. {0} is an
 * empty one. Belongs to one thread. Running out of memory aborts. buf_reset
 * keeps the memory, so one buf serves a whole run without allocating again.
 */
#ifndef PULSO_BASE_BUF_H
#define PULSO_BASE_BUF_H

#include "base/slice.h"

struct buf {
    char *p;
    size_t n, cap;
};

void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, struct slice s);
void buf_addz(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_json(struct buf *b, struct slice s);       /* "s" with quotes and escapes */
const char *buf_z(struct buf *b);                   /* ends it in NUL; valid until the next call */
static inline struct slice buf_slice(const struct buf *b) { return (struct slice){ b->p, b->n }; }
static inline void buf_reset(struct buf *b) { b->n = 0; }
void buf_fini(struct buf *b);

#endif
