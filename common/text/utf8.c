#include "text/utf8.h"

static bool follows(struct slice s, size_t i)
{
    return i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80;
}

static int32_t bits(struct slice s, size_t i)
{
    return (unsigned char)s.p[i] & 0x3F;
}

/* Length and code point, or length 1 and UTF8_INVALID. */
static size_t decode(struct slice s, int32_t *cp)
{
    unsigned char c = (unsigned char)s.p[0];
    *cp = UTF8_INVALID;
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    if (c < 0xC2 || c > 0xF4 || !follows(s, 1))
        return 1;
    if (c < 0xE0) {
        *cp = (c & 0x1F) << 6 | bits(s, 1);
        return 2;
    }
    if (!follows(s, 2))
        return 1;
    if (c < 0xF0) {
        int32_t v = (c & 0x0F) << 12 | bits(s, 1) << 6 | bits(s, 2);
        if (v < 0x800 || (v >= 0xD800 && v < 0xE000))
            return 1;
        *cp = v;
        return 3;
    }
    int32_t v = (c & 0x07) << 18 | bits(s, 1) << 12 | bits(s, 2) << 6;
    if (!follows(s, 3) || v < 0x10000 || v > 0x10FFFF)
        return 1;
    *cp = v | bits(s, 3);
    return 4;
}

int32_t utf8_next(struct slice *s)
{
    int32_t cp;
    size_t n = decode(*s, &cp);
    s->p += n;
    s->n -= n;
    return cp;
}

size_t utf8_put(char *out, int32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

bool utf8_valid(struct slice s, size_t *at)
{
    struct slice rest = s;
    while (rest.n) {
        *at = s.n - rest.n;
        if (utf8_next(&rest) == UTF8_INVALID)
            return false;
    }
    return true;
}

size_t utf8_back(struct slice s, size_t at)
{
    size_t i = at - 1;
    while (i > 0 && at - i < 4 && ((unsigned char)s.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}
