#include "query/fields.h"

#include <inttypes.h>

static const struct { const char *name; double cost; enum field_kind kind; } rows[FIELD_COUNT] = {
    [FIELD_AUTHOR] = { "author", 1, FIELD_IS_VALUE },
    [FIELD_PLATFORM] = { "platform", 500, FIELD_IS_VALUE },
    [FIELD_LANGUAGE] = { "language", 1000, FIELD_IS_VALUE },
    [FIELD_COUNTRY] = { "country", 300, FIELD_IS_VALUE },
    [FIELD_KIND] = { "kind", 800, FIELD_IS_VALUE },
    [FIELD_SOURCE] = { "source", 200, FIELD_IS_VALUE },
    [FIELD_SITE] = { "site", 20, FIELD_IS_VALUE },
    [FIELD_URL] = { "url", 20, FIELD_IS_ADDRESS },
    [FIELD_LINKS] = { "links", 5, FIELD_IS_ADDRESS },
    [FIELD_VERIFIED] = { "authorVerified", 900, FIELD_IS_VALUE },
    [FIELD_ENGAGEMENT] = { "engagementType", 800, FIELD_IS_VALUE },
    [FIELD_ENGAGING_WITH] = { "engagingWith", 2, FIELD_IS_VALUE },
    [FIELD_FOLLOWERS] = { "authorFollowers", 1500, FIELD_IS_NUMBER },
    [FIELD_LIKES] = { "likes", 1500, FIELD_IS_NUMBER },
    [FIELD_SHARES] = { "shares", 1500, FIELD_IS_NUMBER },
    [FIELD_REPLIES] = { "replies", 1500, FIELD_IS_NUMBER },
    [FIELD_VIEWS] = { "views", 1500, FIELD_IS_NUMBER },
    [FIELD_RATING] = { "rating", 1500, FIELD_IS_NUMBER },
    [FIELD_TITLE] = { "title", 0, FIELD_IS_TITLE },
};

enum field_known field_of(struct slice name, enum field *f)
{
    static const char *const classified[] = { "sentiment", "topic", "intent", "brand" };
    if (slice_eq_nocase(name, SLICE("lang"))) {
        *f = FIELD_LANGUAGE;
        return FIELD_KNOWN;
    }
    for (int i = 0; i < FIELD_COUNT; i++)
        if (slice_eq_nocase(name, slice_of(rows[i].name))) {
            *f = (enum field)i;
            return FIELD_KNOWN;
        }
    for (size_t i = 0; i < sizeof classified / sizeof classified[0]; i++)
        if (slice_eq_nocase(name, slice_of(classified[i])))
            return FIELD_CLASSIFIED;
    return FIELD_UNKNOWN;
}

enum field_kind field_kind(enum field f)
{
    return rows[f].kind;
}

const char *field_name(enum field f)
{
    return rows[f].name;
}

const char *field_list(void)
{
    return "title:, author:, site:, url:, links:, language:, country:, platform:, kind:, source:, authorFollowers:, authorVerified:, "
           "likes:, shares:, replies:, views:, rating:, engagementType:, engagingWith:";
}

double field_cost(enum field f)
{
    return rows[f].cost;
}

/* Edits between two short names; more than 15 letters are no misspelling of ours. */
static size_t edits(struct slice a, struct slice b)
{
    size_t row[17];
    if (a.n > 15 || b.n > 15)
        return 16;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = diagonal + ((a.p[i - 1] | 0x20) != (b.p[j - 1] | 0x20));
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.n];
}

const char *field_nearest(struct slice name)
{
    const char *found = NULL;
    size_t best = 3;
    for (int i = 0; i < FIELD_COUNT; i++) {
        size_t d = edits(name, slice_of(rows[i].name));
        if (d < best && d < name.n) {
            best = d;
            found = rows[i].name;
        }
    }
    return found;
}

static bool all_of(struct slice s, size_t least, size_t most, const char *extra)
{
    if (s.n < least || s.n > most)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] && strchr(extra, s.p[i]))))
            return false;
    return true;
}

static bool is_ascii(struct slice s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any < 0x80;
}

struct slice field_fold(struct fold *f, struct slice s, struct buf *out)
{
    size_t from = out->n;
    if (!is_ascii(s)) {
        buf_reserve(out, 1);     /* nothing may be left of it, and there is no buffer yet */
        fold_append(f, s, out, NULL);
        return (struct slice){ out->p + from, out->n - from };
    }
    buf_reserve(out, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        out->p[out->n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return (struct slice){ out->p + from, s.n };
}

static struct slice without(struct slice s, struct slice prefix)
{
    return slice_starts(s, prefix) ? (struct slice){ s.p + prefix.n, s.n - prefix.n } : s;
}

struct slice field_address(struct slice url)
{
    const char *scheme = url.n > 3 ? memmem(url.p, url.n, "://", 3) : NULL;
    if (scheme)
        url = (struct slice){ scheme + 3, url.n - (size_t)(scheme + 3 - url.p) };
    return without(url, SLICE("www."));
}

static const char *engagement_of(struct slice v)
{
    static const char *const known[] = { "reply", "repost", "quote", "comment" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (slice_is(v, known[i]))
            return known[i];
    return slice_is(v, "retweet") ? "repost" : NULL;
}

static bool is_kind(struct slice s)
{
    enum mention_kind k;
    return mention_kind_of(s, &k);
}

static bool is_host(struct slice v)
{
    return memchr(v.p, '.', v.n) && !memchr(v.p, '/', v.n);
}

/* NULL, or what is wrong with it. */
static const char *value_fault(enum field f, struct slice v)
{
    static const char digits[] = "0123456789_-";
    if (v.n == 0)
        return "has no value";
    if (memchr(v.p, '*', v.n) || (f != FIELD_URL && f != FIELD_LINKS && memchr(v.p, '?', v.n)))
        return field_kind(f) == FIELD_IS_ADDRESS ? "is compared by its beginning: leave the wildcard out" : "is compared whole: it takes no wildcards";
    switch (f) {
    case FIELD_PLATFORM:
        return all_of(v, 1, 32, digits) ? NULL : "takes a platform's slug: letters, digits, _ and -";
    case FIELD_LANGUAGE:
        return all_of(v, 2, 3, "") ? NULL : "takes an ISO 639 code of two or three letters such as es";
    case FIELD_COUNTRY:
        return all_of(v, 2, 2, "") ? NULL : "takes an ISO 3166 code of two letters such as AR";
    case FIELD_KIND:
        return is_kind(v) ? NULL : "takes post, reply, repost, quote, comment, review, article or dm";
    case FIELD_SITE:
        return is_host(v) ? NULL : "takes a host such as example.com, without scheme and path";
    case FIELD_VERIFIED:
        return slice_is(v, "true") || slice_is(v, "false") ? NULL : "takes true or false";
    case FIELD_ENGAGEMENT:
        return engagement_of(v) ? NULL : "takes REPLY, REPOST, QUOTE or COMMENT";
    default:
        return NULL;
    }
}

static struct slice normal_value(enum field f, struct slice v)
{
    switch (f) {
    case FIELD_AUTHOR: case FIELD_ENGAGING_WITH: return without(v, SLICE("@"));
    case FIELD_SITE: return without(v, SLICE("www."));
    case FIELD_URL: case FIELD_LINKS: return field_address(v);
    case FIELD_ENGAGEMENT: return engagement_of(v) ? slice_of(engagement_of(v)) : v;
    default: return v;
    }
}

bool field_value(enum field f, struct slice raw, struct fold *fold, struct arena *a, struct slice *value, const char **why)
{
    struct buf b = { 0 };
    struct slice v = normal_value(f, field_fold(fold, slice_trim(raw), &b));
    *why = value_fault(f, v);
    *value = arena_dup(a, v);
    buf_fini(&b);
    return !*why;
}

static bool range_end(struct slice s, int64_t open, int64_t *out)
{
    if (!slice_is(s, "*"))
        return slice_int(s, out) && *out > INT64_MIN + 1 && *out < INT64_MAX;
    *out = open;
    return true;
}

bool field_range(struct slice body, int64_t *least, int64_t *most, const char **why)
{
    const char *to = body.n ? memmem(body.p, body.n, " TO ", 4) : NULL;
    *why = "takes a range of whole numbers such as [100 TO 500], with * for an open end";
    if (!to)
        return false;
    struct slice a = slice_trim((struct slice){ body.p, (size_t)(to - body.p) });
    struct slice b = slice_trim((struct slice){ to + 4, (size_t)(body.p + body.n - to) - 4 });
    if (!range_end(a, INT64_MIN + 1, least) || !range_end(b, INT64_MAX, most))
        return false;
    *why = *least > *most ? "is a range that holds nothing: its first number is the larger one" : NULL;
    return !*why;
}
