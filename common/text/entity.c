#include "text/entity.h"

#include <stdio.h>
#include <stdlib.h>

#include "text/utf8.h"

#define NAME_MAX_BYTES 8     /* of the names below, and of a number with its # */

/* To add one, write its line where strcmp() wants it. Of letters, those of Latin-1; of signs, those that are seen. */
static const struct name { const char *name; int32_t cp; } names[] = {
    { "AElig", 0xC6 }, { "Aacute", 0xC1 }, { "Acirc", 0xC2 }, { "Agrave", 0xC0 }, { "Aring", 0xC5 }, { "Atilde", 0xC3 },
    { "Auml", 0xC4 }, { "Ccedil", 0xC7 }, { "ETH", 0xD0 }, { "Eacute", 0xC9 }, { "Ecirc", 0xCA }, { "Egrave", 0xC8 },
    { "Euml", 0xCB }, { "Iacute", 0xCD }, { "Icirc", 0xCE }, { "Igrave", 0xCC }, { "Iuml", 0xCF }, { "Ntilde", 0xD1 },
    { "OElig", 0x152 }, { "Oacute", 0xD3 }, { "Ocirc", 0xD4 }, { "Ograve", 0xD2 }, { "Oslash", 0xD8 }, { "Otilde", 0xD5 },
    { "Ouml", 0xD6 }, { "THORN", 0xDE }, { "Uacute", 0xDA }, { "Ucirc", 0xDB }, { "Ugrave", 0xD9 }, { "Uuml", 0xDC },
    { "Yacute", 0xDD }, { "aacute", 0xE1 }, { "acirc", 0xE2 }, { "acute", 0xB4 }, { "aelig", 0xE6 }, { "agrave", 0xE0 },
    { "amp", '&' }, { "apos", '\'' }, { "aring", 0xE5 }, { "atilde", 0xE3 }, { "auml", 0xE4 }, { "bdquo", 0x201E },
    { "bull", 0x2022 }, { "ccedil", 0xE7 }, { "cent", 0xA2 }, { "copy", 0xA9 }, { "deg", 0xB0 }, { "eacute", 0xE9 },
    { "ecirc", 0xEA }, { "egrave", 0xE8 }, { "emsp", 0x2003 }, { "ensp", 0x2002 }, { "eth", 0xF0 }, { "euml", 0xEB },
    { "euro", 0x20AC }, { "gt", '>' }, { "hearts", 0x2665 }, { "hellip", 0x2026 }, { "iacute", 0xED }, { "icirc", 0xEE },
    { "iexcl", 0xA1 }, { "igrave", 0xEC }, { "iquest", 0xBF }, { "iuml", 0xEF }, { "laquo", 0xAB }, { "ldquo", 0x201C },
    { "lsquo", 0x2018 }, { "lt", '<' }, { "mdash", 0x2014 }, { "middot", 0xB7 }, { "nbsp", 0xA0 }, { "ndash", 0x2013 },
    { "ntilde", 0xF1 }, { "oacute", 0xF3 }, { "ocirc", 0xF4 }, { "oelig", 0x153 }, { "ograve", 0xF2 }, { "ordf", 0xAA },
    { "ordm", 0xBA }, { "oslash", 0xF8 }, { "otilde", 0xF5 }, { "ouml", 0xF6 }, { "pound", 0xA3 }, { "quot", '"' },
    { "raquo", 0xBB }, { "rdquo", 0x201D }, { "reg", 0xAE }, { "rsquo", 0x2019 }, { "sbquo", 0x201A }, { "shy", 0xAD },
    { "szlig", 0xDF }, { "thinsp", 0x2009 }, { "thorn", 0xFE }, { "times", 0xD7 }, { "trade", 0x2122 }, { "uacute", 0xFA },
    { "ucirc", 0xFB }, { "ugrave", 0xF9 }, { "uml", 0xA8 }, { "uuml", 0xFC }, { "yacute", 0xFD }, { "yen", 0xA5 }, { "yuml", 0xFF },
};

static int name_cmp(const void *key, const void *row)
{
    const struct slice *s = key;
    return slice_cmp(*s, slice_of(((const struct name *)row)->name));
}

/* Numbers 128 to 159 are control characters, and nobody means those: pages write Windows-1252 there, and browsers read it so. */
static int32_t as_browsers_do(int32_t cp)
{
    static const uint16_t windows[32] = {
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
    };
    return cp >= 0x80 && cp < 0xA0 ? windows[cp - 0x80] : cp;
}

static int digit_of(char c, int base)
{
    int d = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : base;
    return d < base ? d : -1;
}

/* "#39", "#xF1"; 0: no character's number. */
static int32_t number_of(struct slice s)
{
    int base = s.n > 2 && (s.p[1] | 0x20) == 'x' ? 16 : 10;
    int32_t cp = 0;
    for (size_t i = base == 16 ? 2 : 1; i < s.n; i++) {
        int d = digit_of(s.p[i], base);
        if (d < 0)
            return 0;
        cp = cp * base + d;      /* NAME_MAX_BYTES digits fit */
    }
    return cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000) ? 0 : as_browsers_do(cp);
}

/* The name from `from` to its semicolon. */
static size_t one_end(struct slice text, size_t from, int32_t *cp)
{
    size_t left = text.n - from, room = left < NAME_MAX_BYTES + 1 ? left : NAME_MAX_BYTES + 1;
    const char *semicolon = room ? memchr(text.p + from, ';', room) : NULL;
    struct slice name = { text.p + from, semicolon ? (size_t)(semicolon - (text.p + from)) : 0 };
    if (name.n < 2)
        return 0;
    if (name.p[0] == '#') {
        *cp = number_of(name);
    } else {
        const struct name *n = bsearch(&name, names, sizeof names / sizeof names[0], sizeof names[0], name_cmp);
        *cp = n ? n->cp : 0;
    }
    return *cp ? from + name.n + 1 : 0;
}

/* \u and four digits; -1: none. */
static int32_t unit_at(struct slice text, size_t at)
{
    int32_t unit = 0;
    if (text.n < at + 6 || text.p[at] != '\\' || text.p[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        int d = digit_of(text.p[i], 16);
        if (d < 0)
            return -1;
        unit = unit * 16 + d;
    }
    return unit;
}

/* Half of a pair alone is no character. */
static size_t escape_end(struct slice text, size_t at, int32_t *cp)
{
    int32_t unit = unit_at(text, at), low;
    *cp = unit;
    if (unit <= 0 || (unit >= 0xDC00 && unit < 0xE000))
        return 0;
    if (unit < 0xD800 || unit >= 0xE000)
        return at + 6;
    low = unit_at(text, at + 6);
    if (low < 0xDC00 || low >= 0xE000)
        return 0;
    *cp = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    return at + 12;
}

size_t entity_end(struct slice text, size_t at, int32_t *cp)
{
    size_t end = text.p[at] == '\\' ? escape_end(text, at, cp) : one_end(text, at + 1, cp);
    for (size_t next = end; next && *cp == '&'; end = next ? next : end) {
        int32_t inner;
        next = one_end(text, end, &inner);
        *cp = next ? inner : *cp;
    }
    return end;
}

static void cut_add(struct entity_plain *p, size_t text)
{
    if (p->cuts == p->cap) {
        p->cap = p->cap ? p->cap * 2 : 16;
        p->cut = realloc(p->cut, p->cap * sizeof *p->cut);
        if (!p->cut) {
            fputs("pulso: out of memory\n", stderr);
            abort();
        }
    }
    p->cut[p->cuts++] = (struct entity_cut){ (uint32_t)p->text.n, (uint32_t)text };
}

static size_t next_start(struct slice text, size_t i)
{
    while (i < text.n && text.p[i] != '&' && text.p[i] != '\\')
        i++;
    return i;
}

bool entity_decode(struct slice text, struct entity_plain *p)
{
    size_t done = 0, end;
    int32_t cp;
    for (size_t i = 0; (i = next_start(text, i)) < text.n; i = end) {
        end = entity_end(text, i, &cp);
        if (!end) {
            end = i + 1;
            continue;
        }
        if (done == 0) {
            buf_reset(&p->text);
            buf_reserve(&p->text, text.n);     /* what an entity stands for is never longer than itself */
            p->cuts = 0;
        }
        buf_add(&p->text, (struct slice){ text.p + done, i - done });
        p->text.n += utf8_put(p->text.p + p->text.n, cp);
        cut_add(p, end);
        done = end;
    }
    if (done)
        buf_add(&p->text, (struct slice){ text.p + done, text.n - done });
    return done > 0;
}

uint32_t entity_origin(const struct entity_plain *p, uint32_t at, size_t *k)
{
    while (*k < p->cuts && p->cut[*k].plain <= at)
        ++*k;
    return *k ? p->cut[*k - 1].text + (at - p->cut[*k - 1].plain) : at;
}

void entity_fini(struct entity_plain *p)
{
    buf_fini(&p->text);
    free(p->cut);
    *p = (struct entity_plain){ 0 };
}
