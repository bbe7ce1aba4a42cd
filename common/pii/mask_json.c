/* Masks what is inside of the strings of a JSON text; everything else stays as it was written, byte for byte. */
#include <stdlib.h>

#include "pii/pii.h"
#include "text/utf8.h"

/* Members that hold no text of a person: ids, addresses on the web, times, and what is public by its nature. To add one,
 * put it where strcmp() wants it. */
static const char *const exempt[] = {
    "config", "conversation", "country", "created_at", "handle", "id", "in_reply_to", "in_reply_to_author", "ingested_at", "kind", "lang",
    "mention", "mentions", "platform", "source", "story", "updated_at", "url",
};

static int name_cmp(const void *key, const void *row)
{
    return slice_cmp(*(const struct slice *)key, slice_of(*(const char *const *)row));
}

static bool is_exempt(struct slice key)
{
    return bsearch(&key, exempt, sizeof exempt / sizeof exempt[0], sizeof exempt[0], name_cmp) != NULL;
}

struct json_mask {
    struct slice in;
    size_t at;
    struct slice key;        /* the last one, as written */
    struct buf plain, masked;
    struct buf *out;
};

static int32_t hex4(struct slice s, size_t at)
{
    int32_t v = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = i < s.n ? s.p[i] : 0, low = (char)(c | 0x20);
        int d = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

/* The escape at the backslash s.p[i]; gives the byte behind it. */
static size_t unescape_one(struct slice s, size_t i, struct buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = i + 1 < s.n ? s.p[i + 1] : 0;
    const char *known = c ? strchr(from, c) : NULL;
    if (known) {
        buf_char(out, to[known - from]);
        return i + 2;
    }
    int32_t cp = c == 'u' ? hex4(s, i + 2) : -1, low = -1;
    size_t end = i + 6;
    if (cp >= 0xD800 && cp < 0xDC00 && end + 1 < s.n && s.p[end] == '\\' && s.p[end + 1] == 'u')
        low = hex4(s, end + 2);
    if (low >= 0xDC00 && low < 0xE000) {
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
        end += 6;
    }
    if (cp < 0 || (cp >= 0xD800 && cp < 0xE000)) {     /* no such character: kept as it is written */
        buf_char(out, '\\');
        return i + 1;
    }
    buf_reserve(out, 4);
    out->n += utf8_put(out->p + out->n, cp);
    return end;
}

static struct slice unescape(struct slice s, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < s.n; ) {
        if (s.p[i] == '\\') {
            i = unescape_one(s, i, out);
            continue;
        }
        buf_char(out, s.p[i++]);
    }
    return buf_slice(out);
}

/* Behind the closing quote; 0: there is none. */
static size_t string_end(struct slice s, size_t at)
{
    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '"')
            return i + 1;
    }
    return 0;
}

static bool is_key(struct slice s, size_t behind)
{
    while (behind < s.n && strchr(" \t\r\n", s.p[behind]) && s.p[behind])
        behind++;
    return behind < s.n && s.p[behind] == ':';
}

static void put_string(struct json_mask *j, struct slice written)
{
    struct slice inside = { written.p + 1, written.n - 2 };
    if (is_key(j->in, j->at + written.n)) {
        j->key = inside;
    } else if (!is_exempt(j->key)) {
        struct slice plain = unescape(inside, &j->plain);
        buf_reset(&j->masked);
        pii_mask(plain, &j->masked);
        if (!slice_eq(plain, buf_slice(&j->masked))) {
            buf_json(j->out, buf_slice(&j->masked));
            return;
        }
    }
    buf_add(j->out, written);
}

/* A bare number, judged behind the name of its member; masked it becomes a string. */
static void put_number(struct json_mask *j, struct slice written)
{
    struct slice both;
    buf_reset(&j->plain);
    buf_reset(&j->masked);
    buf_add(&j->plain, j->key);
    buf_char(&j->plain, ' ');
    buf_add(&j->plain, written);
    both = buf_slice(&j->plain);
    if (written.n >= 7 && !is_exempt(j->key))
        pii_mask(both, &j->masked);
    bool same = j->masked.n == 0 || memcmp(j->masked.p + both.n - written.n, written.p, written.n) == 0;
    if (!same)
        buf_char(j->out, '"');
    buf_add(j->out, same ? written : (struct slice){ j->masked.p + both.n - written.n, written.n });
    if (!same)
        buf_char(j->out, '"');
}

static size_t number_end(struct slice s, size_t at)
{
    while (at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == '.'))
        at++;
    return at;
}

static bool mask_all(struct json_mask *j)
{
    while (j->at < j->in.n) {
        char c = j->in.p[j->at];
        size_t end = c == '"' ? string_end(j->in, j->at) : c >= '0' && c <= '9' ? number_end(j->in, j->at) : j->at + 1;
        if (!end)
            return false;
        struct slice written = { j->in.p + j->at, end - j->at };
        if (c == '"')
            put_string(j, written);
        else if (end > j->at + 1)
            put_number(j, written);
        else
            buf_char(j->out, c);
        j->at = end;
    }
    return true;
}

void pii_mask_json(struct slice json, struct buf *out)
{
    struct slice s = slice_trim(json);
    struct json_mask j = { .in = json, .out = out };
    bool is = s.n && (s.p[0] == '{' || s.p[0] == '[');
    if (json.n && (!is || !mask_all(&j)))          /* the rest of what broke off */
        pii_mask((struct slice){ json.p + j.at, json.n - j.at }, out);
    buf_fini(&j.plain);
    buf_fini(&j.masked);
}
