#include "ingest/body.h"

#include <zlib.h>

static struct slice skip_blanks(struct slice s)
{
    while (s.n && (*s.p == ' ' || *s.p == '\t' || *s.p == '\n' || *s.p == '\r'))
        s.p++, s.n--;
    return s;
}

/* Behind the string that begins here. */
static size_t string_end(struct slice s)
{
    size_t i = 1;
    while (i < s.n && s.p[i] != '"')
        i += s.p[i] == '\\' ? 2 : 1;
    return i < s.n ? i + 1 : s.n;
}

/* Behind the value that begins here: brackets are counted, not matched. */
static size_t value_end(struct slice s)
{
    size_t depth = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"') {
            i += string_end((struct slice){ s.p + i, s.n - i }) - 1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return i;
            if (--depth == 0)
                return i + 1;
        } else if (depth == 0 && c == ',') {
            return i;
        }
    }
    return s.n;
}

/* An object that ends on the line where it begins, with more behind it, is the first of JSON Lines. */
static bool looks_like_lines(struct slice s)
{
    const char *nl = s.n ? memchr(s.p, '\n', s.n) : NULL;
    return nl && skip_blanks((struct slice){ nl, s.n - (size_t)(nl - s.p) }).n && value_end(s) <= (size_t)(nl - s.p);
}

void body_open(struct body *b, struct slice bytes, bool lines)
{
    struct slice s = skip_blanks(bytes);
    *b = (struct body){ .all = bytes, .rest = s, .form = BODY_ONE };
    if (lines || looks_like_lines(s))
        b->form = BODY_LINES;
    else if (s.n && *s.p == '[')
        b->form = BODY_ARRAY;
    b->line = 1;
}

static void take(struct body *b, size_t n, struct slice *item)
{
    *item = (struct slice){ b->rest.p, n };
    b->rest.p += n;
    b->rest.n -= n;
    b->item++;
}

static bool next_line(struct body *b, struct slice *item)
{
    b->rest = skip_blanks(b->rest);
    if (!b->rest.n)
        return false;
    const char *nl = memchr(b->rest.p, '\n', b->rest.n);
    take(b, nl ? (size_t)(nl - b->rest.p) : b->rest.n, item);
    return true;
}

static bool damaged(struct body *b, const char *why, struct err *e)
{
    b->over = true;
    return err_set(e, ERR_DROP, "not valid JSON: %s", why);
}

static bool at_end_of_array(struct body *b, struct err *e)
{
    b->over = true;
    b->rest = skip_blanks((struct slice){ b->rest.p + 1, b->rest.n - 1 });
    return b->rest.n == 0 || damaged(b, "something follows the array", e);
}

static bool next_of_array(struct body *b, struct slice *item, struct err *e)
{
    bool first = !b->begun;
    if (first)
        b->rest.p++, b->rest.n--;
    b->begun = true;
    b->rest = skip_blanks(b->rest);
    if (b->rest.n && *b->rest.p == ']') {
        at_end_of_array(b, e);
        return false;
    }
    if (!first && (!b->rest.n || *b->rest.p != ','))
        return damaged(b, b->rest.n ? "a comma is missing in the array" : "the array does not end", e);
    if (!first)
        b->rest = skip_blanks((struct slice){ b->rest.p + 1, b->rest.n - 1 });
    size_t n = value_end(b->rest);
    if (n == 0)
        return damaged(b, b->rest.n ? "a value is missing in the array" : "the array does not end", e);
    take(b, n, item);
    return true;
}

/* Counted from the start of the body, but only over what lies between two items. */
static void count_lines(struct body *b, const char *from, const char *to)
{
    for (const char *p; from < to && (p = memchr(from, '\n', (size_t)(to - from))); from = p + 1)
        b->line++;
}

bool body_next(struct body *b, struct slice *item, struct err *e)
{
    const char *from = b->all.p;
    bool got = false;
    if (b->over)
        return false;
    if (b->form == BODY_LINES)
        got = next_line(b, item);
    else if (b->form == BODY_ARRAY)
        got = next_of_array(b, item, e);
    else if (b->rest.n) {
        take(b, b->rest.n, item);
        got = true;
    }
    const char *at = got ? item->p : b->rest.p;
    count_lines(b, from, at);
    b->all.n -= (size_t)(at - from);
    b->all.p = at;
    b->over |= !got;
    return got;
}

bool body_unfold(struct slice gzip, size_t limit, struct buf *out, bool *too_large, struct err *e)
{
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)gzip.p, .avail_in = (unsigned)gzip.n };
    int r = inflateInit2(&z, 15 + 16);
    *too_large = false;
    while (r == Z_OK || (r == Z_STREAM_END && z.avail_in)) {
        if (r == Z_STREAM_END && inflateReset(&z) != Z_OK)   /* several members, one after the other */
            break;
        buf_reserve(out, 16 * 1024);
        z.next_out = (unsigned char *)out->p + out->n;
        z.avail_out = 16 * 1024;
        r = inflate(&z, Z_NO_FLUSH);
        out->n += 16 * 1024 - z.avail_out;
        *too_large = out->n > limit;
        if (*too_large || (r == Z_BUF_ERROR && z.avail_in == 0))
            break;
    }
    inflateEnd(&z);
    return !*too_large && (r == Z_STREAM_END || err_set(e, ERR_DROP, "the gzip data is damaged or ends early"));
}
