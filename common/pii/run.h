/*
 * run: letters and digits that stand together, as numbers are written: "(011)
 * 4345-6789", "ES91 2100 0418". Full-width forms are read as ASCII, what has no
 * width is not seen. Inside of pii only.
 */
#ifndef PULSO_PII_RUN_H
#define PULSO_PII_RUN_H

#include "base/slice.h"

#define RUN_MAX 48

/* What stands before a character. */
#define GAP_SPACE 1u
#define GAP_DASH  2u
#define GAP_DOT   4u
#define GAP_SLASH 8u
#define GAP_OPEN  16u    /* ( */
#define GAP_CLOSE 32u
#define GAP_PLUS  64u

#define RUN_ENYE  '~'    /* Ñ, which RFCs may have */
#define RUN_OTHER '^'    /* a letter that no number has */

struct run {
    struct slice text;
    size_t n;
    char c[RUN_MAX];             /* 0-9, A-Z, & , RUN_ENYE, RUN_OTHER */
    uint8_t gap[RUN_MAX + 1];    /* before c[i]; of c[n] not 0 */
    uint32_t at[RUN_MAX], end[RUN_MAX];
    bool upper[RUN_MAX];         /* as written; digits are */
    size_t digits_from;          /* the first chunk that has a digit */
};

/* The run around the digit at byte `digit`, not reaching back before byte `floor`. 0: too long for any number, skip the
 * chunk. Gives the byte behind the chunk of that digit. */
size_t run_read(struct slice text, size_t digit, size_t floor, struct run *out);

/* One character, as run sees it. */
enum run_class { RUN_DIGIT, RUN_LETTER, RUN_GAP, RUN_NOTHING, RUN_STOP };
struct run_char { enum run_class class; size_t end; char c; uint8_t gap; bool upper; };
struct run_char run_char(struct slice text, size_t at);

static inline bool run_is_digit(char c) { return c >= '0' && c <= '9'; }
/* c[i - 1] is the last one of its chunk, i > 0. */
static inline bool run_ends(const struct run *r, size_t i) { return i <= r->n && r->gap[i] != 0; }
/* n characters from s, all digits. */
bool run_digits(const struct run *r, size_t s, size_t n);
/* n characters from s are exactly grouped as one of "16 4-4-4-4": sizes with - between, forms with blanks. */
bool run_grouped(const struct run *r, size_t s, size_t n, const char *forms);

#endif
