#include "text/chars.h"

#include <utf8proc.h>

#include "text/utf8.h"

static bool is_pictograph(const utf8proc_property_t *u)
{
    return u->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC || u->boundclass == UTF8PROC_BOUNDCLASS_E_ZWG;
}

static bool is_single(int32_t cp)
{
    return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0x3041 && cp <= 0x3096) || (cp >= 0xF900 && cp <= 0xFAFF)
        || (cp >= 0x20000 && cp <= 0x3FFFD);
}

/* Signs that are text unless a variation selector says emoji: a brand's (R) and (TM) are not feelings. */
static bool is_text_sign(int32_t cp)
{
    switch (cp) {
    case 0xA9: case 0xAE: case 0x203C: case 0x2049: case 0x2122: case 0x2139: case 0x24C2:
    case 0x3030: case 0x303D: case 0x3297: case 0x3299:
        return true;
    default:
        return false;
    }
}

static bool is_region(int32_t cp)
{
    return cp >= 0x1F1E6 && cp <= 0x1F1FF;
}

static enum char_class class_of_mark(int32_t cp, const utf8proc_property_t *u)
{
    return u->ignorable || char_is_variation(cp) ? CHAR_IGNORED : CHAR_MARK;
}

enum char_class char_class(int32_t cp)
{
    if (cp == '_')
        return CHAR_JOINER;
    if (cp < 0)
        return CHAR_OTHER;
    const utf8proc_property_t *u = utf8proc_get_property(cp);
    if (is_pictograph(u) || is_region(cp) || char_is_tone(cp))
        return CHAR_EMOJI;
    switch (u->category) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_NL:
        return is_single(cp) ? CHAR_SINGLE : CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
        return CHAR_DIGIT;
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
        return class_of_mark(cp, u);
    case UTF8PROC_CATEGORY_CF:  /* not the zero-width space: that one is there to separate */
        return cp == 0x200B ? CHAR_OTHER : CHAR_IGNORED;
    default:
        return CHAR_OTHER;
    }
}

bool char_is_upper(int32_t cp)
{
    utf8proc_category_t c = utf8proc_category(cp);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool char_is_tone(int32_t cp)
{
    return cp >= 0x1F3FB && cp <= 0x1F3FF;
}

bool char_is_variation(int32_t cp)
{
    return cp == 0xFE0E || cp == 0xFE0F;
}

bool char_is_accent(int32_t cp)
{
    const utf8proc_property_t *u = utf8proc_get_property(cp);
    int ccc = u->combining_class;
    if (u->category != UTF8PROC_CATEGORY_MN && u->category != UTF8PROC_CATEGORY_ME)
        return false;
    return ccc == 1 || (ccc >= 10 && ccc < 84) || ccc > 132;
}

static int32_t peek(struct slice s, size_t at)
{
    struct slice rest = { s.p + at, s.n - at };
    return rest.n ? utf8_next(&rest) : UTF8_INVALID;
}

static size_t past(struct slice s, size_t at)
{
    struct slice rest = { s.p + at, s.n - at };
    utf8_next(&rest);
    return s.n - rest.n;
}

static size_t keycap_end(struct slice s, size_t at)
{
    size_t i = at + 1;
    if (char_is_variation(peek(s, i)))
        i = past(s, i);
    return peek(s, i) == 0x20E3 ? past(s, i) : 0;
}

/* Presentation, skin tone, enclosing keycap, and the tags that spell a region's flag. */
static size_t modifiers_end(struct slice s, size_t i)
{
    for (;;) {
        int32_t cp = peek(s, i);
        if (!char_is_variation(cp) && !char_is_tone(cp) && cp != 0x20E3 && !(cp >= 0xE0020 && cp <= 0xE007F))
            return i;
        i = past(s, i);
    }
}

size_t emoji_end(struct slice s, size_t at)
{
    int32_t cp = peek(s, at);
    if ((cp >= '0' && cp <= '9') || cp == '#' || cp == '*')
        return keycap_end(s, at);
    if (char_class(cp) != CHAR_EMOJI)
        return 0;
    size_t i = past(s, at);
    if (is_text_sign(cp) && peek(s, i) != 0xFE0F)
        return 0;
    if (is_region(cp))
        return is_region(peek(s, i)) ? past(s, i) : i;
    for (;;) {
        i = modifiers_end(s, i);
        size_t next = peek(s, i) == 0x200D ? past(s, i) : 0;
        if (!next || char_class(peek(s, next)) != CHAR_EMOJI)
            return i;
        i = past(s, next);
    }
}
