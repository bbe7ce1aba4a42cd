#include "classify/seen.h"

#include <string.h>

static size_t put_varint(unsigned char *o, uint32_t v)
{
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        o[n++] = (unsigned char)(v | 0x80);
    o[n++] = (unsigned char)v;
    return n;
}

static size_t put_le(unsigned char *o, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        o[i] = (unsigned char)(v >> (8 * i));
    return bytes;
}

static uint64_t get_le(const unsigned char *p, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

struct slice seen_encode(struct arena *a, const struct seen *s)
{
    unsigned char tmp[1 + 8 + 4 + 5 + 5 * SEEN_NUMBERS_MAX], *o = tmp;
    *o++ = (unsigned char)s->flags;
    if (s->flags & SEEN_UPDATED)
        o += put_le(o, (uint64_t)s->updated_ms, 8);
    if (s->flags & SEEN_COUNTED) {
        o += put_le(o, s->minute, 4);
        if (s->flags & SEEN_WEIGHED)
            o += put_varint(o, s->weight);
        for (size_t i = 0; i < s->n; i++)
            o += put_varint(o, s->numbers[i]);
    }
    return arena_dup(a, (struct slice){ (const char *)tmp, (size_t)(o - tmp) });
}

bool seen_add(struct arena *a, struct seen *s, uint32_t number)
{
    if (s->n == SEEN_NUMBERS_MAX)
        return false;
    if (s->n == s->room) {
        uint32_t room = s->room ? 2 * s->room : 16, *more = arena_alloc(a, room * sizeof *more);
        if (s->n)
            memcpy(more, s->numbers, s->n * sizeof *more);
        s->numbers = more;
        s->room = room;
    }
    s->numbers[s->n++] = number;
    return true;
}

static bool get_varint(const unsigned char **p, const unsigned char *end, uint32_t *v)
{
    int shift = 0;
    for (*v = 0; *p < end && **p >= 0x80 && shift < 28; shift += 7)
        *v |= (uint32_t)(*(*p)++ & 0x7f) << shift;
    if (*p == end)
        return false;
    *v |= (uint32_t)*(*p)++ << shift;
    return true;
}

bool seen_decode(struct arena *a, struct slice bytes, struct seen *out)
{
    const unsigned char *p = (const unsigned char *)bytes.p, *end = p + bytes.n;
    *out = (struct seen){ 0 };
    if (p == end)
        return false;
    out->flags = *p++;
    if (out->flags & SEEN_UPDATED) {
        if (end - p < 8)
            return false;
        out->updated_ms = (int64_t)get_le(p, 8);
        p += 8;
    }
    if (!(out->flags & SEEN_COUNTED))
        return p == end;
    if (end - p < 4)
        return false;
    out->minute = (uint32_t)get_le(p, 4);
    p += 4;
    if ((out->flags & SEEN_WEIGHED) && !get_varint(&p, end, &out->weight))
        return false;
    for (uint32_t v; p < end;)
        if (!get_varint(&p, end, &v) || !seen_add(a, out, v))
            return false;
    return true;
}
