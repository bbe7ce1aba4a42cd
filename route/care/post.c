#include "route/care/post.h"

static void take_numbers(struct post *p, const struct mention *m)
{
    const int64_t said[POST_COUNTS] = { [POST_LIKES] = m->likes, [POST_COMMENTS] = m->replies, [POST_SHARES] = m->shares, [POST_VIEWS] = m->views };
    if (m->updated_ms != MENTION_NONE && p->as_of_ms != MENTION_NONE && m->updated_ms < p->as_of_ms)
        return;
    for (int i = POST_LIKES; i < POST_COUNTS; i++)
        if (said[i] != MENTION_NONE)
            p->n[i] = said[i] < 0 ? 0 : said[i];
    if (m->updated_ms != MENTION_NONE)
        p->as_of_ms = m->updated_ms;
}

void post_apply(struct post *p, const struct mention *m, uint32_t by)
{
    take_numbers(p, m);
    if (m->refresh)
        return;
    p->flags |= POST_KNOWN;
    p->by = by;
    p->created_ms = m->created_ms;
}

void post_remove(struct post *p)
{
    *p = (struct post){ .as_of_ms = MENTION_NONE };
}

void post_count(const struct post *p, struct slice platform, struct names *names, struct sums *out, int sign)
{
    char text[CARE_NAME];
    struct slice kind, brand;
    if (!(p->flags & POST_KNOWN))
        return;
    struct slice who = names->by_number[p->by];
    slice_next(&who, '|', &kind);
    slice_next(&who, '|', &brand);
    for (int i = 0; i < POST_COUNTS; i++) {
        int64_t n = i == POST_POSTS ? 1 : p->n[i];
        if (n)
            sums_add(out, p->created_ms, names_number(names, care_name_put(text, 'p', brand, platform, who, post_what_name((enum post_what)i))), sign * n);
    }
}

/* ---- bytes ---- */

static unsigned char *put(unsigned char *o, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        *o++ = (unsigned char)(v | 0x80);
    *o++ = (unsigned char)v;
    return o;
}

static bool take(const unsigned char **p, const unsigned char *end, uint64_t *v)
{
    *v = 0;
    for (int shift = 0; *p < end && shift < 64; shift += 7) {
        unsigned char c = *(*p)++;
        *v |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80)
            return true;
    }
    return false;
}

size_t post_encode(const struct post *p, unsigned char out[POST_BYTES])
{
    unsigned char *o = out;
    *o++ = 'p';
    *o++ = (unsigned char)p->flags;
    o = put(o, p->by);
    o = put(o, (uint64_t)p->created_ms);
    o = put(o, p->as_of_ms == MENTION_NONE ? 0 : (uint64_t)p->as_of_ms + 1);
    for (int i = POST_LIKES; i < POST_COUNTS; i++)
        o = put(o, (uint64_t)p->n[i]);
    return (size_t)(o - out);
}

bool post_decode(struct slice bytes, struct post *p)
{
    const unsigned char *at = (const unsigned char *)bytes.p, *end = at + bytes.n;
    uint64_t by, created, as_of, n;
    *p = (struct post){ 0 };
    if (bytes.n < 2 || *at++ != 'p')
        return false;
    p->flags = *at++;
    if (!take(&at, end, &by) || !take(&at, end, &created) || !take(&at, end, &as_of))
        return false;
    p->by = (uint32_t)by;
    p->created_ms = (int64_t)created;
    p->as_of_ms = as_of ? (int64_t)as_of - 1 : MENTION_NONE;
    for (int i = POST_LIKES; i < POST_COUNTS; i++) {
        if (!take(&at, end, &n))
            return false;
        p->n[i] = (int64_t)n;
    }
    return at == end;
}
