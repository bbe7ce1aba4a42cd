#include "route/cases/folio.h"

#include <ctype.h>
#include <string.h>

enum { DIGITS_MAX = 18, WIDE = 31 };   /* a first digit of WIDE: the partition stands in the three behind it */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times x in GF(32), x^5 + x^2 + 1: a generator of its 31 elements. */
static unsigned twice(unsigned v)
{
    v <<= 1;
    return v & 32 ? (v ^ 0x25) & 31 : v;
}

static unsigned check_of(const unsigned char *digits, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum = twice(sum ^ digits[i]);
    return sum;
}

size_t folio_print(const struct origin *o, char out[FOLIO_TEXT])
{
    unsigned char d[DIGITS_MAX + 1], low[14];
    size_t n = 0, m = 0, at = 0;
    if (o->partition < WIDE) {
        d[n++] = (unsigned char)o->partition;
    } else {
        d[n++] = WIDE;
        for (int shift = 10; shift >= 0; shift -= 5)
            d[n++] = (unsigned char)(o->partition >> shift & 31);
    }
    for (uint64_t v = (uint64_t)o->offset; v || m == 0; v >>= 5)
        low[m++] = (unsigned char)(v & 31);
    while (m)
        d[n++] = low[--m];
    d[n] = (unsigned char)check_of(d, n);
    for (size_t i = 0; i <= n; i++) {
        if (i && i % 4 == 0)
            out[at++] = '-';
        out[at++] = alphabet[d[i]];
    }
    out[at] = 0;
    return at;
}

static bool digit_of(char c, unsigned char *d)
{
    c = (char)toupper((unsigned char)c);
    c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
    const char *p = c ? strchr(alphabet, c) : NULL;
    if (p)
        *d = (unsigned char)(p - alphabet);
    return p != NULL;
}

bool folio_parse(struct slice text, struct origin *o)
{
    unsigned char d[DIGITS_MAX + 1];
    size_t n = 0, at = 1;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '-' || text.p[i] == ' ')
            continue;
        if (n > DIGITS_MAX || !digit_of(text.p[i], &d[n++]))
            return false;
    }
    if (n < 3 || check_of(d, n - 1) != d[n - 1])
        return false;
    *o = (struct origin){ .partition = d[0] };
    if (d[0] == WIDE) {
        if (n < 6)
            return false;
        o->partition = d[1] << 10 | d[2] << 5 | d[3];
        at = 4;
    }
    if (n - 1 - at > 12)                 /* 60 bits: more than any offset */
        return false;
    for (; at < n - 1; at++)
        o->offset = o->offset << 5 | d[at];
    return o->partition < ORIGINS_MAX;
}
