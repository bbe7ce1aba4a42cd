/*
 * slice: a piece of text that somebody else owns. It borrows: it lives as long
 * as the bytes it points at, and need not end in NUL. {0} is the empty slice.
 */
#ifndef PULSO_BASE_SLICE_H
#define PULSO_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *p;
    size_t n;
};

#define SLICE(lit) ((struct slice){ "" lit, sizeof(lit) - 1 })
#define SLICE_FMT "%.*s"
#define SLICE_ARG(s) ((int)(s).n), ((s).p ? (s).p : "")

static inline struct slice slice_of(const char *z)
{
    return (struct slice){ z, z ? strlen(z) : 0 };
}

static inline bool slice_eq(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool slice_is(struct slice a, const char *z)
{
    return slice_eq(a, slice_of(z));
}

bool slice_starts(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);
bool slice_eq_nocase(struct slice a, struct slice b);  /* ASCII only */
int slice_cmp(struct slice a, struct slice b);         /* by bytes, as strcmp */
struct slice slice_trim(struct slice s);               /* ASCII white space */
/* Cuts the part before `sep` off `rest`; false when rest was empty, and then the part is, too. */
bool slice_next(struct slice *rest, char sep, struct slice *part);
/* Takes c off the front, if it is there. */
bool slice_take(struct slice *s, char c);
/* Whole slice must be a decimal number in range. */
bool slice_int(struct slice s, int64_t *out);
/* 0 to 15, of either case; -1: it is none. */
int hex_digit(char c);
/* The number in decimal, without NUL; how many bytes. For hot paths, where printf is too slow. */
#define INT_TEXT 20
size_t int_text(int64_t v, char out[INT_TEXT]);

#endif
